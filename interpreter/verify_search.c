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
    ensures sound: \result == WEIR_ACCEPTED ==>
            table_of(t.ordinal, t.view, t.gram, t.bucket_bits,
                     parameter_type(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, t.ordinal - 1), v->channel.parameter_count);
    ensures sound: \result == WEIR_ACCEPTED ==> before < key_of_table(t.ordinal, t.view, t.gram); */
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
    assigns v->at; */
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
    ensures \result == WEIR_ACCEPTED ==> WEIR_PROOF_STARTS(v, place) && (gram != 0 ==> place->starts != 0); */
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

/* All bytes before this one are complete. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_FILTER(v, f) && byte <= f->bytes;
    assigns v->at, f->byte, f->want;
    ensures f->byte <= f->bytes; */
static uint32_t verify_filter_to(struct verifier *v, struct filter *f, uint64_t byte)
{
    /*@ loop invariant f->byte <= f->bytes;
        loop assigns f->byte, f->want, v->at;
        loop variant f->bytes - f->byte; */
    for (; f->byte < byte; f->byte++) {
        if (v->b[f->at + f->byte] != f->want) return weir_refuse(v, WEIR_REFUSED_FILTER, f->at + f->byte);
        f->want = 0;
    }
    return WEIR_ACCEPTED;
}

/* The place of a hash in the filter of so many buckets. */
/*@ requires bucket_bits <= WEIR_MAX_BUCKET_BITS;
    assigns \nothing;
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

/* What an entry with this hash must have set in the filter, and in STARTS where it has a window. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, ENTRIES) && index < v->channel.section[WEIR_SECTION_ENTRIES].count;
    requires bucket_bits <= WEIR_MAX_BUCKET_BITS && gram <= WEIR_MAX_GRAM && (gram != 0 ==> window + gram <= v->n);
    requires \valid(f) && f->at + f->bytes <= v->n && f->byte <= f->bytes && f->bytes == 8 * filter_records(bucket_bits);
    requires \valid(place) && \separated(v, f, place);
    assigns v->at, f->byte, f->want, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1];
    ensures f->byte <= f->bytes; */
static uint32_t verify_bits(struct verifier *v, uint32_t bucket_bits, uint32_t gram, uint32_t hash, uint64_t window, struct filter *f, struct place *place, uint32_t index,
                            uint32_t bucket)
{
    if (weir_top_bits(hash, bucket_bits) != bucket) return weir_refuse(v, WEIR_REFUSED_ENTRY_BUCKET, WEIR_RECORD(&v->channel, ENTRIES, index));
    const uint32_t bit = filter_bit(hash, bucket_bits);
    //@ assert bit: bit / 8 < 8 * filter_records(bucket_bits);
    TRY(verify_filter_to(v, f, bit / 8));
    f->want |= (uint32_t)1 << bit % 8;
    if (gram != 0) want_start(place, gram, v->b + window);
    return WEIR_ACCEPTED;
}

/* One entry, and what it must have set. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && index < v->channel.section[WEIR_SECTION_ENTRIES].count;
    requires WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    requires \valid(f) && f->at + f->bytes <= v->n && f->byte <= f->bytes && f->bytes == 8 * filter_records(t->bucket_bits);
    requires \valid(place) && \separated(v, e, f, place);
    assigns v->at, *e, f->byte, f->want,
            place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1];
    ensures f->byte <= f->bytes;
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRY_HITS(v, index);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRY_BELOW(v, t, index); */
static uint32_t verify_one(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t index, uint32_t bucket)
{
    TRY(weir_verify_entry(v, t, e, index));
    return verify_bits(v, t->bucket_bits, t->gram, (uint32_t)e->hash, e->window, f, place, index, bucket);
}

/* One bucket: the entries from `first` up to before `end`; e->worst: the steps of the worst one. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    requires \valid(f) && f->at + f->bytes <= v->n && f->byte <= f->bytes && f->bytes == 8 * filter_records(t->bucket_bits);
    requires \valid(place) && \separated(v, e, f, place);
    requires from <= first <= end <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    requires WEIR_PROOF_ALL_HITS(v, first) && WEIR_PROOF_ENTRIES_BELOW(v, t, from, first);
    assigns v->at, *e, f->byte, f->want,
            place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
    ensures f->byte <= f->bytes;
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_HITS(v, end);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRIES_BELOW(v, t, from, end); */
static uint32_t verify_bucket(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t bucket,
                              uint32_t from, uint32_t first, uint32_t end)
{
    uint64_t steps = 0;
    (void)from; /* where the table's entries start: the proof's */
    /*@ loop invariant first <= i <= end && f->byte <= f->bytes;
        loop invariant filter: f->at == \at(f->at, Pre) && f->bytes == \at(f->bytes, Pre) && f->at + f->bytes <= v->n;
        loop invariant used: e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
        loop invariant hits: WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
        loop invariant all: WEIR_PROOF_ALL_HITS(v, i);
        loop invariant below: WEIR_PROOF_ENTRIES_BELOW(v, t, from, i);
        loop assigns i, steps, v->at, *e, f->byte, f->want,
                     place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        weir_verify_entries_ahead(v, &place->ahead, i);
        TRY(verify_one(v, t, e, f, place, i, bucket));
        //@ assert one: WEIR_PROOF_ENTRY_HITS(v, i) && WEIR_PROOF_ENTRY_BELOW(v, t, i);
        //@ assert all: \forall integer k; 0 <= k < i + 1 ==> WEIR_PROOF_ENTRY_HITS(v, k);
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

/* The buckets of a table, each with its entries, of which the first is number `from`; e->end: where they end. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_IN(&v->channel, BUCKETS);
    requires \valid(f) && f->at + f->bytes <= v->n && f->byte <= f->bytes && f->bytes == 8 * filter_records(t->bucket_bits);
    requires \valid(place) && \separated(v, e, f, place);
    requires t->bucket_first + buckets + 1 <= v->channel.section[WEIR_SECTION_BUCKETS].count;
    requires from <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, from);
    assigns v->at, *e, f->byte, f->want,
            place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> from <= e->end <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_HITS(v, e->end);
    ensures first: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BUCKET(v, t->bucket_first) == from;
    ensures last: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BUCKET(v, t->bucket_first + buckets) == e->end;
    ensures sound: \result == WEIR_ACCEPTED ==> (\forall integer k; t->bucket_first <= k < t->bucket_first + buckets ==>
            WEIR_PROOF_BUCKET_IN(v, t->bucket_first, t->bucket_first + buckets, k));
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ENTRIES_BELOW(v, t, from, e->end); */
static uint32_t verify_buckets(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct filter *f, struct place *place, uint32_t buckets,
                               uint32_t from)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t first = t->bucket_first, total = c->section[WEIR_SECTION_ENTRIES].count;
    if (bucket_start(c, first) != from) return weir_refuse(v, WEIR_REFUSED_BUCKETS_FIRST, WEIR_RECORD(c, BUCKETS, first));
    uint32_t now = from;
    /*@ loop invariant 0 <= i <= buckets && from <= now <= total && f->byte <= f->bytes;
        loop invariant filter: f->at == \at(f->at, Pre) && f->bytes == \at(f->bytes, Pre);
        loop invariant used: e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
        loop invariant hits: WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
        loop invariant all: WEIR_PROOF_ALL_HITS(v, now);
        loop invariant below: WEIR_PROOF_ENTRIES_BELOW(v, t, from, now);
        loop invariant here: WEIR_PROOF_BUCKET(v, first + i) == now;
        loop invariant buckets: \forall integer k; first <= k < first + i ==> WEIR_PROOF_BUCKET_BETWEEN(v, from, now, k);
        loop assigns i, now, v->at, *e, f->byte, f->want,
                     place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1], WEIR_PROOF_AHEAD(place);
        loop variant buckets - i; */
    for (uint32_t i = 0; i < buckets; i++) {
        const uint32_t next = bucket_start(c, first + i + 1);
        if (next < now || next > total) return weir_refuse(v, WEIR_REFUSED_BUCKETS_FALL, WEIR_RECORD(c, BUCKETS, first + i + 1));
        //@ assert before: \forall integer k; first <= k < first + i ==> WEIR_PROOF_BUCKET_BETWEEN(v, from, now, k) && WEIR_PROOF_BUCKET_BETWEEN(v, from, next, k);
        TRY(verify_bucket(v, t, e, f, place, i, from, now, next));
        //@ assert end: next == WEIR_PROOF_BUCKET(v, first + (i + 1)) && WEIR_PROOF_BUCKET(v, first + i) == now <= next;
        //@ assert last: WEIR_PROOF_BUCKET_BETWEEN(v, from, next, first + i);
        //@ assert each: \forall integer k; first <= k <= first + i ==> WEIR_PROOF_BUCKET_BETWEEN(v, from, next, k);
        now = next;
    }
    //@ assert ends: from == WEIR_PROOF_BUCKET(v, first) && now == WEIR_PROOF_BUCKET(v, first + buckets);
    /*@ assert all: \forall integer k; first <= k < first + buckets ==>
               WEIR_PROOF_BUCKET_BETWEEN(v, from, now, k) && WEIR_PROOF_BUCKET_IN(v, first, first + buckets, k); */
    TRY(verify_filter_to(v, f, f->bytes));
    //@ assert hits: WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    //@ assert inside: from <= now <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    e->end = now;
    //@ assert end: from <= e->end <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    return WEIR_ACCEPTED;
}

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

/* One table: its ranges, its buckets, and that it has as many as its entries need. */
/*@ requires WEIR_PROOF_TABLE_STAGE(v, t, e) && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_IN(&v->channel, BUCKETS);
    requires WEIR_PROOF_IN(&v->channel, FILTERS) && \valid(place) && \separated(v, e, place);
    requires place->buckets <= v->channel.section[WEIR_SECTION_BUCKETS].count && place->filters <= v->channel.section[WEIR_SECTION_FILTERS].count;
    requires place->entries <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, place->entries);
    requires t->gram != 0 ==> WEIR_STARTS_RECORDS <= place->filters;
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1],
            WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters;
    ensures sound: \result == WEIR_ACCEPTED ==> e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> place->entries <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, place->entries);
    ensures sound: \result == WEIR_ACCEPTED ==> place->buckets <= v->channel.section[WEIR_SECTION_BUCKETS].count &&
            \old(place->filters) <= place->filters <= v->channel.section[WEIR_SECTION_FILTERS].count;
    ensures starts: \result == WEIR_ACCEPTED ==> place->starts == \old(place->starts);
    ensures places: \result == WEIR_ACCEPTED ==>
            places_of_table(t->gram, t->bucket_bits, t->bucket_first, t->filter_first, v->channel.section[WEIR_SECTION_BUCKETS].count,
                            v->channel.section[WEIR_SECTION_FILTERS].count);
    ensures buckets: \result == WEIR_ACCEPTED ==>
            buckets_in(v->b, v->channel.section[WEIR_SECTION_BUCKETS].offset, t->bucket_first, t->bucket_first + pow2(t->bucket_bits),
                       v->channel.section[WEIR_SECTION_ENTRIES].count);
    ensures entries: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_ENTRIES_BELOW(v, t, WEIR_PROOF_BUCKET(v, t->bucket_first), WEIR_PROOF_BUCKET(v, t->bucket_first + pow2(t->bucket_bits))); */
static uint32_t verify_table(struct verifier *v, size_t at, const struct weir_table *t, struct verify_entry *e, struct place *place)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t buckets = weir_two_to(t->bucket_bits), records = weir_two_to(weir_filter_bits(t->bucket_bits) - 6);
    //@ assert buckets == pow2(t->bucket_bits) && records == filter_records(t->bucket_bits);
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
    TRY(verify_buckets(v, t, e, &filter, place, buckets, from));
    //@ assert kept: place->starts == starts;
    const uint64_t end = e->end, count = end - from;
    if (count == 0) return weir_refuse(v, WEIR_REFUSED_TABLE_EMPTY, at);
    //@ assert some: WEIR_PROOF_BUCKET(v, t->bucket_first) < WEIR_PROOF_BUCKET(v, t->bucket_first + buckets) <= v->channel.section[WEIR_SECTION_ENTRIES].count;
    /*@ assert buckets: buckets_in(v->b, v->channel.section[WEIR_SECTION_BUCKETS].offset, t->bucket_first, t->bucket_first + pow2(t->bucket_bits),
                                   v->channel.section[WEIR_SECTION_ENTRIES].count); */
    if (count > buckets || (t->bucket_bits > 0 && count <= buckets / 2)) return weir_refuse(v, WEIR_REFUSED_TABLE_BUCKETS, at + WEIR_TABLE_BUCKET_BITS);
    count_table(v, t->ordinal, t->view, t->gram, e->worst);
    //@ assert stays: place->starts == starts;
    //@ assert used: e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    //@ assert all: end <= v->channel.section[WEIR_SECTION_ENTRIES].count && WEIR_PROOF_ALL_HITS(v, end);
    place->entries = end;
    place->buckets = (uint64_t)t->bucket_first + buckets + 1;
    place->filters = (uint64_t)t->filter_first + records;
    return WEIR_ACCEPTED;
}

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
    requires i > 0 ==> before == table_key(v->b, v->channel.section[WEIR_SECTION_TABLES].offset, i - 1);
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1],
            WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters, place->starts;
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
    TRY(verify_record(v, at, t, before));
    e->any = false;
    TRY(verify_view(v, at, t.gram, key_of(t) / 256 == before / 256, place));
    //@ assert windows: t.gram != 0 ==> WEIR_STARTS_RECORDS <= place->filters;
    //@ ghost const uint64_t n = v->n, starts = place->starts;
    TRY(verify_table(v, at, &t, e, place));
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
    requires e->hits_used == 0 && place->entries == 0 && place->buckets == 0 && place->filters == 0 && place->starts == 0;
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, place->want[0 .. WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS - 1],
            WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters, place->starts;
    ensures used: \result == WEIR_ACCEPTED ==> WEIR_PROOF_USED(v, e, place);
    ensures hits: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used) && WEIR_PROOF_ALL_HITS(v, place->entries);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLES_IN(&v->channel, v->channel.section[WEIR_SECTION_TABLES].count); */
static uint32_t verify_all_tables(struct verifier *v, struct verify_entry *e, struct place *place)
{
    const uint32_t count = v->channel.section[WEIR_SECTION_TABLES].count;
    uint32_t before = 0;
    /*@ loop invariant 0 <= i <= count;
        loop invariant before: i > 0 ==> before == table_key(v->b, v->channel.section[WEIR_SECTION_TABLES].offset, i - 1);
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
        before = key_of(weir_table_at(&v->channel, i));
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
    TRY(verify_all_tables(v, &e, &place));
    TRY(verify_starts(v, &place));
    TRY(verify_ends(v, &e, &place));
    count_search(v, e.hits_found);
    return WEIR_ACCEPTED;
}
