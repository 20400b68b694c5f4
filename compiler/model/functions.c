/* The constant functions: values in, values out, when compiled.
 *
 * In:  the texts behind index `from` of a vec. Out: what the function makes of them, in their place, in order.
 * Must hold: a call gives at most LIMIT_FUNCTION_VALUES values, all calls of a run at most LIMIT_FUNCTION_BYTES bytes. Results are bytes; whether
 *      they are text is asked where they meet a field. lower and upper change ASCII letters only: full case mappings change lengths, and what
 *      a detection compares is folded anyway. */
#include "build.h"

static const struct str spellings[FUNCTION_COUNT] = {
#define FUNCTION(name, spelling, text) [FUNCTION_##name] = {spelling, sizeof spelling - 1},
#include "functions.def"
#undef FUNCTION
};
#define ENV(name, value) {name, sizeof name - 1},
static const struct str env_names[] = {
#include "env.def"
};
#undef ENV
#define ENV(name, value) {value, sizeof value - 1},
static const struct str env_values[] = {
#include "env.def"
};
#undef ENV
#define ENV_COUNT (sizeof env_names / sizeof *env_names)

struct call {
    struct build *b;
    struct arena *arena;
    struct vec *values; /* results go to its end */
    struct span span;
    const struct frame *frame;
    struct str instance;
    uint32_t made;
    bool failed;
};

enum function function_find(struct str name)
{
    const uint32_t found = word_find(name, spellings, FUNCTION_COUNT);
    return found == NONE ? FUNCTION_COUNT : (enum function)found;
}

const struct str *function_names(void)
{
    return spellings;
}

static void call_fail(struct call *call, enum diag_code code, struct span span, struct str text)
{
    if (!call->failed) frame_labels(call->b, diag_report(call->b->sink, code, span, STR_FMT, STR_ARG(text)), call->frame, call->instance);
    call->failed = true;
}

/* Room for a result of n bytes; NULL when the call has become too large. */
static char *result_room(struct call *call, uint64_t n)
{
    call->b->function_bytes += n;
    if (++call->made > LIMIT_FUNCTION_VALUES) {
        call_fail(call, DIAG_FUNCTION_TOO_LARGE, call->span, arena_printf(&call->b->scratch, "this call gives more than %d values", LIMIT_FUNCTION_VALUES));
        return NULL;
    }
    if (call->b->function_bytes > LIMIT_FUNCTION_BYTES || n > UINT32_MAX / 2) {
        call_fail(call, DIAG_FUNCTION_TOO_LARGE, call->span, arena_printf(&call->b->scratch, "the functions of this run give more than %d bytes", LIMIT_FUNCTION_BYTES));
        return NULL;
    }
    return arena_alloc(call->arena, (size_t)n + 1);
}

static void result_push(struct call *call, const char *p, uint32_t n, const struct value *from)
{
    *(struct value *)vec_push(call->values, sizeof(struct value)) =
        (struct value){.text = {p, n}, .span = from->span, .kind = VALUE_STRING, .origin = ORIGIN_COMPUTED};
}

/* ---- Base64 ---- */

static void apply_base64(struct call *call, const struct value *v)
{
    char *out = result_room(call, ((uint64_t)v->text.n + 2) / 3 * 4);
    if (out) result_push(call, out, base64_encode((const uint8_t *)v->text.p, v->text.n, out), v);
}

/* Behind k bytes of something else, the first characters still depend on those bytes, and the last on what follows: they are left out. */
static void apply_base64_any(struct call *call, const struct value *v)
{
    static const uint32_t skip[3] = {0, 2, 3}, drop[3] = {0, 3, 2};
    for (uint32_t k = 0; k < 3; k++) {
        const uint64_t bytes = (uint64_t)v->text.n + k;
        char *out = result_room(call, (bytes + 2) / 3 * 4);
        if (out == NULL) return;
        uint8_t *shifted = arena_alloc(&call->b->scratch, (size_t)bytes + 1);
        memset(shifted, 0, k);
        if (v->text.n) memcpy(shifted + k, v->text.p, v->text.n);
        const uint32_t n = base64_encode(shifted, (uint32_t)bytes, out);
        const uint32_t cut = skip[k] + drop[bytes % 3];
        if (n <= cut) {
            call_fail(call, DIAG_FUNCTION_ARGUMENT, v->span,
                      arena_printf(&call->b->scratch, "'" STR_FMT "' is too short to leave a trace at every offset of a Base64 text", STR_ARG(v->text)));
            return;
        }
        result_push(call, out + skip[k], n - cut, v);
    }
}

/* ---- UTF-16 ---- */

static uint32_t put_unit(char *out, uint32_t at, uint32_t unit, bool big)
{
    out[at + (big ? 1 : 0)] = (char)(unit & 0xff);
    out[at + (big ? 0 : 1)] = (char)(unit >> 8);
    return at + 2;
}

static void apply_utf16(struct call *call, const struct value *v, bool big, bool mark)
{
    char *out = result_room(call, (uint64_t)v->text.n * 2 + 2);
    if (out == NULL) return;
    uint32_t n = mark ? put_unit(out, 0, 0xfeff, big) : 0;
    for (uint32_t at = 0, length; at < v->text.n; at += length) {
        const uint32_t c = utf8_decode(v->text, at, &length);
        if (c == UINT32_MAX) {
            call_fail(call, DIAG_NOT_TEXT, v->span, STR("what this function is given is bytes, not text"));
            return;
        }
        if (c < 0x10000) {
            n = put_unit(out, n, c, big);
        } else {
            n = put_unit(out, n, 0xd800 + ((c - 0x10000) >> 10), big);
            n = put_unit(out, n, 0xdc00 + ((c - 0x10000) & 0x3ff), big);
        }
    }
    result_push(call, out, n, v);
}

/* ---- dashes ---- */

#define DASHES 5u
static const struct str dashes[DASHES] = {{"-", 1}, {"/", 1}, {"\xE2\x80\x93", 3}, {"\xE2\x80\x94", 3}, {"\xE2\x80\x95", 3}};

/* Letters, digits and '_' make words; beyond ASCII everything does but the punctuation of U+2000 to U+206F and a few signs. */
static bool in_word(uint32_t c)
{
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    return !(c >= 0x2000 && c <= 0x206f) && !(c >= 0x80 && c <= 0xbf && c != 0xaa && c != 0xb5 && c != 0xba) && !(c >= 0x3000 && c <= 0x303f);
}

/* A dash or slash starts an option where a word begins behind it and none ends before it. */
static uint32_t find_dashes(struct call *call, struct str text, struct vec *places)
{
    bool before = false;
    (void)call;
    for (uint32_t at = 0, length; at < text.n; at += length) {
        const uint32_t c = utf8_decode(text, at, &length);
        uint32_t unused;
        if ((c == '-' || c == '/') && !before && at + 1 < text.n && in_word(utf8_decode(text, at + 1, &unused)))
            *(uint32_t *)vec_push(places, sizeof(uint32_t)) = at;
        before = c != UINT32_MAX && in_word(c);
    }
    return (uint32_t)places->count;
}

static void apply_windash(struct call *call, const struct value *v)
{
    struct vec places = {.exhausted = call->values->exhausted};
    const uint32_t count = find_dashes(call, v->text, &places);
    uint64_t variants = 1;
    for (uint32_t i = 0; i < count && variants <= LIMIT_FUNCTION_VALUES; i++) variants *= DASHES;
    if (variants > LIMIT_FUNCTION_VALUES)
        call_fail(call, DIAG_FUNCTION_TOO_LARGE, v->span,
                  arena_printf(&call->b->scratch, "%u options with each of %u dashes are more than %d values", count, DASHES, LIMIT_FUNCTION_VALUES));
    for (uint64_t variant = 0; variant < variants && !call->failed; variant++) {
        char *out = result_room(call, (uint64_t)v->text.n + 2u * count);
        if (out == NULL) break;
        uint32_t n = 0, from = 0;
        uint64_t rest = variant;
        for (uint32_t i = 0; i < count; i++, rest /= DASHES) {
            const uint32_t place = *MODEL_AT(places, uint32_t, i);
            const struct str dash = dashes[rest % DASHES];
            memcpy(out + n, v->text.p + from, place - from);
            n += place - from;
            memcpy(out + n, dash.p, dash.n);
            n += dash.n;
            from = place + 1;
        }
        if (v->text.n > from) memcpy(out + n, v->text.p + from, v->text.n - from);
        result_push(call, out, n + v->text.n - from, v);
    }
    vec_free(&places);
}

/* ---- variables ---- */

static bool same_name(struct str a, struct str b)
{
    for (uint32_t i = 0; i < a.n && a.n == b.n; i++) {
        const unsigned char x = (unsigned char)a.p[i], y = (unsigned char)b.p[i];
        if (x != y && ((x ^ y) != 0x20 || (x | 0x20) < 'a' || (x | 0x20) > 'z')) return false;
    }
    return a.n == b.n;
}

/* The variable whose '%' is at `at`: its name, or length 0 when this is not how one is written. */
static struct str variable_at(struct str text, uint32_t at)
{
    uint32_t end = at + 1;
    while (end < text.n && ((in_word((unsigned char)text.p[end]) && (unsigned char)text.p[end] < 0x80) || text.p[end] == '(' || text.p[end] == ')')) end++;
    if (end == text.n || text.p[end] != '%') return (struct str){0};
    return (struct str){text.p + at + 1, end - at - 1};
}

static uint32_t variable_find(struct call *call, struct str name, const struct value *v)
{
    for (uint32_t i = 0; i < ENV_COUNT; i++)
        if (same_name(env_names[i], name)) return i;
    if (call->failed) return NONE;
    call->failed = true;
    struct diag *d = diag_report(call->b->sink, DIAG_UNKNOWN_VARIABLE, v->span, "'%%" STR_FMT "%%' is not a machine-wide variable that env() knows", STR_ARG(name));
    frame_labels(call->b, d, call->frame, call->instance);
    diag_suggest(call->b->sink, d, name, env_names, ENV_COUNT);
    return NONE;
}

/* Once to measure, once to write: out is NULL the first time. */
static uint64_t expand(struct call *call, const struct value *v, char *out)
{
    uint64_t n = 0;
    for (uint32_t at = 0; at < v->text.n;) {
        const struct str name = v->text.p[at] == '%' ? variable_at(v->text, at) : (struct str){0};
        if (name.n == 0) {
            if (out) out[n] = v->text.p[at];
            n++;
            at++;
            continue;
        }
        const uint32_t variable = variable_find(call, name, v);
        if (variable == NONE) return 0;
        if (out) memcpy(out + n, env_values[variable].p, env_values[variable].n);
        n += env_values[variable].n;
        at += name.n + 2;
    }
    return n;
}

static void apply_env(struct call *call, const struct value *v)
{
    const uint64_t n = expand(call, v, NULL);
    char *out = call->failed ? NULL : result_room(call, n);
    if (out) result_push(call, out, (uint32_t)expand(call, v, out), v);
}

/* ---- case ---- */

static void apply_case(struct call *call, const struct value *v, char first, char last)
{
    char *out = result_room(call, v->text.n);
    if (out == NULL) return;
    for (uint32_t i = 0; i < v->text.n; i++) out[i] = (char)(v->text.p[i] >= first && v->text.p[i] <= last ? v->text.p[i] ^ 0x20 : v->text.p[i]);
    result_push(call, out, v->text.n, v);
}

/* ---- all of them ---- */

static void apply(struct call *call, enum function function, const struct value *v)
{
    switch (function) {
    case FUNCTION_BASE64: apply_base64(call, v); break;
    case FUNCTION_BASE64_ANY: apply_base64_any(call, v); break;
    case FUNCTION_UTF16LE: apply_utf16(call, v, false, false); break;
    case FUNCTION_UTF16BE: apply_utf16(call, v, true, false); break;
    case FUNCTION_UTF16: apply_utf16(call, v, false, true); break;
    case FUNCTION_WINDASH: apply_windash(call, v); break;
    case FUNCTION_ENV: apply_env(call, v); break;
    case FUNCTION_LOWER: apply_case(call, v, 'A', 'Z'); break;
    case FUNCTION_UPPER: apply_case(call, v, 'a', 'z'); break;
    case FUNCTION_COUNT: BUG("no such function");
    }
}

bool function_apply(struct build *b, struct arena *arena, enum function function, struct vec *values, uint32_t from, struct span span,
                    const struct frame *frame, struct str instance)
{
    struct call call = {.b = b, .arena = arena, .values = values, .span = span, .frame = frame, .instance = instance};
    const uint32_t end = (uint32_t)values->count;
    if (from == end) {
        call_fail(&call, DIAG_FUNCTION_ARGUMENT, span, arena_printf(&b->scratch, "'" STR_FMT "' needs a value", STR_ARG(spellings[function])));
        return false;
    }
    for (uint32_t i = from; i < end && !call.failed; i++) {
        const struct value v = *MODEL_AT(*values, struct value, i);
        if (v.kind == VALUE_STRING || v.kind == VALUE_LINE) {
            apply(&call, function, &v);
            continue;
        }
        call_fail(&call, DIAG_FUNCTION_ARGUMENT, v.span, arena_printf(&b->scratch, "'" STR_FMT "' takes text: write '" STR_FMT "' in quotes if that is meant",
                                                                     STR_ARG(spellings[function]), STR_ARG(v.text)));
    }
    if (call.failed) {
        values->count = from;
        return false;
    }
    struct value *all = values->p;
    memmove(all + from, all + end, (values->count - end) * sizeof *all);
    values->count -= end - from;
    return true;
}
