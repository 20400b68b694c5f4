/* What Sigma compares as numbers, networks and times, where a field has it as text: expressions and globs over its digits.
 *
 * In:  a value of Sigma and a text field. Out: a criterion. Must hold: it is true of exactly the texts that are such a number, address or time and for which
 *      the comparison holds; other texts are none. */
#include "../compiler/model/addresses.h"
#include "convert.h"

static struct cond *refuse(struct conversion *c, const struct item_value *value, const char *why)
{
    convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "%s", why);
    return NULL;
}

static struct cond *expression(struct conversion *c, const struct field *field, struct str regex)
{
    return cond_one(c, field->name, OP_MATCHES, false, text_literal(c->arena, regex));
}

/* ---- ranges of numbers ---- */

struct alternatives {
    struct writer w;
    bool any;
};

static void alternative(struct alternatives *a)
{
    if (a->any) write_text(&a->w, STR("|"));
    a->any = true;
}

/* The numbers from low to high, which has less than 19 digits, in decimal: blocks of whole digits, such as 2[0-4][0-9]. */
static void add_range(struct alternatives *a, uint64_t low, uint64_t high)
{
    while (low <= high) {
        uint64_t size = 1;
        uint32_t open = 0;
        while (low && low % (size * 10) == 0 && size * 10 - 1 <= high - low) {
            size *= 10;
            open++;
        }
        const uint64_t first = low / size % 10, head = low / size / 10;
        uint64_t last = first;
        for (low += size; last < 9 && low <= high && size - 1 <= high - low; low += size) last++;
        alternative(a);
        if (head) write_format(&a->w, "%llu", (unsigned long long)head);
        write_format(&a->w, first == last ? "%llu" : "[%llu-%llu]", (unsigned long long)first, (unsigned long long)last);
        if (open) write_format(&a->w, open == 1 ? "[0-9]" : "[0-9]{%u}", open);
    }
}

/* The numbers from low on. */
static void add_from(struct alternatives *a, uint64_t low)
{
    uint64_t top = 9;
    uint32_t digits = 1;
    for (; top < low; digits++) top = top * 10 + 9;
    add_range(a, low, top);
    alternative(a);
    write_format(&a->w, "[1-9][0-9]{%u,}", digits);
}

static void begin(struct alternatives *a, struct conversion *c) { *a = (struct alternatives){.w = {.arena = c->arena, .text = {.exhausted = c->arena->exhausted}}}; }

static struct str end(struct alternatives *a)
{
    const struct str text = arena_copy(a->w.arena, (struct str){a->w.text.p, (uint32_t)a->w.text.count});
    vec_free(&a->w.text);
    return text;
}

static struct str range_text(struct conversion *c, uint64_t low, uint64_t high)
{
    struct alternatives a;
    begin(&a, c);
    add_range(&a, low, high);
    return end(&a);
}

#define FRACTION "(?:\\.[0-9]*)?"
#define NO_FRACTION "(?:\\.0*)?"
#define SOME_FRACTION "\\.[0-9]*[1-9][0-9]*"

/* Magnitudes on one side of a limit: farther from 0, or nearer to it. */
static void add_side(struct alternatives *out, struct conversion *c, const char *sign, uint64_t limit, bool farther, bool with_limit)
{
    struct alternatives a;
    begin(&a, c);
    if (farther) add_from(&a, limit + !with_limit);
    else if (limit) add_range(&a, 0, limit - 1);
    const struct str whole = end(&a);
    if (whole.n) {
        alternative(out);
        write_format(&out->w, "%s(?:" STR_FMT ")" FRACTION, sign, STR_ARG(whole));
    }
    if (farther == with_limit) return; /* the limit's own fractions are among those, or none is wanted */
    alternative(out);
    write_format(&out->w, "%s%llu%s", sign, (unsigned long long)limit, farther ? SOME_FRACTION : NO_FRACTION);
}

static bool limit_parse(struct str text, bool *negative, uint64_t *limit)
{
    *negative = text.n && text.p[0] == '-';
    *limit = 0;
    uint32_t at = text.n && (text.p[0] == '-' || text.p[0] == '+'), from = at;
    for (; at < text.n && text.p[at] >= '0' && text.p[at] <= '9'; at++) {
        if (at - from >= 17) return false;
        *limit = *limit * 10 + (uint64_t)(text.p[at] - '0');
    }
    *negative &= *limit != 0;
    return at > from && at == text.n;
}

/* lt to gte: whole numbers and fractions, as logs write them. */
struct cond *digits_order(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value)
{
    bool negative;
    uint64_t limit;
    if (!limit_parse(value->text, &negative, &limit)) return refuse(c, value, "a number in a text is compared with a whole number of at most 17 digits");
    const bool above = item->order == MODIFIER_GT || item->order == MODIFIER_GTE, with_limit = item->order == MODIFIER_LTE || item->order == MODIFIER_GTE;
    struct alternatives a;
    begin(&a, c);
    if (above != negative) { /* away from 0: on the limit's own side alone */
        add_side(&a, c, negative ? "-" : "", limit, true, with_limit);
    } else {                 /* towards 0 and beyond it */
        alternative(&a);
        write_format(&a.w, negative ? "[0-9]+" FRACTION : "-[0-9]+" FRACTION);
        add_side(&a, c, negative ? "-" : "", limit, false, with_limit);
    }
    const struct str text = end(&a);
    return expression(c, field, arena_printf(c->arena, "^(?:" STR_FMT ")$", STR_ARG(text)));
}

/* ---- networks ---- */

static struct str octets(struct conversion *c, const uint8_t *bytes, uint32_t bits)
{
    struct str out = STR("^");
    for (uint32_t i = 0; i < 4; i++) {
        const uint32_t fixed = bits > 8 * i ? bits - 8 * i : 0, span = fixed >= 8 ? 0 : 0xffu >> fixed;
        const struct str numbers = range_text(c, bytes[i], bytes[i] | span);
        out = arena_printf(c->arena, span == 0 ? STR_FMT "%s" STR_FMT : STR_FMT "%s(?:" STR_FMT ")", STR_ARG(out), i ? "\\." : "", STR_ARG(numbers));
    }
    return arena_printf(c->arena, STR_FMT "$", STR_ARG(out));
}

/* One group of version 6, of which so many bits are given. */
static struct str group_text(struct conversion *c, const uint8_t *bytes, uint32_t group, uint32_t bits)
{
    static const char hex[] = "0123456789abcdef";
    const uint32_t fixed = bits > 16 * group ? bits - 16 * group : 0, value = (uint32_t)bytes[2 * group] << 8 | bytes[2 * group + 1];
    if (fixed == 0) return STR("[0-9a-f]{1,4}");
    struct str out = {0};
    bool zeros = true; /* so far: they may be left out */
    uint32_t optional = 0;
    for (uint32_t n = 0; n < 4; n++) {
        const uint32_t low = value >> (12 - 4 * n) & 15, known = fixed > 4 * n ? fixed - 4 * n : 0, span = known >= 4 ? 0 : 0xfu >> known;
        const bool can_be_zero = low == 0, only_zero = can_be_zero && span == 0;
        const struct str digit = span == 0 ? arena_printf(c->arena, "%c", hex[low]) : span == 15 ? STR("[0-9a-f]") : arena_printf(c->arena, "[%.*s]", (int)span + 1, hex + low);
        zeros &= can_be_zero;
        if (zeros && n < 3) {
            out = arena_printf(c->arena, only_zero ? STR_FMT STR_FMT "?" : STR_FMT "(?:" STR_FMT, STR_ARG(out), STR_ARG(digit));
            optional += !only_zero;
        } else {
            out = arena_printf(c->arena, STR_FMT STR_FMT, STR_ARG(out), STR_ARG(digit));
        }
        for (; optional && n + 1 < 4 && !(zeros && only_zero); optional--) out = arena_printf(c->arena, STR_FMT ")?", STR_ARG(out));
    }
    return out;
}

/* All eight groups, and each way of leaving out groups of zero for "::". */
static struct str groups(struct conversion *c, const uint8_t *bytes, uint32_t bits)
{
    struct str own[8], out = {0};
    bool zero[8];
    for (uint32_t i = 0; i < 8; i++) {
        own[i] = group_text(c, bytes, i, bits);
        zero[i] = bytes[2 * i] == 0 && bytes[2 * i + 1] == 0;
        out = arena_printf(c->arena, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? ":" : "", STR_ARG(own[i]));
    }
    for (uint32_t from = 0; from < 8; from++)
        for (uint32_t to = from; to < 8 && zero[to]; to++) {
            out = arena_printf(c->arena, STR_FMT "|", STR_ARG(out));
            for (uint32_t i = 0; i < from; i++) out = arena_printf(c->arena, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? ":" : "", STR_ARG(own[i]));
            out = arena_printf(c->arena, STR_FMT "::", STR_ARG(out));
            for (uint32_t i = to + 1; i < 8; i++) out = arena_printf(c->arena, STR_FMT "%s" STR_FMT, STR_ARG(out), i > to + 1 ? ":" : "", STR_ARG(own[i]));
        }
    return arena_printf(c->arena, "(?i)^(?:" STR_FMT ")$", STR_ARG(out));
}

struct cond *digits_network(struct conversion *c, const struct field *field, const struct item_value *value)
{
    uint8_t bytes[16];
    uint32_t count, bits;
    if (!network_parse(c, value, bytes, &count, &bits)) return NULL;
    return expression(c, field, count == 4 ? octets(c, bytes, bits) : groups(c, bytes, bits));
}

/* ---- times ---- */

#define TWO "?" "?" /* apart: two question marks and a dash are a trigraph */
#define YEAR TWO TWO
/* The part of a time at its place in '2026-11-22 04:05:06'. */
static struct str time_glob(struct arena *arena, enum modifier part, uint32_t number)
{
    switch ((int)part) {
    case MODIFIER_MONTH: return arena_printf(arena, YEAR "-%02u-*", number);
    case MODIFIER_DAY: return arena_printf(arena, YEAR "-" TWO "-%02u*", number);
    case MODIFIER_HOUR: return arena_printf(arena, YEAR "-" TWO "-" TWO "?" "%02u:*", number);
    default: return arena_printf(arena, YEAR "-" TWO "-" TWO "?" TWO ":%02u*", number);
    }
}

bool digits_order_holds(uint8_t order, uint64_t a, uint64_t b)
{
    switch (order) {
    case MODIFIER_LT: return a < b;
    case MODIFIER_LTE: return a <= b;
    case MODIFIER_GT: return a > b;
    case MODIFIER_GTE: return a >= b;
    default: return a == b;
    }
}

static struct cond *year_convert(struct conversion *c, const struct item *item, const struct field *field, uint32_t number)
{
    enum { YEARS = 10000 };
    if (item->order == 0) return cond_one(c, field->name, OP_STARTS, false, text_literal(c->arena, arena_printf(c->arena, "%04u-", number)));
    uint32_t low = 0, high = YEARS - 1;
    if (item->order == MODIFIER_GT || item->order == MODIFIER_GTE) low = number + (item->order == MODIFIER_GT);
    else if (number < (item->order == MODIFIER_LT)) return cond_new(c, COND_FALSE);
    else high = number - (item->order == MODIFIER_LT);
    if (low < 1000) low = 1000; /* four digits */
    if (low > high) return cond_new(c, COND_FALSE);
    const struct str years = range_text(c, low, high);
    return expression(c, field, arena_printf(c->arena, "^(?:" STR_FMT ")-", STR_ARG(years)));
}

static bool is_leap(uint32_t year) { return year % 4 == 0 && (year % 100 || year % 400 == 0); }

/* The day of the week of a year's first day; 0: Monday. */
static uint32_t first_day(uint32_t year)
{
    const uint32_t before = year - 1;
    return (before * 365 + before / 4 - before / 100 + before / 400) % 7;
}

/* The number of weeks by ISO 8601, whose weeks begin on Monday; week 1 has the year's first Thursday. */
static uint32_t weeks_of(uint32_t year) { return first_day(year) == 3 || (first_day(year) == 2 && is_leap(year)) ? 53 : 52; }

static uint32_t week_of(uint32_t year, uint32_t day) /* from 0 */
{
    const uint32_t first = first_day(year), week = (day + first + (first <= 3 ? 7 : 0)) / 7;
    return week == 0 ? weeks_of(year - 1) : week > weeks_of(year) ? 1 : week;
}

static struct str days_text(struct conversion *c, uint32_t year, const bool *wanted)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct alternatives months;
    begin(&months, c);
    for (uint32_t m = 0, day = 0; m < 12; m++) {
        const uint32_t length = m == 1 && is_leap(year) ? 29 : lengths[m], first = day;
        uint32_t count = 0;
        for (; day < first + length; day++) count += wanted[day];
        if (count == 0) continue;
        alternative(&months);
        write_format(&months.w, "%02u-", m + 1);
        if (count == length) continue;
        write_text(&months.w, STR("(?:"));
        bool any = false;
        for (uint32_t d = 0; d < length; d++) {
            if (!wanted[first + d]) continue;
            write_format(&months.w, any ? "|%02u" : "%02u", d + 1);
            any = true;
        }
        write_text(&months.w, STR(")"));
    }
    return end(&months);
}

static struct cond *week_convert(struct conversion *c, const struct item *item, const struct field *field, uint32_t number)
{
    enum { FROM = 1970, TO = 2099, KINDS = 28 }; /* what years differ in here: their first day, leap or not, and how many weeks the one before had */
    struct {
        struct str days;
        struct alternatives years;
    } kinds[KINDS];
    uint32_t count = 0;
    for (uint32_t year = FROM; year <= TO; year++) {
        bool wanted[366];
        for (uint32_t day = 0; day < 366; day++) wanted[day] = digits_order_holds(item->order, week_of(year, day), number);
        const struct str days = days_text(c, year, wanted);
        uint32_t k = 0;
        while (k < count && !str_equal(kinds[k].days, days)) k++;
        if (days.n == 0) continue;
        if (k == count && count < KINDS) {
            kinds[count].days = days;
            begin(&kinds[count++].years, c);
        }
        alternative(&kinds[k].years);
        write_format(&kinds[k].years.w, "%u", year);
    }
    struct str out = {0};
    for (uint32_t k = 0; k < count; k++) {
        const struct str years = end(&kinds[k].years);
        out = arena_printf(c->arena, STR_FMT "%s(?:" STR_FMT ")-(?:" STR_FMT ")", STR_ARG(out), k ? "|" : "", STR_ARG(years), STR_ARG(kinds[k].days));
    }
    return out.n ? expression(c, field, arena_printf(c->arena, "^(?:" STR_FMT ")", STR_ARG(out))) : cond_new(c, COND_FALSE);
}

struct cond *digits_time(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value)
{
    static const uint8_t last[MODIFIER_COUNT] = {[MODIFIER_MINUTE] = 59, [MODIFIER_HOUR] = 23, [MODIFIER_DAY] = 31, [MODIFIER_MONTH] = 12};
    const enum modifier part = (enum modifier)item->part;
    uint32_t number = 0;
    for (uint32_t i = 0; i < value->text.n && number < 100000; i++)
        number = value->text.p[i] >= '0' && value->text.p[i] <= '9' ? number * 10 + (uint32_t)(value->text.p[i] - '0') : 100000;
    if (value->text.n == 0 || number > 9999) return refuse(c, value, "a part of a time is compared with a number");
    struct cond *cond;
    if (part == MODIFIER_YEAR) {
        cond = year_convert(c, item, field, number);
    } else if (part == MODIFIER_WEEK) {
        cond = week_convert(c, item, field, number);
    } else {
        cond = cond_criterion(c, field->name, OP_LIKE, false);
        for (uint32_t n = part == MODIFIER_DAY || part == MODIFIER_MONTH; n <= last[part]; n++)
            if (digits_order_holds(item->order, n, number)) cond_add_value(c, cond, text_literal(c->arena, time_glob(c->arena, part, n)));
    }
    if (cond->kind == COND_CRITERION && cond->count) return cond;
    convert_note(c, value->tree->span, "no time has this value");
    return cond_new(c, COND_FALSE);
}
