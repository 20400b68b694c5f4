/* The verifier's stage on what is searched for: ENTRIES and HITS.
 *
 * In:   questions, sets and strings that are verified; a table and the place of an entry in it. Out: whether the entry is the one of its value,
 *       and each of its hits a question that looks for the value in this table.
 * Must hold: an entry is looked at in time that is bounded by the length of its string and the number of its hits. */
#include "verify.h"

#define FEW_VALUES 16u /* of a set: so few are compared one by one */

/* The entry's own: value, window, hash, tag, anchors. */
struct entry {
    size_t at;
    uint32_t value, hash, anchors;
    uint64_t order;           /* what it is ordered by behind its hash */
    bool is_number;
    struct weir_bytes string; /* of one that is none */
    const uint8_t *window;    /* of a string that has one */
    uint32_t least;           /* of a number: the lowest place in the sets of its hits */
};

static uint32_t read_value(struct verifier *v, const struct weir_table *t, struct entry *entry)
{
    const struct weir_channel *c = &v->channel;
    const uint8_t *b = v->b;
    entry->value = weir_u32_at(b, entry->at + WEIR_ENTRY_VALUE);
    entry->anchors = b[entry->at + WEIR_ENTRY_ANCHORS];
    entry->is_number = weir_holds_numbers(b[WEIR_RECORD(c, PARAMETERS, t->ordinal - 1) + WEIR_PARAMETER_TYPE]);
    uint32_t offset = 0, tag = 0;
    if (entry->is_number) {
        if (entry->value >= c->section[WEIR_SECTION_NUMBERS].count) return weir_refuse(v, WEIR_REFUSED_ENTRY_VALUE, entry->at);
        entry->order = weir_u64_at(b, WEIR_RECORD(c, NUMBERS, entry->value));
        tag = entry->hash = weir_number_hash(entry->order);
    } else {
        if (entry->value >= c->section[WEIR_SECTION_STRING_OFFSETS].count - 1) return weir_refuse(v, WEIR_REFUSED_ENTRY_VALUE, entry->at);
        const struct weir_bytes string = entry->string = weir_string(c, entry->value);
        entry->order = entry->value;
        if (t->gram != 0) { /* one window a string, so that it is searched for in one place */
            offset = b[WEIR_RECORD(c, WINDOWS, entry->value)];
            if (weir_gram_of(string.length, offset) != t->gram) return weir_refuse(v, WEIR_REFUSED_ENTRY_GRAM, entry->at);
            if (offset > string.length - t->gram) return weir_refuse(v, WEIR_REFUSED_ENTRY_WINDOW, WEIR_RECORD(c, WINDOWS, entry->value));
            entry->window = string.data + offset;
        }
        entry->hash = t->gram == 0 ? weir_whole_hash(string.data, string.length) : weir_gram_hash(weir_gram_at(string.data + offset, t->gram));
        tag = offset == 0 ? entry->hash : weir_gram_hash(weir_gram_at(string.data + (offset - weir_tag_back(offset)), t->gram));
    }
    if (weir_u16_at(b, entry->at + WEIR_ENTRY_TAG) != tag % 65536) return weir_refuse(v, WEIR_REFUSED_ENTRY_TAG, entry->at + WEIR_ENTRY_TAG);
    if (b[entry->at + WEIR_ENTRY_OFFSET] != offset) return weir_refuse(v, WEIR_REFUSED_ENTRY_OFFSET, entry->at + WEIR_ENTRY_OFFSET);
    if (t->gram == 0 ? entry->anchors != 3 : entry->anchors > WEIR_ANCHOR_END)
        return weir_refuse(v, WEIR_REFUSED_ENTRY_ANCHORS, entry->at + WEIR_ENTRY_ANCHORS);
    return WEIR_ACCEPTED;
}

/* ---- is it in the set? ---- */

/* Below 0, 0 or above 0. */
static int compare(struct weir_bytes a, struct weir_bytes b)
{
    for (uint32_t i = 0; i < a.length && i < b.length; i++)
        if (a.data[i] != b.data[i]) return a.data[i] < b.data[i] ? -1 : 1;
    return a.length == b.length ? 0 : a.length < b.length ? -1 : 1;
}

/* Strings ascend in a set by what they are: the number is compared only where they are equal. */
static bool set_has_string(const struct weir_channel *c, size_t set, const struct entry *entry)
{
    const uint32_t first = weir_u32_at(c->bytes, set + WEIR_SET_FIRST), count = weir_u32_at(c->bytes, set + WEIR_SET_COUNT);
    uint32_t low = first, high = first + count;
    while (high - low > FEW_VALUES) {
        const uint32_t middle = low + (high - low) / 2;
        if (compare(weir_string(c, weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, middle))), entry->string) <= 0)
            low = middle;
        else
            high = middle;
    }
    for (uint32_t i = low; i < high; i++)
        if (weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, i)) == entry->value) return true;
    return false;
}

/* Where the number stands in the set; UINT32_MAX where it does not. */
static uint32_t place_of_number(const struct weir_channel *c, size_t set, uint64_t number, uint32_t type)
{
    const uint64_t bias = weir_order_bias(type);
    uint32_t low = weir_u32_at(c->bytes, set + WEIR_SET_FIRST), high = low + weir_u32_at(c->bytes, set + WEIR_SET_COUNT);
    const uint32_t end = high;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (weir_u64_at(c->bytes, WEIR_RECORD(c, NUMBERS, middle)) + bias < number + bias)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && weir_u64_at(c->bytes, WEIR_RECORD(c, NUMBERS, low)) == number ? low : UINT32_MAX;
}

/* ---- hits ---- */

/* Does the question look for values in such a table, with such anchors? Of its sets the one that is searched for is found. */
static bool looks_here(const struct weir_channel *c, const struct weir_table *t, const struct entry *entry, uint32_t question, uint32_t *set)
{
    const uint8_t *b = c->bytes;
    const uint32_t number = weir_u32_at(b, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_CRITERION);
    const uint32_t kind = weir_asked_kind(weir_asked(c, number));
    const size_t at = WEIR_RECORD(c, CRITERIA, number);
    if (b[at + WEIR_CRITERION_ORDINAL] != t->ordinal || kind == WEIR_QUESTION_EVALUATED) return false;
    if (kind == WEIR_QUESTION_REQUIRING) {
        *set = weir_question_required(c, question);
        return t->view == WEIR_VIEW_FOLDED && t->gram != 0 && entry->anchors == 0;
    }
    *set = weir_u32_at(b, at + WEIR_CRITERION_SET);
    const uint32_t op = b[at + WEIR_CRITERION_OP], view = b[at + WEIR_CRITERION_FLAGS] == WEIR_CRITERION_CASED ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED;
    if (op == WEIR_OP_NUMBER_IN || op == WEIR_OP_BYTES_IN) return true; /* the parameter has no other table */
    if (view != t->view) return false;
    if (op == WEIR_OP_EQUALS) return t->gram == 0;
    return t->gram != 0 && entry->anchors == (op == WEIR_OP_STARTS ? WEIR_ANCHOR_START : op == WEIR_OP_ENDS ? WEIR_ANCHOR_END : 0);
}

static uint32_t verify_hit(struct verifier *v, const struct verify_entry *e, struct entry *entry, uint32_t question, size_t at)
{
    const struct weir_channel *c = &v->channel;
    uint32_t set = 0;
    if (question >= c->section[WEIR_SECTION_QUESTIONS].count) return weir_refuse(v, WEIR_REFUSED_HIT_NUMBER, at);
    if (!looks_here(c, &e->table, entry, question, &set)) return weir_refuse(v, WEIR_REFUSED_HIT_QUESTION, at);
    const size_t record = WEIR_RECORD(c, SETS, set);
    if (entry->is_number) {
        const uint32_t place = place_of_number(c, record, entry->order, v->b[WEIR_RECORD(c, PARAMETERS, e->table.ordinal - 1) + WEIR_PARAMETER_TYPE]);
        if (place == UINT32_MAX) return weir_refuse(v, WEIR_REFUSED_HIT_VALUE, at);
        if (place < entry->least) entry->least = place;
        return WEIR_ACCEPTED;
    }
    return set_has_string(c, record, entry) ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_HIT_VALUE, at);
}

/* The hits of an entry that has several. */
static uint32_t verify_hits(struct verifier *v, struct verify_entry *e, struct entry *entry)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t total = c->section[WEIR_SECTION_HITS].count, first = e->hits_used;
    if (weir_u32_at(v->b, entry->at + WEIR_ENTRY_HITS) != first) return weir_refuse(v, WEIR_REFUSED_HITS_FIRST, entry->at + WEIR_ENTRY_HITS);
    uint32_t before = 0;
    for (uint32_t hit = 0; hit < WEIR_LAST_HIT;) {
        if (e->hits_used == total) return weir_refuse(v, WEIR_REFUSED_HITS_END, entry->at + WEIR_ENTRY_HITS);
        const size_t at = WEIR_RECORD(c, HITS, e->hits_used);
        hit = weir_u32_at(v->b, at);
        const uint32_t question = hit % WEIR_LAST_HIT;
        if (e->hits_used > first && question <= before) return weir_refuse(v, WEIR_REFUSED_HITS_ORDER, at);
        TRY(verify_hit(v, e, entry, question, at));
        before = question;
        e->hits_used++;
    }
    if (e->hits_used - first < 2) return weir_refuse(v, WEIR_REFUSED_HITS_SINGLE, WEIR_RECORD(c, HITS, first));
    e->hits_found += e->hits_used - first;
    return WEIR_ACCEPTED;
}

/* ---- ahead ---- */

/* Entries follow each other by hash, so what belongs to one lies anywhere in the file: string, question, criterion, set, each found through the one before.
 * The machine is asked for them some entries early. Only a hint: nothing is decided here, and of what is not verified yet no more is read than lies in a
 * section. */
#if defined(__GNUC__) && !defined(__FRAMAC__)
#define U32_IN(SECTION, index, member) \
    ((index) < c->section[WEIR_SECTION_##SECTION].count ? weir_u32_at(c->bytes, WEIR_RECORD(c, SECTION, (index)) + (member)) : UINT32_MAX)
/* No function: GCC leaves calls out that do nothing but this. */
#define FETCH(SECTION, index)                                                                                                        \
    do {                                                                                                                             \
        if ((index) < c->section[WEIR_SECTION_##SECTION].count) __builtin_prefetch(c->bytes + WEIR_RECORD(c, SECTION, (index))); \
    } while (0)

void weir_verify_entries_ahead(const struct verifier *v, struct verify_ahead *ahead, uint32_t index)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t far = index + 3 * VERIFY_AHEAD; /* of fewer than 2^27 records */
    struct verify_ahead_one *one = &ahead->one[far % (4 * VERIFY_AHEAD)];
    one->string = U32_IN(ENTRIES, far, WEIR_ENTRY_VALUE);
    const uint32_t hits = U32_IN(ENTRIES, far, WEIR_ENTRY_HITS);
    one->next = (hits >= WEIR_LAST_HIT ? hits : U32_IN(HITS, hits, 0)) % WEIR_LAST_HIT;
    FETCH(STRING_OFFSETS, one->string);
    FETCH(QUESTIONS, one->next);

    one = &ahead->one[(index + 2 * VERIFY_AHEAD) % (4 * VERIFY_AHEAD)];
    const uint32_t start = U32_IN(STRING_OFFSETS, one->string, 0), criterion = U32_IN(QUESTIONS, one->next, WEIR_QUESTION_CRITERION);
    one->required = U32_IN(QUESTIONS, one->next, WEIR_QUESTION_REQUIRED);
    one->next = criterion;
    FETCH(STRING_BYTES, start);
    FETCH(CRITERIA, criterion);
    FETCH(ASKED, criterion);

    one = &ahead->one[(index + VERIFY_AHEAD) % (4 * VERIFY_AHEAD)];
    one->next = one->required != WEIR_NO_SET ? one->required : U32_IN(CRITERIA, one->next, WEIR_CRITERION_SET);
    FETCH(SETS, one->next);

    one = &ahead->one[(index + VERIFY_AHEAD / 2) % (4 * VERIFY_AHEAD)];
    const uint32_t first = U32_IN(SETS, one->next, WEIR_SET_FIRST);
    FETCH(VALUES, first);
}
#else
void weir_verify_entries_ahead(const struct verifier *v, struct verify_ahead *ahead, uint32_t index)
{
    (void)v;
    (void)ahead;
    (void)index;
}
#endif

uint32_t weir_verify_entry(struct verifier *v, struct verify_entry *e, uint32_t index)
{
    struct entry entry;
    entry.at = WEIR_RECORD(&v->channel, ENTRIES, index);
    entry.least = UINT32_MAX;
    entry.string.data = v->b;
    entry.string.length = 0;
    entry.window = v->b;
    TRY(read_value(v, &e->table, &entry));
    const bool same = e->any && entry.hash == e->hash;
    if (e->any && (entry.hash < e->hash || (same && (entry.order < e->value || (entry.order == e->value && entry.anchors <= e->anchors)))))
        return weir_refuse(v, WEIR_REFUSED_ENTRY_ORDER, entry.at);
    e->any = true;
    e->hash = entry.hash;
    e->value = entry.order;
    e->anchors = entry.anchors;
    e->window = entry.window;
    e->steps = entry.is_number ? 2 : 1 + (uint64_t)entry.string.length;
    const uint32_t hits = weir_u32_at(v->b, entry.at + WEIR_ENTRY_HITS);
    if (hits >= WEIR_LAST_HIT) {
        TRY(verify_hit(v, e, &entry, hits - WEIR_LAST_HIT, entry.at + WEIR_ENTRY_HITS));
        e->hits_found++;
    } else {
        TRY(verify_hits(v, e, &entry));
    }
    if (entry.is_number && entry.least != entry.value) return weir_refuse(v, WEIR_REFUSED_ENTRY_VALUE, entry.at);
    return WEIR_ACCEPTED;
}
