/* Searching the tables: the texts, numbers and bytes of an event -> the questions that are hit, and the instances that they wake.
 *
 * In:   an event that has started. Out: run->answers, run->woken.
 * Must hold: a question is marked exactly when an entry that has it is hit; an entry's questions are marked once an event, and a question's
 *            instances woken once, however often it is hit. */
#include "match.h"
#include "search.h"
#include "vectors.h"

/* ---- hits ---- */

void weir_wake(struct weir_run *run, uint32_t first, uint32_t end)
{
    const struct weir_channel *c = run->channel;
    WEIR_STEPS(run, end - first);
    /*@ loop invariant first <= i <= end || i == first;
        loop assigns i, WEIR_PROOF_LOOP_WOKEN(run);
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        const uint32_t instance = weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, i));
        //@ assert wake_in(c->bytes, c->section[WEIR_SECTION_WAKES].offset, c->section[WEIR_SECTION_INSTANCES].count, i);
        weir_marks_set(&run->woken, instance);
    }
}

/*@ WEIR_PROOF_REQUIRES_WAKING(run)
    WEIR_PROOF_REQUIRES_ANSWERING(run)
    requires question < run->channel->section[WEIR_SECTION_QUESTIONS].count;
    requires WEIR_PROOF_ALL_WAKES_RISE(run->channel, run->channel->section[WEIR_SECTION_QUESTIONS].count);
    assigns WEIR_PROOF_ANSWERED(run), WEIR_PROOF_WOKEN(run);
    ensures sections_stay{Pre, Post}(run); */
static void mark_question(struct weir_run *run, uint32_t question)
{
    WEIR_STEPS(run, 1);
    if (weir_answer_of(run, question) != WEIR_NOT_ASKED) return;
    //@ assert word: question / 16 < WEIR_PROOF_ANSWER_WORDS(run);
    //@ assert touched: question / 16 / 32 < WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run));
    weir_answer_set(run, question, WEIR_HIT);
    //@ assert sections: sections_stay{Pre, Here}(run);
    //@ assert rise: WEIR_PROOF_WAKES_RISE(run->channel, question);
    weir_wake(run, weir_wakes_first(run->channel, question), weir_wakes_end(run->channel, question));
}

/*@ requires WEIR_PROOF_HIT_MARKS(run) && entry < run->channel->section[WEIR_SECTION_ENTRIES].count;
    assigns \nothing; */
static bool was_hit(const struct weir_run *run, uint32_t entry)
{
    return (weir_marks_read(&run->entries, entry / 32) >> entry % 32) % 2 != 0;
}

/*@ WEIR_PROOF_REQUIRES_HITTING(run)
    requires entry < run->channel->section[WEIR_SECTION_ENTRIES].count;
    requires hits >= WEIR_LAST_HIT ? hits - WEIR_LAST_HIT < run->channel->section[WEIR_SECTION_QUESTIONS].count : hits < run->channel->section[WEIR_SECTION_HITS].count;
    assigns WEIR_PROOF_HIT_ASSIGNS(run);
    ensures sections_stay{Pre, Post}(run); */
static void hit_entry(struct weir_run *run, uint32_t entry, uint32_t hits)
{
    const struct weir_channel *c = run->channel;
    //@ assert word: entry / 32 < WEIR_PROOF_HIT_WORDS(run);
    //@ assert touched: entry / 32 / 32 < WEIR_PROOF_TOUCHED(WEIR_PROOF_HIT_WORDS(run));
    weir_marks_set(&run->entries, entry);
    //@ assert sections: sections_stay{Pre, Here}(run);
    if (hits >= WEIR_LAST_HIT) {
        mark_question(run, hits - WEIR_LAST_HIT);
        return;
    }
    /*@ loop invariant sections: sections_stay{Pre, Here}(run);
        loop invariant hits <= i < c->section[WEIR_SECTION_HITS].count;
        loop assigns i, WEIR_PROOF_LOOP_HITS(run);
        loop variant c->section[WEIR_SECTION_HITS].count - i; */
    for (uint32_t i = hits;; i++) {
        const uint32_t hit = weir_u32_at(c->bytes, WEIR_RECORD(c, HITS, i));
        //@ assert hit == hit_at(c->bytes, c->section[WEIR_SECTION_HITS].offset, i) && hit_in(c->bytes, c->section[WEIR_SECTION_HITS].offset, c->section[WEIR_SECTION_QUESTIONS].count, i);
        //@ assert last: hit < WEIR_LAST_HIT ==> i + 1 < c->section[WEIR_SECTION_HITS].count;
        mark_question(run, hit % WEIR_LAST_HIT);
        //@ assert later: sections_stay{LoopCurrent, Here}(run);
        //@ assert hits: run->channel->section[WEIR_SECTION_HITS].count == \at(run->channel->section[WEIR_SECTION_HITS].count, Pre);
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

/*@ // A text that is walked over has 8 bytes that can be read.
    predicate padded_in{L}(struct text *text) =
      \valid_read(text) && \valid_read(text->bytes + (0 .. (text->length < 8 ? 7 : text->length - 1))) &&
      text->last_eight == (text->length < 8 ? 0 : text->length - 8);
*/

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

/*@ requires \valid_read(a) && a->filter_bits <= 31 && \valid_read(a->filter + (0 .. (pow2(a->filter_bits) - 1) / 8));
    assigns \nothing; */
static bool filter_has(const struct asked *a, uint32_t hash)
{
    return weir_bit(a->filter, weir_top_bits(hash, a->filter_bits));
}

/*@ requires \valid_read(s);
    assigns \nothing;
    ensures \result == s->entries + WEIR_BYTES_ENTRIES * i; */
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

/*@ requires \valid_read(a) && a->bucket_bits <= WEIR_MAX_BUCKET_BITS && \valid_read(a->buckets + (0 .. WEIR_BYTES_BUCKETS * pow2(a->bucket_bits) + 3));
    requires \forall integer k; 0 <= k < pow2(a->bucket_bits) ==> bucket_in(a->buckets, 0, 0, pow2(a->bucket_bits), k);
    assigns \nothing;
    ensures bucket_at(a->buckets, 0, 0) <= \result.first <= \result.end <= bucket_at(a->buckets, 0, pow2(a->bucket_bits)); */
static struct bucket bucket_of(const struct asked *a, uint32_t hash)
{
    const uint32_t number = weir_top_bits(hash, a->bucket_bits);
    const size_t at = (size_t)WEIR_BYTES_BUCKETS * number;
    //@ assert bucket_in(a->buckets, 0, 0, pow2(a->bucket_bits), number);
    const struct bucket bucket = {weir_u32_at(a->buckets, at), weir_u32_at(a->buckets, at + WEIR_BYTES_BUCKETS)};
    return bucket;
}

/* Whether the entry's string can stand with its window at `at`: what the entry alone tells. */
/*@ requires \valid_read(entry + (0 .. WEIR_BYTES_ENTRIES - 1));
    assigns \nothing;
    ensures \result ==> entry[WEIR_ENTRY_OFFSET] <= at; */
static bool may_stand(const uint8_t *entry, uint32_t at)
{
    const uint32_t offset = entry[WEIR_ENTRY_OFFSET], starts = entry[WEIR_ENTRY_ANCHORS] % 2; /* WEIR_ANCHOR_START */
    return starts != 0 ? offset == at : offset <= at;
}

/* Whether the entry's string stands in the text with its window at `at`, where it may. */
/*@ requires \valid_read(s) && \valid_read(text) && \valid_read(text->bytes + (0 .. text->length - 1));
    requires \valid_read(entry + (0 .. WEIR_BYTES_ENTRIES - 1)) && entry[WEIR_ENTRY_OFFSET] <= at <= text->length;
    requires \valid_read(s->string_offsets + (0 .. WEIR_BYTES_STRING_OFFSETS * u32(entry, WEIR_ENTRY_VALUE) + 7)) && u32(entry, WEIR_ENTRY_VALUE) < WEIR_MAX_FILE_BYTES / 4;
    requires rises(s->string_offsets, 0, u32(entry, WEIR_ENTRY_VALUE));
    requires \valid_read(s->string_bytes + (0 .. u32(s->string_offsets, WEIR_BYTES_STRING_OFFSETS * u32(entry, WEIR_ENTRY_VALUE) + 4) - 1));
    assigns \nothing; */
static bool stands(const struct search *s, const struct text *text, const uint8_t *entry, uint32_t at)
{
    const uint32_t start = at - entry[WEIR_ENTRY_OFFSET], left = text->length - start;
    const size_t value = (size_t)WEIR_BYTES_STRING_OFFSETS * weir_u32_at(entry, WEIR_ENTRY_VALUE);
    const uint32_t first = weir_u32_at(s->string_offsets, value), length = weir_u32_at(s->string_offsets, value + WEIR_BYTES_STRING_OFFSETS) - first;
    if (entry[WEIR_ENTRY_ANCHORS] >= WEIR_ANCHOR_END ? length != left : length > left) return false;
    WEIR_STEPS(s->run, length);
    return weir_text_equal(text->bytes + start, s->string_bytes + first, length);
}

/* Entry i is hit. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    requires i < s->run->channel->section[WEIR_SECTION_ENTRIES].count;
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
static inline void hit(const struct search *s, uint32_t i)
{
    /*@ assert entry_hits_in(s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_ENTRIES].offset, s->run->channel->section[WEIR_SECTION_HITS].count,
                             s->run->channel->section[WEIR_SECTION_QUESTIONS].count, i); */
    const uint8_t *entry = entry_at(s, i);
    //@ assert place: entry == s->run->channel->bytes + (s->run->channel->section[WEIR_SECTION_ENTRIES].offset + WEIR_BYTES_ENTRIES * i);
    const uint32_t hits = weir_u32_at(entry, WEIR_ENTRY_HITS);
    //@ assert hits == entry_hits(s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_ENTRIES].offset, i);
    hit_entry(s->run, i, hits);
}

/* Whether entry i has this number. */
/*@ requires \valid_read(s) && \valid_read(s->run) && WEIR_PROOF_CHANNEL(s->run->channel);
    requires WEIR_PROOF_IN(s->run->channel, ENTRIES) && WEIR_PROOF_IN(s->run->channel, NUMBERS);
    requires s->entries == s->run->channel->bytes + s->run->channel->section[WEIR_SECTION_ENTRIES].offset;
    requires i < s->run->channel->section[WEIR_SECTION_ENTRIES].count;
    requires entry_below(s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_ENTRIES].offset, s->run->channel->section[WEIR_SECTION_NUMBERS].count, i);
    assigns \nothing; */
static inline bool has_number(const struct search *s, uint32_t i, uint64_t number)
{
    const struct weir_channel *c = s->run->channel;
    const uint32_t value = weir_u32_at(entry_at(s, i), WEIR_ENTRY_VALUE);
    //@ assert value == entry_value(c->bytes, c->section[WEIR_SECTION_ENTRIES].offset, i);
    return weir_u64_at(c->bytes, WEIR_RECORD(c, NUMBERS, value)) == number;
}

/* Whether entry i stands in the text with its window at `at`, where it was not hit before. */
/*@ requires \valid_read(s) && WEIR_PROOF_CHANNEL(s->run->channel) && WEIR_PROOF_HIT_MARKS(s->run) && WEIR_PROOF_IN(s->run->channel, ENTRIES);
    requires s->entries == s->run->channel->bytes + s->run->channel->section[WEIR_SECTION_ENTRIES].offset;
    WEIR_PROOF_REQUIRES_STRINGS(s)
    requires i < s->run->channel->section[WEIR_SECTION_ENTRIES].count;
    requires entry_below(s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_ENTRIES].offset, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1, i);
    requires \valid_read(text) && \valid_read(text->bytes + (0 .. text->length - 1)) && at <= text->length;
    assigns \nothing; */
static inline bool is_hit(const struct search *s, const struct text *text, uint32_t i, uint32_t at)
{
    const uint8_t *entry = entry_at(s, i);
    //@ ghost const struct weir_channel *c = s->run->channel;
    //@ assert place: entry == c->bytes + (c->section[WEIR_SECTION_ENTRIES].offset + WEIR_BYTES_ENTRIES * i);
    //@ assert byte: entry[0] == c->bytes[c->section[WEIR_SECTION_ENTRIES].offset + WEIR_BYTES_ENTRIES * i];
    //@ assert value: u32(entry, WEIR_ENTRY_VALUE) == entry_value(c->bytes, c->section[WEIR_SECTION_ENTRIES].offset, i);
    //@ assert rises(c->bytes, c->section[WEIR_SECTION_STRING_OFFSETS].offset, u32(entry, WEIR_ENTRY_VALUE));
    //@ assert u32(c->bytes, c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * u32(entry, WEIR_ENTRY_VALUE) + 4) <= c->section[WEIR_SECTION_STRING_BYTES].count;
    //@ assert below: u32(entry, WEIR_ENTRY_VALUE) < c->section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    //@ assert first: u32(s->string_offsets, 4 * u32(entry, WEIR_ENTRY_VALUE)) == u32(c->bytes, c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * u32(entry, WEIR_ENTRY_VALUE));
    //@ assert near: s->string_offsets + (4 * u32(entry, WEIR_ENTRY_VALUE) + 4) == c->bytes + (c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * u32(entry, WEIR_ENTRY_VALUE) + 4);
    //@ assert next: u32(s->string_offsets, 4 * u32(entry, WEIR_ENTRY_VALUE) + 4) == u32(c->bytes, c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * u32(entry, WEIR_ENTRY_VALUE) + 4);
    //@ assert rises: rises(s->string_offsets, 0, u32(entry, WEIR_ENTRY_VALUE));
    //@ assert end: u32(s->string_offsets, WEIR_BYTES_STRING_OFFSETS * u32(entry, WEIR_ENTRY_VALUE) + 4) <= c->section[WEIR_SECTION_STRING_BYTES].count;
    return may_stand(entry, at) && !was_hit(s->run, i) && stands(s, text, entry, at);
}

/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    requires \valid_read(a);
    WEIR_PROOF_REQUIRES_FILTER(a)
    requires WEIR_PROOF_IN(s->run->channel, NUMBERS);
    requires WEIR_PROOF_BUCKETS_OF(s, a, s->run->channel->section[WEIR_SECTION_NUMBERS].count);
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
static void look_up_number(const struct search *s, const struct asked *a, uint64_t number)
{
    const uint32_t hash = weir_number_hash(number);
    if (!filter_has(a, hash)) return;
    const struct bucket bucket = bucket_of(a, hash);
    /*@ loop invariant range: bucket.first <= i <= bucket.end;
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop assigns i, WEIR_PROOF_LOOP_HITS(s->run);
        loop variant bucket.end - i; */
    for (uint32_t i = bucket.first; i < bucket.end; i++) {
        WEIR_STEPS(s->run, 2);
        //@ assert entry: WEIR_PROOF_ENTRY(s, i, s->run->channel->section[WEIR_SECTION_NUMBERS].count);
        if (has_number(s, i, number)) hit(s, i);
    }
}

/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    requires \valid_read(a) && \valid_read(a->text) && \valid_read(a->text->bytes + (0 .. a->text->length - 1));
    WEIR_PROOF_REQUIRES_UNMARKED(s->run, a->text)
    WEIR_PROOF_REQUIRES_FILTER(a)
    requires WEIR_PROOF_BUCKETS_OF(s, a, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
static void look_up_whole(const struct search *s, const struct asked *a)
{
    const struct text *text = a->text;
    WEIR_STEPS(s->run, text->length);
    const uint32_t hash = weir_whole_hash(text->bytes, text->length);
    if (!filter_has(a, hash)) return;
    const struct bucket bucket = bucket_of(a, hash);
    WEIR_STEPS(s->run, bucket.end - bucket.first);
    /*@ loop invariant range: bucket.first <= i <= bucket.end;
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop invariant text: text->length == \at(a->text->length, Pre);
        loop assigns i, WEIR_PROOF_LOOP_HITS(s->run);
        loop variant bucket.end - i; */
    for (uint32_t i = bucket.first; i < bucket.end; i++) {
        //@ assert entry: WEIR_PROOF_ENTRY(s, i, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
        //@ assert answers: WEIR_PROOF_ANSWER_WORDS(s->run) == \at(WEIR_PROOF_ANSWER_WORDS(s->run), Pre);
        //@ assert woken: WEIR_PROOF_WOKEN_WORDS(s->run) == \at(WEIR_PROOF_WOKEN_WORDS(s->run), Pre);
        //@ assert entries: WEIR_PROOF_HIT_WORDS(s->run) == \at(WEIR_PROOF_HIT_WORDS(s->run), Pre);
        if (weir_u16_at(entry_at(s, i), WEIR_ENTRY_TAG) == hash % 65536 && is_hit(s, text, i, 0)) hit(s, i);
    }
}

/* ---- windows ---- */

/* Up to 8 bytes of the text from `at` on, and zeros for those behind its end. */
/*@ requires padded_in(text) && at < text->length;
    assigns \nothing; */
static uint64_t eight_at(const struct text *text, uint32_t at)
{
    const uint32_t from = at < text->last_eight ? at : text->last_eight;
    return weir_u64_at(text->bytes, from) >> 8 * (at - from);
}

/* Whether the entry has the tag of a window that stands at `at`. Where a tag's bytes would start before the text no entry can stand. */
/*@ requires padded_in(text) && at < text->length && \valid_read(entry + (0 .. WEIR_BYTES_ENTRIES - 1));
    assigns \nothing; */
static inline bool has_tag(const struct text *text, uint64_t gram_mask, const uint8_t *entry, uint32_t at)
{
    const uint32_t back = weir_tag_back(entry[WEIR_ENTRY_OFFSET]);
    return weir_u16_at(entry, WEIR_ENTRY_TAG) == weir_gram_hash(eight_at(text, back <= at ? at - back : at) & gram_mask) % 65536;
}

/* The entries that a window's bucket has left for it. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    WEIR_PROOF_REQUIRES_UNMARKED(s->run, s)
    requires \valid_read(w) && w->asked < MOST_ASKED && w->first <= w->end <= s->run->channel->section[WEIR_SECTION_ENTRIES].count;
    WEIR_PROOF_REQUIRES_UNMARKED(s->run, w)
    requires padded_in(s->asked[w->asked].text) && w->at < s->asked[w->asked].text->length;
    WEIR_PROOF_REQUIRES_UNMARKED(s->run, s->asked[w->asked].text)
    requires entries_below(s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_ENTRIES].offset, w->first, w->end, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
static void look_up(const struct search *s, const struct waiting *w)
{
    const struct asked *a = &s->asked[w->asked];
    const struct text *text = a->text;
    const uint32_t at = w->at, first = w->first, end = w->end;
    const bool tagged = end - first <= 2; /* keep_tagged has seen to it */
    WEIR_STEPS(s->run, end - first);
    /*@ loop invariant range: first <= i <= end;
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop invariant length: text->length == \at(s->asked[w->asked].text->length, Pre);
        loop invariant eight: text->last_eight == \at(s->asked[w->asked].text->last_eight, Pre);
        loop assigns i, WEIR_PROOF_LOOP_HITS(s->run);
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        //@ assert entry: WEIR_PROOF_ENTRY(s, i, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
        //@ assert answers: WEIR_PROOF_ANSWER_WORDS(s->run) == \at(WEIR_PROOF_ANSWER_WORDS(s->run), Pre);
        //@ assert woken: WEIR_PROOF_WOKEN_WORDS(s->run) == \at(WEIR_PROOF_WOKEN_WORDS(s->run), Pre);
        //@ assert entries: WEIR_PROOF_HIT_WORDS(s->run) == \at(WEIR_PROOF_HIT_WORDS(s->run), Pre);
        if (!tagged && !has_tag(text, a->gram_mask, entry_at(s, i), at)) continue;
        if (is_hit(s, text, i, at)) hit(s, i);
    }
}

/* 1 where an entry goes: it does not have the tag, and the bucket has not many. */
/*@ requires tagged <= 1 && many <= 1;
    assigns \nothing;
    ensures \result == (tagged == 1 || many == 1 ? 0 : 1); */
static inline uint32_t goes(uint32_t tagged, uint32_t many)
{
    const uint32_t gone = (tagged | many) ^ 1u;
    //@ assert tagged == 0 && many == 0 ==> gone == 1;
    //@ assert tagged == 1 && many == 0 ==> gone == 0;
    //@ assert tagged == 0 && many == 1 ==> gone == 0;
    //@ assert tagged == 1 && many == 1 ==> gone == 0;
    return gone;
}

/* Both of two of 0 and 1. */
/*@ requires a <= 1 && b <= 1;
    assigns \nothing;
    ensures \result == (a == 1 && b == 1 ? 1 : 0); */
static inline uint32_t both(uint32_t a, uint32_t b)
{
    const uint32_t both = a & b;
    //@ assert a == 0 && b == 0 ==> both == 0;
    //@ assert a == 1 && b == 0 ==> both == 0;
    //@ assert a == 0 && b == 1 ==> both == 0;
    //@ assert a == 1 && b == 1 ==> both == 1;
    return both;
}

/* Of one or two entries those that have the window's tag; without a branch. More are left as they are, and so is whether there are any. */
/*@ requires \valid_read(s) && \valid(w) && w->asked < MOST_ASKED && w->first <= w->end <= s->last_entry + 1 && s->last_entry < WEIR_MAX_FILE_BYTES;
    requires \valid_read(s->entries + (0 .. WEIR_BYTES_ENTRIES * s->last_entry + WEIR_BYTES_ENTRIES - 1));
    requires padded_in(s->asked[w->asked].text) && w->at < s->asked[w->asked].text->length;
    assigns w->first, w->end;
    ensures \old(w->first) <= w->first <= w->end + 1 && w->end <= \old(w->end); */
static void keep_tagged(const struct search *s, struct waiting *w)
{
    const struct text *text = s->asked[w->asked].text;
    const uint64_t gram_mask = s->asked[w->asked].gram_mask;
    const uint32_t first = w->first < s->last_entry ? w->first : s->last_entry, next = first < s->last_entry ? first + 1 : first; /* some entries, where the bucket has fewer */
    const uint32_t entries = w->end - w->first, many = entries > 2;
    //@ assert places: first <= s->last_entry && next <= s->last_entry;
    const uint32_t one = has_tag(text, gram_mask, entry_at(s, first), w->at), two = has_tag(text, gram_mask, entry_at(s, next), w->at);
    w->first += goes(one, many);
    w->end -= both(goes(two, many), entries > 1);
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
/*@ requires \valid_read(starts + (0 .. 1023)) && slots_in(even) && slots_in(odd);
    assigns \nothing; */
static inline uint64_t read_eight(const uint8_t *starts, uint64_t even, uint64_t odd)
{
    uint64_t eight = 0;
#define TWO(quarter)                                                                \
    eight |= (uint64_t)starts[weir_slot_of(even, quarter)] << 16 * (quarter); \
    eight |= (uint64_t)starts[weir_slot_of(odd, quarter)] << (16 * (quarter) + 8)
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
/*@ requires \valid_read(starts + (0 .. 1023)) && padded_in(text) && block + count <= text->length && 1 <= count <= BLOCK && \valid(grams + (0 .. BLOCK / 8 - 1));
    assigns grams[0 .. BLOCK / 8 - 1]; */
static void read_starts(const uint8_t *starts, const struct text *text, uint32_t block, uint32_t count, uint64_t grams[BLOCK / 8])
{
    const uint8_t *bytes = text->bytes + block;
    const uint32_t left = text->length - block;
    uint32_t i = 0;
#if WEIR_HAS_VECTORS
    for (; i < count && left - i > 16; i += 16)
        weir_sixteen_write((uint8_t *)(grams + i / 8), weir_sixteen_of(look_up_starts(starts, bytes + i), look_up_starts(starts, bytes + i + 8)));
#endif
    /*@ loop invariant 0 <= i <= 64 && i % 8 == 0 && i < left;
        loop assigns i, grams[0 .. BLOCK / 8 - 1];
        loop variant 64 - i; */
    for (; i < count && left - i > 8; i += 8)
        grams[i / 8] = read_eight(starts, weir_start_slots(weir_u64_at(bytes, i)), weir_start_slots(weir_u64_at(bytes, i + 1)));
    if (i < count) {
        const uint64_t last = eight_at(text, block + i);
        grams[i / 8] = read_eight(starts, weir_start_slots(last), weir_start_slots(last >> 8));
    }
}

/* The places where a window of this many bytes starts. */
/*@ requires \valid_read(grams + (0 .. BLOCK / 8 - 1)) && 1 <= gram <= WEIR_MAX_GRAM;
    assigns \nothing; */
static uint64_t places_of(const uint64_t grams[BLOCK / 8], uint32_t gram)
{
    uint64_t places = 0;
#if WEIR_HAS_VECTORS
    for (uint32_t i = 0; i < BLOCK / 16; i++) {
        const weir_sixteen bits = (weir_sixteen)((weir_two)weir_sixteen_at((const uint8_t *)(grams + 2 * i)) << (8 - gram)); /* the window's is the high one */
        places |= (uint64_t)weir_high_bits(bits) << 16 * i;
    }
#else
    /*@ loop invariant 0 <= i <= BLOCK / 8;
        loop assigns i, places;
        loop variant BLOCK / 8 - i; */
    for (uint32_t i = 0; i < BLOCK / 8; i++)
        places |= ((grams[i] >> (gram - 1) & WEIR_EACH_BYTE(1)) * 0x0102040810204080u >> 56) << 8 * i;
#endif
    return places;
}

/* The top bits of a product, 1 to 31 of them. */
/*@ requires 1 <= bits <= 31;
    assigns \nothing;
    ensures \result < pow2(bits); */
static inline uint32_t top_of(uint64_t product, uint32_t bits)
{
#ifdef __FRAMAC__ /* the same: see words.smt2 */
    return weir_top_bits((uint32_t)(product / 4294967296u), bits);
#else
    return (uint32_t)(product >> (64 - bits));
#endif
}

/* A window waits, if the table's filter has it; else its place is taken by the next. */
/*@ requires \valid(w) && \valid_read(a) && \separated(w, a);
    requires 1 <= a->filter_bits <= 31 && \valid_read(a->filter + (0 .. (pow2(a->filter_bits) - 1) / 8));
    assigns *w;
    ensures \result == w || \result == w + 1;
    ensures w->at == at && w->asked == asked; */
static inline struct waiting *wait_for(struct waiting *w, const struct asked *a, uint32_t asked, uint32_t at, uint64_t eight)
{
    const uint64_t product = (eight & a->gram_mask) * WEIR_GRAM_MULTIPLIER;
    w->at = at;
    w->asked = asked;
    w->first = (uint32_t)(product >> 32);
    return w + (weir_bit(a->filter, top_of(product, a->filter_bits)) ? 1 : 0);
}

/* The first `count` places of a block, or all of it. */
/*@ assigns \nothing;
    ensures count < BLOCK ? \result == bit_value(count) - 1 : \result == UINT64_MAX; */
static inline uint64_t first_places(uint32_t count)
{
#ifdef __FRAMAC__ /* the same by doubling */
    uint64_t power = 1;
    /*@ loop invariant 0 <= i <= count && power == bit_value(i);
        loop assigns i, power;
        loop variant count - i; */
    for (uint32_t i = 0; i < count && count < BLOCK; i++) {
        //@ assert bit_value(i + 1) == 2 * bit_value(i) && bit_value(i) <= 4611686018427387904;
        power = 2 * power;
    }
    return count < BLOCK ? power - 1 : UINT64_MAX;
#else
    return count < BLOCK ? ((uint64_t)1 << count) - 1 : UINT64_MAX;
#endif
}

/* Those of the places that are among the first ones, and those that are not. */
/*@ assigns \nothing;
    ensures count < BLOCK ==> \result < bit_value(count);
    ensures \result == 0 || 0 <= lowest(\result);
    ensures \result <= places; */
static inline uint64_t early_places(uint64_t places, uint32_t count)
{
#ifdef __FRAMAC__ /* the same by division */
    const uint64_t early = count < BLOCK ? places % (first_places(count) + 1) : places;
    uint32_t least = BLOCK;
    if (early != 0) least = weir_lowest_bit(early);
    //@ assert early != 0 ==> least == lowest(early);
    return early;
#else
    return places & first_places(count);
#endif
}

/*@ assigns \nothing;
    ensures \result == 0 || lowest(\result) >= count;
    ensures \result <= places; */
static inline uint64_t late_places(uint64_t places, uint32_t count)
{
#ifdef __FRAMAC__ /* the same by halving and doubling */
    if (count >= BLOCK) return 0;
    uint64_t rest = places;
    /*@ loop invariant 0 <= i <= count && rest * bit_value(i) <= places;
        loop assigns i, rest;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t half = rest / 2;
        //@ assert half: 2 * half <= rest;
        //@ assert twice: bit_value(i + 1) == 2 * bit_value(i) && 1 <= bit_value(i);
        //@ assert same: half * (2 * bit_value(i)) <= rest * bit_value(i);
        rest = half;
    }
    uint32_t next = 64;
    if (rest != 0) next = weir_lowest_bit(rest);
    //@ assert next: rest != 0 ==> 0 <= next == lowest(rest);
    /*@ loop invariant 0 <= i <= count && rest * bit_value(i) <= places && (rest == 0 || i + lowest(rest) >= count);
        loop assigns i, rest;
        loop variant i; */
    for (uint32_t i = count; i > 0; i--) {
        //@ assert twice: bit_value(i) == 2 * bit_value(i - 1) && 1 <= bit_value(i - 1);
        //@ assert same: (2 * rest) * bit_value(i - 1) <= places;
        //@ assert room: 2 * rest <= places;
        const uint64_t twice = 2 * rest;
        //@ assert even: twice % 2 == 0 && twice / 2 == rest;
        //@ assert up: rest != 0 ==> lowest(twice) == 1 + lowest(rest);
        rest = twice;
    }
    return rest;
#else
    return places & ~first_places(count);
#endif
}

/* Of these places of the block those where the table's filter has the window. Of the text `left` bytes are left at its start. */
/*@ requires \valid(s) && asked < s->asked_count <= MOST_ASKED && s->waiting_count <= MOST_WAITING - BLOCK;
    requires 1 <= s->asked[asked].filter_bits <= 31 && \valid_read(s->asked[asked].filter + (0 .. (pow2(s->asked[asked].filter_bits) - 1) / 8));
    requires padded_in(s->asked[asked].text) && \separated(s->asked[asked].text, &s->waiting_count, s->waiting + (0 .. MOST_WAITING - 1));
    requires 1 <= left && block + left == s->asked[asked].text->length && (left < BLOCK ==> places < bit_value(left));
    assigns s->waiting_count, s->waiting[0 .. MOST_WAITING - 1];
    ensures \old(s->waiting_count) <= s->waiting_count <= \old(s->waiting_count) + BLOCK;
    ensures \forall integer k; 0 <= k < \old(s->waiting_count) ==> s->waiting[k].asked == \old(s->waiting[k].asked) && s->waiting[k].at == \old(s->waiting[k].at);
    ensures \forall integer k; \old(s->waiting_count) <= k < s->waiting_count ==> s->waiting[k].asked == asked && s->waiting[k].at < s->asked[asked].text->length; */
static void sift(struct search *s, uint32_t asked, uint32_t block, uint32_t left, uint64_t places)
{
    const struct asked *a = &s->asked[asked];
    const uint32_t eights = left < 8 ? 0 : left - 7; /* there 8 bytes are left */
    struct waiting *w = &s->waiting[s->waiting_count];
    //@ ghost const uint32_t length = a->text->length;
    //@ ghost const uint32_t most = eights < BLOCK ? eights : BLOCK;
    //@ ghost uint32_t seen = 0, got = 0;
    /*@ loop invariant w: w == s->waiting + (\at(s->waiting_count, Pre) + got);
        loop invariant got: 0 <= got <= seen <= most;
        loop invariant seen: rest == 0 || seen <= lowest(rest);
        loop invariant rest: rest <= places && (eights < BLOCK ==> rest < bit_value(eights));
        loop invariant old: \forall integer k; 0 <= k < \at(s->waiting_count, Pre) ==>
          s->waiting[k].asked == \at(s->waiting[k].asked, Pre) && s->waiting[k].at == \at(s->waiting[k].at, Pre);
        loop invariant new: \forall integer k; \at(s->waiting_count, Pre) <= k < \at(s->waiting_count, Pre) + got ==>
          s->waiting[k].asked == asked && s->waiting[k].at < length;
        loop assigns rest, w, got, seen, s->waiting[0 .. MOST_WAITING - 1];
        loop variant rest; */
    for (uint64_t rest = early_places(places, eights); rest != 0; rest = weir_without_lowest(rest)) {
        const uint32_t place = weir_lowest_bit(rest), at = block + place;
        //@ assert early: place < eights;
        //@ assert at: at < length && seen <= place;
        //@ ghost struct waiting *before = w;
        w = wait_for(w, a, asked, at, weir_u64_at(a->text->bytes, at));
        //@ assert one: w == before || w == before + 1;
        //@ assert place: before == s->waiting + (\at(s->waiting_count, Pre) + got);
        //@ assert window: before->at == at && before->asked == asked;
        //@ assert window: s->waiting[\at(s->waiting_count, Pre) + got].at == at && s->waiting[\at(s->waiting_count, Pre) + got].asked == asked;
        /*@ assert kept: \forall integer k; \at(s->waiting_count, Pre) <= k < \at(s->waiting_count, Pre) + got ==>
              s->waiting[k].asked == asked && s->waiting[k].at < length; */
        /*@ assert more: \forall integer k; \at(s->waiting_count, Pre) <= k <= \at(s->waiting_count, Pre) + got ==>
              s->waiting[k].asked == asked && s->waiting[k].at < length; */
        //@ ghost seen++;
        //@ ghost got += w == before ? 0 : 1;
        //@ assert now: w == s->waiting + (\at(s->waiting_count, Pre) + got);
    }
    /*@ loop invariant w: w == s->waiting + (\at(s->waiting_count, Pre) + got);
        loop invariant got: 0 <= got <= seen <= BLOCK;
        loop invariant seen: rest == 0 || seen <= lowest(rest);
        loop invariant rest: rest <= places;
        loop invariant old: \forall integer k; 0 <= k < \at(s->waiting_count, Pre) ==>
          s->waiting[k].asked == \at(s->waiting[k].asked, Pre) && s->waiting[k].at == \at(s->waiting[k].at, Pre);
        loop invariant new: \forall integer k; \at(s->waiting_count, Pre) <= k < \at(s->waiting_count, Pre) + got ==>
          s->waiting[k].asked == asked && s->waiting[k].at < length;
        loop assigns rest, w, got, seen, s->waiting[0 .. MOST_WAITING - 1];
        loop variant rest; */
    for (uint64_t rest = late_places(places, eights); rest != 0; rest = weir_without_lowest(rest)) {
        const uint32_t place = weir_lowest_bit(rest), at = block + place;
        //@ assert late: place < left && place < BLOCK;
        //@ assert at: at < length && seen <= place;
        //@ ghost struct waiting *before = w;
        w = wait_for(w, a, asked, at, eight_at(a->text, at));
        //@ assert one: w == before || w == before + 1;
        //@ assert place: before == s->waiting + (\at(s->waiting_count, Pre) + got);
        //@ assert window: before->at == at && before->asked == asked;
        //@ assert window: s->waiting[\at(s->waiting_count, Pre) + got].at == at && s->waiting[\at(s->waiting_count, Pre) + got].asked == asked;
        /*@ assert kept: \forall integer k; \at(s->waiting_count, Pre) <= k < \at(s->waiting_count, Pre) + got ==>
              s->waiting[k].asked == asked && s->waiting[k].at < length; */
        /*@ assert more: \forall integer k; \at(s->waiting_count, Pre) <= k <= \at(s->waiting_count, Pre) + got ==>
              s->waiting[k].asked == asked && s->waiting[k].at < length; */
        //@ ghost seen++;
        //@ ghost got += w == before ? 0 : 1;
        //@ assert now: w == s->waiting + (\at(s->waiting_count, Pre) + got);
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
            sift(s, t, block, left, early_places(places_of(grams, gram), left - gram + 1));
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
/*@ requires \valid(text) && \valid_read(text->bytes + (0 .. text->length - 1)) && \separated(text, text->bytes + (0 .. text->length - 1));
    assigns text->last_eight, text->bytes, text->padded[0 .. 7];
    ensures padded_in(text);
    ensures text->bytes == text->padded + 0 || text->bytes == \old(text->bytes); */
static void pad(struct text *text)
{
    text->last_eight = text->length < 8 ? 0 : text->length - 8;
    if (text->length >= 8) return;
    /*@ loop invariant 0 <= i <= 8;
        loop assigns i, text->padded[0 .. 7];
        loop variant 8 - i; */
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
