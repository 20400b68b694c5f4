/* The inline functions of the headers, as a file of their own, for the proof. */
#include "verify.h"
