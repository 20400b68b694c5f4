/* What the instances' tags say of ATT&CK: techniques by the tactics that instances name beside them, as a heat map.
 *
 * In:   attributes of instances ("attack.execution", "attack.t1559.001"). Must hold: nothing but what the content says. Which of several tactics of an instance belongs to which of its
 *       techniques is not in its tags, so it counts under each, and the page says so; names of techniques are nowhere here. */
#include <inttypes.h>
#include <stdlib.h>

#include "../../exchange/export_term.h"
#include "../channel/words.h"
#include "html.h"
#include "report.h"

enum { MOST_TACTICS = 32, NAMES_SHOWN = 3, GROUP_BYTES = 5 }; /* "T1059" */

struct named {
    char technique[TECHNIQUE_BYTES];
    uint32_t instance;
};
struct attack {
    const struct report *report;
    struct arena arena;
    struct vec named;    /* struct named: by technique, then instance; no two alike */
    struct vec tactics;  /* struct str: no two alike, in byte order */
    uint32_t *of;        /* by instance: bits of its tactics */
    bool some_have_none; /* an instance with a technique names no tactic */
};

static int compare_named(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    const int order = strcmp(x->technique, y->technique);
    return order ? order : (x->instance > y->instance) - (x->instance < y->instance);
}
static int compare_texts(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }
static int compare_numbers(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static size_t drop_repeated(void *list, size_t count, size_t bytes, int (*compare)(const void *, const void *))
{
    size_t kept = 0;
    if (count) qsort(list, count, bytes, compare);
    for (size_t i = 0; i < count; i++) {
        char *at = (char *)list + i * bytes;
        if (kept && compare(at, (char *)list + (kept - 1) * bytes) == 0) continue;
        if (kept != i) memcpy((char *)list + kept * bytes, at, bytes);
        kept++;
    }
    return kept;
}

static void read_instance(struct attack *attack, uint32_t number)
{
    const struct instance *instance = report_instance(attack->report, number);
    for (const struct attribute *tag = NULL; (tag = attribute_next(report_model(attack->report), instance, ATTRIBUTE_TAGS, tag)) != NULL;) {
        struct named named = {.instance = number};
        char tactic[TACTIC_BYTES];
        if (tag_technique(tag->text, named.technique)) *(struct named *)vec_push(&attack->named, sizeof named) = named;
        else if (tag_tactic(tag->text, tactic)) *(struct str *)vec_push(&attack->tactics, sizeof(struct str)) = arena_copy(&attack->arena, str_from(tactic));
    }
}

/* The tactics of those instances that name a technique. */
static void find_tactics_of(struct attack *attack, uint32_t number)
{
    for (const struct attribute *tag = NULL; (tag = attribute_next(report_model(attack->report), report_instance(attack->report, number), ATTRIBUTE_TAGS, tag)) != NULL;) {
        char tactic[TACTIC_BYTES];
        if (!tag_tactic(tag->text, tactic)) continue;
        for (uint32_t t = 0; t < attack->tactics.count && t < MOST_TACTICS; t++)
            if (str_equal(*MODEL_AT(attack->tactics, struct str, t), str_from(tactic))) attack->of[number] |= UINT32_C(1) << t;
    }
    attack->some_have_none = attack->some_have_none || attack->of[number] == 0;
}

static void open_attack(struct attack *attack, const struct report *report)
{
    const struct model *model = report_model(report);
    *attack = (struct attack){.report = report, .named.exhausted = &report->cli->exhausted, .tactics.exhausted = &report->cli->exhausted};
    arena_init(&attack->arena, &report->cli->exhausted);
    for (uint32_t i = 0; i < model->instances.count; i++)
        if (!report_instance(report, i)->stress && !report_instance(report, i)->poisoned) read_instance(attack, i);
    attack->named.count = drop_repeated(attack->named.p, attack->named.count, sizeof(struct named), compare_named);
    attack->tactics.count = drop_repeated(attack->tactics.p, attack->tactics.count, sizeof(struct str), compare_texts);
    attack->of = arena_array(&attack->arena, model->instances.count + 1, sizeof *attack->of);
    for (size_t i = 0; i < attack->named.count; i++) {
        const uint32_t number = MODEL_AT(attack->named, struct named, i)->instance;
        if (attack->of[number] == 0) find_tactics_of(attack, number);
    }
}

static void close_attack(struct attack *attack)
{
    vec_free(&attack->named);
    vec_free(&attack->tactics);
    arena_free(&attack->arena);
}

struct attack_sums attack_sum(const struct report *report)
{
    struct attack attack;
    struct attack_sums sums = {0, 0};
    open_attack(&attack, report);
    bool *seen = arena_array(&attack.arena, report_model(report)->instances.count + 1, sizeof *seen);
    const struct named *named = attack.named.p;
    for (size_t i = 0; i < attack.named.count; i++) {
        sums.techniques += i == 0 || strcmp(named[i].technique, named[i - 1].technique) != 0;
        sums.instances += !seen[named[i].instance];
        seen[named[i].instance] = true;
    }
    close_attack(&attack);
    return sums;
}

/* ---- the table ---- */

static void write_heat(FILE *out, uint32_t count)
{
    static const uint32_t from[] = {1, 2, 4, 8, 16};
    unsigned heat = 0;
    while (heat < sizeof from / sizeof *from && count >= from[heat]) heat++;
    if (count) fprintf(out, "<td class=\"heat%u\">%" PRIu32 "</td>", heat, count);
    else fputs("<td></td>", out);
}

static void write_names(FILE *out, const struct attack *attack, const uint32_t *instances, size_t count)
{
    fputs("<td class=\"names\">", out);
    for (size_t i = 0; i < count && i < NAMES_SHOWN; i++) {
        if (i) fputs(", ", out);
        html_name(out, report_instance(attack->report, instances[i])->name);
    }
    if (count > NAMES_SHOWN) fprintf(out, " and %zu more", count - NAMES_SHOWN);
    fputs("</td>", out);
}

/* Rows of one technique, or of a technique with its subtechniques; each instance counts once. */
static void write_row(FILE *out, struct attack *attack, const struct named *named, size_t count, const char *kind, size_t shown)
{
    uint32_t *instances = arena_array(&attack->arena, count + 1, sizeof *instances), counts[MOST_TACTICS + 1] = {0};
    uint8_t severity = 0;
    for (size_t i = 0; i < count; i++) instances[i] = named[i].instance;
    const size_t distinct = drop_repeated(instances, count, sizeof *instances, compare_numbers);
    for (size_t i = 0; i < distinct; i++) {
        const uint32_t tactics = attack->of[instances[i]];
        const struct instance *instance = report_instance(attack->report, instances[i]);
        if (instance->severity > severity) severity = instance->severity;
        for (uint32_t t = 0; t < MOST_TACTICS; t++) counts[t] += tactics >> t & 1;
        counts[MOST_TACTICS] += tactics == 0;
    }
    fprintf(out, "<tr class=\"%s\"><th scope=\"row\">%.*s</th>", kind, (int)shown, named->technique);
    for (uint32_t t = 0; t < attack->tactics.count && t < MOST_TACTICS; t++) write_heat(out, counts[t]);
    if (attack->some_have_none) write_heat(out, counts[MOST_TACTICS]);
    fprintf(out, "<td class=\"number total\">%zu</td><td>%s</td>", distinct, words_severities[severity]);
    write_names(out, attack, instances, distinct);
    fputs("</tr>\n", out);
}

static void write_group(FILE *out, struct attack *attack, const struct named *named, size_t count)
{
    const bool one = strcmp(named[0].technique, named[count - 1].technique) == 0;
    if (!one) write_row(out, attack, named, count, "group", GROUP_BYTES);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && strcmp(named[next].technique, named[i].technique) == 0;) next++;
        if (one || named[i].technique[GROUP_BYTES]) write_row(out, attack, named + i, next - i, one ? "group" : "below", TECHNIQUE_BYTES);
    }
}

static void write_head(FILE *out, const struct attack *attack)
{
    fputs("<table class=\"attack\">\n<caption id=\"attack-caption\">Techniques by tactics: how many instances name both</caption>\n<thead><tr><th scope=\"col\">Technique</th>", out);
    for (uint32_t t = 0; t < attack->tactics.count && t < MOST_TACTICS; t++) {
        struct str tactic = *MODEL_AT(attack->tactics, struct str, t);
        fputs("<th scope=\"col\" class=\"turned\"><span>", out);
        for (uint32_t c = 0; c < tactic.n; c++) putc(tactic.p[c] == '-' ? ' ' : tactic.p[c], out); /* letters, as tag_tactic says */
        fputs("</span></th>", out);
    }
    if (attack->some_have_none) fputs("<th scope=\"col\" class=\"turned\"><span>no tactic</span></th>", out);
    fputs("<th scope=\"col\" class=\"number\">Instances</th><th scope=\"col\">Highest severity</th><th scope=\"col\">Which</th></tr></thead>\n<tbody>\n", out);
}

void attack_write(FILE *out, const struct report *report)
{
    struct attack attack;
    open_attack(&attack, report);
    const struct named *named = attack.named.p;
    if (attack.named.count == 0) {
        fputs("<p class=\"said\">No instance has a tag that names a technique.</p>\n", out);
        close_attack(&attack);
        return;
    }
    fputs("<p class=\"legend\"><span class=\"heat1\">1</span> <span class=\"heat2\">2&#8211;3</span> <span class=\"heat3\">4&#8211;7</span> <span class=\"heat4\">8&#8211;15</span> <span class=\"heat5\">16 or more</span> instances</p>\n", out);
    html_scroll_begin(out, "attack-caption");
    write_head(out, &attack);
    for (size_t i = 0, next; i < attack.named.count; i = next) {
        for (next = i + 1; next < attack.named.count && memcmp(named[next].technique, named[i].technique, GROUP_BYTES) == 0;) next++;
        write_group(out, &attack, named + i, next - i);
    }
    fputs("</tbody></table>\n", out);
    html_scroll_end(out);
    if (attack.tactics.count > MOST_TACTICS) fprintf(out, "<p class=\"said\">Left out of this page: %zu more tactics.</p>\n", attack.tactics.count - MOST_TACTICS);
    close_attack(&attack);
}
