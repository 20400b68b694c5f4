/* What the verifier's stage on the search tables shares: tables, their buckets with entries and filters, STARTS. Part of verify.h's.
 *
 * In:   verify.h. Out: what is kept while the tables are looked at; the functions of verify_entries.c, verify_buckets.c and verify_starts.c.
 * Must hold: what is kept is of types that no number of the verifier's and no byte of the file has, so that provers see that none changes with it. */
#ifndef WEIR_VERIFY_SEARCH_H
#define WEIR_VERIFY_SEARCH_H

#include "verify.h"

#ifdef __FRAMAC__
/* The table's own record: what verify_record has seen to. */
#define WEIR_PROOF_TABLE_TYPE(c, t) parameter_type((c)->bytes, (c)->section[WEIR_SECTION_PARAMETERS].offset, (t)->ordinal - 1)
#define WEIR_PROOF_TABLE_OF(c, t) \
    table_of((t)->ordinal, (t)->view, (t)->gram, (t)->bucket_bits, WEIR_PROOF_TABLE_TYPE(c, t), (c)->parameter_count)
/* So many values there are for the table's parameter. */
#define WEIR_PROOF_TABLE_VALUES(c, t) \
    values_for(WEIR_PROOF_TABLE_TYPE(c, t), (c)->section[WEIR_SECTION_STRING_OFFSETS].count - 1, (c)->section[WEIR_SECTION_NUMBERS].count)
#endif

/* ---- verify_entries.c: an entry in the bucket that has its hash, and what must be known of the one before it ---- */

/* Wide numbers: the prover then sees that none of the table's or the channel's, which have 32 bits, changes with one of these. */
struct verify_entry {
    uint64_t hash;        /* of the entry verified last */
    uint64_t value;       /* its string's number, or its number */
    uint64_t anchors;
    bool any;             /* there is one in this table */
    uint64_t hits_used;   /* of HITS, by all tables */
    uint64_t hits_found;
    uint64_t steps;       /* of looking at it */
    uint64_t worst;       /* of looking at all of a bucket, in this table */
    uint64_t end;         /* where the entries of the table end */
    uint64_t window;      /* of a string in a table of windows: where in the file */
};
#ifdef __FRAMAC__
/* What is kept of the entry before entry `index`, where that is of the same table, and of the hits of all before it. */
#define WEIR_PROOF_KEPT(c, type, gram, e, index) \
    ((e)->hash == entry_hash(c, type, gram, (index) - 1) && (e)->value == entry_order(c, type, (index) - 1) && \
     (e)->anchors == entry_anchors((c)->bytes, WEIR_PROOF_PLACE(c, ENTRIES), (index) - 1))
#define WEIR_PROOF_COUNTED(c, e, index) \
    ((e)->hits_used == hits_before(c, index) && (e)->hits_found == hits_found(c, index) && (e)->hits_found <= (e)->hits_used + (index))
#endif
/*@ requires WEIR_PROOF_ENTRIES_STAGE(v) && index < v->channel.section[WEIR_SECTION_ENTRIES].count;
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires \valid(e) && \separated(e, v) && \valid_read(t) && WEIR_PROOF_TABLE_OF(&v->channel, t);
    requires e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    requires WEIR_PROOF_COUNTED(&v->channel, e, index);
    requires e->any ==> 0 < index && WEIR_PROOF_KEPT(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), t->gram, e, index);
    assigns v->at, *e;
    ensures exact: \result == WEIR_ACCEPTED <==>
            \old(entry_ok(&v->channel, t->ordinal, t->view, t->gram, WEIR_PROOF_TABLE_TYPE(&v->channel, t), e->any, index));
    ensures any: \result == WEIR_ACCEPTED ==> e->any && e->hash <= UINT32_MAX;
    ensures kept: \result == WEIR_ACCEPTED ==> WEIR_PROOF_KEPT(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), t->gram, e, index + 1);
    ensures counted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_COUNTED(&v->channel, e, index + 1);
    ensures sound: \result == WEIR_ACCEPTED ==> \old(e->hits_used) <= e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==>
            entry_hits_in(v->b, v->channel.section[WEIR_SECTION_ENTRIES].offset, v->channel.section[WEIR_SECTION_HITS].count,
                          v->channel.section[WEIR_SECTION_QUESTIONS].count, index);
    ensures sound: \result == WEIR_ACCEPTED ==>
            entry_below(v->b, v->channel.section[WEIR_SECTION_ENTRIES].offset, WEIR_PROOF_TABLE_VALUES(&v->channel, t), index);
    ensures window: \result == WEIR_ACCEPTED && t->gram != 0 ==> e->window == entry_window(&v->channel, index) && e->window + t->gram <= v->n; */
uint32_t weir_verify_entry(struct verifier *v, const struct weir_table *t, struct verify_entry *e, uint32_t index);
/* What is known of the entries ahead of the one that is verified, unverified. Signed: the prover then sees that no number of the verifier's, none of which is, changes with it. */
#define VERIFY_AHEAD 8u /* a power of two */
struct verify_ahead {
    struct verify_ahead_one {
        int32_t string, required, next; /* next: question, then criterion, then set */
    } one[4 * VERIFY_AHEAD];
};
/*@ requires WEIR_PROOF_FILE(v) && \valid(ahead) && \separated(ahead, v);
    requires WEIR_PROOF_IN(&v->channel, ENTRIES) && WEIR_PROOF_IN(&v->channel, HITS) && WEIR_PROOF_IN(&v->channel, STRING_OFFSETS);
    requires WEIR_PROOF_IN(&v->channel, QUESTIONS) && WEIR_PROOF_IN(&v->channel, CRITERIA) && WEIR_PROOF_IN(&v->channel, SETS);
    assigns ahead->one[0 .. 4 * VERIFY_AHEAD - 1]; */
void weir_verify_entries_ahead(const struct verifier *v, struct verify_ahead *ahead, uint32_t index);

/* ---- what is next ---- */

/* The next places to be used. Wide numbers and signed bytes: the prover then sees that none of the channel's, and no byte of the file, changes with one. */
struct place {
    uint64_t buckets, filters, entries;
    uint64_t starts;                                       /* STARTS of this view; 0: it has no windows yet */
    int8_t want[WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS]; /* what must stand there, as unsigned bytes */
    struct verify_ahead ahead;
};

/* What notes ahead are written to. */
#define WEIR_PROOF_AHEAD(place) (place)->ahead.one[0 .. 4 * VERIFY_AHEAD - 1]
/* Where STARTS are, they lie in the file, before the filters that come. */
#define WEIR_PROOF_STARTS(v, place) \
    ((place)->starts != 0 ==> \
       (place)->starts + WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS <= (v)->n && WEIR_STARTS_RECORDS <= (place)->filters)
#define WEIR_PROOF_WANT(place) (place)->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1]
/*@ logic integer want_at{L}(int8_t *want, integer j) = want[j] < 0 ? want[j] + 256 : want[j]; */
#define WEIR_PROOF_STARTS_STAND(v, place) \
    ((place)->starts != 0 ==> \
       (\forall integer j; 0 <= j < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS ==> start_stands((v)->b, (place)->starts, want_at(&(place)->want[0], j), j)))
/* What the entries from `from` up to before `to` have made of what stood there. */
#define WEIR_PROOF_WANTED(c, place, gram, from, to) \
    (\forall integer j; 0 <= j < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS ==> \
       want_at(&(place)->want[0], j) == entries_start_unseen(c, gram, from, to, \at(want_at(&(place)->want[0], j), Pre), j))

/* ---- verify_starts.c ---- */

/* Behind the last table of a view. */
/*@ requires WEIR_PROOF_FILE(v) && \valid(place) && \separated(place, v) && WEIR_PROOF_STARTS(v, place);
    assigns v->at;
    ensures \result == WEIR_ACCEPTED || \result == WEIR_REFUSED_STARTS;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_STARTS_STAND(v, place); */
uint32_t weir_verify_starts(struct verifier *v, const struct place *place);

/* Before a table: if it is the first one of windows of its view, STARTS stand before its filter. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, FILTERS) && \valid(place) && \separated(place, v) && WEIR_PROOF_STARTS(v, place);
    requires place->filters <= v->channel.section[WEIR_SECTION_FILTERS].count;
    assigns v->at, place->starts, place->filters, WEIR_PROOF_WANT(place);
    ensures \result == WEIR_ACCEPTED ==> place->filters <= v->channel.section[WEIR_SECTION_FILTERS].count;
    ensures \result == WEIR_ACCEPTED ==> WEIR_PROOF_STARTS(v, place) && (gram != 0 ==> place->starts != 0);
    ensures stood: \result == WEIR_ACCEPTED && !same_view ==> \old(WEIR_PROOF_STARTS_STAND(v, place));
    ensures none: \result == WEIR_ACCEPTED && gram == 0 ==> place->starts == (same_view ? \old(place->starts) : 0);
    ensures same: \result == WEIR_ACCEPTED && same_view && \old(place->starts) != 0 ==> place->starts == \old(place->starts) &&
            (\forall integer j; 0 <= j < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS ==> want_at(&place->want[0], j) == \old(want_at(&place->want[0], j)));
    ensures new: \result == WEIR_ACCEPTED && gram != 0 && (!same_view || \old(place->starts) == 0) ==>
            place->starts == v->channel.section[WEIR_SECTION_FILTERS].offset + WEIR_BYTES_FILTERS * \old(place->filters) &&
            (\forall integer j; 0 <= j < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS ==> want_at(&place->want[0], j) == 0);
    ensures room: \result == WEIR_ACCEPTED ==>
            place->filters == \old(place->filters) + (gram != 0 && (!same_view || \old(place->starts) == 0) ? WEIR_STARTS_RECORDS : 0);
    ensures starts: \result == WEIR_REFUSED_STARTS ==> !same_view && !\old(WEIR_PROOF_STARTS_STAND(v, place));
    ensures complete: \result != WEIR_ACCEPTED && \result != WEIR_REFUSED_STARTS ==> gram != 0 && (!same_view || \old(place->starts) == 0) &&
            \old(place->filters) + WEIR_STARTS_RECORDS > v->channel.section[WEIR_SECTION_FILTERS].count; */
uint32_t weir_verify_view(struct verifier *v, size_t at, uint32_t gram, bool same_view, struct place *place);

/* An entry's window must have set its bit. */
/*@ requires \valid(place) && (1 <= gram <= WEIR_SHORT_GRAM || gram == WEIR_MAX_GRAM) && \valid_read(window + (0 .. gram - 1));
    assigns WEIR_PROOF_WANT(place);
    ensures exact: \forall integer j; 0 <= j < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS ==>
            want_at(&place->want[0], j) == window_start(gram, window[0], window[1], \old(want_at(&place->want[0], j)), j); */
void weir_want_start(struct place *place, uint32_t gram, const uint8_t *window);

/* ---- verify_buckets.c ---- */

/* The bits of one filter, from the lowest up, as the entries come. */
struct filter {
    uint64_t at;         /* of its first byte */
    uint64_t bytes;
    uint64_t byte, want; /* the byte that is being put together, and its bits so far */
};

/*@ // The n-th bucket behind the first starts between where that starts and where the last of so many ends.
    predicate bucket_inside{L}(struct weir_channel *c, integer first, integer buckets, integer n) =
      bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first) <= bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + n) <=
      bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + buckets);
*/
/* Where the entries of a table are verified. */
#define WEIR_PROOF_TABLE_STAGE(v, t, e) \
    (WEIR_PROOF_ENTRIES_STAGE(v) && \valid_read(t) && \valid(e) && \separated(v, e) && WEIR_PROOF_TABLE_OF(&(v)->channel, t) && \
     (e)->hits_used <= (v)->channel.section[WEIR_SECTION_HITS].count)
#define WEIR_PROOF_ENTRY_HITS(v, i) \
    entry_hits_in((v)->b, (v)->channel.section[WEIR_SECTION_ENTRIES].offset, (v)->channel.section[WEIR_SECTION_HITS].count, \
                  (v)->channel.section[WEIR_SECTION_QUESTIONS].count, i)
#define WEIR_PROOF_ENTRY_BELOW(v, t, i) \
    entry_below((v)->b, (v)->channel.section[WEIR_SECTION_ENTRIES].offset, WEIR_PROOF_TABLE_VALUES(&(v)->channel, t), i)
#define WEIR_PROOF_ENTRIES_BELOW(v, t, from, to) \
    entries_below((v)->b, (v)->channel.section[WEIR_SECTION_ENTRIES].offset, from, to, WEIR_PROOF_TABLE_VALUES(&(v)->channel, t))
#define WEIR_PROOF_ALL_HITS(v, to) WEIR_PROOF_ENTRIES_HITS_IN(&(v)->channel, to, (v)->channel.section[WEIR_SECTION_HITS].count)
#define WEIR_PROOF_BUCKET(v, k) bucket_at((v)->b, (v)->channel.section[WEIR_SECTION_BUCKETS].offset, k)
#define WEIR_PROOF_BUCKET_BETWEEN(v, from, to, k) bucket_between((v)->b, (v)->channel.section[WEIR_SECTION_BUCKETS].offset, from, to, k)
#define WEIR_PROOF_BUCKET_IN(v, first, last, k) bucket_in((v)->b, (v)->channel.section[WEIR_SECTION_BUCKETS].offset, first, last, k)

#define WEIR_PROOF_TYPE(v, t) WEIR_PROOF_TABLE_TYPE(&(v)->channel, t)
#define WEIR_PROOF_BUCKETS_OK(v, t) buckets_ok(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, (t)->bucket_first)
#define WEIR_PROOF_BUCKET_OK(v, t, n) bucket_ok(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, (t)->bucket_first, n)
#define WEIR_PROOF_ENTRIES_OK(v, t, from, end) entries_ok(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TYPE(v, t), from, end)
#define WEIR_PROOF_FILTER_OK(v, t, at, from, end) filter_ok(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, at, from, end)
/* The buckets, the entries and the filter of a table, whose entries end where its last bucket does. */
#define WEIR_PROOF_BUCKETS_END(v, t) WEIR_PROOF_BUCKET(v, (t)->bucket_first + pow2((t)->bucket_bits))
#define WEIR_PROOF_HOLDS(v, t, at, from, end) \
    (WEIR_PROOF_BUCKET(v, (t)->bucket_first) == from && WEIR_PROOF_BUCKETS_OK(v, t) && WEIR_PROOF_ENTRIES_OK(v, t, from, end) && \
     WEIR_PROOF_FILTER_OK(v, t, at, from, end))

/* The buckets of a table, each with its entries, of which the first is number `from`; and its filter. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_IN(&v->channel, BUCKETS);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires \valid(f) && f->at + f->bytes <= v->n && f->bytes == 8 * filter_records(t->bucket_bits) && f->byte == 0 && f->want == 0;
    requires \valid(place) && \separated(v, e, f, place);
    requires 1 <= buckets == pow2(t->bucket_bits) && t->bucket_first + buckets + 1 <= v->channel.section[WEIR_SECTION_BUCKETS].count;
    requires from <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, from);
    requires before: !e->any && WEIR_PROOF_COUNTED(&v->channel, e, from);
    assigns v->at, *e, f->byte, f->want,
            WEIR_PROOF_WANT(place), WEIR_PROOF_AHEAD(place);
    ensures end: \result == WEIR_ACCEPTED ==> from <= e->end == WEIR_PROOF_BUCKETS_END(v, t) <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    ensures holds: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HOLDS(v, t, \old(f->at), from, e->end);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_HOLDS(v, t, \old(f->at), from, WEIR_PROOF_BUCKETS_END(v, t));
    ensures counted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_COUNTED(&v->channel, e, e->end);
    ensures wanted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WANTED(&v->channel, place, t->gram, from, e->end);
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_HITS(v, e->end);
    ensures sound: \result == WEIR_ACCEPTED ==> (\forall integer n; 0 <= n <= buckets ==> bucket_inside(&v->channel, t->bucket_first, buckets, n));
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRIES_BELOW(v, t, from, e->end); */
uint32_t weir_verify_buckets(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t buckets,
                             uint32_t from);

#endif
