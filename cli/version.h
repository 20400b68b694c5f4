#define WEIR_VERSION "0.1.0"
