/* Looking up what the tables are asked about: a number, a whole value, the windows that wait -> the questions that are hit, and the instances that they wake.
 *
 * In:   a table that is asked, and what about. Out: run->answers, run->woken.
 * Must hold: a question is marked exactly when an entry that has it is hit; an entry's questions are marked once an event, and a question's
 *            instances woken once, however often it is hit. */
#include "windows.h"

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
    //@ assert number: question / 16 < WEIR_PROOF_ANSWER_WORDS(run);
    //@ assert touched: question / 16 / 32 < WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run));
    const uint32_t word = weir_marks_read(&run->answers, question / 16), shift = 2 * (question % 16);
    if ((word >> shift & 3) != WEIR_NOT_ASKED) return;
    weir_marks_write(&run->answers, question / 16, word | (uint32_t)WEIR_HIT << shift);
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
    //@ ghost number_is_at(s->string_offsets, c->bytes, c->section[WEIR_SECTION_STRING_OFFSETS].offset);
    //@ assert first: u32(s->string_offsets, 4 * u32(entry, WEIR_ENTRY_VALUE)) == u32(c->bytes, c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * u32(entry, WEIR_ENTRY_VALUE));
    //@ assert near: s->string_offsets + (4 * u32(entry, WEIR_ENTRY_VALUE) + 4) == c->bytes + (c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * u32(entry, WEIR_ENTRY_VALUE) + 4);
    //@ assert next: u32(s->string_offsets, 4 * u32(entry, WEIR_ENTRY_VALUE) + 4) == u32(c->bytes, c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * u32(entry, WEIR_ENTRY_VALUE) + 4);
    //@ assert rises: rises(s->string_offsets, 0, u32(entry, WEIR_ENTRY_VALUE));
    //@ assert end: u32(s->string_offsets, WEIR_BYTES_STRING_OFFSETS * u32(entry, WEIR_ENTRY_VALUE) + 4) <= c->section[WEIR_SECTION_STRING_BYTES].count;
    return may_stand(entry, at) && !was_hit(s->run, i) && stands(s, text, entry, at);
}

void weir_look_up_number(const struct search *s, const struct asked *a, uint64_t number)
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

void weir_look_up_whole(const struct search *s, const struct asked *a)
{
    const struct text *text = &a->text;
    WEIR_STEPS(s->run, text->length);
    const uint32_t hash = weir_whole_hash(text->bytes, text->length);
    if (!filter_has(a, hash)) return;
    const struct bucket bucket = bucket_of(a, hash);
    WEIR_STEPS(s->run, bucket.end - bucket.first);
    /*@ loop invariant range: bucket.first <= i <= bucket.end;
        loop invariant sections: sections_stay{Pre, Here}(s->run);
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

/* ---- windows that wait ---- */

/* Whether the entry has the tag of a window that stands at `at`. Where a tag's bytes would start before the text no entry can stand. */
/*@ requires text_in(text) && at < text->length && \valid_read(entry + (0 .. WEIR_BYTES_ENTRIES - 1));
    assigns \nothing; */
static inline bool has_tag(const struct text *text, uint64_t gram_mask, const uint8_t *entry, uint32_t at)
{
    const uint32_t back = weir_tag_back(entry[WEIR_ENTRY_OFFSET]);
    return weir_u16_at(entry, WEIR_ENTRY_TAG) == weir_gram_hash(eight_at(text, back <= at ? at - back : at) & gram_mask) % 65536;
}

/* The entries that a window's bucket has left for it. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    requires \valid_read(a) && \valid_read(w) && w->first <= w->end <= s->run->channel->section[WEIR_SECTION_ENTRIES].count;
    requires text_in(&a->text) && w->at < a->text.length;
    requires entries_below(s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_ENTRIES].offset, w->first, w->end, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
static void look_up(const struct search *s, const struct asked *a, const struct waiting *w)
{
    const struct text *text = &a->text;
    const uint32_t at = w->at, first = w->first, end = w->end;
    const bool tagged = end - first <= 2; /* tagged_of has seen to it */
    WEIR_STEPS(s->run, end - first);
    /*@ loop invariant range: first <= i <= end;
        loop invariant sections: sections_stay{Pre, Here}(s->run);
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
/*@ requires \valid_read(s) && \valid_read(w) && \valid_read(a) && w->first <= w->end <= s->last_entry + 1 && s->last_entry < WEIR_MAX_FILE_BYTES;
    requires \valid_read(s->entries + (0 .. WEIR_BYTES_ENTRIES * s->last_entry + WEIR_BYTES_ENTRIES - 1));
    requires text_in(&a->text) && w->at < a->text.length;
    assigns \nothing;
    ensures w->first <= \result.first <= \result.end + 1 && \result.end <= w->end; */
static inline struct bucket tagged_of(const struct search *s, const struct asked *a, const struct waiting *w)
{
    const struct text *text = &a->text;
    const uint64_t gram_mask = a->gram_mask;
    const uint32_t first = w->first < s->last_entry ? w->first : s->last_entry, next = first < s->last_entry ? first + 1 : first; /* some entries, where the bucket has fewer */
    const uint32_t entries = w->end - w->first, many = entries > 2;
    //@ assert places: first <= s->last_entry && next <= s->last_entry;
    const uint32_t one = has_tag(text, gram_mask, entry_at(s, first), w->at), two = has_tag(text, gram_mask, entry_at(s, next), w->at);
    const struct bucket left = {w->first + goes(one, many), w->end - both(goes(two, many), entries > 1)};
    return left;
}

/*@ // What is left of the bucket of window k: some of its entries, or none.
    predicate left_in{L}(struct windows *w, integer k) =
      bucket_at(w->asked[w->waiting[k].asked].buckets, 0, 0) <= w->waiting[k].first <= w->waiting[k].end + 1 &&
      w->waiting[k].end <= bucket_at(w->asked[w->waiting[k].asked].buckets, 0, pow2(w->asked[w->waiting[k].asked].bucket_bits));
*/
/* Of a window that waited with its hash, the entries of its bucket. */
/*@ requires \valid(one);
    assigns one->first, one->end;
    ensures one->first == bucket.first && one->end == bucket.end; */
static inline void set_bucket(struct waiting *one, struct bucket bucket)
{
    one->first = bucket.first;
    one->end = bucket.end;
}

/* The buckets of all windows that wait. */
/*@ requires \valid_read(s) && \valid_read(s->run) && \valid_read(s->run->channel);
    WEIR_PROOF_REQUIRES_WINDOWS(s, w)
    assigns w->waiting[0 .. MOST_WAITING - 1];
    ensures WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    ensures \forall integer k; 0 <= k < w->waiting_count ==> left_in(w, k) && w->waiting[k].first <= w->waiting[k].end;
    ensures texts_stay{Pre, Post}(w);
    ensures sections_stay{Pre, Post}(s->run); */
static void find_buckets(const struct search *s, struct windows *w)
{
    (void)s; /* the proof's */
    /*@ loop invariant 0 <= i <= w->waiting_count;
        loop invariant waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
        loop invariant left: \forall integer k; 0 <= k < i ==> left_in(w, k) && w->waiting[k].first <= w->waiting[k].end;
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop invariant texts: texts_stay{Pre, Here}(w);
        loop assigns i, w->waiting[0 .. MOST_WAITING - 1];
        loop variant w->waiting_count - i; */
    for (uint32_t i = 0; i < w->waiting_count; i++) {
        struct waiting *one = &w->waiting[i];
        //@ assert this: waiting_in(w, i);
        //@ assert buckets: WEIR_PROOF_BUCKETS_OF(s, w->asked + one->asked, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
        const struct bucket bucket = bucket_of(&w->asked[one->asked], one->first);
        set_bucket(one, bucket);
        //@ assert texts: texts_stay{LoopCurrent, Here}(w);
        //@ assert sections: sections_stay{LoopCurrent, Here}(s->run);
        //@ assert others: \forall integer k; 0 <= k < w->waiting_count ==> w->waiting[k].asked == \at(w->waiting[k].asked, LoopCurrent) && w->waiting[k].at == \at(w->waiting[k].at, LoopCurrent);
        //@ assert bits: \forall integer k; 0 <= k < MOST_ASKED ==> w->asked[k].bucket_bits == \at(w->asked[k].bucket_bits, LoopCurrent);
        //@ assert counts: w->asked_count == \at(w->asked_count, LoopCurrent) && w->waiting_count == \at(w->waiting_count, LoopCurrent);
        /*@ assert short: \forall integer k; 0 <= k < w->waiting_count ==> waiting_in{LoopCurrent}(w, k) && w->waiting[k].asked < w->asked_count &&
                          w->asked[w->waiting[k].asked].text.length == \at(w->asked[w->waiting[k].asked].text.length, LoopCurrent); */
        //@ assert waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
        //@ assert here: one->first == bucket.first && one->end == bucket.end && one == w->waiting + i;
        //@ assert now: left_in(w, i);
    }
}

/* A window that waits. */
/*@ requires \valid(to);
    assigns *to;
    ensures to->at == at && to->asked == asked && to->first == left.first && to->end == left.end; */
static inline void set_window(struct waiting *to, uint32_t at, uint32_t asked, struct bucket left)
{
    to->at = at;
    to->asked = asked;
    to->first = left.first;
    to->end = left.end;
}

/* Of the entries that are left those that have the tag: how many windows have some, which stand first then. */
/*@ requires \valid_read(s) && \valid_read(s->run) && WEIR_PROOF_CHANNEL(s->run->channel) && WEIR_PROOF_IN(s->run->channel, ENTRIES);
    requires s->entries == s->run->channel->bytes + s->run->channel->section[WEIR_SECTION_ENTRIES].offset;
    WEIR_PROOF_REQUIRES_WINDOWS(s, w)
    requires \forall integer k; 0 <= k < w->waiting_count ==> left_in(w, k) && w->waiting[k].first <= w->waiting[k].end;
    assigns w->waiting[0 .. MOST_WAITING - 1];
    ensures kept: \result <= w->waiting_count;
    ensures waiting: WEIR_PROOF_ALL_WAITING(w, \result);
    ensures left: \forall integer k; 0 <= k < \result ==> left_in(w, k) && w->waiting[k].first < w->waiting[k].end;
    ensures texts: texts_stay{Pre, Post}(w);
    ensures sections: sections_stay{Pre, Post}(s->run); */
static uint32_t keep_all_tagged(const struct search *s, struct windows *w)
{
    uint32_t kept = 0;
    /*@ loop invariant range: 0 <= kept <= i <= w->waiting_count;
        loop invariant early: WEIR_PROOF_ALL_WAITING(w, kept);
        loop invariant left: \forall integer k; 0 <= k < kept ==> left_in(w, k) && w->waiting[k].first < w->waiting[k].end;
        loop invariant late: \forall integer k; i <= k < w->waiting_count ==> waiting_in(w, k) && left_in(w, k) && w->waiting[k].first <= w->waiting[k].end;
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop invariant last: s->last_entry == \at(s->last_entry, Pre);
        loop invariant texts: texts_stay{Pre, Here}(w);
        loop assigns i, kept, w->waiting[0 .. MOST_WAITING - 1];
        loop variant w->waiting_count - i; */
    for (uint32_t i = 0; i < w->waiting_count; i++) {
        const struct waiting *one = &w->waiting[i];
        const uint32_t at = one->at, asked = one->asked;
        //@ assert this: waiting_in(w, i) && left_in(w, i) && asked < w->asked_count && at < w->asked[asked].text.length;
        //@ assert asked: asked_in{Pre}(w->asked + asked);
        //@ assert text: text_in(&w->asked[asked].text);
        //@ assert buckets: WEIR_PROOF_BUCKETS_OF(s, w->asked + asked, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
        //@ assert entries: one->end <= s->last_entry + 1;
        const struct bucket left = tagged_of(s, &w->asked[asked], one);
        set_window(&w->waiting[kept], at, asked, left);
        //@ assert texts: texts_stay{LoopCurrent, Here}(w);
        //@ assert sections: sections_stay{LoopCurrent, Here}(s->run);
        //@ assert counts: w->asked_count == \at(w->asked_count, LoopCurrent) && w->waiting_count == \at(w->waiting_count, LoopCurrent);
        //@ assert others: \forall integer k; 0 <= k < w->waiting_count && k != kept ==> window_stays{LoopCurrent, Here}(w, k);
        //@ assert here: w->waiting[kept].at == at && w->waiting[kept].asked == asked && w->waiting[kept].first == left.first && w->waiting[kept].end == left.end;
        //@ assert moved: waiting_in(w, kept);
        //@ assert moved: left_in(w, kept);
        //@ assert early: \forall integer k; 0 <= k < kept ==> waiting_in(w, k);
        //@ assert left: \forall integer k; 0 <= k < kept ==> left_in(w, k) && w->waiting[k].first < w->waiting[k].end;
        //@ assert late: \forall integer k; i < k < w->waiting_count ==> waiting_in(w, k) && left_in(w, k) && w->waiting[k].first <= w->waiting[k].end;
        kept += left.first < left.end;
    }
    return kept;
}

/* First the buckets of all of them, then the tags, then the strings. */
void weir_windows_look_up(const struct search *s, struct windows *w)
{
    find_buckets(s, w);
    const uint32_t kept = keep_all_tagged(s, w);
    /*@ loop invariant 0 <= i <= kept;
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop assigns i, WEIR_PROOF_LOOP_HITS(s->run);
        loop variant kept - i; */
    for (uint32_t i = 0; i < kept; i++) {
        //@ assert this: waiting_in(w, i) && left_in(w, i) && asked_in(w->asked + w->waiting[i].asked);
        //@ assert buckets: WEIR_PROOF_BUCKETS_OF(s, w->asked + w->waiting[i].asked, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
        look_up(s, &w->asked[w->waiting[i].asked], &w->waiting[i]);
    }
    w->waiting_count = 0;
}
