/* The search sections of the files of channel_build.h, put together from the page about the format; shares nothing with the compiler's writer.
 *
 * In:   the sections from CRITERIA to STRING_BYTES as bytes. Out: those from QUESTIONS to HITS. No question has a required set.
 * Must hold: slow and simple. An instance's wakers are all its criteria that are searched for, where its condition is then false, else none. */
#ifndef CHANNEL_SEARCH_H
#define CHANNEL_SEARCH_H

#include "channel_build.h"

struct search_entry {
    uint32_t table; /* ordinal, view, gram */
    uint32_t hash;
    uint64_t order;
    uint32_t anchors, question, value, offset, tag;
    const uint8_t *window;
};
struct search_build {
    struct build *b;
    uint32_t *asked, *questions, question_count, criteria;
    uint8_t *wakes;
    struct search_entry *entries;
    uint32_t entry_count;
};

static inline uint32_t search_u32(const struct build_bytes *from, size_t at)
{
    uint32_t value = 0;
    for (unsigned i = 4; i > 0; i--)
        value = value << 8 | from->p[at + i - 1];
    return value;
}

static inline uint64_t search_key(const struct build *b, uint32_t criterion)
{
    const uint8_t *c = b->section[WEIR_SECTION_CRITERIA].p + (size_t)8 * criterion;
    return (uint64_t)c[2] << 56 | (uint64_t)c[0] << 48 | (uint64_t)c[1] << 40 | (uint64_t)c[3] << 32 | search_u32(&b->section[WEIR_SECTION_CRITERIA], (size_t)8 * criterion + 4);
}

static inline struct build_text search_string(const struct build *b, uint32_t number)
{
    return b->strings[number];
}

static inline int search_is_searched(const struct build *b, uint32_t criterion)
{
    const uint8_t op = b->section[WEIR_SECTION_CRITERIA].p[(size_t)8 * criterion];
    if (op == WEIR_OP_EQUALS || op == WEIR_OP_NUMBER_IN || op == WEIR_OP_BYTES_IN) return 1;
    if (op != WEIR_OP_STARTS && op != WEIR_OP_ENDS && op != WEIR_OP_CONTAINS) return 0;
    const uint32_t set = search_u32(&b->section[WEIR_SECTION_CRITERIA], (size_t)8 * criterion + 4);
    const uint32_t first = search_u32(&b->section[WEIR_SECTION_SETS], (size_t)16 * set + 4);
    return search_string(b, search_u32(&b->section[WEIR_SECTION_VALUES], (size_t)4 * first)).n != 0;
}

/* The condition over false, unknown (1) and true (2), with the searched criteria false. */
static inline uint32_t search_asleep(const struct build *b, uint32_t instance)
{
    uint32_t stack[WEIR_MAX_STACK + 1], depth = 0;
    const struct build_instance *in = &b->instances[instance];
    for (uint32_t i = 0; i < in->code_count; i++) {
        const uint32_t word = search_u32(&b->section[WEIR_SECTION_CODE], (size_t)4 * (in->code_first + i)), op = word & 0xff, n = word >> 16;
        uint32_t yes = 0, may = 0;
        if (op == WEIR_CODE_CRITERION || op == WEIR_CODE_TRUE) {
            stack[depth++] = op == WEIR_CODE_TRUE ? 2 : !search_is_searched(b, in->criterion_first + n);
            continue;
        }
        if (op == WEIR_CODE_NOT) {
            stack[depth - 1] = 2 - stack[depth - 1];
            continue;
        }
        const uint32_t pops = op == WEIR_CODE_ATLEAST ? n : 2, k = op == WEIR_CODE_ATLEAST ? word >> 8 & 0xff : op == WEIR_CODE_AND ? 2 : 1;
        for (uint32_t p = 0; p < pops; p++) {
            depth--;
            yes += stack[depth] == 2;
            may += stack[depth] != 0;
        }
        stack[depth++] = yes >= k ? 2 : may >= k ? 1 : 0;
    }
    return stack[0];
}

static inline uint32_t search_hash(const uint8_t *p, uint32_t n)
{
    uint64_t h = n;
    for (uint32_t at = 0; at < n; at += 8) {
        uint64_t word = 0;
        for (uint32_t i = 0; i < 8 && at + i < n; i++)
            word |= (uint64_t)p[at + i] << 8 * i;
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 32;
    }
    return (uint32_t)h;
}

/* The builder puts windows where they lie farthest in, as far as an offset goes; those of strings with an even length so that they have eight bytes, if there are so many. */
static inline uint32_t search_window(struct build_text text)
{
    const uint32_t gram = text.n >= 8 && text.n % 2 == 0 ? 8 : 4, last = text.n < gram ? 0 : text.n - gram;
    return last < 255 ? last : 255;
}

static inline uint32_t search_gram_hash(const uint8_t *p, uint32_t gram)
{
    uint64_t word = 0;
    for (uint32_t i = gram; i > 0; i--)
        word = word << 8 | p[i - 1];
    return (uint32_t)(word * 0x9e3779b97f4a7c15u >> 32);
}

static inline void search_add(struct search_build *s, uint32_t question, uint32_t criterion, uint32_t index)
{
    struct build *b = s->b;
    const uint8_t *c = b->section[WEIR_SECTION_CRITERIA].p + (size_t)8 * criterion;
    const uint8_t op = c[0];
    const uint32_t set = search_u32(&b->section[WEIR_SECTION_CRITERIA], (size_t)8 * criterion + 4);
    const uint32_t place = search_u32(&b->section[WEIR_SECTION_SETS], (size_t)16 * set + 4) + index;
    struct search_entry e = {.question = question, .value = place, .anchors = 3};
    uint32_t view = WEIR_VIEW_VALUE, gram = 0;
    if (op == WEIR_OP_NUMBER_IN) {
        const uint8_t *number = b->section[WEIR_SECTION_NUMBERS].p + (size_t)8 * place;
        e.hash = search_hash(number, 8);
        for (unsigned i = 8; i > 0; i--)
            e.order = e.order << 8 | number[i - 1];
    } else {
        e.value = search_u32(&b->section[WEIR_SECTION_VALUES], (size_t)4 * place);
        e.order = e.value;
        const struct build_text text = search_string(b, e.value);
        if (op != WEIR_OP_BYTES_IN) view = c[1] == WEIR_CRITERION_CASED ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED;
        e.hash = search_hash(text.p, text.n);
        if (op == WEIR_OP_STARTS || op == WEIR_OP_ENDS || op == WEIR_OP_CONTAINS) {
            e.offset = search_window(text);
            gram = text.n < 4 ? text.n : e.offset + 8 <= text.n ? 8 : 4;
            e.anchors = op == WEIR_OP_STARTS ? 1 : op == WEIR_OP_ENDS ? 2 : 0;
            const uint32_t back = e.offset > 4 ? 4 : e.offset; /* the tag is of the bytes before the window */
            e.hash = search_gram_hash(text.p + e.offset, gram);
            e.tag = search_gram_hash(text.p + e.offset - back, gram) & 0xffff;
            e.window = text.p + e.offset;
        }
    }
    if (e.offset == 0) e.tag = e.hash & 0xffff;
    e.table = (uint32_t)c[2] << 16 | view << 8 | gram;
    *BUILD_ADD(s, entries, entry_count) = e;
}

static inline int search_compare(const void *a, const void *b)
{
    const struct search_entry *x = a, *y = b;
    if (x->table != y->table) return x->table < y->table ? -1 : 1;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    if (x->anchors != y->anchors) return x->anchors < y->anchors ? -1 : 1;
    return x->question < y->question ? -1 : x->question > y->question;
}

/* What the windows of one view start with: the entries from first up to end, of all its tables. */
static inline void search_put_starts(struct search_build *s, uint32_t first, uint32_t end)
{
    uint8_t starts[1024] = {0};
    for (uint32_t i = first; i < end; i++) {
        const struct search_entry *e = &s->entries[i];
        const uint32_t gram = e->table & 255;
        for (uint32_t any = 0; any < (gram == 1 ? 256u : 1u); any++) {
            const uint32_t two = e->window[0] + 256 * (gram == 1 ? any : e->window[1]);
            uint8_t *start = &starts[(two ^ two >> 5) % 1024];
            *start = (uint8_t)(*start | 1u << (gram - 1));
        }
    }
    for (uint32_t i = 0; i < sizeof starts; i++)
        build_put(&s->b->section[WEIR_SECTION_FILTERS], starts[i], 1);
}

/* One table: the entries from first up to end, those of one value side by side. */
static inline void search_put_table(struct search_build *s, uint32_t first, uint32_t end)
{
    struct build_bytes *section = s->b->section, *entries = &section[WEIR_SECTION_ENTRIES];
    const size_t before = entries->n / 12;
    uint32_t count = 0, bits = 0;
    for (uint32_t i = first; i < end; i++)
        count += i == first || s->entries[i].hash != s->entries[i - 1].hash || s->entries[i].order != s->entries[i - 1].order || s->entries[i].anchors != s->entries[i - 1].anchors;
    while (1u << bits < count)
        bits++;
    const uint32_t filter_bits = bits < 2 ? 6 : bits + 4, table = s->entries[first].table;
    build_put(&section[WEIR_SECTION_TABLES], (uint64_t)(table >> 16) | (uint64_t)(table >> 8 & 255) << 8 | (uint64_t)(table & 255) << 16 | (uint64_t)bits << 24, 4);
    build_put(&section[WEIR_SECTION_TABLES], section[WEIR_SECTION_BUCKETS].n / 4, 4);
    build_put(&section[WEIR_SECTION_TABLES], section[WEIR_SECTION_FILTERS].n / 8, 4);
    uint8_t *filter = calloc((size_t)1 << (filter_bits - 3), 1);
    uint32_t *starts = calloc(((size_t)1 << bits) + 1, sizeof *starts);
    for (uint32_t i = first, next; i < end; i = next) {
        const struct search_entry *e = &s->entries[i];
        uint32_t value = e->value, several = 0;
        for (next = i; next < end && s->entries[next].hash == e->hash && s->entries[next].order == e->order && s->entries[next].anchors == e->anchors; next++, several++)
            if (value > s->entries[next].value) value = s->entries[next].value;
        build_put(entries, value, 4);
        build_put(entries, several == 1 ? 0x80000000u | e->question : section[WEIR_SECTION_HITS].n / 4, 4);
        for (uint32_t k = i; several > 1 && k < next; k++)
            build_put(&section[WEIR_SECTION_HITS], s->entries[k].question | (k + 1 == next ? 0x80000000u : 0), 4);
        build_put(entries, e->tag, 2);
        build_put(entries, e->offset, 1);
        build_put(entries, e->anchors, 1);
        const uint32_t bit = e->hash >> (32 - filter_bits);
        filter[bit / 8] = (uint8_t)(filter[bit / 8] | 1u << bit % 8);
        starts[(bits == 0 ? 0 : e->hash >> (32 - bits)) + 1]++;
    }
    for (uint32_t i = 0, at = (uint32_t)before; i <= 1u << bits; i++)
        build_put(&section[WEIR_SECTION_BUCKETS], at += starts[i], 4);
    for (uint32_t i = 0; i < 1u << (filter_bits - 3); i++)
        build_put(&section[WEIR_SECTION_FILTERS], filter[i], 1);
    free(filter);
    free(starts);
}

static inline void search_put_questions(struct search_build *s)
{
    struct build *b = s->b;
    uint32_t wakes = 0;
    for (uint32_t q = 0; q < s->question_count; q++) {
        build_put(&b->section[WEIR_SECTION_QUESTIONS], s->questions[q], 4);
        build_put(&b->section[WEIR_SECTION_QUESTIONS], WEIR_NO_SET, 4);
        build_put(&b->section[WEIR_SECTION_QUESTIONS], wakes, 4);
        for (uint32_t i = 0; i < b->instance_count; i++)
            for (uint32_t c = 0; c < b->instances[i].criterion_count; c++) {
                const uint32_t criterion = b->instances[i].criterion_first + c;
                if (s->asked[criterion] != q || !s->wakes[criterion]) continue;
                build_put(&b->section[WEIR_SECTION_WAKES], i, 4);
                wakes++;
            }
        const uint32_t set = search_u32(&b->section[WEIR_SECTION_CRITERIA], (size_t)8 * s->questions[q] + 4);
        for (uint32_t v = 0; search_is_searched(b, s->questions[q]) && v < search_u32(&b->section[WEIR_SECTION_SETS], (size_t)16 * set + 8); v++)
            search_add(s, q, s->questions[q], v);
    }
    for (uint32_t c = 0; c < s->criteria; c++)
        build_put(&b->section[WEIR_SECTION_ASKED], s->asked[c] | (uint32_t)search_is_searched(b, c) << 28 | (uint32_t)s->wakes[c] << 31, 4);
}

/* Questions in their order, by taking the least key again and again. */
static inline void search_ask(struct search_build *s)
{
    for (uint64_t last = 0;;) {
        uint32_t best = UINT32_MAX;
        for (uint32_t c = 0; c < s->criteria; c++)
            if (search_key(s->b, c) > last && (best == UINT32_MAX || search_key(s->b, c) < search_key(s->b, best))) best = c;
        if (best == UINT32_MAX) return;
        last = search_key(s->b, best);
        for (uint32_t c = 0; c < s->criteria; c++)
            if (search_key(s->b, c) == last) s->asked[c] = s->question_count;
        *BUILD_ADD(s, questions, question_count) = best;
    }
}

static inline void search_wake(struct search_build *s)
{
    struct build *b = s->b;
    for (uint32_t i = 0; i < b->instance_count; i++) {
        const uint32_t first = b->instances[i].criterion_first, end = first + b->instances[i].criterion_count;
        uint32_t wakers = 0, once = 1;
        for (uint32_t c = first; c < end; c++) {
            wakers += (uint32_t)search_is_searched(b, c);
            for (uint32_t k = first; k < c; k++)
                once &= s->asked[k] != s->asked[c];
        }
        const int wakes = wakers > 0 && wakers <= WEIR_MAX_WAKERS && once && search_asleep(b, i) == 0;
        for (uint32_t c = first; c < end; c++)
            s->wakes[c] = wakes && search_is_searched(b, c);
        if (!wakes) build_put(&b->section[WEIR_SECTION_ALWAYS], i, 4);
    }
}

static inline void build_search(struct build *b)
{
    struct search_build s = {.b = b, .criteria = (uint32_t)(b->section[WEIR_SECTION_CRITERIA].n / 8)};
    s.asked = calloc(s.criteria + 1u, sizeof *s.asked);
    s.wakes = calloc(s.criteria + 1u, 1);
    search_ask(&s);
    search_wake(&s);
    search_put_questions(&s);
    if (s.entry_count != 0) qsort(s.entries, s.entry_count, sizeof *s.entries, search_compare);
    for (uint32_t i = 0, next; i < s.entry_count; i = next) {
        const uint32_t view = s.entries[i].table >> 8;
        uint32_t end = i;
        while (end < s.entry_count && s.entries[end].table >> 8 == view)
            end++;
        if (s.entries[i].table % 256 != 0 && (i == 0 || s.entries[i - 1].table >> 8 != view || s.entries[i - 1].table % 256 == 0)) search_put_starts(&s, i, end);
        for (next = i; next < s.entry_count && s.entries[next].table == s.entries[i].table; next++)
            ;
        search_put_table(&s, i, next);
    }
    for (uint32_t i = 0; i < b->string_count; i++) {
        const struct build_text text = search_string(b, i);
        build_put(&b->section[WEIR_SECTION_WINDOWS], search_window(text), 1);
    }
    free(s.asked);
    free(s.wakes);
    free(s.questions);
    free(s.entries);
}

#endif
