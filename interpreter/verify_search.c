/* The verifier's stage on the search tables: TABLES, and through verify_buckets.c and verify_starts.c all that they have.
 *
 * In:   questions that are verified. Out: whether the tables say exactly what is searched for; the steps of a search.
 * Must hold: hits are different from each other, each is of a value of its question's set, and there are as many as questions have values:
 *            so they are these and no others. */
#include "verify_search.h"

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
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, WEIR_PROOF_WANT(place),
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
    ensures wanted: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WANTED(&v->channel, place, t->gram, \old(place->entries), place->entries);
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
    //@ assert counted: WEIR_PROOF_COUNTED(&v->channel, e, from);
    //@ assert filter: filter.at == v->channel.section[WEIR_SECTION_FILTERS].offset + WEIR_BYTES_FILTERS * t->filter_first;
    const uint32_t code = weir_verify_buckets(v, t, e, &filter, place, buckets, from);
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

/* Behind the tables before table i: the key of the last of them, 0 where there is none; where the next places are; and STARTS, where its view has them. */
#define WEIR_PROOF_KEY_BEFORE(v, i) ((i) > 0 ? table_key((v)->b, (v)->channel.section[WEIR_SECTION_TABLES].offset, (i) - 1) : 0)
#define WEIR_PROOF_TABLES_BEFORE(v, e, place, i) \
    ((place)->buckets == buckets_before(&(v)->channel, i) && (place)->filters == filters_before(&(v)->channel, i) && \
     (place)->entries == entries_before(&(v)->channel, i) && WEIR_PROOF_COUNTED_UNSEEN(v, e, (place)->entries) && \
     ((place)->starts != 0 <==> (i) > 0 && table_gram((v)->b, (v)->channel.section[WEIR_SECTION_TABLES].offset, (i) - 1) != 0) && \
     ((place)->starts != 0 ==> WEIR_PROOF_STARTS_SO_FAR(v, place, i)))
#define WEIR_PROOF_STARTS_SO_FAR(v, place, i) \
    ((place)->starts == WEIR_PROOF_PLACE(&(v)->channel, FILTERS) + WEIR_BYTES_FILTERS * starts_place_unseen(&(v)->channel, i) && \
     (\forall integer j; 0 <= j < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS ==> want_at(&(place)->want[0], j) == starts_byte_unseen(&(v)->channel, i, j)))
/*@ ghost
    // STARTS, where they are, stand where what was put together is what stands there.
    /@ requires \valid_read(v) && \valid_read(place) && v->channel.bytes == v->b && place->starts != 0 && WEIR_PROOF_STARTS_SO_FAR(v, place, i);
       assigns \nothing;
       ensures WEIR_PROOF_STARTS_STAND(v, place) <==> starts_stand_unseen(&v->channel, i); @/
    static void starts_are(const struct verifier *v, const struct place *place, uint32_t i)
    {
    }

    // What table i adds to those of its view.
    /@ requires WEIR_PROOF_OF_TABLE(c, gram, i) != 0;
       assigns \nothing;
       ensures \forall integer j; starts_byte_unseen(c, i + 1, j) ==
               entries_start_unseen(c, WEIR_PROOF_OF_TABLE(c, gram, i), entries_before(c, i), entries_before(c, i + 1),
                                    starts_before(c, i) != 0 ? 0 : starts_byte_unseen(c, i, j), j);
       ensures starts_place_unseen(c, i + 1) == (starts_before(c, i) != 0 ? filters_before(c, i) : starts_place_unseen(c, i)); @/
    static void starts_next(const struct weir_channel *c, uint32_t i)
    {
    }
*/
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
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, WEIR_PROOF_WANT(place),
            WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters, place->starts;
    ensures exact: \result == WEIR_ACCEPTED ==> table_ok(&v->channel, i) && starts_ok(&v->channel, i);
    ensures complete: \result != WEIR_ACCEPTED ==> !(table_ok(&v->channel, i) && starts_ok(&v->channel, i));
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
    //@ assert behind: key_of_table(t.ordinal, t.view, t.gram) / 256 == before / 256 ==> t.gram != 0;
    //@ ghost if (place->starts != 0) starts_are(v, place, i);
    code = weir_verify_view(v, at, t.gram, key_of(t) / 256 == before / 256, place);
    //@ assert view: code != WEIR_ACCEPTED && code != WEIR_REFUSED_STARTS ==> !table_ok(&v->channel, i);
    //@ assert starts: code == WEIR_REFUSED_STARTS ==> !starts_ok(&v->channel, i);
    //@ assert stood: code == WEIR_ACCEPTED ==> starts_ok(&v->channel, i);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert windows: t.gram != 0 ==> WEIR_STARTS_RECORDS <= place->filters;
    /*@ assert bytes: t.gram != 0 ==> (\forall integer j; 0 <= j < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS ==>
               want_at(&place->want[0], j) == (starts_before(&v->channel, i) != 0 ? 0 : starts_byte_unseen(&v->channel, i, j))); */
    /*@ assert place: t.gram != 0 ==> place->starts == WEIR_PROOF_PLACE(&v->channel, FILTERS) +
               WEIR_BYTES_FILTERS * (starts_before(&v->channel, i) != 0 ? filters_before(&v->channel, i) : starts_place_unseen(&v->channel, i)); */
    //@ ghost if (t.gram != 0) starts_next(&v->channel, i);
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
    //@ assert wanted: t.gram != 0 ==> WEIR_PROOF_STARTS_SO_FAR(v, place, i + 1);
    //@ assert none: t.gram == 0 ==> place->starts == 0;
    //@ assert has: place->starts != 0 <==> t.gram != 0;
    //@ assert entries: place->entries == entries_before(&v->channel, i + 1) && WEIR_PROOF_COUNTED_UNSEEN(v, e, place->entries);
    //@ assert so_far: WEIR_PROOF_TABLES_BEFORE(v, e, place, i + 1);
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
    assigns v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, WEIR_PROOF_WANT(place),
            WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters, place->starts;
    ensures exact: \result == WEIR_ACCEPTED ==> \forall integer k; 0 <= k < v->channel.section[WEIR_SECTION_TABLES].count ==>
            table_ok(&v->channel, k) && starts_ok(&v->channel, k);
    ensures complete: \result != WEIR_ACCEPTED ==>
            \exists integer k; 0 <= k < v->channel.section[WEIR_SECTION_TABLES].count && !(table_ok(&v->channel, k) && starts_ok(&v->channel, k));
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
        loop invariant ok: \forall integer k; 0 <= k < i ==> table_ok(&v->channel, k) && starts_ok(&v->channel, k);
        loop invariant used: WEIR_PROOF_USED(v, e, place);
        loop invariant hits: WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
        loop invariant all: WEIR_PROOF_ALL_HITS(v, place->entries);
        loop invariant plain: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_PLAIN(&v->channel, k);
        loop invariant rises: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_RISES(&v->channel, k);
        loop invariant places: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_PLACES(&v->channel, k);
        loop invariant buckets: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_BUCKETS(&v->channel, k);
        loop invariant entries: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TABLE_ENTRIES(&v->channel, k);
        loop assigns i, before, v->at, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *e, WEIR_PROOF_WANT(place),
                     WEIR_PROOF_AHEAD(place), place->entries, place->buckets, place->filters, place->starts;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        TRY(verify_next(v, i, before, e, place));
        //@ assert file: WEIR_PROOF_FILE(v);
        //@ assert here: WEIR_PROOF_IN(&v->channel, TABLES) && i < v->channel.section[WEIR_SECTION_TABLES].count;
        //@ assert ok: \forall integer k; 0 <= k < i + 1 ==> table_ok(&v->channel, k) && starts_ok(&v->channel, k);
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
    //@ assert tables: code != WEIR_ACCEPTED ==> !search_tables_ok(&v->channel, v->hits_wanted);
    if (code != WEIR_ACCEPTED) return code;
    //@ ghost if (place.starts != 0) starts_are(v, &place, v->channel.section[WEIR_SECTION_TABLES].count);
    code = weir_verify_starts(v, &place);
    //@ assert starts: code == WEIR_ACCEPTED <==> starts_ok(&v->channel, v->channel.section[WEIR_SECTION_TABLES].count);
    //@ assert no_starts: code != WEIR_ACCEPTED ==> !search_tables_ok(&v->channel, v->hits_wanted);
    if (code != WEIR_ACCEPTED) return code;
    code = verify_ends(v, &e, &place);
    //@ assert ends: code == WEIR_ACCEPTED <==> ends_used(&v->channel, v->hits_wanted);
    if (code != WEIR_ACCEPTED) return code;
    count_search(v, e.hits_found);
    return WEIR_ACCEPTED;
}
