/* Texts that are searched for the windows of tables, and the windows that wait to be looked up. Internal to search.c, windows.c and look_up.c.
 *
 * In:   an accepted file and the texts of one event. Out: places where a table's filter has the window; looking them up is look_up.c's.
 * Must hold: what waits is a place inside a text that its table was asked about. */
#ifndef WEIR_WINDOWS_H
#define WEIR_WINDOWS_H

#include "match.h"
#include "search.h"
#include "vectors.h"

struct text {
    const uint8_t *bytes, *eights; /* eights: the same, of which 8 can be read; of a text of fewer zeros, */
    uint64_t few;                  /* and here it is as a number */
    uint32_t length, last_eight;   /* where its last 8 bytes start */
};

/* A table that is asked about a text. */
struct asked {
    struct text text;
    const uint8_t *filter, *buckets;
    uint64_t gram_mask;
    uint16_t filter_bits, bucket_bits, gram;
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
#else
#define MOST_WAITING (BLOCK + 8u)
#define MOST_ASKED (2u * MOST_GRAMS)
#endif

struct windows {
    uint32_t asked_count, waiting_count;
    struct asked asked[MOST_ASKED];
    struct waiting waiting[MOST_WAITING];
};

/* Where the search stands in the file. */
struct search {
    struct weir_run *run;
    const uint8_t *entries, *string_offsets, *string_bytes;
    uint32_t last_entry;
};

/*@ predicate text_in{L}(struct text *text) =
      \valid_read(text) && \valid_read(text->bytes + (0 .. text->length - 1)) &&
      \valid_read(text->eights + (0 .. (text->length < 8 ? 7 : text->length - 1))) && text->last_eight == (text->length < 8 ? 0 : text->length - 8);

    // A table of windows, and the text that it is asked about.
    predicate asked_in{L}(struct asked *a) =
      text_in(&a->text) && 1 <= a->gram <= WEIR_MAX_GRAM && 1 <= a->filter_bits <= 31 && \valid_read(a->filter + (0 .. (pow2(a->filter_bits) - 1) / 8));
    predicate waiting_in{L}(struct windows *w, integer k) =
      w->waiting[k].asked < w->asked_count && w->waiting[k].at < w->asked[w->waiting[k].asked].text.length;
    predicate texts_stay{L1, L2}(struct windows *w) =
      \forall integer k; 0 <= k < MOST_ASKED ==> \at(w->asked[k].text.length, L1) == \at(w->asked[k].text.length, L2) &&
        \at(w->asked[k].text.last_eight, L1) == \at(w->asked[k].text.last_eight, L2);
    predicate table_stays{L1, L2}(struct windows *w, integer k) =
      \at(w->asked[k].text.bytes, L1) == \at(w->asked[k].text.bytes, L2) && \at(w->asked[k].text.eights, L1) == \at(w->asked[k].text.eights, L2) &&
      \at(w->asked[k].text.length, L1) == \at(w->asked[k].text.length, L2) && \at(w->asked[k].text.last_eight, L1) == \at(w->asked[k].text.last_eight, L2) &&
      \at(w->asked[k].filter, L1) == \at(w->asked[k].filter, L2) && \at(w->asked[k].buckets, L1) == \at(w->asked[k].buckets, L2) &&
      \at(w->asked[k].filter_bits, L1) == \at(w->asked[k].filter_bits, L2) && \at(w->asked[k].bucket_bits, L1) == \at(w->asked[k].bucket_bits, L2) &&
      \at(w->asked[k].gram, L1) == \at(w->asked[k].gram, L2);
    predicate window_stays{L1, L2}(struct windows *w, integer k) =
      \at(w->waiting[k].asked, L1) == \at(w->waiting[k].asked, L2) && \at(w->waiting[k].at, L1) == \at(w->waiting[k].at, L2) &&
      \at(w->waiting[k].first, L1) == \at(w->waiting[k].first, L2) && \at(w->waiting[k].end, L1) == \at(w->waiting[k].end, L2);
    predicate search_stays{L1, L2}(struct search *s) =
      \at(s->run, L1) == \at(s->run, L2) && \at(s->entries, L1) == \at(s->entries, L2) && \at(s->string_offsets, L1) == \at(s->string_offsets, L2) &&
      \at(s->string_bytes, L1) == \at(s->string_bytes, L2) && \at(s->last_entry, L1) == \at(s->last_entry, L2) &&
      \at(s->run->channel, L1) == \at(s->run->channel, L2) && \at(s->run->channel->bytes, L1) == \at(s->run->channel->bytes, L2) &&
      \at(s->run->channel->size, L1) == \at(s->run->channel->size, L2) &&
      \at(s->run->answers.words, L1) == \at(s->run->answers.words, L2) && \at(s->run->answers.touched, L1) == \at(s->run->answers.touched, L2) &&
      \at(s->run->woken.words, L1) == \at(s->run->woken.words, L2) && \at(s->run->woken.touched, L1) == \at(s->run->woken.touched, L2) &&
      \at(s->run->entries.words, L1) == \at(s->run->entries.words, L2) && \at(s->run->entries.touched, L1) == \at(s->run->entries.touched, L2);
*/
/* A text that is not kept anywhere yet. */
#define WEIR_PROOF_TEXT(text) \
    (\valid_read((text).bytes + (0 .. (text).length - 1)) && \valid_read((text).eights + (0 .. ((text).length < 8 ? 7 : (text).length - 1))) && \
     (text).last_eight == ((text).length < 8 ? 0 : (text).length - 8))
/*@ // The event that is searched.
    predicate event_stays{L1, L2}(struct weir_run *run) =
      \at(run->inputs, L1) == \at(run->inputs, L2) && \at(run->raw, L1) == \at(run->raw, L2) && \at(run->folded, L1) == \at(run->folded, L2) &&
      \at(run->channel->parameter_count, L1) == \at(run->channel->parameter_count, L2);
*/
/* What is relied on of the windows between two tables. */
#define WEIR_PROOF_WINDOWS_COUNTS(w) ((w)->asked_count <= MOST_ASKED && (w)->waiting_count <= MOST_WAITING)
#define WEIR_PROOF_ALL_ASKED(w, to) (\forall integer each; 0 <= each < (to) ==> asked_in((w)->asked + each))
#define WEIR_PROOF_ALL_BUCKETS(s, w, to) \
    (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_BUCKETS_OF(s, (w)->asked + each, (s)->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1))
#define WEIR_PROOF_ALL_WAITING(w, to) (\forall integer each; 0 <= each < (to) ==> waiting_in(w, each))
#define WEIR_PROOF_REQUIRES_WINDOWS(s, w) \
    requires \valid(w) && \separated(w, s, (s)->run, (s)->run->channel); \
    requires WEIR_PROOF_WINDOWS_COUNTS(w); \
    requires WEIR_PROOF_ALL_ASKED(w, (w)->asked_count); \
    requires WEIR_PROOF_ALL_BUCKETS(s, w, (w)->asked_count); \
    requires WEIR_PROOF_ALL_WAITING(w, (w)->waiting_count); \
    requires (w)->asked_count > 0 ==> (s)->last_entry + 1 == (s)->run->channel->section[WEIR_SECTION_ENTRIES].count && (s)->last_entry < WEIR_MAX_FILE_BYTES;
#define WEIR_PROOF_WAITING(w) (w)->waiting_count, (w)->waiting[0 .. MOST_WAITING - 1]

/* Up to 8 bytes of the text from `at` on, and zeros for those behind its end. */
/*@ requires text_in(text) && at < text->length;
    assigns \nothing; */
static inline uint64_t eight_at(const struct text *text, uint32_t at)
{
    const uint32_t from = at < text->last_eight ? at : text->last_eight;
    return (weir_u64_at(text->eights, from) + text->few) >> 8 * (at - from);
}

/*@ ghost
    // A number in a section is the same counted from the file's start.
    /@ requires p == b + from;
       assigns \nothing;
       ensures \forall integer at; 0 <= at ==> u32(p, at) == u32(b, from + at); @/
    static void number_is_at(const uint8_t *p, const uint8_t *b, uint32_t from)
    {
    }
*/

/* windows.c */
/* The windows of a text that the filters of its tables have wait: of those that are asked from `first` on, all about this text. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    WEIR_PROOF_REQUIRES_WINDOWS(s, w)
    requires first < w->asked_count && 1 <= w->asked[first].text.length && \valid_read(starts + (0 .. 1023));
    requires \forall integer k; first <= k < w->asked_count ==> w->asked[k].text.length == w->asked[first].text.length;
    assigns WEIR_PROOF_WAITING(w), WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures w->waiting_count <= MOST_WAITING;
    ensures asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
    ensures WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    ensures texts_stay{Pre, Post}(w);
    ensures sections_stay{Pre, Post}(s->run); */
void weir_windows_find(const struct search *s, struct windows *w, const uint8_t *starts, uint32_t first);
/* look_up.c */
/* The entries of a table of numbers that have this one are hit. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    requires \valid_read(a);
    WEIR_PROOF_REQUIRES_FILTER(a)
    requires WEIR_PROOF_IN(s->run->channel, NUMBERS);
    requires WEIR_PROOF_BUCKETS_OF(s, a, s->run->channel->section[WEIR_SECTION_NUMBERS].count);
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
void weir_look_up_number(const struct search *s, const struct asked *a, uint64_t number);
/* The entries of a table of whole values that are the text are hit. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    requires \valid_read(a) && \valid_read(a->text.bytes + (0 .. a->text.length - 1));
    WEIR_PROOF_REQUIRES_FILTER(a)
    requires WEIR_PROOF_BUCKETS_OF(s, a, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
void weir_look_up_whole(const struct search *s, const struct asked *a);
/* Looks up all windows that wait. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    WEIR_PROOF_REQUIRES_WINDOWS(s, w)
    assigns WEIR_PROOF_WAITING(w), WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures w->waiting_count == 0;
    ensures texts_stay{Pre, Post}(w);
    ensures sections_stay{Pre, Post}(s->run); */
void weir_windows_look_up(const struct search *s, struct windows *w);

#endif
