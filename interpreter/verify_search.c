/* The verifier's stage on the search tables: TABLES, BUCKETS, FILTERS, and through verify_entries.c ENTRIES and HITS.
 *
 * In:   questions that are verified. Out: whether the tables say exactly what is searched for; the steps of a search.
 * Must hold: hits are different from each other, each is of a value of its question's set, and there are as many as questions have values:
 *            so they are these and no others. */
#include "verify.h"

static uint32_t verify_record(struct verifier *v, size_t at, const struct weir_table *t, const struct weir_table *before)
{
    const struct weir_channel *c = &v->channel;
    if (t->ordinal == 0 || t->ordinal > c->parameter_count) return weir_refuse(v, WEIR_REFUSED_TABLE_ORDINAL, at + WEIR_TABLE_ORDINAL);
    const uint32_t type = v->b[WEIR_RECORD(c, PARAMETERS, t->ordinal - 1) + WEIR_PARAMETER_TYPE];
    if (weir_is_text(type) ? t->view > WEIR_VIEW_RAW : t->view != WEIR_VIEW_VALUE || type == WEIR_TYPE_RESERVED)
        return weir_refuse(v, WEIR_REFUSED_TABLE_VIEW, at + WEIR_TABLE_VIEW);
    if (t->view == WEIR_VIEW_VALUE ? t->gram != 0 : t->gram > WEIR_SHORT_GRAM && t->gram != WEIR_MAX_GRAM) return weir_refuse(v, WEIR_REFUSED_TABLE_GRAM, at + WEIR_TABLE_GRAM);
    if (t->bucket_bits > WEIR_MAX_BUCKET_BITS) return weir_refuse(v, WEIR_REFUSED_TABLE_BUCKETS, at + WEIR_TABLE_BUCKET_BITS);
    const uint32_t key = 65536 * t->ordinal + 256 * t->view + t->gram, key_before = 65536 * before->ordinal + 256 * before->view + before->gram;
    if (key <= key_before) return weir_refuse(v, WEIR_REFUSED_TABLE_ORDER, at);
    return WEIR_ACCEPTED;
}

/* The next places to be used. */
struct place {
    uint32_t buckets, filters, entries;
    size_t starts;                                          /* STARTS of this view; 0: it has no windows yet */
    uint8_t want[WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS]; /* what must stand there */
    struct verify_ahead ahead;
};

/* Behind the last table of a view. */
static uint32_t verify_starts(struct verifier *v, const struct place *place)
{
    for (uint32_t i = 0; place->starts != 0 && i < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS; i++)
        if (v->b[place->starts + i] != place->want[i]) return weir_refuse(v, WEIR_REFUSED_STARTS, place->starts + i);
    return WEIR_ACCEPTED;
}

/* Before a table: if it is the first one of windows of its view, STARTS stand before its filter. */
static uint32_t verify_view(struct verifier *v, size_t at, const struct weir_table *t, const struct weir_table *before, struct place *place)
{
    const struct weir_channel *c = &v->channel;
    if (t->ordinal != before->ordinal || t->view != before->view) {
        TRY(verify_starts(v, place));
        place->starts = 0;
    }
    if (t->gram == 0 || place->starts != 0) return WEIR_ACCEPTED;
    if (WEIR_STARTS_RECORDS > c->section[WEIR_SECTION_FILTERS].count - place->filters) return weir_refuse(v, WEIR_REFUSED_FILTERS_END, at + WEIR_TABLE_GRAM);
    place->starts = WEIR_RECORD(c, FILTERS, place->filters);
    place->filters += WEIR_STARTS_RECORDS;
    for (uint32_t i = 0; i < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS; i++)
        place->want[i] = 0;
    return WEIR_ACCEPTED;
}

/* The bits of one filter, from the lowest up, as the entries come. */
struct filter {
    size_t at;           /* of its first byte */
    uint32_t bytes;
    uint32_t byte, want; /* the byte that is being put together, and its bits so far */
};

/* All bytes before this one are complete. */
static uint32_t verify_filter_to(struct verifier *v, struct filter *f, uint32_t byte)
{
    for (; f->byte < byte; f->byte++) {
        if (v->b[f->at + f->byte] != f->want) return weir_refuse(v, WEIR_REFUSED_FILTER, f->at + f->byte);
        f->want = 0;
    }
    return WEIR_ACCEPTED;
}

/* A window of one byte starts with it and whatever stands behind it. */
static void want_start(struct place *place, const struct verify_entry *e)
{
    const uint32_t bit = 1u << (e->table.gram - 1), any = e->table.gram == 1 ? 256 : 1;
    for (uint32_t i = 0; i < any; i++) {
        uint8_t *want = &place->want[weir_start_slot(e->window[0] + 256 * (e->table.gram == 1 ? i : e->window[1]))];
        *want = (uint8_t)(*want | bit);
    }
}

/* The buckets of a table, each with its entries. */
static uint32_t verify_buckets(struct verifier *v, struct verify_entry *e, struct filter *f, struct place *place, uint64_t *worst)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t buckets = (uint32_t)1 << e->table.bucket_bits, filter_bits = weir_filter_bits(e->table.bucket_bits);
    const uint32_t total = c->section[WEIR_SECTION_ENTRIES].count;
    const size_t first = WEIR_RECORD(c, BUCKETS, e->table.bucket_first);
    if (weir_u32_at(v->b, first) != place->entries) return weir_refuse(v, WEIR_REFUSED_BUCKETS_FIRST, first);
    for (uint32_t i = 0; i < buckets; i++) {
        const size_t at = first + (size_t)WEIR_BYTES_BUCKETS * (i + 1);
        const uint32_t end = weir_u32_at(v->b, at);
        uint64_t steps = 0;
        if (end < place->entries || end > total) return weir_refuse(v, WEIR_REFUSED_BUCKETS_FALL, at);
        for (; place->entries < end; place->entries++) {
            weir_verify_entries_ahead(v, &place->ahead, place->entries);
            TRY(weir_verify_entry(v, e, place->entries));
            if (weir_top_bits(e->hash, e->table.bucket_bits) != i) return weir_refuse(v, WEIR_REFUSED_ENTRY_BUCKET, WEIR_RECORD(c, ENTRIES, place->entries));
            const uint32_t bit = weir_top_bits(e->hash, filter_bits);
            TRY(verify_filter_to(v, f, bit / 8));
            f->want |= (uint32_t)1 << bit % 8;
            if (e->table.gram != 0) want_start(place, e);
            steps = weir_add_saturating(steps, e->steps);
        }
        if (*worst < steps) *worst = steps;
    }
    return verify_filter_to(v, f, f->bytes);
}

/* One table: its ranges, its buckets, and that it has as many as its entries need. */
static uint32_t verify_table(struct verifier *v, size_t at, struct verify_entry *e, struct place *place)
{
    const struct weir_channel *c = &v->channel;
    const struct weir_table *t = &e->table;
    const uint32_t buckets = (uint32_t)1 << t->bucket_bits, records = (uint32_t)1 << (weir_filter_bits(t->bucket_bits) - 6);
    if (t->bucket_first != place->buckets) return weir_refuse(v, WEIR_REFUSED_TABLE_RANGES, at + WEIR_TABLE_BUCKET_FIRST);
    if (t->filter_first != place->filters) return weir_refuse(v, WEIR_REFUSED_TABLE_RANGES, at + WEIR_TABLE_FILTER_FIRST);
    if (buckets >= c->section[WEIR_SECTION_BUCKETS].count - place->buckets) return weir_refuse(v, WEIR_REFUSED_BUCKETS_END, at + WEIR_TABLE_BUCKET_BITS);
    if (records > c->section[WEIR_SECTION_FILTERS].count - place->filters) return weir_refuse(v, WEIR_REFUSED_FILTERS_END, at + WEIR_TABLE_BUCKET_BITS);
    struct filter filter = {WEIR_RECORD(c, FILTERS, t->filter_first), 8 * records, 0, 0};
    const uint32_t entries = place->entries;
    uint64_t worst = 0;
    TRY(verify_buckets(v, e, &filter, place, &worst));
    const uint32_t count = place->entries - entries;
    if (count == 0) return weir_refuse(v, WEIR_REFUSED_TABLE_EMPTY, at);
    if (count > buckets || (t->bucket_bits > 0 && count <= buckets / 2)) return weir_refuse(v, WEIR_REFUSED_TABLE_BUCKETS, at + WEIR_TABLE_BUCKET_BITS);
    place->buckets += buckets + 1;
    place->filters += records;
    /* A whole value is hashed and looked up once, a window at each place of the view. */
    struct weir_cost cost = {WEIR_PARAMETER_STEPS, t->view == WEIR_VIEW_VALUE ? 0 : WEIR_VIEW_GROWTH};
    if (t->gram == 0)
        cost.fixed = weir_add_saturating(t->view == WEIR_VIEW_VALUE ? WEIR_PARAMETER_STEPS + 16 : WEIR_PARAMETER_STEPS, worst);
    else
        cost.per_byte = worst > UINT64_MAX / 8 ? UINT64_MAX : WEIR_VIEW_GROWTH * (worst + 1);
    weir_verify_cost(v, t->ordinal - 1, cost);
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_search(struct verifier *v)
{
    struct weir_channel *c = &v->channel;
    struct place place;
    place.buckets = place.filters = place.entries = 0;
    place.starts = 0;
    for (uint32_t i = 0; i < 4 * VERIFY_AHEAD; i++)
        place.ahead.one[i].string = place.ahead.one[i].required = place.ahead.one[i].next = 0;
    struct weir_table before = {0, 0, 0, 0, 0, 0};
    struct verify_entry e;
    e.hits_used = 0;
    e.hits_found = 0;
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_TABLES].count; i++) {
        const size_t at = WEIR_RECORD(c, TABLES, i);
        e.table = weir_table_at(c, i);
        e.any = false;
        TRY(verify_record(v, at, &e.table, &before));
        TRY(verify_view(v, at, &e.table, &before, &place));
        TRY(verify_table(v, at, &e, &place));
        before = e.table;
    }
    TRY(verify_starts(v, &place));
    if (place.buckets != c->section[WEIR_SECTION_BUCKETS].count) return weir_refuse(v, WEIR_REFUSED_BUCKETS_END, WEIR_RECORD(c, BUCKETS, place.buckets));
    if (place.filters != c->section[WEIR_SECTION_FILTERS].count) return weir_refuse(v, WEIR_REFUSED_FILTERS_END, WEIR_RECORD(c, FILTERS, place.filters));
    if (place.entries != c->section[WEIR_SECTION_ENTRIES].count) return weir_refuse(v, WEIR_REFUSED_ENTRIES_END, WEIR_RECORD(c, ENTRIES, place.entries));
    if (e.hits_used != c->section[WEIR_SECTION_HITS].count) return weir_refuse(v, WEIR_REFUSED_HITS_END, WEIR_RECORD(c, HITS, e.hits_used));
    if (e.hits_found != v->hits_wanted) return weir_refuse(v, WEIR_REFUSED_HITS_COUNT, c->section[WEIR_SECTION_HITS].offset);
    c->steps_fixed = weir_add_saturating(c->steps_fixed, e.hits_found);
    for (uint32_t i = 0; i < c->parameter_count; i++)
        if (c->steps_per_byte < v->steps_per_byte[i]) c->steps_per_byte = v->steps_per_byte[i];
    /* The words that an event clears: one for 32 words of two bits a question, of a bit an instance, of a bit an entry. */
    c->steps_fixed = weir_add_saturating(c->steps_fixed, (uint64_t)c->section[WEIR_SECTION_QUESTIONS].count / 512 + c->section[WEIR_SECTION_INSTANCES].count / 1024 +
                                                             c->section[WEIR_SECTION_ENTRIES].count / 1024 + 3);
    return WEIR_ACCEPTED;
}
