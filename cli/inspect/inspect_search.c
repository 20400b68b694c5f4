/* The search tables of an accepted channel file, and what wakes its instances: for people and as JSON. */
#include <inttypes.h>

#include "../../compiler/base/json.h"
#include "inspect.h"
#include "../channel/view.h"
#include "../channel/words.h"

static const char *const views[] = {[WEIR_VIEW_FOLDED] = "folded", [WEIR_VIEW_RAW] = "text", [WEIR_VIEW_VALUE] = "value"};

struct table_facts {
    uint32_t ordinal, view, gram, entries, buckets, largest;
};

static struct table_facts facts_of(const struct weir_channel *channel, uint32_t table)
{
    const uint32_t first = view_u32(channel, WEIR_SECTION_TABLES, table, WEIR_TABLE_BUCKET_FIRST);
    struct table_facts facts = {
        .ordinal = view_u8(channel, WEIR_SECTION_TABLES, table, WEIR_TABLE_ORDINAL),
        .view = view_u8(channel, WEIR_SECTION_TABLES, table, WEIR_TABLE_VIEW),
        .gram = view_u8(channel, WEIR_SECTION_TABLES, table, WEIR_TABLE_GRAM),
        .buckets = (uint32_t)1 << view_u8(channel, WEIR_SECTION_TABLES, table, WEIR_TABLE_BUCKET_BITS),
    };
    uint32_t start = view_u32(channel, WEIR_SECTION_BUCKETS, first, 0);
    facts.entries = view_u32(channel, WEIR_SECTION_BUCKETS, first + facts.buckets, 0) - start;
    for (uint32_t i = 1; i <= facts.buckets; i++) {
        const uint32_t end = view_u32(channel, WEIR_SECTION_BUCKETS, first + i, 0);
        if (facts.largest < end - start) facts.largest = end - start;
        start = end;
    }
    return facts;
}

void inspect_show_tables(const struct weir_channel *channel)
{
    const uint32_t count = view_count(channel, WEIR_SECTION_TABLES);
    if (count) fputs("\nsearch tables\n", stdout);
    for (uint32_t i = 0; i < count; i++) {
        const struct table_facts facts = facts_of(channel, i);
        char number[CLI_NUMBER_BYTES];
        printf("  %2" PRIu32 " ", facts.ordinal);
        words_plain(stdout, view_name(channel, WEIR_SECTION_PARAMETERS, facts.ordinal - 1, WEIR_PARAMETER_NAME));
        if (facts.gram) printf(", %s, by %" PRIu32 " byte%s: ", views[facts.view], facts.gram, cli_s(facts.gram));
        else printf(", %s, whole: ", views[facts.view]);
        printf("%s entr%s in ", cli_thousands(facts.entries, number), facts.entries == 1 ? "y" : "ies");
        printf("%s bucket%s, at most ", cli_thousands(facts.buckets, number), cli_s(facts.buckets));
        printf("%s in one\n", cli_thousands(facts.largest, number));
    }
}

void inspect_put_tables(const struct weir_channel *channel)
{
    fputs(",\"tables\":[", stdout);
    for (uint32_t i = 0; i < view_count(channel, WEIR_SECTION_TABLES); i++) {
        const struct table_facts facts = facts_of(channel, i);
        printf("%s{\"ordinal\":%" PRIu32 ",\"field\":", i ? "," : "", facts.ordinal);
        json_write_string(stdout, view_name(channel, WEIR_SECTION_PARAMETERS, facts.ordinal - 1, WEIR_PARAMETER_NAME));
        printf(",\"view\":\"%s\",\"gram\":%" PRIu32 ",\"entries\":%" PRIu32 ",\"buckets\":%" PRIu32 ",\"largest_bucket\":%" PRIu32 "}", views[facts.view],
               facts.gram, facts.entries, facts.buckets, facts.largest);
    }
    putchar(']');
}

static bool wakes(const struct weir_channel *channel, uint32_t criterion)
{
    return (view_u32(channel, WEIR_SECTION_ASKED, criterion, 0) & WEIR_ASKED_WAKES) != 0;
}

void inspect_show_wakers(const struct weir_channel *channel, uint32_t instance)
{
    const struct inspect_range criteria = inspect_criteria(channel, instance);
    const char *before = "";
    fputs("  woken by  ", stdout);
    for (uint32_t i = 0; i < criteria.count; i++) {
        if (!wakes(channel, criteria.first + i)) continue;
        printf("%sc%" PRIu32, before, i + 1);
        before = ", ";
    }
    puts(before[0] ? "" : "every event");
}

void inspect_put_wakers(const struct weir_channel *channel, uint32_t instance)
{
    const struct inspect_range criteria = inspect_criteria(channel, instance);
    const char *before = "";
    fputs(",\"wakers\":[", stdout);
    for (uint32_t i = 0; i < criteria.count; i++) {
        if (!wakes(channel, criteria.first + i)) continue;
        printf("%s\"c%" PRIu32 "\"", before, i + 1);
        before = ",";
    }
    putchar(']');
}

/* Of which texts one must stand in the folded value before the criterion is looked at; nothing for most criteria. */
void inspect_put_required(const struct weir_channel *channel, uint32_t criterion)
{
    const uint32_t question = view_u32(channel, WEIR_SECTION_ASKED, criterion, 0) & WEIR_ASKED_QUESTION;
    const uint32_t set = view_u32(channel, WEIR_SECTION_QUESTIONS, question, WEIR_QUESTION_REQUIRED);
    if (set == WEIR_NO_SET) return;
    const uint32_t first = view_u32(channel, WEIR_SECTION_SETS, set, WEIR_SET_FIRST), count = view_u32(channel, WEIR_SECTION_SETS, set, WEIR_SET_COUNT);
    fputs(",\"required\":[", stdout);
    for (uint32_t i = 0; i < count; i++) {
        if (i) putchar(',');
        json_write_string(stdout, view_string(channel, view_u32(channel, WEIR_SECTION_VALUES, first + i, 0)));
    }
    putchar(']');
}
