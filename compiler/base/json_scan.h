/* Between json_scan.c, which checks a JSON text and finds where everything stands, and json.c, which has cJSON read it. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "json.h"

struct json_scanned {
    struct json *root;   /* places, kinds and shape; no keys and strings yet */
    size_t string_bytes; /* enough for all decoded keys, strings and numbers with a terminator each */
    uint32_t max_count;  /* children of the largest object */
    bool doubtful;       /* JSON_EVENT: there are \u0000 or halves of surrogate pairs, which cJSON does not take */
};
/* false: *error says what is wrong. text: comments already blanked. Takes memory from the arena only. */
bool json_scan(struct arena *arena, struct str text, unsigned options, struct json_scanned *scanned, struct json_error *error);

/* A copy of text in the arena with comments replaced by blanks, line endings kept, so that every place stays. */
bool json_blank_comments(struct arena *arena, struct str text, struct str *blanked, struct json_error *error);

#endif
