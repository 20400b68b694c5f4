/* The verifier's stage on the buckets of a search table: BUCKETS, FILTERS, and through verify_entries.c ENTRIES and HITS.
 *
 * In:   a table whose ranges lie in their sections. Out: whether each entry is in the bucket of its hash, and the filter says exactly which entries there are.
 * Must hold: hits are different from each other, each is of a value of its question's set. */
#include "verify_search.h"

#define WEIR_PROOF_FILTER(v, f) (\valid(f) && \separated(f, v) && (f)->at + (f)->bytes <= (v)->n && (f)->byte <= (f)->bytes)

/*@ // What must stand in a filter where `from` is the byte that is being put together: nothing behind it.
    predicate gap_byte_ok{L}(uint8_t *b, integer at, integer from, integer want, integer j) = b[at + j] == (j == from ? want : 0);
    predicate gap_ok{L}(uint8_t *b, integer at, integer from, integer to, integer want) =
      \forall integer j; from <= j < to ==> gap_byte_ok(b, at, from, want, j);
*/
/* All bytes before this one are complete. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_FILTER(v, f) && byte <= f->bytes;
    assigns v->at, f->byte, f->want;
    ensures exact: \result == WEIR_ACCEPTED <==> \old(gap_ok(v->b, f->at, f->byte, byte, f->want));
    ensures byte: \result == WEIR_ACCEPTED ==> f->byte == (\old(f->byte) < byte ? byte : \old(f->byte));
    ensures want: \result == WEIR_ACCEPTED ==> f->want == (\old(f->byte) < byte ? 0 : \old(f->want));
    ensures f->byte <= f->bytes; */
static uint32_t verify_filter_to(struct verifier *v, struct filter *f, uint64_t byte)
{
    /*@ loop invariant f->byte <= f->bytes && \at(f->byte, Pre) <= f->byte && (f->byte <= byte || f->byte == \at(f->byte, Pre));
        loop invariant want: f->want == (f->byte == \at(f->byte, Pre) ? \at(f->want, Pre) : 0);
        loop invariant gap: \forall integer j; \at(f->byte, Pre) <= j < f->byte ==> gap_byte_ok(v->b, f->at, \at(f->byte, Pre), \at(f->want, Pre), j);
        loop assigns f->byte, f->want, v->at;
        loop variant f->bytes - f->byte; */
    for (; f->byte < byte; f->byte++) {
        //@ assert byte: v->b[f->at + f->byte] == f->want <==> gap_byte_ok(v->b, f->at, \at(f->byte, Pre), \at(f->want, Pre), f->byte);
        if (v->b[f->at + f->byte] != f->want) return weir_refuse(v, WEIR_REFUSED_FILTER, f->at + f->byte);
        f->want = 0;
    }
    return WEIR_ACCEPTED;
}

/* The place of a hash in the filter of so many buckets. */
/*@ requires bucket_bits <= WEIR_MAX_BUCKET_BITS;
    assigns \nothing;
    ensures exact: \result == top_bits(hash, bucket_bits < 2 ? 6 : bucket_bits + WEIR_FILTER_MORE_BITS);
    ensures \result < 64 * filter_records(bucket_bits); */
static uint32_t filter_bit(uint32_t hash, uint32_t bucket_bits)
{
    return weir_top_bits(hash, weir_filter_bits(bucket_bits));
}

/*@ assigns \nothing;
    ensures \result == either(a, b); */
static uint64_t either_of(uint64_t a, uint64_t b)
{
    return a | b;
}

/*@ ghost
    // A higher hash has no lower place.
    /@ requires bits <= 31;
       assigns \nothing;
       ensures \forall integer low, high; 0 <= low <= high ==> top_bits(low, bits) <= top_bits(high, bits); @/
    static void top_rises(uint32_t bits)
    {
        /@ assert \forall integer low, high; 0 <= low <= high ==> low * pow2(bits) <= high * pow2(bits) && top_bits(low, bits) <= top_bits(high, bits); @/
    }
*/
#define WEIR_PROOF_FILTER_PLACE(v, t, k) filter_place(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, k)
#define WEIR_PROOF_FILTER_BYTE(v, t, from, k, j) filter_byte(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, from, k, j)
#define WEIR_PROOF_FILTER_BYTE_OK(v, t, at, from, k, j) filter_byte_ok(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, at, from, k, j)
#define WEIR_PROOF_FILTER_STANDS(v, t, at, from, k) filter_stands(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, at, from, k)
#define WEIR_PROOF_HASH_OF(v, t, k) entry_hash(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, k)
#define WEIR_PROOF_BUCKET_OF(v, t, k) bucket_of_entry(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, k)
#define WEIR_PROOF_ENTRY_OF(v, t, from, k) entry_of_table(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TYPE(v, t), from, k)
/* The filter is put together up to before entry k. */
#define WEIR_PROOF_FILTER_TO(v, t, f, from, k) \
    ((f)->byte == (from < k ? WEIR_PROOF_FILTER_PLACE(v, t, k - 1) / 8 : 0) && (f)->want == WEIR_PROOF_FILTER_BYTE(v, t, from, k, (f)->byte) && \
     (\forall integer j; (f)->byte < j < (f)->bytes ==> WEIR_PROOF_FILTER_BYTE(v, t, from, k, j) == 0) && \
     (\forall integer j; 0 <= j < (f)->byte ==> WEIR_PROOF_FILTER_BYTE_OK(v, t, (f)->at, from, k, j)))

/* What an entry must have set in the filter. */
/*@ requires WEIR_PROOF_FILE(v) && \valid_read(t) && t->bucket_bits <= WEIR_MAX_BUCKET_BITS;
    requires WEIR_PROOF_FILTER(v, f) && \separated(v, f) && f->bytes == 8 * filter_records(t->bucket_bits) && from <= index;
    requires hash == WEIR_PROOF_HASH_OF(v, t, index);
    requires rises: from < index ==> 0 <= WEIR_PROOF_HASH_OF(v, t, index - 1) <= hash;
    requires filter: WEIR_PROOF_FILTER_TO(v, t, f, from, index);
    assigns v->at, f->byte, f->want;
    ensures f->byte <= f->bytes;
    ensures filter: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FILTER_TO(v, t, f, from, index + 1);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_FILTER_STANDS(v, t, \old(f->at), from, index); */
static uint32_t verify_filter_bit(struct verifier *v, const struct weir_table *t, uint32_t hash, struct filter *f, uint32_t from, uint32_t index)
{
    const uint32_t bit = filter_bit(hash, t->bucket_bits);
    (void)from;
    (void)index;
    //@ assert bit: bit == WEIR_PROOF_FILTER_PLACE(v, t, index) && bit / 8 < 8 * filter_records(t->bucket_bits);
    //@ ghost top_rises(t->bucket_bits < 2 ? 6 : t->bucket_bits + WEIR_FILTER_MORE_BITS);
    //@ assert place: from < index ==> WEIR_PROOF_FILTER_PLACE(v, t, index - 1) <= bit;
    //@ assert behind: f->byte <= bit / 8;
    //@ ghost const uint64_t before = f->byte;
    const uint32_t code = verify_filter_to(v, f, bit / 8);
    /*@ assert refused: code != WEIR_ACCEPTED ==> \exists integer j; before <= j < bit / 8 &&
               !gap_byte_ok(v->b, \at(f->at, Pre), before, \at(f->want, Pre), j) && !WEIR_PROOF_FILTER_BYTE_OK(v, t, \at(f->at, Pre), from, index, j); */
    if (code != WEIR_ACCEPTED) return code;
    //@ assert at: f->byte == bit / 8 && f->want == WEIR_PROOF_FILTER_BYTE(v, t, from, index, f->byte);
    /*@ assert gap: \forall integer j; before <= j < f->byte ==> gap_byte_ok(v->b, f->at, before, \at(f->want, Pre), j) &&
               WEIR_PROOF_FILTER_BYTE_OK(v, t, f->at, from, index, j); */
    /*@ assert below: \forall integer j; 0 <= j < f->byte ==> WEIR_PROOF_FILTER_BYTE_OK(v, t, f->at, from, index, j) &&
               WEIR_PROOF_FILTER_BYTE(v, t, from, index + 1, j) == WEIR_PROOF_FILTER_BYTE(v, t, from, index, j); */
    f->want = either_of(f->want, weir_two_to(bit % 8));
    return WEIR_ACCEPTED;
}

/*@ ghost
    // What one entry makes of a byte of STARTS. And on what some entries make of it, the next go on.
    /@ assigns \nothing;
       ensures \forall integer byte, j; entries_start_unseen(c, gram, index, index + 1, byte, j) == (gram == 0 ? byte :
               window_start(gram, c->bytes[entry_window(c, index)], c->bytes[entry_window(c, index) + 1], byte, j)); @/
    static void starts_once(const struct weir_channel *c, uint32_t gram, uint32_t index)
    {
        /@ assert \forall integer byte, j; entries_start_unseen(c, gram, index, index, byte, j) == byte; @/
    }

    /@ requires from <= now <= end;
       assigns \nothing;
       ensures \forall integer byte, j;
               entries_start_unseen(c, gram, from, end, byte, j) ==
               entries_start_unseen(c, gram, now, end, entries_start_unseen(c, gram, from, now, byte, j), j); @/
    static void starts_join(const struct weir_channel *c, uint32_t gram, uint32_t from, uint32_t now, uint32_t end)
    {
        uint32_t i = now;
        /@ loop invariant now <= i <= end;
           loop invariant \forall integer byte, j;
                  entries_start_unseen(c, gram, from, i, byte, j) ==
                  entries_start_unseen(c, gram, now, i, entries_start_unseen(c, gram, from, now, byte, j), j);
           loop assigns i;
           loop variant end - i; @/
        while (i < end) {
            /@ assert \forall integer byte, j;
                      entries_start_unseen(c, gram, from, i + 1, byte, j) ==
                      entries_start_unseen(c, gram, now, i + 1, entries_start_unseen(c, gram, from, now, byte, j), j); @/
            i++;
        }
    }
*/
/* What is known where entry k of a table is verified, of those before it: of the table's first, and of all tables. */
#define WEIR_PROOF_BEFORE(v, t, e, from, k) \
    (((e)->any <==> from < k) && (from < k ==> WEIR_PROOF_KEPT(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, e, k)) && \
     WEIR_PROOF_COUNTED(&(v)->channel, e, k))
/* Entry k stands where it should in its table, its bucket and the filter at this place. */
#define WEIR_PROOF_FITS(v, t, at, from, n, k) \
    (WEIR_PROOF_ENTRY_OF(v, t, from, k) && WEIR_PROOF_BUCKET_OF(v, t, k) == n && WEIR_PROOF_FILTER_STANDS(v, t, at, from, k))

/* One entry, and what it must have set. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && from <= index < v->channel.section[WEIR_SECTION_ENTRIES].count;
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    requires \valid(f) && f->at + f->bytes <= v->n && f->byte <= f->bytes && f->bytes == 8 * filter_records(t->bucket_bits);
    requires \valid(place) && \separated(v, e, f, place);
    requires before: WEIR_PROOF_BEFORE(v, t, e, from, index);
    requires filter: WEIR_PROOF_FILTER_TO(v, t, f, from, index);
    assigns v->at, *e, f->byte, f->want,
            WEIR_PROOF_WANT(place);
    ensures f->byte <= f->bytes;
    ensures before: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BEFORE(v, t, e, from, index + 1);
    ensures filter: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FILTER_TO(v, t, f, from, index + 1);
    ensures entry: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRY_OF(v, t, from, index);
    ensures bucket: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BUCKET_OF(v, t, index) == bucket;
    ensures wanted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WANTED(&v->channel, place, t->gram, index, index + 1);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_FITS(v, t, \old(f->at), from, bucket, index);
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRY_HITS(v, index);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRY_BELOW(v, t, index); */
static uint32_t verify_one(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t from,
                           uint32_t index, uint32_t bucket)
{
    uint32_t code = weir_verify_entry(v, t, e, index);
    //@ assert entry: code == WEIR_ACCEPTED <==> WEIR_PROOF_ENTRY_OF(v, t, from, index);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert kept: f->byte == \at(f->byte, Pre) && f->want == \at(f->want, Pre) && f->at == \at(f->at, Pre) && f->bytes == \at(f->bytes, Pre);
    //@ assert filter: WEIR_PROOF_FILTER_TO(v, t, f, from, index);
    const uint32_t hash = (uint32_t)e->hash;
    //@ assert hash: hash == e->hash == WEIR_PROOF_HASH_OF(v, t, index);
    //@ assert follows: from < index ==> entry_follows(&v->channel, WEIR_PROOF_TYPE(v, t), t->gram, index);
    //@ assert rises: from < index ==> 0 <= WEIR_PROOF_HASH_OF(v, t, index - 1) <= hash;
    const uint32_t top = weir_top_bits(hash, t->bucket_bits);
    //@ assert top: top == WEIR_PROOF_BUCKET_OF(v, t, index);
    if (top != bucket) return weir_refuse(v, WEIR_REFUSED_ENTRY_BUCKET, WEIR_RECORD(&v->channel, ENTRIES, index));
    code = verify_filter_bit(v, t, hash, f, from, index);
    if (code != WEIR_ACCEPTED) return code;
    //@ ghost starts_once(&v->channel, t->gram, index);
    /*@ assert window: t->gram != 0 ==> e->window == entry_window(&v->channel, index) && (v->b + e->window)[0] == v->channel.bytes[entry_window(&v->channel, index)] &&
               (v->b + e->window)[1] == v->channel.bytes[entry_window(&v->channel, index) + 1]; */
    if (t->gram != 0) weir_want_start(place, t->gram, v->b + e->window);
    return WEIR_ACCEPTED;
}

/* One bucket: the entries from `first` up to before `end`, of a table the first of which is entry `from`; e->worst: the steps of the worst one. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires \valid(f) && f->at + f->bytes <= v->n && f->byte <= f->bytes && f->bytes == 8 * filter_records(t->bucket_bits);
    requires \valid(place) && \separated(v, e, f, place);
    requires from <= first <= end <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    requires WEIR_PROOF_ALL_HITS(v, first) && WEIR_PROOF_ENTRIES_BELOW(v, t, from, first);
    requires before: WEIR_PROOF_BEFORE(v, t, e, from, first);
    requires filter: WEIR_PROOF_FILTER_TO(v, t, f, from, first);
    requires entries: \forall integer k; from <= k < first ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
    assigns v->at, *e, f->byte, f->want,
            WEIR_PROOF_WANT(place), WEIR_PROOF_AHEAD(place);
    ensures f->byte <= f->bytes;
    ensures before: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BEFORE(v, t, e, from, end);
    ensures filter: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FILTER_TO(v, t, f, from, end);
    ensures entries: \result == WEIR_ACCEPTED ==> \forall integer k; from <= k < end ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
    ensures bucket: \result == WEIR_ACCEPTED ==> \forall integer k; first <= k < end ==> WEIR_PROOF_BUCKET_OF(v, t, k) == bucket;
    ensures wanted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WANTED(&v->channel, place, t->gram, first, end);
    ensures complete: \result != WEIR_ACCEPTED ==> \exists integer k; first <= k < end && !WEIR_PROOF_FITS(v, t, \old(f->at), from, bucket, k);
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_HITS(v, end);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRIES_BELOW(v, t, from, end); */
static uint32_t verify_bucket(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t bucket,
                              uint32_t from, uint32_t first, uint32_t end)
{
    uint64_t steps = 0;
    /*@ loop invariant first <= i <= end && f->byte <= f->bytes;
        loop invariant filter: f->at == \at(f->at, Pre) && f->bytes == \at(f->bytes, Pre) && f->at + f->bytes <= v->n;
        loop invariant used: e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
        loop invariant hits: WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
        loop invariant all: WEIR_PROOF_ALL_HITS(v, i);
        loop invariant below: WEIR_PROOF_ENTRIES_BELOW(v, t, from, i);
        loop invariant before: WEIR_PROOF_BEFORE(v, t, e, from, i);
        loop invariant set: WEIR_PROOF_FILTER_TO(v, t, f, from, i);
        loop invariant entries: \forall integer k; from <= k < i ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
        loop invariant bucket: \forall integer k; first <= k < i ==> WEIR_PROOF_BUCKET_OF(v, t, k) == bucket;
        loop invariant wanted: WEIR_PROOF_WANTED(&v->channel, place, t->gram, first, i);
        loop assigns i, steps, v->at, *e, f->byte, f->want,
                     WEIR_PROOF_WANT(place), WEIR_PROOF_AHEAD(place);
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        weir_verify_entries_ahead(v, &place->ahead, i);
        TRY(verify_one(v, t, e, f, place, from, i, bucket));
        //@ assert one: WEIR_PROOF_ENTRY_HITS(v, i) && WEIR_PROOF_ENTRY_BELOW(v, t, i);
        //@ assert all: \forall integer k; 0 <= k < i + 1 ==> WEIR_PROOF_ENTRY_HITS(v, k);
        //@ assert below: \forall integer k; from <= k < i + 1 ==> WEIR_PROOF_ENTRY_BELOW(v, t, k);
        //@ assert entries: \forall integer k; from <= k < i + 1 ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
        //@ assert bucket: \forall integer k; first <= k < i + 1 ==> WEIR_PROOF_BUCKET_OF(v, t, k) == bucket;
        //@ ghost starts_join(&v->channel, t->gram, first, i, i + 1);
        steps = weir_add_saturating(steps, e->steps);
    }
    if (e->worst < steps) e->worst = steps;
    return WEIR_ACCEPTED;
}

/* Where bucket k's entries start, and those of the one before it end. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, BUCKETS) && k < c->section[WEIR_SECTION_BUCKETS].count;
    assigns \nothing;
    ensures \result == bucket_at(c->bytes, c->section[WEIR_SECTION_BUCKETS].offset, k); */
static uint32_t bucket_start(const struct weir_channel *c, uint32_t k)
{
    return weir_u32_at(c->bytes, WEIR_RECORD(c, BUCKETS, k));
}

/*@ predicate bucket_below{L}(struct weir_channel *c, integer first, integer n, integer m) =
      bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + n) <= bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + m);
    // Bucket n is one, and its entries stand in their table and in the filter.
    predicate bucket_fits{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer bits, integer first, integer at,
                             integer from, integer n) =
      bucket_ok(c, type, gram, bits, first, n) &&
      (\forall integer k; bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + n) <= k < bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + (n + 1)) ==>
         entry_of_table(c, ordinal, view, gram, type, from, k) && filter_stands(c, type, gram, bits, at, from, k));
*/
/*@ ghost
    // Where each bucket ends where it starts or behind, all lie between where the first starts and the last ends.
    /@ requires buckets == pow2(bits) <= 134217728;
       assigns \nothing;
       ensures buckets_ok(c, type, gram, bits, first) ==> (\forall integer n; 0 <= n <= buckets ==> bucket_inside(c, first, buckets, n)); @/
    static void buckets_rise(const struct weir_channel *c, uint32_t type, uint32_t gram, uint32_t bits, uint32_t first, uint32_t buckets)
    {
        uint32_t i = 0;
        /@ loop invariant 0 <= i <= buckets;
           loop invariant buckets_ok(c, type, gram, bits, first) ==> (\forall integer n, m; 0 <= n <= m <= i ==> bucket_below(c, first, n, m));
           loop assigns i;
           loop variant buckets - i; @/
        while (i < buckets) {
            /@ assert buckets_ok(c, type, gram, bits, first) ==> bucket_ok(c, type, gram, bits, first, i); @/
            /@ assert buckets_ok(c, type, gram, bits, first) ==> bucket_below(c, first, i, i + 1) && bucket_below(c, first, i + 1, i + 1); @/
            /@ assert buckets_ok(c, type, gram, bits, first) ==>
                   (\forall integer n; 0 <= n <= i ==> bucket_below(c, first, n, i) && bucket_below(c, first, n, i + 1)); @/
            /@ assert buckets_ok(c, type, gram, bits, first) ==> (\forall integer n, m; 0 <= n <= m && i < m <= i + 1 ==> bucket_below(c, first, n, m)); @/
            /@ assert buckets_ok(c, type, gram, bits, first) ==> (\forall integer n, m; 0 <= n <= m <= i + 1 ==> bucket_below(c, first, n, m)); @/
            /@ assert 0 <= i < 134217728; @/
            i++;
        }
        /@ assert buckets_ok(c, type, gram, bits, first) ==> (\forall integer n; 0 <= n <= buckets ==>
               bucket_below(c, first, 0, n) && bucket_below(c, first, n, buckets) && bucket_inside(c, first, buckets, n)); @/
    }

    /@ assigns \nothing;
       ensures \forall integer k; 0 <= entry_hash(c, type, gram, k) <= UINT32_MAX; @/
    static void hashes_in(const struct weir_channel *c, uint32_t type, uint32_t gram)
    {
        /@ assert numbers: \forall integer x; 0 <= number_hash(x) <= UINT32_MAX; @/
        /@ assert windows: \forall integer x; 0 <= gram_hash(x) <= UINT32_MAX; @/
        /@ assert strings: \forall uint8_t *x, integer y; 0 <= whole_hash(x, y) <= UINT32_MAX; @/
        /@ assert number_values: \forall integer n; 0 <= number_hash_of(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS), n) <= UINT32_MAX; @/
        /@ assert values: \forall integer n; 0 <= value_hash(c, type, gram, n) <= UINT32_MAX; @/
        /@ assert entries: \forall integer k; 0 <= entry_hash(c, type, gram, k) <= UINT32_MAX; @/
    }

    /@ requires bits <= WEIR_MAX_BUCKET_BITS;
       assigns \nothing;
       ensures \forall integer k; 0 <= filter_place(c, type, gram, bits, k) < 64 * filter_records(bits); @/
    static void places_in(const struct weir_channel *c, uint32_t type, uint32_t gram, uint32_t bits)
    {
        hashes_in(c, type, gram);
        /@ assert records: pow2(bits < 2 ? 6 : bits + WEIR_FILTER_MORE_BITS) == 64 * filter_records(bits); @/
        /@ assert tops: \forall integer hash; 0 <= hash <= UINT32_MAX ==>
                  0 <= hash * pow2(bits < 2 ? 6 : bits + WEIR_FILTER_MORE_BITS) < 4294967296 * (64 * filter_records(bits)) &&
                  0 <= top_bits(hash, bits < 2 ? 6 : bits + WEIR_FILTER_MORE_BITS) < 64 * filter_records(bits); @/
    }

    /@ requires \valid_read(b + (at .. at + 3)) && at <= WEIR_MAX_FILE_BYTES;
       assigns \nothing;
       ensures \result == u32(b, at); @/
    static uint32_t number_at(const uint8_t *b, uint64_t at)
    {
        return (uint32_t)b[at] + 256u * b[at + 1] + 65536u * b[at + 2] + 16777216u * b[at + 3];
    }

    // In a filter that is what the entries set, each entry's byte is behind all that those before it set: they ascend by hash.
    /@ requires from <= end && bits <= WEIR_MAX_BUCKET_BITS;
       assigns \nothing;
       ensures entries_ok(c, ordinal, view, gram, type, from, end) && filter_ok(c, type, gram, bits, at, from, end) ==>
               (\forall integer k; from <= k < end ==> filter_stands(c, type, gram, bits, at, from, k)); @/
    static void filter_stands_all(const struct weir_channel *c, uint32_t ordinal, uint32_t view, uint32_t gram, uint32_t type, uint32_t bits, uint64_t at,
                                  uint32_t from, uint32_t end)
    {
        uint32_t i = end;
        hashes_in(c, type, gram);
        places_in(c, type, gram, bits);
        top_rises(bits < 2 ? 6 : bits + WEIR_FILTER_MORE_BITS);
        /@ loop invariant from <= i <= end;
           loop invariant entries_ok(c, ordinal, view, gram, type, from, end) && filter_ok(c, type, gram, bits, at, from, end) ==>
               (\forall integer k; i <= k < end ==> filter_stands(c, type, gram, bits, at, from, k));
           loop assigns i;
           loop variant i; @/
        while (i > from) {
            /@ assert below: filter_place(c, type, gram, bits, i - 1) / 8 < 8 * filter_records(bits); @/
            /@ assert this: entries_ok(c, ordinal, view, gram, type, from, end) && i < end ==> entry_of_table(c, ordinal, view, gram, type, from, i); @/
            /@ assert rises: entries_ok(c, ordinal, view, gram, type, from, end) && i < end ==>
                      filter_place(c, type, gram, bits, i - 1) <= filter_place(c, type, gram, bits, i); @/
            /@ assert at_end: entries_ok(c, ordinal, view, gram, type, from, end) && filter_ok(c, type, gram, bits, at, from, end) && i == end ==>
                      (\forall integer j; 0 <= j < filter_place(c, type, gram, bits, i - 1) / 8 ==> filter_byte_ok(c, type, gram, bits, at, from, i, j)); @/
            /@ assert inside: entries_ok(c, ordinal, view, gram, type, from, end) && filter_ok(c, type, gram, bits, at, from, end) && i < end ==>
                      filter_stands(c, type, gram, bits, at, from, i) &&
                      (\forall integer j; 0 <= j < filter_place(c, type, gram, bits, i - 1) / 8 ==> filter_byte_ok(c, type, gram, bits, at, from, i, j)); @/
            /@ assert stays: entries_ok(c, ordinal, view, gram, type, from, end) && filter_ok(c, type, gram, bits, at, from, end) ==>
                      (\forall integer j; 0 <= j < filter_place(c, type, gram, bits, i - 1) / 8 ==>
                         filter_byte_ok(c, type, gram, bits, at, from, i, j) && filter_byte_ok(c, type, gram, bits, at, from, i - 1, j)); @/
            /@ assert stands: entries_ok(c, ordinal, view, gram, type, from, end) && filter_ok(c, type, gram, bits, at, from, end) ==>
                      filter_stands(c, type, gram, bits, at, from, i - 1); @/
            /@ assert all: entries_ok(c, ordinal, view, gram, type, from, end) && filter_ok(c, type, gram, bits, at, from, end) ==>
                      (\forall integer k; i - 1 <= k < end ==> filter_stands(c, type, gram, bits, at, from, k)); @/
            i--;
        }
    }
*/
/* Behind the last entry. */
/*@ requires WEIR_PROOF_FILE(v) && \valid_read(t) && WEIR_PROOF_FILTER(v, f) && f->bytes == 8 * filter_records(t->bucket_bits) && from <= end;
    requires filter: WEIR_PROOF_FILTER_TO(v, t, f, from, end);
    assigns v->at, f->byte, f->want;
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_FILTER_OK(v, t, f->at, from, end)); */
static uint32_t verify_filter_end(struct verifier *v, const struct weir_table *t, struct filter *f, uint32_t from, uint32_t end)
{
    (void)t;
    (void)from;
    (void)end;
    //@ ghost const uint64_t at = f->at, byte = f->byte, want = f->want;
    const uint32_t code = verify_filter_to(v, f, f->bytes);
    /*@ assert gap: code != WEIR_ACCEPTED ==> \exists integer j; byte <= j < f->bytes && !gap_byte_ok(v->b, at, byte, want, j) &&
               !WEIR_PROOF_FILTER_BYTE_OK(v, t, at, from, end, j); */
    //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_FILTER_OK(v, t, at, from, end);
    /*@ assert complete: code == WEIR_ACCEPTED ==>
               (\forall integer j; byte <= j < f->bytes ==> gap_byte_ok(v->b, at, byte, want, j) && WEIR_PROOF_FILTER_BYTE_OK(v, t, at, from, end, j)); */
    //@ assert filter: code == WEIR_ACCEPTED ==> WEIR_PROOF_FILTER_OK(v, t, at, from, end);
    return code;
}

#define WEIR_PROOF_BUCKET_FITS(v, t, at, from, n) \
    bucket_fits(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TYPE(v, t), (t)->bucket_bits, (t)->bucket_first, at, from, n)
/* Bucket n of a table, the first entry of which is number `now`; e->end: where its entries end. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_IN(&v->channel, BUCKETS);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires \valid(f) && f->at + f->bytes <= v->n && f->byte <= f->bytes && f->bytes == 8 * filter_records(t->bucket_bits);
    requires \valid(place) && \separated(v, e, f, place);
    requires t->bucket_first + n + 1 < v->channel.section[WEIR_SECTION_BUCKETS].count;
    requires from <= now <= v->channel.section[WEIR_SECTION_ENTRIES].count && now == WEIR_PROOF_BUCKET(v, t->bucket_first + n);
    requires WEIR_PROOF_ALL_HITS(v, now) && WEIR_PROOF_ENTRIES_BELOW(v, t, from, now);
    requires before: WEIR_PROOF_BEFORE(v, t, e, from, now);
    requires filter: WEIR_PROOF_FILTER_TO(v, t, f, from, now);
    requires entries: \forall integer k; from <= k < now ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
    assigns v->at, *e, f->byte, f->want,
            WEIR_PROOF_WANT(place), WEIR_PROOF_AHEAD(place);
    ensures f->byte <= f->bytes;
    ensures end: \result == WEIR_ACCEPTED ==>
            now <= e->end == WEIR_PROOF_BUCKET(v, t->bucket_first + (n + 1)) <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    ensures bucket: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BUCKET_OK(v, t, n);
    ensures wanted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WANTED(&v->channel, place, t->gram, now, e->end);
    ensures before: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BEFORE(v, t, e, from, e->end);
    ensures filter: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FILTER_TO(v, t, f, from, e->end);
    ensures entries: \result == WEIR_ACCEPTED ==> \forall integer k; from <= k < e->end ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_BUCKET_FITS(v, t, \old(f->at), from, n);
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_HITS(v, e->end);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRIES_BELOW(v, t, from, e->end); */
static uint32_t verify_bucket_at(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t from,
                                 uint32_t now, uint32_t n)
{
    const uint32_t behind = t->bucket_first + n + 1, end = bucket_start(&v->channel, behind);
    //@ assert behind: behind == t->bucket_first + (n + 1) && v->channel.bytes == v->b;
    //@ assert end: end == WEIR_PROOF_BUCKET(v, t->bucket_first + (n + 1));
    if (end < now || end > v->channel.section[WEIR_SECTION_ENTRIES].count) return weir_refuse(v, WEIR_REFUSED_BUCKETS_FALL, WEIR_RECORD(&v->channel, BUCKETS, behind));
    //@ assert rises: bucket_rises(&v->channel, t->bucket_first, n);
    const uint32_t code = verify_bucket(v, t, e, f, place, n, from, now, end);
    /*@ assert has: WEIR_PROOF_BUCKET_OK(v, t, n) <==> bucket_has(&v->channel, WEIR_PROOF_TYPE(v, t), t->gram, t->bucket_bits, t->bucket_first, n); */
    /*@ assert refused: code != WEIR_ACCEPTED ==> (\exists integer k; now <= k < end &&
               !(WEIR_PROOF_ENTRY_OF(v, t, from, k) && WEIR_PROOF_BUCKET_OF(v, t, k) == n && WEIR_PROOF_FILTER_STANDS(v, t, \at(f->at, Pre), from, k))); */
    if (code != WEIR_ACCEPTED) return code;
    //@ assert bucket: WEIR_PROOF_BUCKET_OK(v, t, n);
    e->end = end;
    return WEIR_ACCEPTED;
}

/*@ ghost
    // In a table that is well formed all buckets fit.
    /@ requires buckets == pow2(bits) && bits <= WEIR_MAX_BUCKET_BITS && over == bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + buckets);
       assigns \nothing;
       ensures bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first) == from && buckets_ok(c, type, gram, bits, first) &&
               entries_ok(c, ordinal, view, gram, type, from, over) && filter_ok(c, type, gram, bits, at, from, over) ==>
               (\forall integer n; 0 <= n < buckets ==> bucket_fits(c, ordinal, view, gram, type, bits, first, at, from, n)); @/
    static void all_fit(const struct weir_channel *c, uint32_t ordinal, uint32_t view, uint32_t gram, uint32_t type, uint32_t bits, uint32_t first, uint64_t at,
                        uint32_t from, uint32_t over, uint32_t buckets)
    {
        buckets_rise(c, type, gram, bits, first, buckets);
        if (from <= over) filter_stands_all(c, ordinal, view, gram, type, bits, at, from, over);
        /@ assert inside: bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first) == from && buckets_ok(c, type, gram, bits, first) ==>
                  (\forall integer n; 0 <= n < buckets ==> bucket_ok(c, type, gram, bits, first, n) && bucket_inside(c, first, buckets, n) &&
                     bucket_inside(c, first, buckets, n + 1)); @/
        /@ assert stand: entries_ok(c, ordinal, view, gram, type, from, over) && filter_ok(c, type, gram, bits, at, from, over) ==>
                  (\forall integer k; from <= k < over ==> entry_of_table(c, ordinal, view, gram, type, from, k) && filter_stands(c, type, gram, bits, at, from, k)); @/
        /@ assert fit: bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first) == from && buckets_ok(c, type, gram, bits, first) &&
                  entries_ok(c, ordinal, view, gram, type, from, over) && filter_ok(c, type, gram, bits, at, from, over) ==>
                  (\forall integer n; 0 <= n < buckets ==> bucket_inside(c, first, buckets, n) && bucket_inside(c, first, buckets, n + 1) &&
                     bucket_fits(c, ordinal, view, gram, type, bits, first, at, from, n)); @/
    }
*/
/* All buckets of a table, of which the first entry is number `from`; e->end: where they end. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_IN(&v->channel, BUCKETS);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires \valid(f) && f->at + f->bytes <= v->n && f->bytes == 8 * filter_records(t->bucket_bits) && f->byte == 0 && f->want == 0;
    requires \valid(place) && \separated(v, e, f, place);
    requires 1 <= buckets <= 134217728 && t->bucket_first + buckets + 1 <= v->channel.section[WEIR_SECTION_BUCKETS].count;
    requires from <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, from) && WEIR_PROOF_BUCKET(v, t->bucket_first) == from;
    requires before: !e->any && WEIR_PROOF_COUNTED(&v->channel, e, from);
    assigns v->at, *e, f->byte, f->want,
            WEIR_PROOF_WANT(place), WEIR_PROOF_AHEAD(place);
    ensures f->byte <= f->bytes;
    ensures end: \result == WEIR_ACCEPTED ==>
            from <= e->end == WEIR_PROOF_BUCKET(v, t->bucket_first + buckets) <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    ensures buckets: \result == WEIR_ACCEPTED ==> \forall integer n; 0 <= n < buckets ==> WEIR_PROOF_BUCKET_OK(v, t, n);
    ensures entries: \result == WEIR_ACCEPTED ==> \forall integer k; from <= k < e->end ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
    ensures before: \result == WEIR_ACCEPTED ==> WEIR_PROOF_COUNTED(&v->channel, e, e->end);
    ensures wanted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WANTED(&v->channel, place, t->gram, from, e->end);
    ensures filter: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FILTER_TO(v, t, f, from, e->end);
    ensures complete: \result != WEIR_ACCEPTED ==> \exists integer n; 0 <= n < buckets && !WEIR_PROOF_BUCKET_FITS(v, t, \old(f->at), from, n);
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_HITS(v, e->end);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRIES_BELOW(v, t, from, e->end); */
static uint32_t verify_all_buckets(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t buckets,
                                   uint32_t from)
{
    //@ ghost const uint32_t first = t->bucket_first;
    uint32_t now = from;
    e->end = now;
    /*@ loop invariant 0 <= i <= buckets && from <= now <= v->channel.section[WEIR_SECTION_ENTRIES].count && f->byte <= f->bytes;
        loop invariant used: e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
        loop invariant hits: WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
        loop invariant all: WEIR_PROOF_ALL_HITS(v, now);
        loop invariant below: WEIR_PROOF_ENTRIES_BELOW(v, t, from, now);
        loop invariant filter: f->at == \at(f->at, Pre) && f->bytes == \at(f->bytes, Pre);
        loop invariant end: e->end == now;
        loop invariant wanted: WEIR_PROOF_WANTED(&v->channel, place, t->gram, from, now);
        loop invariant here: WEIR_PROOF_BUCKET(v, first + i) == now;
        loop invariant before: WEIR_PROOF_BEFORE(v, t, e, from, now);
        loop invariant set: WEIR_PROOF_FILTER_TO(v, t, f, from, now);
        loop invariant entries: \forall integer k; from <= k < now ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
        loop invariant each: \forall integer n; 0 <= n < i ==> WEIR_PROOF_BUCKET_OK(v, t, n);
        loop assigns i, now, v->at, *e, f->byte, f->want,
                     WEIR_PROOF_WANT(place), WEIR_PROOF_AHEAD(place);
        loop variant buckets - i; */
    for (uint32_t i = 0; i < buckets; i++) {
        //@ assert below: 0 <= i < 134217728;
        //@ ghost const uint32_t last = now;
        TRY(verify_bucket_at(v, t, e, f, place, from, now, i));
        //@ assert so_far: \forall integer n; 0 <= n < i + 1 ==> WEIR_PROOF_BUCKET_OK(v, t, n);
        now = (uint32_t)e->end;
        //@ ghost starts_join(&v->channel, t->gram, from, last, now);
        //@ assert wanted: WEIR_PROOF_WANTED(&v->channel, place, t->gram, from, now);
        //@ assert next: now == e->end && now == WEIR_PROOF_BUCKET(v, first + (i + 1));
        //@ assert step: (uint32_t)(i + 1) == i + 1;
        //@ assert here: now == WEIR_PROOF_BUCKET(v, first + (uint32_t)(i + 1));
    }
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_buckets(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t buckets,
                             uint32_t from)
{
    //@ assert bytes: v->channel.bytes == v->b;
    //@ assert first: WEIR_PROOF_BUCKET(v, t->bucket_first) != from ==> !WEIR_PROOF_HOLDS(v, t, f->at, from, WEIR_PROOF_BUCKETS_END(v, t));
    if (bucket_start(&v->channel, t->bucket_first) != from) return weir_refuse(v, WEIR_REFUSED_BUCKETS_FIRST, WEIR_RECORD(&v->channel, BUCKETS, t->bucket_first));
    //@ ghost const uint32_t type = v->b[v->channel.section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * (t->ordinal - 1) + WEIR_PARAMETER_TYPE];
    //@ assert type: type == WEIR_PROOF_TYPE(v, t);
    //@ ghost const uint64_t last = v->channel.section[WEIR_SECTION_BUCKETS].offset + WEIR_BYTES_BUCKETS * ((uint64_t)t->bucket_first + buckets);
    //@ ghost const uint32_t over = number_at(v->b, last);
    //@ assert over: over == WEIR_PROOF_BUCKETS_END(v, t);
    /*@ ghost all_fit(&v->channel, t->ordinal, t->view, t->gram, type, t->bucket_bits, t->bucket_first, f->at, from, over, buckets); */
    //@ ghost buckets_rise(&v->channel, type, t->gram, t->bucket_bits, t->bucket_first, buckets);
    //@ assert fit: WEIR_PROOF_HOLDS(v, t, f->at, from, over) ==> (\forall integer n; 0 <= n < buckets ==> WEIR_PROOF_BUCKET_FITS(v, t, f->at, from, n));
    uint32_t code = verify_all_buckets(v, t, e, f, place, buckets, from);
    //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_HOLDS(v, t, \at(f->at, Pre), from, over);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert buckets: WEIR_PROOF_BUCKETS_OK(v, t);
    //@ assert entries: WEIR_PROOF_ENTRIES_OK(v, t, from, e->end);
    const uint32_t end = (uint32_t)e->end;
    //@ assert end: end == e->end && e->end == over && from <= end;
    //@ assert at: f->at == \at(f->at, Pre) && f->bytes == \at(f->bytes, Pre) && f->byte <= f->bytes && f->at + f->bytes <= v->n;
    //@ assert set: WEIR_PROOF_FILTER_TO(v, t, f, from, end);
    code = verify_filter_end(v, t, f, from, end);
    //@ assert filter: code == WEIR_ACCEPTED <==> WEIR_PROOF_FILTER_OK(v, t, \at(f->at, Pre), from, over);
    return code;
}
