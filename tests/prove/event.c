/* What reads an event's inputs and texts, in a header, as a file of its own, for the proof. */
#include "match.h"
