/* The sections QUESTIONS to HITS, written from the plan. */
#include <stdlib.h>

#include "plan.h"
#include "put.h"

static void write_questions(const struct plan *plan, uint8_t *const sections[])
{
    uint8_t *p = sections[WEIR_SECTION_QUESTIONS];
    uint32_t *next = plan_table((struct plan *)(uintptr_t)plan, plan->questions.count); /* where the next instance that it wakes goes */
    uint32_t first = 0;
    for (size_t q = 0; q < plan->questions.count; q++, p += WEIR_BYTES_QUESTIONS) {
        const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        put32(p + WEIR_QUESTION_CRITERION, question->criterion);
        put32(p + WEIR_QUESTION_REQUIRED, question->required);
        put32(p + WEIR_QUESTION_WAKE_FIRST, first);
        next[q] = first;
        first += question->wakes;
    }
    uint8_t *asked = sections[WEIR_SECTION_ASKED];
    const uint32_t *words = plan->asked.p;
    for (size_t i = 0; i < plan->instances.count; i++)
        for (uint32_t c = MODEL_AT(plan->instances, struct plan_instance, i)->criterion_count; c > 0; c--, words++, asked += WEIR_BYTES_ASKED) {
            put32(asked, *words);
            if (*words & WEIR_ASKED_WAKES)
                put32(sections[WEIR_SECTION_WAKES] + (size_t)next[*words & WEIR_ASKED_QUESTION]++ * WEIR_BYTES_WAKES, (uint32_t)i);
        }
    free(next);
    for (size_t i = 0; i < plan->always.count; i++)
        put32(sections[WEIR_SECTION_ALWAYS] + i * WEIR_BYTES_ALWAYS, *MODEL_AT(plan->always, uint32_t, i));
}

struct at { /* records written */
    uint32_t bucket, filter, entry, hit;
    uint32_t starts; /* views with windows */
};

/* The first bytes of a view's windows, before the filter of its first table of windows. */
static void write_starts(const struct plan *plan, size_t t, uint8_t *const sections[], struct at *at)
{
    const struct plan_search_table *table = MODEL_AT(plan->tables, struct plan_search_table, t), *before = t ? table - 1 : NULL;
    if (table->gram == 0 || (before && before->gram && before->ordinal == table->ordinal && before->view == table->view))
        return;
    memcpy(sections[WEIR_SECTION_FILTERS] + (size_t)at->filter * WEIR_BYTES_FILTERS, MODEL_AT(plan->starts, uint8_t, (size_t)PLAN_STARTS * at->starts++), PLAN_STARTS);
    at->filter += WEIR_STARTS_RECORDS;
}

static void write_table(const struct plan *plan, const struct plan_search_table *table, uint8_t *const sections[], struct at *at)
{
    const struct plan_record *records = MODEL_AT(plan->records, struct plan_record, table->record_first);
    uint8_t *entry = sections[WEIR_SECTION_ENTRIES] + (size_t)at->entry * WEIR_BYTES_ENTRIES;
    uint8_t *bucket = sections[WEIR_SECTION_BUCKETS] + (size_t)at->bucket * WEIR_BYTES_BUCKETS;
    uint8_t *filter = sections[WEIR_SECTION_FILTERS] + (size_t)at->filter * WEIR_BYTES_FILTERS;
    uint32_t filter_bits = table->bits + WEIR_FILTER_MORE_BITS, buckets = 0; /* buckets: whose start is written */
    filter_bits = filter_bits < 6 ? 6 : filter_bits;
    for (uint32_t i = 0, end; i < table->record_count; i = end, entry += WEIR_BYTES_ENTRIES, at->entry++) {
        const uint64_t key = records[i].key;
        const uint32_t hash = (uint32_t)(key >> 32);
        for (end = i + 1; end < table->record_count && records[end].key == key; end++)
            ;
        put32(entry + WEIR_ENTRY_VALUE, (uint32_t)(key & UINT32_MAX) >> 2);
        put16(entry + WEIR_ENTRY_TAG, records[i].tag);
        put8(entry + WEIR_ENTRY_OFFSET, records[i].offset);
        put8(entry + WEIR_ENTRY_ANCHORS, (uint32_t)key & 3);
        put32(entry + WEIR_ENTRY_HITS, end - i > 1 ? at->hit : WEIR_LAST_HIT | records[i].question);
        for (uint32_t r = i; r < end && end - i > 1; r++, at->hit++)
            put32(sections[WEIR_SECTION_HITS] + (size_t)at->hit * WEIR_BYTES_HITS, records[r].question | (r + 1 == end ? WEIR_LAST_HIT : 0));
        for (; buckets <= (uint64_t)hash >> (32 - table->bits); buckets++)
            put32(bucket + (size_t)buckets * WEIR_BYTES_BUCKETS, at->entry);
        const uint32_t bit = hash >> (32 - filter_bits);
        filter[bit / 8] = (uint8_t)(filter[bit / 8] | 1u << bit % 8);
    }
    for (; buckets <= 1u << table->bits; buckets++)
        put32(bucket + (size_t)buckets * WEIR_BYTES_BUCKETS, at->entry);
    at->bucket += (1u << table->bits) + 1;
    at->filter += 1u << (filter_bits - 6);
}

void plan_write_search(const struct plan *plan, uint8_t *const sections[WEIR_SECTION_COUNT + 1])
{
    write_questions(plan, sections);
    struct at at = {0};
    uint8_t *p = sections[WEIR_SECTION_TABLES];
    for (size_t t = 0; t < plan->tables.count; t++, p += WEIR_BYTES_TABLES) {
        const struct plan_search_table *table = MODEL_AT(plan->tables, struct plan_search_table, t);
        write_starts(plan, t, sections, &at);
        put8(p + WEIR_TABLE_ORDINAL, table->ordinal);
        put8(p + WEIR_TABLE_VIEW, table->view);
        put8(p + WEIR_TABLE_GRAM, table->gram);
        put8(p + WEIR_TABLE_BUCKET_BITS, table->bits);
        put32(p + WEIR_TABLE_BUCKET_FIRST, at.bucket);
        put32(p + WEIR_TABLE_FILTER_FIRST, at.filter);
        write_table(plan, table, sections, &at);
    }
    if (plan->string_total)
        memcpy(sections[WEIR_SECTION_WINDOWS], plan->windows, plan->string_total);
    if (at.bucket != plan->bucket_total || at.filter != plan->filter_total || at.entry != plan->entry_total || at.hit != plan->hit_total)
        BUG("the search tables are not as planned: %u entries, %u hits", at.entry, at.hit);
}
