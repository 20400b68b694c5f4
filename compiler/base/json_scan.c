/* The checks on a JSON text that cJSON does not make, and the place of every value and key.
 *
 * In: bytes of any kind. Out: the tree of values in document order with their places, or the first thing that is against RFC 8259
 * or our caps. Must hold: what this accepts has one meaning, and cJSON reads it with that meaning. No recursion. */
#include "json_scan.h"

#include "limits.h"

struct scan {
    struct arena *arena;
    const char *p;
    uint32_t at, n;
    bool of_event;
    struct json_scanned *out;
    struct json_error *error;
};

static bool refuse(struct scan *scan, uint32_t at, const char *text, const char *help)
{
    *scan->error = (struct json_error){.at = at, .text = text, .help = help};
    return false;
}

static bool is_digit(const struct scan *scan, uint32_t at) { return at < scan->n && scan->p[at] >= '0' && scan->p[at] <= '9'; }

static bool skip_blanks(struct scan *scan)
{
    while (scan->at < scan->n) {
        const char c = scan->p[scan->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') break;
        scan->at++;
    }
    return scan->at < scan->n;
}

/* What stands where something else should: NUL, a comment and the usual slips get words of their own. */
static bool refuse_here(struct scan *scan, const char *expected, const char *help)
{
    if (scan->at >= scan->n) return refuse(scan, scan->n, "the JSON text ends too early", help);
    const unsigned char c = (unsigned char)scan->p[scan->at];
    if (c == 0) return refuse(scan, scan->at, "a NUL byte in the JSON text", "save the file as UTF-8 without NUL bytes");
    if (c == '/' || c == '#')
        return refuse(scan, scan->at, "a comment, or a stray character, in the JSON text", "take it out: JSON has no comments here");
    if (c == '\'') return refuse(scan, scan->at, "a string in single quotes", "JSON has double quotes only");
    if (c < 0x20) return refuse(scan, scan->at, "a control character in the JSON text", "take it out");
    return refuse(scan, scan->at, expected, help);
}

/* ---- strings ---- */

static bool hex4(const struct scan *scan, uint32_t at, uint32_t *out)
{
    uint32_t value = 0;
    if (scan->n - at < 4) return false;
    for (uint32_t i = 0; i < 4; i++) {
        const char c = scan->p[at + i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return false;
        value = value * 16 + (uint32_t)digit;
    }
    *out = value;
    return true;
}

/* At a backslash. */
static bool scan_escape(struct scan *scan)
{
    const uint32_t at = scan->at;
    const char kind = at + 1 < scan->n ? scan->p[at + 1] : '\0';
    if (kind != '\0' && strchr("\"\\/bfnrt", kind) != NULL) {
        scan->at += 2;
        return true;
    }
    if (kind != 'u')
        return refuse(scan, at, "this escape does not exist in JSON", "a backslash itself is written \\\\");
    uint32_t high, low;
    if (!hex4(scan, at + 2, &high)) return refuse(scan, at, "\\u needs four hexadecimal digits", "a backslash itself is written \\\\");
    scan->at += 6;
    if (high == 0 && scan->of_event) return scan->out->doubtful = true;
    if (high == 0) return refuse(scan, at, "\\u0000 stands for a NUL character", "no text here can hold a NUL character; take it out");
    if (high < 0xD800 || high > 0xDFFF) return true;
    if (high <= 0xDBFF && scan->n - scan->at >= 6 && scan->p[scan->at] == '\\' && scan->p[scan->at + 1] == 'u' &&
        hex4(scan, scan->at + 2, &low) && low >= 0xDC00 && low <= 0xDFFF) {
        scan->at += 6;
        return true;
    }
    if (scan->of_event) return scan->out->doubtful = true;
    return refuse(scan, at, "half of a surrogate pair, which is no character", "write the character itself, or both halves");
}

/* At the opening quote; ends behind the closing one. */
static bool scan_string(struct scan *scan)
{
    const uint32_t start = scan->at++;
    const struct str text = {scan->p, scan->n};
    for (;;) {
        while (scan->at < scan->n) {
            const unsigned char c = (unsigned char)scan->p[scan->at];
            if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') break;
            scan->at++;
        }
        if (scan->at >= scan->n) return refuse(scan, start, "this string has no closing quote", "close it with \"");
        const unsigned char c = (unsigned char)scan->p[scan->at];
        if (c == '"') break;
        if (c == 0) return refuse(scan, scan->at, "a NUL byte in a string", "no text here can hold a NUL character; take it out");
        if (c < 0x20) return refuse(scan, scan->at, "a control character in a string", "write it as an escape: \\n, \\t, \\u001b");
        if (c == '\\') {
            if (!scan_escape(scan)) return false;
            continue;
        }
        uint32_t length;
        if (utf8_decode(text, scan->at, &length) == UINT32_MAX)
            return refuse(scan, scan->at, "these bytes are not UTF-8", "save the file as UTF-8");
        scan->at += length;
    }
    scan->at++;
    scan->out->string_bytes += scan->at - start;
    return true;
}

/* ---- other values ---- */

static bool scan_number(struct scan *scan)
{
    enum { NUMBER_BYTES = 63 }; /* what cJSON reads; no number that we take needs more */
    const uint32_t start = scan->at;
    static const char help[] = "a number is written 12, -3, 0.5 or 1e6: no leading zero, no plus, no bare point";
    if (scan->p[scan->at] == '-') scan->at++;
    if (!is_digit(scan, scan->at)) return refuse(scan, start, "this is not a number", help);
    if (scan->p[scan->at] == '0' && is_digit(scan, scan->at + 1)) return refuse(scan, start, "a number with a leading zero", help);
    while (is_digit(scan, scan->at)) scan->at++;
    if (scan->at < scan->n && scan->p[scan->at] == '.') {
        scan->at++;
        if (!is_digit(scan, scan->at)) return refuse(scan, start, "a number with nothing behind its point", help);
        while (is_digit(scan, scan->at)) scan->at++;
    }
    if (scan->at < scan->n && (scan->p[scan->at] | 0x20) == 'e') {
        scan->at++;
        if (scan->at < scan->n && (scan->p[scan->at] == '+' || scan->p[scan->at] == '-')) scan->at++;
        if (!is_digit(scan, scan->at)) return refuse(scan, start, "a number with nothing behind its 'e'", help);
        while (is_digit(scan, scan->at)) scan->at++;
    }
    if (scan->at - start > NUMBER_BYTES) return refuse(scan, start, "a number of more than 63 characters", "shorten it");
    scan->out->string_bytes += scan->at - start + 1;
    return true;
}

static bool scan_word(struct scan *scan, const char *word)
{
    const uint32_t n = (uint32_t)strlen(word);
    if (scan->n - scan->at < n || memcmp(scan->p + scan->at, word, n) != 0)
        return refuse_here(scan, "no JSON value starts like this", "a value is a string in double quotes, a number, true, false, null, [...] or {...}");
    scan->at += n;
    return true;
}

/* A value that has no values in it, or the opening of one that has. */
static bool scan_value(struct scan *scan, struct json *value)
{
    value->at = scan->at;
    switch (scan->at < scan->n ? scan->p[scan->at] : '\0') {
    case '{': value->kind = JSON_OBJECT; scan->at++; return true;
    case '[': value->kind = JSON_ARRAY; scan->at++; return true;
    case '"': value->kind = JSON_STRING; return scan_string(scan);
    case 't': value->kind = JSON_TRUE; return scan_word(scan, "true");
    case 'f': value->kind = JSON_FALSE; return scan_word(scan, "false");
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
        value->kind = JSON_NUMBER;
        return scan_number(scan);
    case ']': case '}': return refuse(scan, scan->at, "a value is missing here", "take out the comma before it, or add the value");
    default: value->kind = JSON_NULL; return scan_word(scan, "null");
    }
}

/* In an object: the key and its colon, up to the value. */
static bool scan_key(struct scan *scan, struct json *value)
{
    skip_blanks(scan);
    if (scan->at < scan->n && scan->p[scan->at] == '}')
        return refuse(scan, scan->at, "a comma before the closing '}'", "take out the comma, or add another key");
    if (scan->at >= scan->n || scan->p[scan->at] != '"')
        return refuse_here(scan, "a key in double quotes belongs here", "write \"key\": value");
    value->key_at = scan->at;
    if (!scan_string(scan)) return false;
    value->key.n = scan->at - value->key_at;
    skip_blanks(scan);
    if (scan->at >= scan->n || scan->p[scan->at] != ':') return refuse_here(scan, "':' belongs between a key and its value", "write \"key\": value");
    scan->at++;
    skip_blanks(scan);
    return true;
}

struct open_value {
    struct json *value, **link; /* where the next child is hung */
};

static bool open_container(struct scan *scan, struct open_value *stack, uint32_t *depth, struct json *value)
{
    if (*depth >= LIMIT_JSON_DEPTH)
        return refuse(scan, value->at, "brackets are nested too deeply", "write it flatter; nothing that weir reads is nested this deeply");
    stack[(*depth)++] = (struct open_value){value, &value->first};
    return true;
}

/* Behind a value: closes what ends here. *more: a comma was read, another child follows. */
static bool scan_after(struct scan *scan, struct open_value *stack, uint32_t *depth, bool *more)
{
    *more = false;
    while (*depth != 0) {
        struct open_value *open = &stack[*depth - 1];
        const char end = open->value->kind == JSON_OBJECT ? '}' : ']';
        skip_blanks(scan);
        const char c = scan->at < scan->n ? scan->p[scan->at] : '\0';
        if (c == ',' && open->value->count != 0) {
            scan->at++;
            *more = true;
            return true;
        }
        if (c != end) {
            if (open->value->count == 0) { /* just opened: its first child */
                *more = true;
                return true;
            }
            return refuse_here(scan, end == '}' ? "',' or '}' belongs here" : "',' or ']' belongs here",
                               "separate the values by commas, and close every bracket");
        }
        scan->at++;
        open->value->length = scan->at - open->value->at;
        if (open->value->kind == JSON_OBJECT && open->value->count > scan->out->max_count) scan->out->max_count = open->value->count;
        --*depth;
    }
    return true;
}

bool json_scan(struct arena *arena, struct str text, unsigned options, struct json_scanned *scanned, struct json_error *error)
{
    struct scan scan = {.arena = arena, .p = text.p, .n = text.n, .of_event = (options & JSON_EVENT) != 0, .out = scanned, .error = error};
    struct open_value stack[LIMIT_JSON_DEPTH];
    uint32_t depth = 0;
    bool more = true;
    *scanned = (struct json_scanned){0};
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0) scan.at = 3; /* a byte order mark says only what must be: UTF-8 */
    if (!skip_blanks(&scan)) return refuse(&scan, 0, "there is no JSON value here", "an empty file is not JSON; the least is {}");
    while (more) {
        struct json *value = arena_new(arena, struct json);
        skip_blanks(&scan);
        if (depth == 0) {
            scanned->root = value;
        } else {
            struct open_value *open = &stack[depth - 1];
            *open->link = value;
            open->link = &value->next;
            open->value->count++;
            if (open->value->kind == JSON_OBJECT && !scan_key(&scan, value)) return false;
        }
        if (!scan_value(&scan, value)) return false;
        if (value->kind == JSON_OBJECT || value->kind == JSON_ARRAY) {
            if (!open_container(&scan, stack, &depth, value)) return false;
        } else {
            value->length = scan.at - value->at;
        }
        if (!scan_after(&scan, stack, &depth, &more)) return false;
    }
    if (skip_blanks(&scan)) return refuse_here(&scan, "there is text behind the JSON value", "one file, or one line, holds one value; take out the rest");
    return true;
}

/* ---- comments ---- */

static uint32_t string_end(struct str text, uint32_t at)
{
    for (at++; at < text.n && text.p[at] != '"' && text.p[at] != '\n'; at++)
        if (text.p[at] == '\\') at++;
    return at < text.n ? at + 1 : text.n;
}

bool json_blank_comments(struct arena *arena, struct str text, struct str *blanked, struct json_error *error)
{
    const struct str copy = arena_copy(arena, text);
    char *p = (char *)(uintptr_t)copy.p;
    for (uint32_t at = 0; at < copy.n;) {
        if (p[at] == '"') {
            at = string_end(copy, at);
        } else if (p[at] != '/' || at + 1 >= copy.n || (p[at + 1] != '/' && p[at + 1] != '*')) {
            at++;
        } else if (p[at + 1] == '/') {
            while (at < copy.n && p[at] != '\n') p[at++] = ' ';
        } else {
            const uint32_t start = at;
            for (at += 2; at < copy.n && !(p[at] == '*' && at + 1 < copy.n && p[at + 1] == '/'); at++) {
            }
            if (at >= copy.n) {
                *error = (struct json_error){.at = start, .text = "this comment has no end", .help = "close it with */"};
                return false;
            }
            at += 2;
            for (uint32_t i = start; i < at; i++)
                if (p[i] != '\n' && p[i] != '\r') p[i] = ' ';
        }
    }
    *blanked = copy;
    return true;
}
