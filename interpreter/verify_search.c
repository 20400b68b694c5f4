/* The verifier's stage on the search tables: TABLES, BUCKETS, FILTERS, and through verify_entries.c ENTRIES and HITS.
 *
 * In:   questions that are verified. Out: whether the tables say exactly what is searched for; the steps of a search.
 * Must hold: hits are different from each other, each is of a value of its question's set, and there are as many as questions have values:
 *            so they are these and no others. */
#include "verify.h"

/* What orders tables: ordinal, view, bytes of a window. */
/*@ requires t.ordinal < 256 && t.view < 256 && t.gram < 256;
    assigns \nothing;
    ensures \result == key_of_table(t.ordinal, t.view, t.gram); */
static uint32_t key_of(struct weir_table t)
{
    return 65536 * t.ordinal + 256 * t.view + t.gram;
}

/* The table's own record; the one before it had the key `before`. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_PARAMETERS(&v->channel) && t.ordinal < 256 && t.view < 256 && t.gram < 256;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==>
            (table_of(t.ordinal, t.view, t.gram, t.bucket_bits,
                      parameter_type(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, t.ordinal - 1), v->channel.parameter_count) &&
             before < key_of_table(t.ordinal, t.view, t.gram)); */
static uint32_t verify_record(struct verifier *v, size_t at, struct weir_table t, uint32_t before)
{
    const struct weir_channel *c = &v->channel;
    if (t.ordinal == 0 || t.ordinal > c->parameter_count) return weir_refuse(v, WEIR_REFUSED_TABLE_ORDINAL, at + WEIR_TABLE_ORDINAL);
    const uint32_t type = weir_parameter_type(c, t.ordinal - 1);
    if (weir_is_text(type) ? t.view > WEIR_VIEW_RAW : t.view != WEIR_VIEW_VALUE || type == WEIR_TYPE_RESERVED)
        return weir_refuse(v, WEIR_REFUSED_TABLE_VIEW, at + WEIR_TABLE_VIEW);
    if (t.view == WEIR_VIEW_VALUE ? t.gram != 0 : t.gram > WEIR_SHORT_GRAM && t.gram != WEIR_MAX_GRAM) return weir_refuse(v, WEIR_REFUSED_TABLE_GRAM, at + WEIR_TABLE_GRAM);
    if (t.bucket_bits > WEIR_MAX_BUCKET_BITS) return weir_refuse(v, WEIR_REFUSED_TABLE_BUCKETS, at + WEIR_TABLE_BUCKET_BITS);
    if (key_of(t) <= before) return weir_refuse(v, WEIR_REFUSED_TABLE_ORDER, at);
    return WEIR_ACCEPTED;
}

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

/* Behind the last table of a view. */
/*@ requires WEIR_PROOF_FILE(v) && \valid(place) && \separated(place, v) && WEIR_PROOF_STARTS(v, place);
    assigns v->at;
    ensures \result == WEIR_ACCEPTED || \result == WEIR_REFUSED_STARTS; */
static uint32_t verify_starts(struct verifier *v, const struct place *place)
{
    /*@ loop invariant 0 <= i <= WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS;
        loop assigns i, v->at;
        loop variant WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - i; */
    for (uint32_t i = 0; place->starts != 0 && i < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS; i++)
        if (v->b[place->starts + i] != (uint8_t)place->want[i]) return weir_refuse(v, WEIR_REFUSED_STARTS, place->starts + i);
    return WEIR_ACCEPTED;
}

/* Before a table: if it is the first one of windows of its view, STARTS stand before its filter. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, FILTERS) && \valid(place) && \separated(place, v) && WEIR_PROOF_STARTS(v, place);
    requires place->filters <= v->channel.section[WEIR_SECTION_FILTERS].count;
    assigns v->at, place->starts, place->filters, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1];
    ensures \result == WEIR_ACCEPTED ==> place->filters <= v->channel.section[WEIR_SECTION_FILTERS].count;
    ensures \result == WEIR_ACCEPTED ==> WEIR_PROOF_STARTS(v, place) && (gram != 0 ==> place->starts != 0);
    ensures none: \result == WEIR_ACCEPTED && gram == 0 ==> place->starts == (same_view ? \old(place->starts) : 0);
    ensures room: \result == WEIR_ACCEPTED ==>
            place->filters == \old(place->filters) + (gram != 0 && (!same_view || \old(place->starts) == 0) ? WEIR_STARTS_RECORDS : 0);
    ensures complete: \result != WEIR_ACCEPTED && \result != WEIR_REFUSED_STARTS ==> gram != 0 && (!same_view || \old(place->starts) == 0) &&
            \old(place->filters) + WEIR_STARTS_RECORDS > v->channel.section[WEIR_SECTION_FILTERS].count; */
static uint32_t verify_view(struct verifier *v, size_t at, uint32_t gram, bool same_view, struct place *place)
{
    const struct weir_channel *c = &v->channel;
    if (!same_view) {
        TRY(verify_starts(v, place));
        place->starts = 0;
    }
    if (gram == 0 || place->starts != 0) return WEIR_ACCEPTED;
    if (WEIR_STARTS_RECORDS > c->section[WEIR_SECTION_FILTERS].count - place->filters) return weir_refuse(v, WEIR_REFUSED_FILTERS_END, at + WEIR_TABLE_GRAM);
    place->starts = WEIR_RECORD(c, FILTERS, (uint32_t)place->filters);
    place->filters += WEIR_STARTS_RECORDS;
    /*@ loop invariant 0 <= i <= WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS;
        loop assigns i, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1];
        loop variant WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - i; */
    for (uint32_t i = 0; i < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS; i++)
        place->want[i] = 0;
    return WEIR_ACCEPTED;
}

/* The bits of one filter, from the lowest up, as the entries come. */
struct filter {
    uint64_t at;         /* of its first byte */
    uint64_t bytes;
    uint64_t byte, want; /* the byte that is being put together, and its bits so far */
};

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

/* A window of one byte starts with it and whatever stands behind it. */
/*@ requires \valid(place) && 1 <= gram <= WEIR_MAX_GRAM && \valid_read(window + (0 .. gram - 1));
    assigns place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1]; */
static void want_start(struct place *place, uint32_t gram, const uint8_t *window)
{
    const uint32_t bit = 1u << (gram - 1), any = gram == 1 ? 256 : 1;
    /*@ loop invariant 0 <= i <= any;
        loop assigns i, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1];
        loop variant any - i; */
    for (uint32_t i = 0; i < any; i++) {
        const uint32_t slot = weir_start_slot(window[0] + 256 * (gram == 1 ? i : window[1])) % (WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS);
        int8_t *want = &place->want[slot];
        *want = (int8_t)(uint8_t)((uint8_t)*want | bit);
    }
}

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
#define WEIR_PROOF_TYPE(v, t) WEIR_PROOF_TABLE_TYPE(&(v)->channel, t)
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
            place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1];
    ensures f->byte <= f->bytes;
    ensures before: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BEFORE(v, t, e, from, index + 1);
    ensures filter: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FILTER_TO(v, t, f, from, index + 1);
    ensures entry: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRY_OF(v, t, from, index);
    ensures bucket: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BUCKET_OF(v, t, index) == bucket;
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
    const uint32_t hash = (uint32_t)e->hash;
    //@ assert hash: hash == e->hash == WEIR_PROOF_HASH_OF(v, t, index);
    //@ assert follows: from < index ==> entry_follows(&v->channel, WEIR_PROOF_TYPE(v, t), t->gram, index);
    //@ assert rises: from < index ==> 0 <= WEIR_PROOF_HASH_OF(v, t, index - 1) <= hash;
    const uint32_t top = weir_top_bits(hash, t->bucket_bits);
    //@ assert top: top == WEIR_PROOF_BUCKET_OF(v, t, index);
    if (top != bucket) return weir_refuse(v, WEIR_REFUSED_ENTRY_BUCKET, WEIR_RECORD(&v->channel, ENTRIES, index));
    code = verify_filter_bit(v, t, hash, f, from, index);
    if (code != WEIR_ACCEPTED) return code;
    if (t->gram != 0) want_start(place, t->gram, v->b + e->window);
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
            place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
    ensures f->byte <= f->bytes;
    ensures before: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BEFORE(v, t, e, from, end);
    ensures filter: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FILTER_TO(v, t, f, from, end);
    ensures entries: \result == WEIR_ACCEPTED ==> \forall integer k; from <= k < end ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
    ensures bucket: \result == WEIR_ACCEPTED ==> \forall integer k; first <= k < end ==> WEIR_PROOF_BUCKET_OF(v, t, k) == bucket;
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
        loop assigns i, steps, v->at, *e, f->byte, f->want,
                     place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        weir_verify_entries_ahead(v, &place->ahead, i);
        TRY(verify_one(v, t, e, f, place, from, i, bucket));
        //@ assert one: WEIR_PROOF_ENTRY_HITS(v, i) && WEIR_PROOF_ENTRY_BELOW(v, t, i);
        //@ assert all: \forall integer k; 0 <= k < i + 1 ==> WEIR_PROOF_ENTRY_HITS(v, k);
        //@ assert below: \forall integer k; from <= k < i + 1 ==> WEIR_PROOF_ENTRY_BELOW(v, t, k);
        //@ assert entries: \forall integer k; from <= k < i + 1 ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
        //@ assert bucket: \forall integer k; first <= k < i + 1 ==> WEIR_PROOF_BUCKET_OF(v, t, k) == bucket;
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

/*@ // The n-th bucket behind the first starts between where that starts and where the last of so many ends.
    predicate bucket_inside{L}(struct weir_channel *c, integer first, integer buckets, integer n) =
      bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first) <= bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + n) <=
      bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + buckets);
    predicate bucket_below{L}(struct weir_channel *c, integer first, integer n, integer m) =
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
#define WEIR_PROOF_BUCKETS_OK(v, t) buckets_ok(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, (t)->bucket_first)
#define WEIR_PROOF_BUCKET_OK(v, t, n) bucket_ok(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, (t)->bucket_first, n)
#define WEIR_PROOF_ENTRIES_OK(v, t, from, end) entries_ok(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TYPE(v, t), from, end)
#define WEIR_PROOF_FILTER_OK(v, t, at, from, end) filter_ok(&(v)->channel, WEIR_PROOF_TYPE(v, t), (t)->gram, (t)->bucket_bits, at, from, end)
/* The buckets, the entries and the filter of a table, whose entries end where its last bucket does. */
#define WEIR_PROOF_BUCKETS_END(v, t) WEIR_PROOF_BUCKET(v, (t)->bucket_first + pow2((t)->bucket_bits))
#define WEIR_PROOF_HOLDS(v, t, at, from, end) \
    (WEIR_PROOF_BUCKET(v, (t)->bucket_first) == from && WEIR_PROOF_BUCKETS_OK(v, t) && WEIR_PROOF_ENTRIES_OK(v, t, from, end) && \
     WEIR_PROOF_FILTER_OK(v, t, at, from, end))

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
            place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
    ensures f->byte <= f->bytes;
    ensures end: \result == WEIR_ACCEPTED ==>
            now <= e->end == WEIR_PROOF_BUCKET(v, t->bucket_first + (n + 1)) <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    ensures bucket: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BUCKET_OK(v, t, n);
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
            place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
    ensures f->byte <= f->bytes;
    ensures end: \result == WEIR_ACCEPTED ==>
            from <= e->end == WEIR_PROOF_BUCKET(v, t->bucket_first + buckets) <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    ensures buckets: \result == WEIR_ACCEPTED ==> \forall integer n; 0 <= n < buckets ==> WEIR_PROOF_BUCKET_OK(v, t, n);
    ensures entries: \result == WEIR_ACCEPTED ==> \forall integer k; from <= k < e->end ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
    ensures before: \result == WEIR_ACCEPTED ==> WEIR_PROOF_COUNTED(&v->channel, e, e->end);
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
        loop invariant here: WEIR_PROOF_BUCKET(v, first + i) == now;
        loop invariant before: WEIR_PROOF_BEFORE(v, t, e, from, now);
        loop invariant set: WEIR_PROOF_FILTER_TO(v, t, f, from, now);
        loop invariant entries: \forall integer k; from <= k < now ==> WEIR_PROOF_ENTRY_OF(v, t, from, k);
        loop invariant each: \forall integer n; 0 <= n < i ==> WEIR_PROOF_BUCKET_OK(v, t, n);
        loop assigns i, now, v->at, *e, f->byte, f->want,
                     place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
        loop variant buckets - i; */
    for (uint32_t i = 0; i < buckets; i++) {
        //@ assert below: 0 <= i < 134217728;
        TRY(verify_bucket_at(v, t, e, f, place, from, now, i));
        //@ assert so_far: \forall integer n; 0 <= n < i + 1 ==> WEIR_PROOF_BUCKET_OK(v, t, n);
        now = (uint32_t)e->end;
        //@ assert next: now == e->end && now == WEIR_PROOF_BUCKET(v, first + (i + 1));
        //@ assert step: (uint32_t)(i + 1) == i + 1;
        //@ assert here: now == WEIR_PROOF_BUCKET(v, first + (uint32_t)(i + 1));
    }
    return WEIR_ACCEPTED;
}

/* The buckets of a table, each with its entries, of which the first is number `from`; and its filter. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_IN(&v->channel, BUCKETS);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires \valid(f) && f->at + f->bytes <= v->n && f->bytes == 8 * filter_records(t->bucket_bits) && f->byte == 0 && f->want == 0;
    requires \valid(place) && \separated(v, e, f, place);
    requires 1 <= buckets == pow2(t->bucket_bits) && t->bucket_first + buckets + 1 <= v->channel.section[WEIR_SECTION_BUCKETS].count;
    requires from <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, from);
    requires before: !e->any && WEIR_PROOF_COUNTED(&v->channel, e, from);
    assigns v->at, *e, f->byte, f->want,
            place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
    ensures end: \result == WEIR_ACCEPTED ==> from <= e->end == WEIR_PROOF_BUCKETS_END(v, t) <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    ensures holds: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HOLDS(v, t, \old(f->at), from, e->end);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_HOLDS(v, t, \old(f->at), from, WEIR_PROOF_BUCKETS_END(v, t));
    ensures counted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_COUNTED(&v->channel, e, e->end);
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_HITS(v, e->end);
    ensures sound: \result == WEIR_ACCEPTED ==> (\forall integer n; 0 <= n <= buckets ==> bucket_inside(&v->channel, t->bucket_first, buckets, n));
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRIES_BELOW(v, t, from, e->end); */
static uint32_t verify_buckets(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t buckets,
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

/*@ ghost
    // What the search relies on of buckets that lie one behind the other.
    /@ requires 1 <= buckets <= 134217728;
       requires \forall integer n; 0 <= n < buckets ==> bucket_rises(c, first, n);
       requires \forall integer n; 0 <= n <= buckets ==> bucket_inside(c, first, buckets, n);
       requires bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first) < bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + buckets) <=
                WEIR_PROOF_COUNT(c, ENTRIES);
       assigns \nothing;
       ensures buckets_in(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first, first + buckets, WEIR_PROOF_COUNT(c, ENTRIES)); @/
    static void buckets_are_in(const struct weir_channel *c, uint32_t first, uint32_t buckets)
    {
        /@ loop invariant 0 <= i <= buckets;
           loop invariant \forall integer k; first <= k < first + i ==> bucket_in(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first, first + buckets, k);
           loop assigns i;
           loop variant buckets - i; @/
        for (uint32_t i = 0; i < buckets; i++) {
            /@ assert 0 <= i < 134217728; @/
            /@ assert rises: bucket_rises(c, first, i) && bucket_inside(c, first, buckets, i) && bucket_inside(c, first, buckets, i + 1); @/
            /@ assert this: \forall integer k; first + i <= k < first + i + 1 ==> bucket_in(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first, first + buckets, k); @/
        }
    }
*/
/* What the table costs an event. A whole value is hashed and looked up once, a window at each place of the view. */
/*@ requires \valid(v) && 1 <= ordinal <= WEIR_MAX_PARAMETERS;
    assigns v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1]; */
static void count_table(struct verifier *v, uint32_t ordinal, uint32_t view, uint32_t gram, uint64_t worst)
{
    struct weir_cost cost = {WEIR_PARAMETER_STEPS, view == WEIR_VIEW_VALUE ? 0 : WEIR_VIEW_GROWTH};
    if (gram == 0)
        cost.fixed = weir_add_saturating(view == WEIR_VIEW_VALUE ? WEIR_PARAMETER_STEPS + 16 : WEIR_PARAMETER_STEPS, worst);
    else
        cost.per_byte = worst > UINT64_MAX / 8 ? UINT64_MAX : WEIR_VIEW_GROWTH * (worst + 1);
    weir_verify_cost(v, ordinal - 1, cost);
}

/*@ // Unseen, because provers would unfold the two sums without end.
    predicate counted_unseen{L}(struct weir_channel *c, integer used, integer found, integer k) =
      used == hits_before(c, k) && found == hits_found(c, k) && found <= used + k;
*/
#define WEIR_PROOF_COUNTED_UNSEEN(v, e, k) counted_unseen(&(v)->channel, (e)->hits_used, (e)->hits_found, k)
/* What verify_table looks at, of a table whose places and first entry are to be these. */
#define WEIR_PROOF_TABLE_HOLDS(v, t, from, end) \
    table_holds_unseen(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TYPE(v, t), (t)->bucket_bits, (t)->bucket_first, (t)->filter_first, from, end)
#define WEIR_PROOF_TABLE_IS(v, t, buckets, filters, entries) \
    ((t)->bucket_first == buckets && (t)->filter_first == filters && \
     places_of_table((t)->gram, (t)->bucket_bits, (t)->bucket_first, (t)->filter_first, (v)->channel.section[WEIR_SECTION_BUCKETS].count, \
                     (v)->channel.section[WEIR_SECTION_FILTERS].count) && \
     WEIR_PROOF_TABLE_HOLDS(v, t, entries, WEIR_PROOF_BUCKETS_END(v, t)))
/* One table: its ranges, its buckets, and that it has as many as its entries need. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_IN(&v->channel, BUCKETS);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires WEIR_PROOF_IN(&v->channel, FILTERS) && \valid(place) && \separated(v, e, place);
    requires place->buckets <= v->channel.section[WEIR_SECTION_BUCKETS].count && place->filters <= v->channel.section[WEIR_SECTION_FILTERS].count;
    requires place->entries <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, place->entries);
    requires t->gram != 0 ==> WEIR_STARTS_RECORDS <= place->filters;
    requires before: !e->any && WEIR_PROOF_COUNTED_UNSEEN(v, e, place->entries);
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1],
            WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters;
    ensures is: \result == WEIR_ACCEPTED ==> \old(WEIR_PROOF_TABLE_IS(v, t, place->buckets, place->filters, place->entries));
    ensures complete: \result != WEIR_ACCEPTED ==> !\old(WEIR_PROOF_TABLE_IS(v, t, place->buckets, place->filters, place->entries));
    ensures next: \result == WEIR_ACCEPTED ==> place->entries == WEIR_PROOF_BUCKETS_END(v, t) &&
            place->buckets == t->bucket_first + pow2(t->bucket_bits) + 1 && place->filters == t->filter_first + filter_records(t->bucket_bits);
    ensures counted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_COUNTED_UNSEEN(v, e, place->entries);
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> place->entries <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, place->entries);
    ensures sound: \result == WEIR_ACCEPTED ==> place->buckets <= v->channel.section[WEIR_SECTION_BUCKETS].count &&
            \old(place->filters) <= place->filters <= v->channel.section[WEIR_SECTION_FILTERS].count;
    ensures starts: \result == WEIR_ACCEPTED ==> place->starts == \old(place->starts);
    ensures buckets: \result == WEIR_ACCEPTED ==>
            buckets_in(v->b, v->channel.section[WEIR_SECTION_BUCKETS].offset, t->bucket_first, t->bucket_first + pow2(t->bucket_bits),
                       v->channel.section[WEIR_SECTION_ENTRIES].count);
    ensures entries: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_ENTRIES_BELOW(v, t, WEIR_PROOF_BUCKET(v, t->bucket_first), WEIR_PROOF_BUCKETS_END(v, t)); */
static uint32_t verify_table(struct verifier *v, size_t at, const struct weir_table *t, struct verify_entry *e, struct place *place)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t buckets = weir_two_to(t->bucket_bits), records = weir_two_to(weir_filter_bits(t->bucket_bits) - 6);
    //@ assert counts: 1 <= buckets == pow2(t->bucket_bits) && records == filter_records(t->bucket_bits);
    if (t->bucket_first != place->buckets) return weir_refuse(v, WEIR_REFUSED_TABLE_RANGES, at + WEIR_TABLE_BUCKET_FIRST);
    if (t->filter_first != place->filters) return weir_refuse(v, WEIR_REFUSED_TABLE_RANGES, at + WEIR_TABLE_FILTER_FIRST);
    if (buckets >= c->section[WEIR_SECTION_BUCKETS].count - place->buckets) return weir_refuse(v, WEIR_REFUSED_BUCKETS_END, at + WEIR_TABLE_BUCKET_BITS);
    if (records > c->section[WEIR_SECTION_FILTERS].count - place->filters) return weir_refuse(v, WEIR_REFUSED_FILTERS_END, at + WEIR_TABLE_BUCKET_BITS);
    struct filter filter = {WEIR_RECORD(c, FILTERS, t->filter_first), 8 * (uint64_t)records, 0, 0};
    e->worst = 0;
    //@ assert places: places_of_table(t->gram, t->bucket_bits, t->bucket_first, t->filter_first, v->channel.section[WEIR_SECTION_BUCKETS].count, v->channel.section[WEIR_SECTION_FILTERS].count);
    //@ ghost const uint64_t starts = place->starts;
    const uint32_t from = (uint32_t)place->entries;
    //@ assert from: from == place->entries;
    //@ assert shown: shown(0);
    //@ assert counted: WEIR_PROOF_COUNTED(&v->channel, e, from);
    //@ assert filter: filter.at == v->channel.section[WEIR_SECTION_FILTERS].offset + WEIR_BYTES_FILTERS * t->filter_first;
    const uint32_t code = verify_buckets(v, t, e, &filter, place, buckets, from);
    //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_TABLE_HOLDS(v, t, from, WEIR_PROOF_BUCKETS_END(v, t));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert kept: place->starts == starts;
    const uint64_t end = e->end, count = end - from;
    if (count == 0) return weir_refuse(v, WEIR_REFUSED_TABLE_EMPTY, at);
    //@ assert some: WEIR_PROOF_BUCKET(v, t->bucket_first) < WEIR_PROOF_BUCKET(v, t->bucket_first + buckets) <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    //@ assert rise: \forall integer n; 0 <= n < buckets ==> WEIR_PROOF_BUCKET_OK(v, t, n) && bucket_rises(&v->channel, t->bucket_first, n);
    //@ ghost buckets_are_in(&v->channel, t->bucket_first, buckets);
    /*@ assert buckets: buckets_in(v->b, v->channel.section[WEIR_SECTION_BUCKETS].offset, t->bucket_first, t->bucket_first + pow2(t->bucket_bits),
                                   v->channel.section[WEIR_SECTION_ENTRIES].count); */
    //@ assert size: count > buckets || (t->bucket_bits > 0 && count <= buckets / 2) <==> !size_ok(count, t->bucket_bits);
    if (count > buckets || (t->bucket_bits > 0 && count <= buckets / 2)) return weir_refuse(v, WEIR_REFUSED_TABLE_BUCKETS, at + WEIR_TABLE_BUCKET_BITS);
    //@ assert holds: WEIR_PROOF_TABLE_HOLDS(v, t, from, end);
    count_table(v, t->ordinal, t->view, t->gram, e->worst);
    //@ assert stays: place->starts == starts;
    //@ assert used: e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    //@ assert all: end <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, end);
    place->entries = end;
    place->buckets = (uint64_t)t->bucket_first + buckets + 1;
    place->filters = (uint64_t)t->filter_first + records;
    return WEIR_ACCEPTED;
}

/* Behind the tables before table i: the key of the last of them, 0 where there is none; where the next places are; and whether its view has STARTS. */
#define WEIR_PROOF_KEY_BEFORE(v, i) ((i) > 0 ? table_key((v)->b, (v)->channel.section[WEIR_SECTION_TABLES].offset, (i) - 1) : 0)
#define WEIR_PROOF_TABLES_BEFORE(v, e, place, i) \
    ((place)->buckets == buckets_before(&(v)->channel, i) && (place)->filters == filters_before(&(v)->channel, i) && \
     (place)->entries == entries_before(&(v)->channel, i) && WEIR_PROOF_COUNTED_UNSEEN(v, e, (place)->entries) && \
     ((place)->starts != 0 <==> (i) > 0 && table_gram((v)->b, (v)->channel.section[WEIR_SECTION_TABLES].offset, (i) - 1) != 0))
/* Table i, behind one with the key `before`. */
#define WEIR_PROOF_USED(v, e, place) \
    ((e)->hits_used <= (v)->channel.section[WEIR_SECTION_HITS].count && (place)->entries <= (v)->channel.section[WEIR_SECTION_ENTRIES].count && \
     (place)->buckets <= (v)->channel.section[WEIR_SECTION_BUCKETS].count && (place)->filters <= (v)->channel.section[WEIR_SECTION_FILTERS].count && \
     WEIR_PROOF_STARTS(v, place))
/*@ ghost
    // What is said of a table's numbers is said of the table that has them.
    /@ requires table_ordinal(b, tables, i) == ordinal && table_buckets(b, tables, i) == first && table_bits(b, tables, i) == bits;
       requires buckets_in(b, buckets, first, first + pow2(bits), count);
       requires entries_below(b, entries, bucket_at(b, buckets, first), bucket_at(b, buckets, first + pow2(bits)),
                              values_for(parameter_type(b, parameters, ordinal - 1), strings, numbers));
       assigns \nothing;
       ensures table_buckets_in(b, tables, buckets, count, i);
       ensures table_entries_in(b, tables, parameters, buckets, entries, strings, numbers, i); @/
    static void table_has(const uint8_t *b, uint32_t tables, uint32_t parameters, uint32_t buckets, uint32_t entries, uint32_t count, uint32_t strings,
                          uint32_t numbers, uint32_t i, uint32_t ordinal, uint32_t first, uint32_t bits)
    {
    }
*/
/*@ requires WEIR_PROOF_ENTRIES_STAGE(v) && WEIR_PROOF_IN(&v->channel, TABLES) && WEIR_PROOF_IN(&v->channel, BUCKETS) && WEIR_PROOF_IN(&v->channel, FILTERS);
    requires \valid(e) && \valid(place) && \separated(v, e, place) && i < v->channel.section[WEIR_SECTION_TABLES].count;
    requires WEIR_PROOF_USED(v, e, place) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_ALL_HITS(v, place->entries);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires key: before == WEIR_PROOF_KEY_BEFORE(v, i);
    requires so_far: WEIR_PROOF_TABLES_BEFORE(v, e, place, i);
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1],
            WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters, place->starts;
    ensures exact: \result == WEIR_ACCEPTED ==> table_ok(&v->channel, i);
    ensures complete: \result != WEIR_ACCEPTED && \result != WEIR_REFUSED_STARTS ==> !table_ok(&v->channel, i);
    ensures so_far: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLES_BEFORE(v, e, place, i + 1);
    ensures used: \result == WEIR_ACCEPTED ==> WEIR_PROOF_USED(v, e, place);
    ensures hits: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_ALL_HITS(v, place->entries);
    ensures plain: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLE_PLAIN(&v->channel, i);
    ensures rises: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLE_RISES(&v->channel, i);
    ensures places: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLE_PLACES(&v->channel, i);
    ensures buckets: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLE_BUCKETS(&v->channel, i);
    ensures entries: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLE_ENTRIES(&v->channel, i); */
static uint32_t verify_next(struct verifier *v, uint32_t i, uint32_t before, struct verify_entry *e, struct place *place)
{
    const size_t at = WEIR_RECORD(&v->channel, TABLES, i);
    const struct weir_table t = weir_table_at(&v->channel, i);
    //@ assert numbers: t.ordinal == WEIR_PROOF_OF_TABLE(&v->channel, ordinal, i) && t.view == WEIR_PROOF_OF_TABLE(&v->channel, view, i);
    //@ assert sizes: t.gram == WEIR_PROOF_OF_TABLE(&v->channel, gram, i) && t.bucket_bits == WEIR_PROOF_OF_TABLE(&v->channel, bits, i);
    //@ assert ranges: t.bucket_first == WEIR_PROOF_OF_TABLE(&v->channel, buckets, i) && t.filter_first == WEIR_PROOF_OF_TABLE(&v->channel, filter, i);
    //@ assert key: key_of_table(t.ordinal, t.view, t.gram) == WEIR_PROOF_OF_TABLE(&v->channel, key, i);
    uint32_t code = verify_record(v, at, t, before);
    //@ assert record: code != WEIR_ACCEPTED ==> !table_ok(&v->channel, i);
    if (code != WEIR_ACCEPTED) return code;
    e->any = false;
    code = verify_view(v, at, t.gram, key_of(t) / 256 == before / 256, place);
    //@ assert view: code != WEIR_ACCEPTED && code != WEIR_REFUSED_STARTS ==> !table_ok(&v->channel, i);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert windows: t.gram != 0 ==> WEIR_STARTS_RECORDS <= place->filters;
    //@ assert filters: place->filters == filters_before(&v->channel, i) + starts_before(&v->channel, i);
    //@ assert counted: WEIR_PROOF_COUNTED_UNSEEN(v, e, place->entries);
    //@ ghost const uint64_t n = v->n, starts = place->starts;
    //@ ghost const uint64_t buckets = place->buckets, filters = place->filters, entries = place->entries;
    code = verify_table(v, at, &t, e, place);
    //@ assert end: WEIR_PROOF_BUCKETS_END(v, &t) == entries_before(&v->channel, i + 1);
    //@ assert type: WEIR_PROOF_TYPE(v, &t) == type_of_table(&v->channel, i);
    //@ assert holds: WEIR_PROOF_TABLE_HOLDS(v, &t, entries, WEIR_PROOF_BUCKETS_END(v, &t)) <==> table_holds_at(&v->channel, i);
    //@ assert table: code != WEIR_ACCEPTED ==> !table_ok(&v->channel, i);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert follow: places_follow(&v->channel, i);
    //@ assert next: place->buckets == buckets_before(&v->channel, i + 1) && place->filters == filters_before(&v->channel, i + 1);
    //@ assert size: v->n == n;
    //@ assert stays: place->starts == starts;
    //@ assert starts: WEIR_PROOF_STARTS(v, place);
    //@ assert ordinal: t.ordinal == table_ordinal(v->b, v->channel.section[WEIR_SECTION_TABLES].offset, i);
    //@ assert bits: t.bucket_bits == table_bits(v->b, v->channel.section[WEIR_SECTION_TABLES].offset, i);
    //@ assert first: t.bucket_first == table_buckets(v->b, v->channel.section[WEIR_SECTION_TABLES].offset, i);
    /*@ ghost table_has(v->b, v->channel.section[WEIR_SECTION_TABLES].offset, v->channel.section[WEIR_SECTION_PARAMETERS].offset,
                        v->channel.section[WEIR_SECTION_BUCKETS].offset, v->channel.section[WEIR_SECTION_ENTRIES].offset,
                        v->channel.section[WEIR_SECTION_ENTRIES].count, v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1,
                        v->channel.section[WEIR_SECTION_NUMBERS].count, i, t.ordinal, t.bucket_first, t.bucket_bits); */
    return WEIR_ACCEPTED;
}

/*@ ghost
    // What is true of the tables before i, and of i, is true of all up to i.
    /@ requires (\forall integer k; 0 <= k < i ==> table_plain(b, tables, parameters, parameter_count, k)) && table_plain(b, tables, parameters, parameter_count, i);
       requires (\forall integer k; 0 <= k < i ==> table_rises(b, tables, k)) && table_rises(b, tables, i);
       requires (\forall integer k; 0 <= k < i ==> table_places(b, tables, bucket_total, filter_total, k)) && table_places(b, tables, bucket_total, filter_total, i);
       requires (\forall integer k; 0 <= k < i ==> table_buckets_in(b, tables, buckets, entry_total, k)) && table_buckets_in(b, tables, buckets, entry_total, i);
       requires (\forall integer k; 0 <= k < i ==> table_entries_in(b, tables, parameters, buckets, entries, strings - 1, numbers, k)) && table_entries_in(b, tables, parameters, buckets, entries, strings - 1, numbers, i);
       assigns \nothing;
       ensures \forall integer k; 0 <= k < i + 1 ==> table_plain(b, tables, parameters, parameter_count, k);
       ensures \forall integer k; 0 <= k < i + 1 ==> table_rises(b, tables, k);
       ensures \forall integer k; 0 <= k < i + 1 ==> table_places(b, tables, bucket_total, filter_total, k);
       ensures \forall integer k; 0 <= k < i + 1 ==> table_buckets_in(b, tables, buckets, entry_total, k);
       ensures \forall integer k; 0 <= k < i + 1 ==> table_entries_in(b, tables, parameters, buckets, entries, strings - 1, numbers, k); @/
    static void one_table_more(const uint8_t *b, uint32_t tables, uint32_t parameters, uint32_t parameter_count, uint32_t buckets, uint32_t bucket_total,
                               uint32_t filter_total, uint32_t entries, uint32_t entry_total, uint32_t strings, uint32_t numbers, uint32_t i)
    {
    }
*/
/* All tables; where their places end. */
/*@ requires WEIR_PROOF_ENTRIES_STAGE(v) && WEIR_PROOF_IN(&v->channel, TABLES) && WEIR_PROOF_IN(&v->channel, BUCKETS) && WEIR_PROOF_IN(&v->channel, FILTERS);
    requires \valid(e) && \valid(place) && \separated(v, e, place);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires e->hits_used == 0 && e->hits_found == 0 && place->entries == 0 && place->buckets == 0 && place->filters == 0 && place->starts == 0;
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1],
            WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters, place->starts;
    ensures exact: \result == WEIR_ACCEPTED ==> \forall integer k; 0 <= k < v->channel.section[WEIR_SECTION_TABLES].count ==> table_ok(&v->channel, k);
    ensures complete: \result != WEIR_ACCEPTED && \result != WEIR_REFUSED_STARTS ==>
            \exists integer k; 0 <= k < v->channel.section[WEIR_SECTION_TABLES].count && !table_ok(&v->channel, k);
    ensures so_far: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLES_BEFORE(v, e, place, v->channel.section[WEIR_SECTION_TABLES].count);
    ensures used: \result == WEIR_ACCEPTED ==> WEIR_PROOF_USED(v, e, place);
    ensures hits: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_ALL_HITS(v, place->entries);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLES_IN(&v->channel, v->channel.section[WEIR_SECTION_TABLES].count); */
static uint32_t verify_all_tables(struct verifier *v, struct verify_entry *e, struct place *place)
{
    const uint32_t count = v->channel.section[WEIR_SECTION_TABLES].count;
    uint32_t before = 0;
    /*@ loop invariant 0 <= i <= count;
        loop invariant before: before == WEIR_PROOF_KEY_BEFORE(v, i);
        loop invariant so_far: WEIR_PROOF_TABLES_BEFORE(v, e, place, i);
        loop invariant ok: \forall integer k; 0 <= k < i ==> table_ok(&v->channel, k);
        loop invariant used: WEIR_PROOF_USED(v, e, place);
        loop invariant hits: WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
        loop invariant all: WEIR_PROOF_ALL_HITS(v, place->entries);
        loop invariant plain: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_PLAIN(&v->channel, k);
        loop invariant rises: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_RISES(&v->channel, k);
        loop invariant places: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_PLACES(&v->channel, k);
        loop invariant buckets: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_BUCKETS(&v->channel, k);
        loop invariant entries: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_ENTRIES(&v->channel, k);
        loop assigns i, before, v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1],
                     WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters, place->starts;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        TRY(verify_next(v, i, before, e, place));
        //@ assert file: WEIR_PROOF_FILE(v);
        //@ assert here: WEIR_PROOF_IN(&v->channel, TABLES) && i < v->channel.section[WEIR_SECTION_TABLES].count;
        //@ assert ok: \forall integer k; 0 <= k < i + 1 ==> table_ok(&v->channel, k);
        before = key_of(weir_table_at(&v->channel, i));
        //@ assert before: before == table_key(v->b, v->channel.section[WEIR_SECTION_TABLES].offset, i);
        /*@ ghost one_table_more(v->channel.bytes, v->channel.section[WEIR_SECTION_TABLES].offset, v->channel.section[WEIR_SECTION_PARAMETERS].offset,
                                 v->channel.parameter_count, v->channel.section[WEIR_SECTION_BUCKETS].offset, v->channel.section[WEIR_SECTION_BUCKETS].count,
                                 v->channel.section[WEIR_SECTION_FILTERS].count, v->channel.section[WEIR_SECTION_ENTRIES].offset,
                                 v->channel.section[WEIR_SECTION_ENTRIES].count, v->channel.section[WEIR_SECTION_STRING_OFFSETS].count,
                                 v->channel.section[WEIR_SECTION_NUMBERS].count, i); */
    }
    //@ assert tables: WEIR_PROOF_TABLES_IN(&v->channel, count);
    return WEIR_ACCEPTED;
}

/* What the search costs an event beside its tables. */
/*@ requires \valid(v) && v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    assigns v->channel.steps_fixed, v->channel.steps_per_byte; */
static void count_search(struct verifier *v, uint64_t hits)
{
    struct weir_channel *c = &v->channel;
    c->steps_fixed = weir_add_saturating(c->steps_fixed, hits);
    /*@ loop invariant 0 <= i <= v->channel.parameter_count;
        loop assigns i, v->channel.steps_per_byte;
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < c->parameter_count; i++)
        if (c->steps_per_byte < (uint64_t)v->steps_per_byte[i]) c->steps_per_byte = (uint64_t)v->steps_per_byte[i];
    /* The words that an event clears: one for 32 words of two bits a question, of a bit an instance, of a bit an entry. */
    c->steps_fixed = weir_add_saturating(c->steps_fixed, (uint64_t)c->section[WEIR_SECTION_QUESTIONS].count / 512 + c->section[WEIR_SECTION_INSTANCES].count / 1024 +
                                                             c->section[WEIR_SECTION_ENTRIES].count / 1024 + 3);
}

/* Every record was used, and every value found. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, BUCKETS) && WEIR_PROOF_IN(&v->channel, FILTERS) && WEIR_PROOF_IN(&v->channel, ENTRIES);
    requires WEIR_PROOF_IN(&v->channel, HITS) && \valid_read(e) && \valid_read(place) && \separated(v, e, place) && WEIR_PROOF_USED(v, e, place);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==>
            (place->buckets == v->channel.section[WEIR_SECTION_BUCKETS].count && place->filters == v->channel.section[WEIR_SECTION_FILTERS].count &&
             place->entries == v->channel.section[WEIR_SECTION_ENTRIES].count && e->hits_used == v->channel.section[WEIR_SECTION_HITS].count &&
             e->hits_found == v->hits_wanted);
    ensures \result == WEIR_ACCEPTED || \result != WEIR_REFUSED_STARTS;
    ensures \result == WEIR_ACCEPTED ==> place->entries == v->channel.section[WEIR_SECTION_ENTRIES].count && e->hits_used == v->channel.section[WEIR_SECTION_HITS].count; */
static uint32_t verify_ends(struct verifier *v, const struct verify_entry *e, const struct place *place)
{
    const struct weir_channel *c = &v->channel;
    if (place->buckets != c->section[WEIR_SECTION_BUCKETS].count) return weir_refuse(v, WEIR_REFUSED_BUCKETS_END, WEIR_RECORD(c, BUCKETS, (uint32_t)place->buckets));
    if (place->filters != c->section[WEIR_SECTION_FILTERS].count) return weir_refuse(v, WEIR_REFUSED_FILTERS_END, WEIR_RECORD(c, FILTERS, (uint32_t)place->filters));
    if (place->entries != c->section[WEIR_SECTION_ENTRIES].count) return weir_refuse(v, WEIR_REFUSED_ENTRIES_END, WEIR_RECORD(c, ENTRIES, (uint32_t)place->entries));
    if (e->hits_used != c->section[WEIR_SECTION_HITS].count) return weir_refuse(v, WEIR_REFUSED_HITS_END, WEIR_RECORD(c, HITS, (uint32_t)e->hits_used));
    if (e->hits_found != v->hits_wanted) return weir_refuse(v, WEIR_REFUSED_HITS_COUNT, c->section[WEIR_SECTION_HITS].offset);
    return WEIR_ACCEPTED;
}

/*@ requires \valid(ahead);
    assigns *ahead; */
static void clear_ahead(struct verify_ahead *ahead)
{
    /*@ loop invariant 0 <= i <= 4 * VERIFY_AHEAD;
        loop assigns i, *ahead;
        loop variant 4 * VERIFY_AHEAD - i; */
    for (uint32_t i = 0; i < 4 * VERIFY_AHEAD; i++)
        ahead->one[i].string = ahead->one[i].required = ahead->one[i].next = 0;
}

uint32_t weir_verify_search(struct verifier *v)
{
    struct place place;
    struct verify_entry e;
    clear_ahead(&place.ahead);
    place.buckets = place.filters = place.entries = 0;
    place.starts = 0;
    e.hits_used = 0;
    e.hits_found = 0;
    //@ assert none: WEIR_PROOF_TABLES_BEFORE(v, &e, &place, 0);
    uint32_t code = verify_all_tables(v, &e, &place);
    //@ assert tables: code != WEIR_ACCEPTED && code != WEIR_REFUSED_STARTS ==> !search_tables_ok(&v->channel, v->hits_wanted);
    if (code != WEIR_ACCEPTED) return code;
    code = verify_starts(v, &place);
    if (code != WEIR_ACCEPTED) return code;
    code = verify_ends(v, &e, &place);
    //@ assert shown: shown(0);
    //@ assert ends: code == WEIR_ACCEPTED <==> ends_used(&v->channel, v->hits_wanted);
    if (code != WEIR_ACCEPTED) return code;
    count_search(v, e.hits_found);
    return WEIR_ACCEPTED;
}
