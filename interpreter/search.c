/* Searching the tables: the texts, numbers and bytes of an event -> the questions that are hit, and the instances that they wake.
 *
 * In:   an event that has started. Out: run->answers, run->woken.
 * Must hold: a question is marked exactly when an entry that has it is hit; an entry's questions are marked once an event, and a question's
 *            instances woken once, however often it is hit. */
#include "match.h"
#include "search.h"
#include "vectors.h"

/* ---- hits ---- */

static void wake_instance(struct weir_run *run, uint32_t instance)
{
    const uint32_t word = instance / 32;
    weir_marks_write(&run->woken, word, weir_marks_read(&run->woken, word) | (uint32_t)1 << instance % 32);
}

void weir_wake(struct weir_run *run, uint32_t first, uint32_t end)
{
    const struct weir_channel *c = run->channel;
    WEIR_STEPS(run, end - first);
    for (uint32_t i = first; i < end; i++)
        wake_instance(run, weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, i)));
}

static void mark_question(struct weir_run *run, uint32_t question)
{
    WEIR_STEPS(run, 1);
    if (weir_answer_of(run, question) != WEIR_NOT_ASKED) return;
    weir_answer_set(run, question, WEIR_HIT);
    weir_wake(run, weir_wakes_first(run->channel, question), weir_wakes_end(run->channel, question));
}

static bool was_hit(const struct weir_run *run, uint32_t entry)
{
    return (weir_marks_read(&run->entries, entry / 32) >> entry % 32) % 2 != 0;
}

static void hit_entry(struct weir_run *run, uint32_t entry, uint32_t hits)
{
    const struct weir_channel *c = run->channel;
    weir_marks_write(&run->entries, entry / 32, weir_marks_read(&run->entries, entry / 32) | (uint32_t)1 << entry % 32);
    if (hits >= WEIR_LAST_HIT) {
        mark_question(run, hits - WEIR_LAST_HIT);
        return;
    }
    for (uint32_t i = hits;; i++) {
        const uint32_t hit = weir_u32_at(c->bytes, WEIR_RECORD(c, HITS, i));
        mark_question(run, hit % WEIR_LAST_HIT);
        if (hit >= WEIR_LAST_HIT) return;
    }
}

/* ---- one table ---- */

/* A text, of which 8 bytes can be read even where it is shorter. */
struct text {
    const uint8_t *bytes;
    uint32_t length, last_eight; /* where its last 8 bytes start */
    uint8_t padded[8];           /* a shorter text, and zeros */
};

/* A table that is asked about a text. */
struct asked {
    const struct text *text;
    const uint8_t *filter, *buckets;
    uint32_t filter_bits, bucket_bits, gram;
    uint64_t gram_mask;
};

/* A window of a text that a table's filter has. It waits for others, so that the machine waits for the memory of all their buckets at once. */
struct waiting {
    uint32_t at, asked;
    uint32_t first, end; /* entries of its bucket; before it is looked at, `first` is the window's hash */
};

#define BLOCK 64u                         /* places of a text that are looked at together */
#define MOST_GRAMS (WEIR_SHORT_GRAM + 1u) /* tables of windows of one view: 1 to WEIR_SHORT_GRAM bytes and WEIR_MAX_GRAM, which the verifier sees to */
/* So many that the stack stays small: a kernel allows a function 2 kilobytes, and is built without vector registers. */
#if WEIR_HAS_VECTORS
#define MOST_WAITING (BLOCK + 40u)
#define MOST_ASKED (6u * MOST_GRAMS)
#define MOST_TEXTS 16u
#else
#define MOST_WAITING (BLOCK + 8u)
#define MOST_ASKED (2u * MOST_GRAMS)
#define MOST_TEXTS 6u
#endif

struct search {
    struct weir_run *run;
    const uint8_t *entries, *string_offsets, *string_bytes;
    uint32_t last_entry;
    uint32_t text_count, asked_count, waiting_count;
    struct text texts[MOST_TEXTS];
    struct asked asked[MOST_ASKED];
    struct waiting waiting[MOST_WAITING];
};

static bool filter_has(const struct asked *a, uint32_t hash)
{
    return weir_bit(a->filter, weir_top_bits(hash, a->filter_bits));
}

static const uint8_t *entry_at(const struct search *s, uint32_t i)
{
    return s->entries + (size_t)WEIR_BYTES_ENTRIES * i;
}

static void ask_table(const struct weir_channel *c, const struct weir_table *table, const struct text *text, struct asked *asked)
{
    asked->text = text;
    asked->filter = c->bytes + WEIR_RECORD(c, FILTERS, table->filter_first);
    asked->buckets = c->bytes + WEIR_RECORD(c, BUCKETS, table->bucket_first);
    asked->bucket_bits = table->bucket_bits;
    asked->filter_bits = weir_filter_bits(table->bucket_bits);
    asked->gram = table->gram;
    asked->gram_mask = table->gram == 0 ? 0 : weir_gram_mask(table->gram);
}

/* The entries of a hash's bucket. */
struct bucket {
    uint32_t first, end;
};

static struct bucket bucket_of(const struct asked *a, uint32_t hash)
{
    const size_t at = (size_t)WEIR_BYTES_BUCKETS * weir_top_bits(hash, a->bucket_bits);
    const struct bucket bucket = {weir_u32_at(a->buckets, at), weir_u32_at(a->buckets, at + WEIR_BYTES_BUCKETS)};
    return bucket;
}

/* Whether the entry's string can stand with its window at `at`: what the entry alone tells. */
static bool may_stand(const uint8_t *entry, uint32_t at)
{
    const uint32_t offset = entry[WEIR_ENTRY_OFFSET], starts = entry[WEIR_ENTRY_ANCHORS] % 2; /* WEIR_ANCHOR_START */
    return starts != 0 ? offset == at : offset <= at;
}

/* Whether the entry's string stands in the text with its window at `at`, where it may. */
static bool stands(const struct search *s, const struct text *text, const uint8_t *entry, uint32_t at)
{
    const uint32_t start = at - entry[WEIR_ENTRY_OFFSET], left = text->length - start;
    const size_t value = (size_t)WEIR_BYTES_STRING_OFFSETS * weir_u32_at(entry, WEIR_ENTRY_VALUE);
    const uint32_t first = weir_u32_at(s->string_offsets, value), length = weir_u32_at(s->string_offsets, value + WEIR_BYTES_STRING_OFFSETS) - first;
    if (entry[WEIR_ENTRY_ANCHORS] >= WEIR_ANCHOR_END ? length != left : length > left) return false;
    WEIR_STEPS(s->run, length);
    return weir_text_equal(text->bytes + start, s->string_bytes + first, length);
}

static void look_up_number(const struct search *s, const struct asked *a, uint64_t number)
{
    const struct weir_channel *c = s->run->channel;
    const uint32_t hash = weir_number_hash(number);
    if (!filter_has(a, hash)) return;
    const struct bucket bucket = bucket_of(a, hash);
    for (uint32_t i = bucket.first; i < bucket.end; i++) {
        const uint8_t *entry = entry_at(s, i);
        WEIR_STEPS(s->run, 2);
        if (weir_u64_at(c->bytes, WEIR_RECORD(c, NUMBERS, weir_u32_at(entry, WEIR_ENTRY_VALUE))) == number)
            hit_entry(s->run, i, weir_u32_at(entry, WEIR_ENTRY_HITS));
    }
}

static void look_up_whole(const struct search *s, const struct asked *a)
{
    const struct text *text = a->text;
    WEIR_STEPS(s->run, text->length);
    const uint32_t hash = weir_whole_hash(text->bytes, text->length);
    if (!filter_has(a, hash)) return;
    const struct bucket bucket = bucket_of(a, hash);
    WEIR_STEPS(s->run, bucket.end - bucket.first);
    for (uint32_t i = bucket.first; i < bucket.end; i++) {
        const uint8_t *entry = entry_at(s, i);
        if (weir_u16_at(entry, WEIR_ENTRY_TAG) != hash % 65536 || !may_stand(entry, 0) || was_hit(s->run, i) || !stands(s, text, entry, 0)) continue;
        hit_entry(s->run, i, weir_u32_at(entry, WEIR_ENTRY_HITS));
    }
}

/* ---- windows ---- */

/* Up to 8 bytes of the text from `at` on, and zeros for those behind its end. */
static uint64_t eight_at(const struct text *text, uint32_t at)
{
    const uint32_t from = at < text->last_eight ? at : text->last_eight;
    return weir_u64_at(text->bytes, from) >> 8 * (at - from);
}

/* Whether the entry has the tag of a window that stands at `at`. Where a tag's bytes would start before the text no entry can stand. */
static inline bool has_tag(const struct text *text, uint64_t gram_mask, const uint8_t *entry, uint32_t at)
{
    const uint32_t back = weir_tag_back(entry[WEIR_ENTRY_OFFSET]);
    return weir_u16_at(entry, WEIR_ENTRY_TAG) == weir_gram_hash(eight_at(text, back <= at ? at - back : at) & gram_mask) % 65536;
}

/* The entries that a window's bucket has left for it. */
static void look_up(const struct search *s, const struct waiting *w)
{
    const struct asked *a = &s->asked[w->asked];
    const bool tagged = w->end - w->first <= 2; /* keep_tagged has seen to it */
    WEIR_STEPS(s->run, w->end - w->first);
    for (uint32_t i = w->first; i < w->end; i++) {
        const uint8_t *entry = entry_at(s, i);
        if (!tagged && !has_tag(a->text, a->gram_mask, entry, w->at)) continue;
        if (!may_stand(entry, w->at) || was_hit(s->run, i) || !stands(s, a->text, entry, w->at)) continue;
        hit_entry(s->run, i, weir_u32_at(entry, WEIR_ENTRY_HITS));
    }
}

/* Of one or two entries those that have the window's tag; without a branch. More are left as they are, and so is whether there are any. */
static void keep_tagged(const struct search *s, struct waiting *w)
{
    const struct text *text = s->asked[w->asked].text;
    const uint64_t gram_mask = s->asked[w->asked].gram_mask;
    const uint32_t first = w->first < s->last_entry ? w->first : s->last_entry, next = first < s->last_entry ? first + 1 : first; /* some entries, where the bucket has fewer */
    const uint32_t entries = w->end - w->first, many = entries > 2;
    const uint32_t one = has_tag(text, gram_mask, entry_at(s, first), w->at), two = has_tag(text, gram_mask, entry_at(s, next), w->at);
    w->first += (one | many) ^ 1u;
    w->end -= ((two | many) ^ 1u) & (uint32_t)(entries > 1);
}

/* Looks up all windows that wait: first the buckets of all of them, then the tags, then the strings. */
static void look_up_waiting(struct search *s)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->waiting_count; i++) {
        struct waiting *w = &s->waiting[i];
        const struct bucket bucket = bucket_of(&s->asked[w->asked], w->first);
        w->first = bucket.first;
        w->end = bucket.end;
    }
    for (uint32_t i = 0; i < s->waiting_count; i++) {
        keep_tagged(s, &s->waiting[i]);
        s->waiting[kept] = s->waiting[i];
        kept += s->waiting[kept].first < s->waiting[kept].end;
    }
    for (uint32_t i = 0; i < kept; i++)
        look_up(s, &s->waiting[i]);
    s->waiting_count = 0;
}

/* ---- one walk over a text ---- */

/* The bytes of the starts for eight places, by their slots. */
static inline uint64_t read_eight(const uint8_t *starts, uint64_t even, uint64_t odd)
{
    uint64_t eight = 0;
#define TWO(quarter)                                                               \
    eight |= (uint64_t)starts[(even >> 16 * (quarter)) % 65536] << 16 * (quarter); \
    eight |= (uint64_t)starts[(odd >> 16 * (quarter)) % 65536] << (16 * (quarter) + 8)
    TWO(0);
    TWO(1);
    TWO(2);
    TWO(3);
#undef TWO
    return eight;
}

#if WEIR_HAS_VECTORS
/* Behind the starts stands a filter. */
static inline weir_eight look_up_starts(const uint8_t *starts, const uint8_t *bytes)
{
    return weir_look_up_eight(starts, weir_start_slots(weir_u64_at(bytes, 0)), weir_start_slots(weir_u64_at(bytes, 1)));
}
#endif

/* Which windows can start at each of the next `count` places of the text, which are some: eight of the starts' bytes in a number. The last byte of a text has a zero behind it. */
static void read_starts(const uint8_t *starts, const struct text *text, uint32_t block, uint32_t count, uint64_t grams[BLOCK / 8])
{
    const uint8_t *bytes = text->bytes + block;
    const uint32_t left = text->length - block;
    uint32_t i = 0;
#if WEIR_HAS_VECTORS
    for (; i < count && left - i > 16; i += 16)
        weir_sixteen_write((uint8_t *)(grams + i / 8), weir_sixteen_of(look_up_starts(starts, bytes + i), look_up_starts(starts, bytes + i + 8)));
#endif
    for (; i < count && left - i > 8; i += 8)
        grams[i / 8] = read_eight(starts, weir_start_slots(weir_u64_at(bytes, i)), weir_start_slots(weir_u64_at(bytes, i + 1)));
    if (i < count) {
        const uint64_t last = eight_at(text, block + i);
        grams[i / 8] = read_eight(starts, weir_start_slots(last), weir_start_slots(last >> 8));
    }
}

/* The places where a window of this many bytes starts. */
static uint64_t places_of(const uint64_t grams[BLOCK / 8], uint32_t gram)
{
    uint64_t places = 0;
#if WEIR_HAS_VECTORS
    for (uint32_t i = 0; i < BLOCK / 16; i++) {
        const weir_sixteen bits = (weir_sixteen)((weir_two)weir_sixteen_at((const uint8_t *)(grams + 2 * i)) << (8 - gram)); /* the window's is the high one */
        places |= (uint64_t)weir_high_bits(bits) << 16 * i;
    }
#else
    for (uint32_t i = 0; i < BLOCK / 8; i++)
        places |= ((grams[i] >> (gram - 1) & WEIR_EACH_BYTE(1)) * 0x0102040810204080u >> 56) << 8 * i;
#endif
    return places;
}

/* A window waits, if the table's filter has it; else its place is taken by the next. */
static inline struct waiting *wait_for(struct waiting *w, const struct asked *a, uint32_t asked, uint32_t at, uint64_t eight)
{
    const uint64_t product = (eight & a->gram_mask) * WEIR_GRAM_MULTIPLIER;
    w->at = at;
    w->asked = asked;
    w->first = (uint32_t)(product >> 32);
    return w + (weir_bit(a->filter, (uint32_t)(product >> (64 - a->filter_bits))) ? 1 : 0);
}

/* The first `count` places of a block, or all of it. */
static uint64_t first_places(uint32_t count)
{
    return count < BLOCK ? ((uint64_t)1 << count) - 1 : UINT64_MAX;
}

/* Of these places of the block those where the table's filter has the window. Of the text `left` bytes are left at its start. */
static void sift(struct search *s, uint32_t asked, uint32_t block, uint32_t left, uint64_t places)
{
    const struct asked *a = &s->asked[asked];
    const uint64_t eights = left < 8 ? 0 : first_places(left - 7); /* there 8 bytes are left */
    struct waiting *w = &s->waiting[s->waiting_count];
    for (uint64_t rest = places & eights; rest != 0; rest &= rest - 1) {
        const uint32_t at = block + weir_lowest_bit(rest);
        w = wait_for(w, a, asked, at, weir_u64_at(a->text->bytes, at));
    }
    for (uint64_t rest = places & ~eights; rest != 0; rest &= rest - 1) {
        const uint32_t at = block + weir_lowest_bit(rest);
        w = wait_for(w, a, asked, at, eight_at(a->text, at));
    }
    s->waiting_count = (uint32_t)(w - s->waiting);
}

/* Every place where a window of the view's tables may stand: those that are asked from `first` on. */
static void walk(struct search *s, const struct text *text, uint32_t first)
{
    const uint8_t *starts = s->asked[first].filter - (size_t)WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS;
    WEIR_STEPS(s->run, (uint64_t)(s->asked_count - first) * text->length);
    for (uint32_t block = 0; block < text->length; block += BLOCK) {
        uint64_t grams[BLOCK / 8] = {0};
        const uint32_t left = text->length - block;
        read_starts(starts, text, block, left < BLOCK ? left : BLOCK, grams);
        for (uint32_t t = first; t < s->asked_count; t++) {
            const uint32_t gram = s->asked[t].gram;
            if (left < gram) continue;
            if (s->waiting_count > MOST_WAITING - BLOCK) look_up_waiting(s);
            sift(s, t, block, left, places_of(grams, gram) & first_places(left - gram + 1));
        }
    }
}

/* ---- all tables ---- */

/* The text or bytes that a table is asked about; false: there are none. A number is looked up here. */
static bool find_text(const struct search *s, const struct weir_table *table, const struct asked *asked, struct text *text)
{
    struct weir_run *run = s->run;
    const uint32_t parameter = table->ordinal - 1;
    const struct weir_input *input = weir_input_of(run, parameter);
    if (table->view != WEIR_VIEW_VALUE) {
        const struct weir_view *view = weir_view_of(run, parameter, table->view == WEIR_VIEW_FOLDED);
        if (view == NULL) return false;
        text->bytes = view->data;
        text->length = view->length;
        return true;
    }
    const uint32_t type = run->channel->bytes[WEIR_RECORD(run->channel, PARAMETERS, parameter) + WEIR_PARAMETER_TYPE];
    if (weir_holds_numbers(type)) {
        look_up_number(s, asked, input->number);
        return false;
    }
    const struct weir_bytes held = weir_held_bytes(input, type);
    text->bytes = held.data;
    text->length = held.length;
    return true;
}

/* So that 8 bytes of it can be read. */
static void pad(struct text *text)
{
    text->last_eight = text->length < 8 ? 0 : text->length - 8;
    if (text->length >= 8) return;
    for (uint32_t i = 0; i < 8; i++)
        text->padded[i] = i < text->length ? text->bytes[i] : 0;
    text->bytes = text->padded;
}

/* Asks the table, and where it is of windows the others of its view too: the first one behind them. */
static uint32_t ask(struct search *s, uint32_t number)
{
    const struct weir_channel *c = s->run->channel;
    struct weir_table table = weir_table_at(c, number);
    const uint32_t ordinal = table.ordinal, view = table.view;
    if (!weir_input_of(s->run, ordinal - 1)->present) return number + 1;
    if (s->text_count == MOST_TEXTS || s->asked_count + MOST_GRAMS > MOST_ASKED) {
        look_up_waiting(s);
        s->text_count = s->asked_count = 0;
    }
    struct asked *asked = &s->asked[s->asked_count];
    struct text *text = &s->texts[s->text_count];
    ask_table(c, &table, text, asked);
    if (!find_text(s, &table, asked, text)) return number + 1;
    if (table.gram == 0) {
        look_up_whole(s, asked);
        return number + 1;
    }
    const uint32_t first = s->asked_count;
    while (++s->asked_count, ++number < c->section[WEIR_SECTION_TABLES].count) {
        table = weir_table_at(c, number);
        if (table.ordinal != ordinal || table.view != view) break;
        ask_table(c, &table, text, &s->asked[s->asked_count]);
    }
    if (text->length == 0) return number;
    pad(text);
    s->text_count++;
    walk(s, text, first);
    return number;
}

void weir_search(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    const uint32_t tables = c->section[WEIR_SECTION_TABLES].count;
    struct search s;
    s.run = run;
    s.entries = c->bytes + WEIR_RECORD(c, ENTRIES, 0);
    s.last_entry = c->section[WEIR_SECTION_ENTRIES].count - 1; /* a table has entries */
    s.string_offsets = c->bytes + WEIR_RECORD(c, STRING_OFFSETS, 0);
    s.string_bytes = c->bytes + WEIR_RECORD(c, STRING_BYTES, 0);
    s.text_count = s.asked_count = s.waiting_count = 0;
    WEIR_STEPS(run, (uint64_t)WEIR_PARAMETER_STEPS * tables);
    for (uint32_t i = 0; i < tables;)
        i = ask(&s, i);
    look_up_waiting(&s);
}
