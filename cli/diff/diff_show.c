/* What changed, for people, for programs (one JSON object a line), and as Markdown for a review. */
#include <inttypes.h>

#include "../../compiler/base/json.h"
#include "diff.h"
#include "../quality/witness.h"
#include "../channel/words.h"

const char *const diff_words[DIFF_KIND_COUNT] = {"added", "removed", "wider", "narrower", "changed", "undecided", "same"};

static const char *const meanings[DIFF_KIND_COUNT] = {
    [DIFF_WIDER] = "matches all that it matched, and more", [DIFF_NARROWER] = "matches less than it did, and nothing new", [DIFF_BOTH] = "matches something new, and no longer something old",
    [DIFF_UNDECIDED] = "whether it matches the same could not be decided within the bounds", [DIFF_SAME] = "matches exactly what it matched",
};

/* ---- for people, and for reviews ---- */

struct style {
    const char *item, *code, *end_code; /* before a line about an instance, around an event */
};
static const struct style text_style = {"    ", "", ""}, markdown_style = {"  - ", "`", "`"};

static void show_event(FILE *out, const struct style *style, const char *what, const struct diff_row *row, const struct solve_event *event)
{
    fprintf(out, "%s%s %s", style->item, what, style->code);
    solve_write_event(out, row->type, event);
    fprintf(out, "%s\n", style->end_code);
}

static void show_details(FILE *out, const struct style *style, const struct diff_row *row)
{
    if (row->kind > DIFF_REMOVED && (row->rewritten || row->kind != DIFF_SAME)) fprintf(out, "%s%s%s\n", style->item, meanings[row->kind], row->kind == DIFF_SAME ? ", though it is written in another way" : "");
    if (row->has_gained) show_event(out, style, "matches now:", row, &row->gained);
    if (row->has_lost) show_event(out, style, "no longer matches:", row, &row->lost);
    if (row->renumbered) fprintf(out, "%sits id was %" PRIu64 "; an id is for ever\n", style->item, row->renumbered);
    if (row->new_name.n) fprintf(out, "%sis called " STR_FMT " now\n", style->item, STR_ARG(row->new_name));
    if (row->new_title.n || row->old_title.n) {
        fprintf(out, "%stitle: ", style->item);
        words_string(out, row->old_title);
        fputs(" -> ", out);
        words_string(out, row->new_title);
        putc('\n', out);
    }
    if (row->old_severity != row->new_severity) fprintf(out, "%sseverity: %s -> %s\n", style->item, words_severities[row->old_severity], words_severities[row->new_severity]);
    if (row->old_action != row->new_action) fprintf(out, "%saction: %s -> %s\n", style->item, words_actions[row->old_action], words_actions[row->new_action]);
    for (uint32_t i = 0; i < row->type->field_count; i++)
        if (row->reads >> i & 1) fprintf(out, "%sreads parameter %" PRIu32 " '" STR_FMT "', which it did not\n", style->item, i + 1, STR_ARG(row->type->fields[i].name));
    if (row->kind > DIFF_REMOVED && row->old_steps != row->new_steps) fprintf(out, "%ssteps per event: %" PRIu64 " -> %" PRIu64 "\n", style->item, row->old_steps, row->new_steps);
}

void diff_show_details(FILE *out, const struct diff_row *row) { show_details(out, &(struct style){"", "", ""}, row); }

static void show_text(FILE *out, const struct diff *diff)
{
    for (size_t i = 0; i < diff->rows.count; i++) {
        const struct diff_row *row = MODEL_AT(diff->rows, struct diff_row, i);
        fprintf(out, "%-9s %" PRIu64 " " STR_FMT " (" STR_FMT ", version %" PRIu32 ")\n", diff_words[row->kind], row->id, STR_ARG(row->name), STR_ARG(row->template_name), row->version);
        show_details(out, &text_style, row);
    }
    for (size_t i = 0; i < diff->notes.count; i++) fprintf(out, "note: " STR_FMT "\n", STR_ARG(MODEL_AT(diff->notes, struct diff_note, i)->text));
}

static void count_kinds(const struct diff *diff, uint64_t counts[DIFF_KIND_COUNT])
{
    for (size_t i = 0; i < diff->rows.count; i++) counts[MODEL_AT(diff->rows, struct diff_row, i)->kind]++;
}

static void show_summary(const struct diff *diff, FILE *stream)
{
    uint64_t counts[DIFF_KIND_COUNT] = {0};
    count_kinds(diff, counts);
    for (int k = 0; k < DIFF_KIND_COUNT; k++)
        if (counts[k]) fprintf(stream, "%" PRIu64 " %s%s, ", counts[k], diff_words[k], k == DIFF_SAME ? " in meaning" : "");
    fprintf(stream, "%" PRIu64 " unchanged\n", diff->same);
}

static void show_markdown(FILE *out, const struct diff *diff)
{
    fprintf(out, "# What changes\n\nFrom `%s` to `%s`: ", diff->old_side.name, diff->new_side.name);
    show_summary(diff, out);
    for (size_t i = 0; i < diff->rows.count; i++) {
        const struct diff_row *row = MODEL_AT(diff->rows, struct diff_row, i);
        if (i == 0 || row[-1].kind != row->kind) fprintf(out, "\n## %c%s\n\n", diff_words[row->kind][0] & ~0x20, diff_words[row->kind] + 1);
        fprintf(out, "- **" STR_FMT "** (%" PRIu64 ", " STR_FMT ")\n", STR_ARG(row->name), row->id, STR_ARG(row->template_name));
        show_details(out, &markdown_style, row);
    }
    if (diff->notes.count) fprintf(out, "\n## Notes\n\n");
    for (size_t i = 0; i < diff->notes.count; i++) fprintf(out, "- " STR_FMT "\n", STR_ARG(MODEL_AT(diff->notes, struct diff_note, i)->text));
}

/* ---- for programs ---- */

static void put_string(FILE *out, const char *member, struct str text)
{
    fprintf(out, ",\"%s\":", member);
    json_write_string(out, text);
}

static void put_event(FILE *out, const char *member, const struct diff_row *row, const struct solve_event *event)
{
    fprintf(out, ",\"%s\":", member);
    solve_write_event(out, row->type, event);
}

static void show_json_row(FILE *out, const struct diff_row *row)
{
    fprintf(out, "{\"change\":\"%s\",\"id\":%" PRIu64, diff_words[row->kind], row->id);
    put_string(out, "name", row->name);
    put_string(out, "template", row->template_name);
    fprintf(out, ",\"template_version\":%" PRIu32 ",\"rewritten\":%s", row->version, row->rewritten ? "true" : "false");
    if (row->has_gained) put_event(out, "matches_now", row, &row->gained);
    if (row->has_lost) put_event(out, "matches_no_longer", row, &row->lost);
    if (row->renumbered) fprintf(out, ",\"old_id\":%" PRIu64, row->renumbered);
    if (row->new_name.n) put_string(out, "new_name", row->new_name);
    if (row->new_title.n || row->old_title.n) {
        put_string(out, "old_title", row->old_title);
        put_string(out, "new_title", row->new_title);
    }
    fprintf(out, ",\"severity\":[\"%s\",\"%s\"],\"action\":[\"%s\",\"%s\"]", words_severities[row->old_severity], words_severities[row->new_severity], words_actions[row->old_action], words_actions[row->new_action]);
    const char *before = ",\"reads\":[";
    for (uint32_t i = 0; i < row->type->field_count; i++) {
        if (!(row->reads >> i & 1)) continue;
        fputs(before, out);
        json_write_string(out, row->type->fields[i].name);
        before = ",";
    }
    if (row->reads) putc(']', out);
    fprintf(out, ",\"steps\":[%" PRIu64 ",%" PRIu64 "]}\n", row->old_steps, row->new_steps);
}

static void show_json(FILE *out, const struct diff *diff)
{
    for (size_t i = 0; i < diff->rows.count; i++) show_json_row(out, MODEL_AT(diff->rows, struct diff_row, i));
    for (size_t i = 0; i < diff->notes.count; i++) {
        fputs("{\"note\":", out);
        json_write_string(out, MODEL_AT(diff->notes, struct diff_note, i)->text);
        fputs("}\n", out);
    }
    fprintf(out, "{\"unchanged\":%" PRIu64 "}\n", diff->same);
}

void diff_show(FILE *out, const struct diff *diff, enum diff_format format)
{
    if (format == DIFF_JSON) {
        show_json(out, diff);
    } else if (format == DIFF_MARKDOWN) {
        show_markdown(out, diff);
    } else {
        show_text(out, diff);
        if (!diff->cli->quiet) show_summary(diff, out);
    }
}
