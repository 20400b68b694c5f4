/* Many values as one set of the pool: converted, sorted, without doubles.
 *
 * In:  values and the field and operator that they are for. Out: a set; NONE after a report.
 * Must hold: the order is that of the channel file: strings by bytes, numbers by the type's own order, ranges apart from each other. A list is
 *      converted once for each kind of use, however many criteria use it. */
#include <stdlib.h>

#include "build.h"

#define TOO_MANY_ERRORS 20u
#define SET_FAILED (UINT32_MAX - 2)

struct sort_text {
    struct str text;
    uint64_t head; /* the first bytes of the text, so that their order is that of the numbers; mostly enough to tell two apart */
    uint32_t hash; /* as of pool_string_ahead */
    bool stays;
};
struct sort_range {
    uint64_t low, high; /* moved so that unsigned order is the type's order */
};

static uint64_t head_of(struct str text)
{
    uint64_t head = str_word(text.p, text.n);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    head = __builtin_bswap64(head);
#endif
    return head;
}

static inline int compare(const struct sort_text *a, const struct sort_text *b)
{
    if (a->head != b->head) return a->head < b->head ? -1 : 1;
    return str_compare(a->text, b->text);
}

static int compare_texts(const void *a, const void *b) { return compare(a, b); }

/* Most sets have a handful of values. */
#define FEW 12u

static void sort_texts(struct sort_text *items, size_t count)
{
    if (count > FEW) {
        qsort(items, count, sizeof *items, compare_texts);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct sort_text item = items[i];
        size_t at = i;
        for (; at > 0 && compare(&items[at - 1], &item) > 0; at--) items[at] = items[at - 1];
        items[at] = item;
    }
}

static int compare_indices(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_ranges(const void *a, const void *b)
{
    const struct sort_range *x = a, *y = b;
    return x->low != y->low ? (x->low > y->low) - (x->low < y->low) : (x->high > y->high) - (x->high < y->high);
}

static void sort_ranges(struct sort_range *ranges, size_t count)
{
    if (count > FEW) {
        qsort(ranges, count, sizeof *ranges, compare_ranges);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct sort_range range = ranges[i];
        size_t at = i;
        for (; at > 0 && compare_ranges(&ranges[at - 1], &range) > 0; at--) ranges[at] = ranges[at - 1];
        ranges[at] = range;
    }
}

static void sorting_add(struct build *b, struct str text, bool stays)
{
    const uint32_t hash = pool_string_ahead(b, text);
    *(struct sort_text *)vec_push(&b->sorting, sizeof(struct sort_text)) = (struct sort_text){text, head_of(text), hash, stays};
}

/* In order first, and then into the pool: so the places of the texts and of their set there are on their way in the meantime. */
static uint32_t finish_strings(struct conversion *c)
{
    enum { SOON = 8 };
    struct build *b = c->b;
    struct sort_text *items = b->sorting.p;
    const size_t count = b->sorting.count;
    uint64_t elements = 0;
    for (size_t i = 0; i < count; i++) elements += pool_element_hash(items[i].hash);
    pool_texts_ahead(b, elements);
    sort_texts(items, count);
    b->indices.count = 0;
    uint32_t *out = vec_extend(&b->indices, count, sizeof *out);
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (count - i > SOON) pool_string_soon(b, items[i + SOON].hash);
        if (n && items[i].head == items[i - 1].head && str_equal(items[i].text, items[i - 1].text)) elements -= pool_element_hash(items[i].hash);
        else out[n++] = pool_string_hashed(b, items[i].text, items[i].hash, items[i].stays);
    }
    c->repeats = n < count;
    return pool_texts(b, out, n, elements);
}

static uint32_t set_of_texts(struct conversion *c, const struct value *values, uint32_t count)
{
    struct build *b = c->b;
    bool good = true;
    size_t bytes = FOLD_BEHIND;
    for (uint32_t i = 0; i < count; i++) bytes += values[i].text.n;
    b->sorting.count = b->fold_bytes.count = 0;
    vec_extend(&b->fold_bytes, bytes, 1); /* so that what is folded stays where it is */
    b->fold_bytes.count = 0;
    for (uint32_t i = 0; i < count && c->errors < TOO_MANY_ERRORS; i++) {
        struct str text;
        bool stays;
        if (value_text(c, &values[i], &text, &stays)) sorting_add(b, text, stays);
        else good = false;
    }
    return good ? finish_strings(c) : NONE;
}

static uint32_t set_of_bytes(struct conversion *c, const struct value *values, uint32_t count)
{
    enum { MOST = 17 }; /* bytes of an address, and how long its network is */
    struct build *b = c->b;
    bool good = true;
    b->sorting.count = b->fold_bytes.count = 0;
    uint8_t *bytes = vec_extend(&b->fold_bytes, (size_t)count * MOST, 1);
    for (uint32_t i = 0; i < count && c->errors < TOO_MANY_ERRORS; i++, bytes += MOST) {
        uint32_t n;
        if (value_bytes(c, &values[i], bytes, &n)) sorting_add(b, (struct str){(const char *)bytes, n}, false);
        else good = false;
    }
    return good ? finish_strings(c) : NONE;
}

/* A regex is compiled here only to see that it can be: emit compiles again, so that the model need not keep automata. */
static uint32_t regex_of(struct conversion *c, const struct value *value)
{
    struct build *b = c->b;
    struct str text;
    bool stays;
    if (!value_text(c, value, &text, &stays)) return NONE;
    const uint32_t string = pool_string(b, text, stays);
    const uint32_t known = map_get(&b->regex_of, string);
    if (known != NONE) return known;
    struct regex_program program;
    struct regex_error error;
    const bool good = regex_compile(&b->automata, text, &program, &error);
    arena_reset(&b->automata);
    if (good) return pool_regex(b, string, value->span);
    struct diag *d = value_report(c, DIAG_BAD_REGEX, literal_span(b, value, error.at, error.length), "this regular expression cannot be used: %s", error.text);
    if (error.help) diag_set_help(b->sink, d, "%s", error.help);
    return NONE;
}

static uint32_t set_of_regexes(struct conversion *c, const struct value *values, uint32_t count)
{
    struct build *b = c->b;
    bool good = true;
    b->indices.count = 0;
    for (uint32_t i = 0; i < count && c->errors < TOO_MANY_ERRORS; i++) {
        const uint32_t regex = regex_of(c, &values[i]);
        if (regex == NONE) good = false;
        else *(uint32_t *)vec_push(&b->indices, sizeof regex) = regex;
    }
    if (!good) return NONE;
    uint32_t *out = b->indices.p;
    uint32_t n = 0;
    if (b->indices.count > 1) qsort(out, b->indices.count, sizeof *out, compare_indices);
    for (size_t i = 0; i < b->indices.count; i++)
        if (n == 0 || out[n - 1] != out[i]) out[n++] = out[i];
    return pool_programs(b, out, n);
}

/* ---- numbers ---- */

static uint64_t order_shift(const struct conversion *c)
{
    return c->field->type == WEIR_TYPE_I64 ? UINT64_C(1) << 63 : 0;
}

uint32_t set_of_number(struct build *b, uint64_t number)
{
    return pool_numbers(b, WEIR_SET_NUMBERS, &number, 1, false);
}

uint32_t set_of_range(struct conversion *c, uint64_t low, uint64_t high)
{
    const uint64_t both[2] = {low, high};
    return pool_numbers(c->b, WEIR_SET_RANGES, both, 2, c->field->type == WEIR_TYPE_I64);
}

static bool push_range(struct conversion *c, const struct value *low, const struct value *high)
{
    const uint64_t shift = order_shift(c);
    struct sort_range range;
    if (!value_number(c, low, &range.low)) return false;
    range.high = range.low;
    if (high && !value_number(c, high, &range.high)) return false;
    range.low ^= shift;
    range.high ^= shift;
    if (range.low > range.high) {
        struct diag *d = value_report(c, DIAG_BAD_RANGE, (struct span){low->span.at, high->span.at + high->span.length - low->span.at}, "the range " STR_FMT ".." STR_FMT " is empty",
                                      STR_ARG(low->text), STR_ARG(high->text));
        diag_set_help(c->b->sink, d, "write the lower number first: " STR_FMT ".." STR_FMT, STR_ARG(high->text), STR_ARG(low->text));
        return false;
    }
    *(struct sort_range *)vec_push(&c->b->sorting_ranges, sizeof range) = range;
    return true;
}

static uint32_t finish_ranges(struct conversion *c)
{
    struct build *b = c->b;
    struct sort_range *ranges = b->sorting_ranges.p;
    const size_t count = b->sorting_ranges.count;
    const uint64_t shift = order_shift(c);
    size_t n = 0;
    sort_ranges(ranges, count);
    for (size_t i = 1; i < count; i++) {
        if (ranges[n].high == UINT64_MAX || ranges[i].low <= ranges[n].high + 1) {
            if (ranges[i].high > ranges[n].high) ranges[n].high = ranges[i].high;
        } else {
            ranges[++n] = ranges[i];
        }
    }
    const uint64_t highest = c->field->type == WEIR_TYPE_U32 ? UINT32_MAX : UINT64_MAX;
    if (ranges[0].low == 0 && ranges[0].high == highest) {
        value_report(c, DIAG_CONSTANT_COMPARISON, c->span, "every value of '" STR_FMT "' is in these ranges", STR_ARG(c->field->name));
        return NONE;
    }
    b->sorting_numbers.count = 0;
    uint64_t *out = vec_extend(&b->sorting_numbers, (n + 1) * 2, sizeof *out);
    for (size_t i = 0; i <= n; i++) {
        out[i * 2] = ranges[i].low ^ shift;
        out[i * 2 + 1] = ranges[i].high ^ shift;
    }
    return pool_numbers(b, WEIR_SET_RANGES, out, (uint32_t)(n + 1) * 2, shift != 0);
}

static uint32_t finish_numbers(struct conversion *c)
{
    struct build *b = c->b;
    struct sort_range *ranges = b->sorting_ranges.p;
    const uint64_t shift = order_shift(c);
    sort_ranges(ranges, b->sorting_ranges.count);
    b->sorting_numbers.count = 0;
    uint64_t *out = vec_extend(&b->sorting_numbers, b->sorting_ranges.count, sizeof *out);
    uint32_t n = 0;
    for (size_t i = 0; i < b->sorting_ranges.count; i++)
        if (n == 0 || out[n - 1] != (ranges[i].low ^ shift)) out[n++] = ranges[i].low ^ shift;
    return pool_numbers(b, WEIR_SET_NUMBERS, out, n, shift != 0);
}

static uint32_t set_of_numbers(struct conversion *c, const struct value *values, uint32_t count)
{
    bool good = true, any_range = false;
    c->b->sorting_ranges.count = 0;
    for (uint32_t i = 0; i < count && c->errors < TOO_MANY_ERRORS; i++) {
        const bool range = values[i].kind == VALUE_LOW && i + 1 < count;
        any_range |= range;
        good &= push_range(c, &values[i], range ? &values[i + 1] : NULL);
        i += range;
    }
    if (!good) return NONE;
    return any_range ? finish_ranges(c) : finish_numbers(c);
}

/* `has` takes all the bits of its values together, `has any` a bit of any of them: one number either way. */
static uint32_t set_of_bits(struct conversion *c, const struct value *values, uint32_t count)
{
    uint64_t all = 0;
    bool good = true;
    for (uint32_t i = 0; i < count && c->errors < TOO_MANY_ERRORS; i++) {
        uint64_t bits = 0;
        good &= value_number(c, &values[i], &bits);
        if (good && bits == 0) {
            value_report(c, DIAG_ZERO_FLAGS, values[i].span, "0 has no bit that '" STR_FMT "' could have", STR_ARG(c->field->name));
            good = false;
        }
        all |= bits;
    }
    return good ? set_of_number(c->b, all) : NONE;
}

uint32_t set_of_values(struct conversion *c, const struct value *values, uint32_t count)
{
    if (c->op == WEIR_OP_MATCHES) return set_of_regexes(c, values, count);
    if (c->op == WEIR_OP_HAS_ALL || c->op == WEIR_OP_HAS_ANY) return set_of_bits(c, values, count);
    if (c->op == WEIR_OP_BYTES_IN || c->op == WEIR_OP_WITHIN) return set_of_bytes(c, values, count);
    if (c->op == WEIR_OP_NUMBER_IN) return set_of_numbers(c, values, count);
    return set_of_texts(c, values, count);
}

uint32_t set_of_list(struct conversion *c, uint32_t list)
{
    struct build *b = c->b;
    const struct declaration *declaration = DECLARATION(b, list);
    if (declaration->poisoned || declaration->value_count == 0) return NONE;
    const uint8_t type = c->field ? c->field->type : WEIR_TYPE_STRING;
    const bool by_field = type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS;
    const uint64_t field = by_field ? *MODEL_AT(b->field_bases, uint32_t, c->type) + c->field->ordinal : 0;
    if (list >> 26 || field >> 28) return set_of_values(c, declaration->values, declaration->value_count);
    const uint64_t key = (uint64_t)list << 38 | field << 10 | (uint64_t)(c->cased ? 1 : 0) << 9 | (uint64_t)c->op << 4 | type;
    const uint32_t known = map_get(&b->list_sets, key);
    if (known != NONE) return known == SET_FAILED ? NONE : known;
    const uint32_t set = set_of_values(c, declaration->values, declaration->value_count);
    map_put(&b->list_sets, key, set == NONE ? SET_FAILED : set);
    return set;
}
