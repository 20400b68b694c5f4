/* The search tables of the file: first read as they stand, then asked as a reader asks them, for every value of every question that is searched.
 *
 * Must hold: an entry says of each question exactly once what its set says; so, as many pairs of entry and question as pairs of question and
 * value, and each of those is found. */
#include "check.h"

enum { WHOLE = 0, VIEWS = 3, GRAMS = WEIR_MAX_GRAM + 1, START = WEIR_ANCHOR_START, END = WEIR_ANCHOR_END };

struct spot { /* of a value: its hash, and where in it the hash was taken */
    uint32_t hash, offset;
};
struct part {
    uint32_t hash;
    uint8_t offset, gram;
    bool searched; /* it is in a table */
};
struct table {
    uint32_t view, gram, bits, bucket;
    bool of_numbers, there;
};
struct tables {
    struct check *c;
    struct table (*of)[VIEWS][GRAMS]; /* by ordinal */
    uint32_t *hash;                   /* by entry */
    uint32_t *hits_end;               /* by the first in HITS of an entry that has several: where they end */
    struct part *parts;               /* by string */
    uint32_t buckets, filters, entries, hits;
    uint64_t pairs;
};

/* ---- the hashes of the page, once more ---- */

static uint32_t hash_eight(uint64_t *state, const uint8_t *p, uint32_t n)
{
    uint64_t word = 0;
    while (n-- > 0)
        word = word << 8 | p[n];
    *state = (*state ^ word) * 0x9e3779b97f4a7c15u;
    *state ^= *state >> 32;
    return (uint32_t)*state;
}

static struct spot whole_spot(struct str text)
{
    uint64_t state = text.n;
    const uint8_t *p = (const uint8_t *)text.p;
    uint32_t left = text.n, hash = (uint32_t)state;
    for (; left > 8; left -= 8, p += 8)
        hash_eight(&state, p, 8);
    if (left)
        hash = hash_eight(&state, p, left);
    return (struct spot){hash, 0};
}

static struct spot number_spot(uint64_t number)
{
    uint8_t bytes[8];
    for (uint32_t i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> 8 * i);
    uint64_t state = 8;
    return (struct spot){hash_eight(&state, bytes, 8), 0};
}

static uint32_t gram_of(struct str text) { return text.n > WEIR_MAX_GRAM ? WEIR_MAX_GRAM : text.n; }

/* Of a part: its window is where the file puts it, which must be inside. */
static struct spot part_spot(const struct check *c, uint32_t string, struct str text)
{
    const uint32_t gram = gram_of(text), offset = check_u8(c, check_record(c, WEIR_SECTION_WINDOWS, string));
    if (offset > text.n - gram)
        return (struct spot){0, UINT32_MAX};
    uint32_t bytes = 0;
    for (uint32_t i = gram; i-- > 0;)
        bytes = bytes << 8 | (unsigned char)text.p[offset + i];
    return (struct spot){bytes * WEIR_GRAM_MULTIPLIER, offset};
}

/* Of all strings, in their order: so each is read where the one before it ended. */
static void find_parts(struct tables *t)
{
    for (uint32_t i = 0; i < t->c->string_count; i++) {
        struct str text;
        if (!check_string(t->c, i, &text) || text.n == 0)
            continue; /* of no gram */
        const struct spot spot = part_spot(t->c, i, text);
        if (spot.offset != UINT32_MAX)
            t->parts[i] = (struct part){spot.hash, (uint8_t)spot.offset, (uint8_t)gram_of(text), false};
    }
}

/* ---- the tables as they stand ---- */

static bool is_number(uint8_t type)
{
    return type >= WEIR_TYPE_U32 && type <= WEIR_TYPE_FLAGS;
}

/* The questions of an entry. */
static const char *read_hits(struct tables *t, uint32_t entry, uint32_t hits)
{
    struct check *c = t->c;
    const uint32_t questions = c->section[WEIR_SECTION_QUESTIONS].count;
    t->pairs++;
    if (hits & WEIR_LAST_HIT)
        return (hits & ~WEIR_LAST_HIT) < questions ? NULL : check_differs(c, "entry %u is of no question", entry);
    if (hits != t->hits)
        return check_differs(c, "the place of the questions of entry %u", entry);
    for (uint32_t last = 0;; t->pairs++) {
        if (t->hits >= c->section[WEIR_SECTION_HITS].count)
            return check_differs(c, "the questions of entry %u do not end", entry);
        const uint32_t hit = check_u32(c, check_record(c, WEIR_SECTION_HITS, t->hits++)), question = hit & ~WEIR_LAST_HIT;
        if (question >= questions || (t->hits - 1 > hits && question <= last))
            return check_differs(c, "the order of the questions of entry %u", entry);
        last = question;
        if (hit & WEIR_LAST_HIT)
            break;
    }
    t->hits_end[hits] = t->hits;
    return t->hits - hits > 1 ? NULL : check_differs(c, "a list of one question");
}

/* What an entry is to be found under; its value as a number to order by. */
static const char *read_entry(struct tables *t, const struct table *table, uint32_t entry, uint64_t *value)
{
    struct check *c = t->c;
    const size_t at = check_record(c, WEIR_SECTION_ENTRIES, entry);
    const uint32_t number = check_u32(c, at + WEIR_ENTRY_VALUE), anchors = check_u8(c, at + WEIR_ENTRY_ANCHORS);
    struct spot spot;
    struct str text;
    *value = number;
    if (table->of_numbers) {
        if (number >= c->section[WEIR_SECTION_NUMBERS].count)
            return check_differs(c, "entry %u is no number", entry);
        *value = check_u64(c, check_record(c, WEIR_SECTION_NUMBERS, number));
        spot = number_spot(*value);
    } else if (table->gram == WHOLE) {
        if (!check_string(c, number, &text))
            return check_differs(c, "entry %u is no string", entry);
        spot = whole_spot(text);
    } else {
        if (number >= c->string_count || t->parts[number].gram != table->gram)
            return check_differs(c, "entry %u is no string of its table", entry);
        spot = (struct spot){t->parts[number].hash, t->parts[number].offset};
        t->parts[number].searched = true;
    }
    if (anchors > 3 || (anchors == 3) != (table->gram == WHOLE))
        return check_differs(c, "the anchors of entry %u", entry);
    if (check_u16(c, at + WEIR_ENTRY_TAG) != (spot.hash & 0xffff) || check_u8(c, at + WEIR_ENTRY_OFFSET) != spot.offset)
        return check_differs(c, "the window of entry %u", entry);
    t->hash[entry] = spot.hash;
    return read_hits(t, entry, check_u32(c, at + WEIR_ENTRY_HITS));
}

static uint32_t anchors_of(const struct check *c, uint32_t entry) { return check_u8(c, check_record(c, WEIR_SECTION_ENTRIES, entry) + WEIR_ENTRY_ANCHORS); }

/* Entries from the table's first bucket to its last; what the filter must be is left in bits. */
static const char *read_entries(struct tables *t, const struct table *table, uint8_t *bits, uint32_t filter_bits)
{
    struct check *c = t->c;
    uint64_t last_value = 0;
    const uint32_t first = t->entries;
    for (uint32_t b = 0; b < (uint32_t)1 << table->bits; b++) {
        const size_t at = check_record(c, WEIR_SECTION_BUCKETS, table->bucket + b);
        const uint32_t end = check_u32(c, at + 4);
        if (check_u32(c, at) != t->entries || end < t->entries || end > c->section[WEIR_SECTION_ENTRIES].count)
            return check_differs(c, "where bucket %u starts", table->bucket + b);
        for (; t->entries < end; t->entries++) {
            uint64_t value;
            const uint32_t entry = t->entries;
            const char *text = read_entry(t, table, entry, &value);
            if (text)
                return text;
            const uint32_t hash = t->hash[entry], bit = hash >> (32 - filter_bits);
            if (((uint64_t)hash << table->bits) >> 32 != b)
                return check_differs(c, "entry %u is in another's bucket", entry);
            if (entry > first && (hash < t->hash[entry - 1] || (hash == t->hash[entry - 1] && value <= last_value &&
                                                                (value < last_value || anchors_of(c, entry) <= anchors_of(c, entry - 1)))))
                return check_differs(c, "the order of entry %u", entry);
            last_value = value;
            bits[bit / 8] = (uint8_t)(bits[bit / 8] | 1u << bit % 8);
        }
    }
    const uint32_t count = t->entries - first;
    if (count == 0 || count > (uint32_t)1 << table->bits || (table->bits && count <= (uint32_t)1 << (table->bits - 1)))
        return check_differs(c, "a table of %u entries in 2^%u buckets", count, table->bits);
    return NULL;
}

static const char *read_table(struct tables *t, uint32_t number, uint32_t *last)
{
    struct check *c = t->c;
    const size_t at = check_record(c, WEIR_SECTION_TABLES, number);
    const uint32_t ordinal = check_u8(c, at + WEIR_TABLE_ORDINAL);
    struct table table = {check_u8(c, at + WEIR_TABLE_VIEW), check_u8(c, at + WEIR_TABLE_GRAM), check_u8(c, at + WEIR_TABLE_BUCKET_BITS),
                          check_u32(c, at + WEIR_TABLE_BUCKET_FIRST), false, true};
    const uint32_t order = ordinal << 16 | table.view << 8 | table.gram;
    if (ordinal == 0 || ordinal > c->parameter_count || table.view >= VIEWS || table.gram >= GRAMS || order <= *last)
        return check_differs(c, "table %u is out of order", number);
    *last = order;
    const uint8_t type = c->type->fields[ordinal - 1].type;
    table.of_numbers = table.view == WEIR_VIEW_VALUE && is_number(type);
    if (table.bits > WEIR_MAX_BUCKET_BITS || table.bucket != t->buckets || !check_has(c, WEIR_SECTION_BUCKETS, t->buckets, ((uint32_t)1 << table.bits) + 1))
        return check_differs(c, "the buckets of table %u", number);
    const uint32_t filter_bits = table.bits + WEIR_FILTER_MORE_BITS > 6 ? table.bits + WEIR_FILTER_MORE_BITS : 6, filters = (uint32_t)1 << (filter_bits - 6);
    if (check_u32(c, at + WEIR_TABLE_FILTER_FIRST) != t->filters || !check_has(c, WEIR_SECTION_FILTERS, t->filters, filters))
        return check_differs(c, "the filter of table %u", number);
    struct vec wanted = {.exhausted = c->scratch.exhausted};
    memset(vec_extend(&wanted, (size_t)filters * 8, 1), 0, (size_t)filters * 8);
    const char *text = read_entries(t, &table, wanted.p, filter_bits);
    if (text == NULL && memcmp(wanted.p, c->bytes + check_record(c, WEIR_SECTION_FILTERS, t->filters), (size_t)filters * 8) != 0)
        text = check_differs(c, "a bit in the filter of table %u", number);
    vec_free(&wanted);
    t->buckets += ((uint32_t)1 << table.bits) + 1;
    t->filters += filters;
    if (text == NULL && check_u32(c, check_record(c, WEIR_SECTION_BUCKETS, t->buckets - 1)) != t->entries)
        text = check_differs(c, "where the last bucket of table %u ends", number);
    t->of[ordinal][table.view][table.gram] = table;
    return text;
}

/* ---- what a reader finds ---- */

static bool has_question(const struct tables *t, uint32_t entry, uint32_t question)
{
    const struct check *c = t->c;
    const uint32_t hits = check_u32(c, check_record(c, WEIR_SECTION_ENTRIES, entry) + WEIR_ENTRY_HITS);
    if (hits & WEIR_LAST_HIT)
        return hits == (WEIR_LAST_HIT | question);
    uint32_t low = hits, high = t->hits_end[hits];
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2, found = check_u32(c, check_record(c, WEIR_SECTION_HITS, middle)) & ~WEIR_LAST_HIT;
        if (found == question)
            return true;
        if (found < question)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Is the value found in the table, with the anchors, and does it answer the question? value: as entries are ordered by. */
static bool finds(const struct tables *t, const struct table *table, uint32_t hash, uint64_t value, uint32_t anchors, uint32_t question)
{
    const struct check *c = t->c;
    if (!table->there)
        return false;
    const size_t bucket = check_record(c, WEIR_SECTION_BUCKETS, table->bucket + (uint32_t)((uint64_t)hash << table->bits >> 32));
    uint32_t low = check_u32(c, bucket), high = check_u32(c, bucket + 4);
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        uint64_t found = check_u32(c, check_record(c, WEIR_SECTION_ENTRIES, middle) + WEIR_ENTRY_VALUE);
        if (table->of_numbers)
            found = check_u64(c, check_record(c, WEIR_SECTION_NUMBERS, (uint32_t)found));
        const uint32_t beside = anchors_of(c, middle);
        if (t->hash[middle] == hash && found == value && beside == anchors)
            return has_question(t, middle, question);
        if (t->hash[middle] < hash || (t->hash[middle] == hash && (found < value || (found == value && beside < anchors))))
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool finds_string(struct tables *t, uint32_t ordinal, uint32_t view, bool in_part, uint32_t number, uint32_t anchors, uint32_t question)
{
    struct str text;
    if (!in_part)
        return check_string(t->c, number, &text) && finds(t, &t->of[ordinal][view][WHOLE], whole_spot(text).hash, number, anchors, question);
    if (number >= t->c->string_count || t->parts[number].gram == 0)
        return false;
    return finds(t, &t->of[ordinal][view][t->parts[number].gram], t->parts[number].hash, number, anchors, question);
}

/* Every value of the question; counts them. */
static bool finds_all(struct tables *t, uint32_t q, uint64_t *pairs)
{
    struct check *c = t->c;
    const struct check_question *question = &c->questions[q];
    const uint32_t ordinal = (uint32_t)(question->content >> 56), op = (uint32_t)(question->content >> 48) & 0xff;
    const bool cased = question->content >> 40 & WEIR_CRITERION_CASED, requiring = question->kind == WEIR_QUESTION_REQUIRING;
    if (question->kind == WEIR_QUESTION_EVALUATED)
        return true;
    const size_t set = check_record(c, WEIR_SECTION_SETS, requiring ? question->required : (uint32_t)question->content);
    const uint32_t first = check_u32(c, set + WEIR_SET_FIRST), count = check_u32(c, set + WEIR_SET_COUNT);
    const bool in_part = requiring || op == WEIR_OP_STARTS || op == WEIR_OP_ENDS || op == WEIR_OP_CONTAINS;
    const uint32_t anchors = !in_part ? START | END : op == WEIR_OP_STARTS ? START : op == WEIR_OP_ENDS ? END : 0;
    const uint32_t view = op == WEIR_OP_BYTES_IN || op == WEIR_OP_NUMBER_IN ? WEIR_VIEW_VALUE : cased && !requiring ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED;
    *pairs += count;
    for (uint32_t i = 0; i < count; i++) {
        if (op == WEIR_OP_NUMBER_IN) {
            const uint64_t number = check_u64(c, check_record(c, WEIR_SECTION_NUMBERS, first + i));
            if (!finds(t, &t->of[ordinal][view][WHOLE], number_spot(number).hash, number, anchors, q))
                return false;
        } else if (!finds_string(t, ordinal, view, in_part, check_u32(c, check_record(c, WEIR_SECTION_VALUES, first + i)), anchors, q)) {
            return false;
        }
    }
    return true;
}

/* The least index of a number is for the verifier; here an index of the number will do, if all entries of it have the same one: entries differ. */
const char *check_tables(struct check *c)
{
    const uint32_t entries = c->section[WEIR_SECTION_ENTRIES].count;
    struct tables t = {.c = c};
    t.of = arena_array(&c->scratch, WEIR_MAX_PARAMETERS + 1, sizeof *t.of);
    t.hash = arena_array(&c->scratch, (size_t)entries + 1, sizeof *t.hash);
    t.hits_end = arena_array(&c->scratch, (size_t)c->section[WEIR_SECTION_HITS].count + 1, sizeof *t.hits_end);
    t.parts = arena_array(&c->scratch, (size_t)c->string_count + 1, sizeof *t.parts);
    uint32_t last = 0;
    const char *text = NULL;
    if (c->section[WEIR_SECTION_WINDOWS].count != c->string_count)
        return check_differs(c, "a window for each string");
    find_parts(&t);
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_TABLES].count && text == NULL; i++)
        text = read_table(&t, i, &last);
    if (text == NULL && (t.buckets != c->section[WEIR_SECTION_BUCKETS].count || t.filters != c->section[WEIR_SECTION_FILTERS].count ||
                         t.entries != entries || t.hits != c->section[WEIR_SECTION_HITS].count))
        text = check_differs(c, "buckets, filters, entries or hits that no table has");
    uint64_t pairs = 0;
    for (uint32_t q = 0; q < c->section[WEIR_SECTION_QUESTIONS].count && text == NULL; q++)
        if (!finds_all(&t, q, &pairs))
            text = check_differs(c, "a value of question %u is not found in the tables", q);
    for (uint32_t i = 0; i < c->string_count && text == NULL; i++)
        if (!t.parts[i].searched && check_u8(c, check_record(c, WEIR_SECTION_WINDOWS, i)) != 0)
            text = check_differs(c, "the window of string %u, which has none", i);
    if (text == NULL && pairs != t.pairs)
        text = check_differs(c, "the tables answer questions with values that are not theirs");
    return text;
}
