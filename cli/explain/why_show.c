/* Why an event does or does not match, for people and as JSON: see why.h.
 *
 * Must hold: linear, and no recursion: rows of `and` and `or` become one level, however long they are. */
#include <inttypes.h>
#include <stdlib.h>

#include "../../compiler/base/json.h"
#include "../channel/view.h"
#include "why.h"
#include "../../compiler/witness.h"
#include "../channel/words.h"

enum { SHOWN_VALUES = 8, SHOWN_BYTES = 200 };

static const char *const verdicts[] = {[WEIR_NO_MATCH] = "false", [WEIR_CANNOT_DECIDE] = "undecided", [WEIR_MATCH] = "true"};

struct piece { /* still to be written: a node, or the end of a list */
    uint32_t node, depth;
    bool ends, first;
};
struct writing {
    const struct why *why;
    struct vec pieces; /* struct piece, what is next is last */
    bool as_json;
};

static uint32_t ordinal_of(const struct why *why, uint32_t criterion, enum weir_criterion_offset part) { return view_u8(why->view, WEIR_SECTION_CRITERIA, why->first + criterion, part); }
static struct str parameter_name(const struct why *why, uint32_t ordinal) { return view_name(why->view, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_NAME); }

/* ---- values ---- */

/* A long text by its beginning. */
static void put_input(FILE *stream, const struct why *why, uint32_t ordinal, const struct weir_input *input)
{
    struct weir_input shown = *input;
    const uint32_t type = view_u8(why->view, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_TYPE);
    if ((type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH) && shown.length > SHOWN_BYTES) {
        shown.length = SHOWN_BYTES;
        while (shown.length && (shown.data[shown.length] & 0xc0) == 0x80) shown.length--;
    }
    words_input(stream, why->view, ordinal, &shown);
    if (shown.length != input->length) fprintf(stream, "... (%" PRIu32 " bytes)", input->length);
}

static void put_value_of(const struct why *why, uint32_t ordinal)
{
    words_plain(stdout, parameter_name(why, ordinal));
    fputs(" is ", stdout);
    put_input(stdout, why, ordinal, &why->inputs[ordinal - 1]);
}

/* What a function writes to a stream, as a JSON string. */
static void put_captured(const struct why *why, uint32_t number, void (*put)(FILE *stream, const struct why *why, uint32_t number))
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *stream = open_memstream(&text, &bytes);
    if (!stream) longjmp(why->cli->exhausted, 1);
    put(stream, why, number);
    if (fclose(stream) != 0 || !text) longjmp(why->cli->exhausted, 1);
    json_write_string(stdout, (struct str){text, (uint32_t)bytes});
    free(text);
}

static void put_criterion(FILE *stream, const struct why *why, uint32_t criterion) { words_criterion(stream, why->view, why->first + criterion, 0); }
static void put_whole_input(FILE *stream, const struct why *why, uint32_t ordinal) { words_input(stream, why->view, ordinal, &why->inputs[ordinal - 1]); }

/* ---- the tree ---- */

static void push(struct writing *w, uint32_t node, uint32_t depth, bool ends, bool first)
{
    *(struct piece *)vec_push(&w->pieces, sizeof(struct piece)) = (struct piece){node, depth, ends, first};
}

/* The operands of a row of one operator, however it is nested: the last one is pushed first. */
static void push_operands(struct writing *w, uint32_t number, uint32_t depth)
{
    const struct condition *c = &w->why->condition;
    const struct condition_node *node = &c->nodes[number];
    const bool is_row = node->op == WEIR_CODE_AND || node->op == WEIR_CODE_OR;
    struct vec open = {.exhausted = &w->why->cli->exhausted};
    for (uint32_t i = 0; i < node->count; i++) *(uint32_t *)vec_push(&open, sizeof(uint32_t)) = c->kids[node->first + i];
    const size_t before = w->pieces.count;
    while (open.count) {
        const uint32_t kid = *MODEL_AT(open, uint32_t, --open.count);
        const struct condition_node *k = &c->nodes[kid];
        if (is_row && k->op == node->op)
            for (uint32_t i = 0; i < k->count; i++) *(uint32_t *)vec_push(&open, sizeof(uint32_t)) = c->kids[k->first + i];
        else push(w, kid, depth, false, false);
    }
    if (w->pieces.count > before) MODEL_AT(w->pieces, struct piece, w->pieces.count - 1)->first = true;
    vec_free(&open);
}

static void text_node(struct writing *w, const struct piece *piece)
{
    const struct why *why = w->why;
    const struct condition_node *node = &why->condition.nodes[piece->node];
    printf("  %-9s %*s", verdicts[why->node_verdicts[piece->node]], (int)(2 * (piece->depth < 40 ? piece->depth : 40)), "");
    if (node->op == WEIR_CODE_CRITERION) {
        const uint32_t other = ordinal_of(why, node->n, WEIR_CRITERION_OTHER);
        words_criterion(stdout, why->view, why->first + node->n, SHOWN_VALUES);
        fputs(" -- ", stdout);
        put_value_of(why, ordinal_of(why, node->n, WEIR_CRITERION_ORDINAL));
        if (other) fputs(", ", stdout), put_value_of(why, other);
        if (why->decides[node->n]) fputs("  <- decides", stdout);
    } else if (node->op == WEIR_CODE_ATLEAST) {
        printf("%" PRIu32 " of", node->k);
    } else {
        fputs(node->op == WEIR_CODE_AND ? "all of" : node->op == WEIR_CODE_OR ? "any of" : node->op == WEIR_CODE_NOT ? "not" : "always", stdout);
    }
    putchar('\n');
    push_operands(w, piece->node, piece->depth + 1);
}

static void json_criterion(const struct why *why, const struct condition_node *node)
{
    const uint32_t ordinal = ordinal_of(why, node->n, WEIR_CRITERION_ORDINAL), other = ordinal_of(why, node->n, WEIR_CRITERION_OTHER);
    fputs("\"criterion\":", stdout);
    put_captured(why, node->n, put_criterion);
    for (uint32_t side = 0; side < (other ? 2 : 1); side++) {
        const uint32_t field = side ? other : ordinal;
        printf(",\"%s\":", side ? "other_field" : "field");
        json_write_string(stdout, parameter_name(why, field));
        printf(",\"%s\":", side ? "other_value" : "value");
        if (why->inputs[field - 1].present) put_captured(why, field, put_whole_input);
        else fputs("null", stdout);
    }
    printf(",\"decides\":%s,", why->decides[node->n] ? "true" : "false");
}

static void json_node(struct writing *w, const struct piece *piece)
{
    static const char *const words[WEIR_CODE_COUNT] = {[WEIR_CODE_AND] = "and", [WEIR_CODE_OR] = "or", [WEIR_CODE_NOT] = "not", [WEIR_CODE_ATLEAST] = "at least", [WEIR_CODE_TRUE] = "true"};
    static const char *const holds[] = {[WEIR_NO_MATCH] = "false", [WEIR_CANNOT_DECIDE] = "null", [WEIR_MATCH] = "true"};
    const struct condition_node *node = &w->why->condition.nodes[piece->node];
    if (!piece->first) putchar(',');
    putchar('{');
    if (node->op == WEIR_CODE_CRITERION) json_criterion(w->why, node);
    else printf("\"op\":\"%s\",", words[node->op]);
    if (node->op == WEIR_CODE_ATLEAST) printf("\"least\":%" PRIu32 ",", node->k);
    printf("\"holds\":%s", holds[w->why->node_verdicts[piece->node]]);
    if (node->count) fputs(",\"of\":[", stdout);
    else putchar('}');
    if (node->count) push(w, 0, 0, true, false);
    push_operands(w, piece->node, piece->depth + 1);
}

static void put_tree(const struct why *why, bool as_json)
{
    struct writing w = {.why = why, .pieces = {.exhausted = &why->cli->exhausted}, .as_json = as_json};
    push(&w, why->condition.count - 1, 0, false, true);
    while (w.pieces.count) {
        const struct piece piece = *MODEL_AT(w.pieces, struct piece, --w.pieces.count);
        if (piece.ends) fputs("]}", stdout);
        else if (as_json) json_node(&w, &piece);
        else text_node(&w, &piece);
    }
    vec_free(&w.pieces);
}

/* ---- the change ---- */

static const struct template_type *type_of(const struct why *why) { return MODEL_AT(why->model.templates, struct template_type, why->type); }

static void text_change(const struct why *why)
{
    const char *wanted = why->verdict == WEIR_MATCH ? "no longer match" : "match";
    const struct why_change *change = &why->change;
    struct weir_input inputs[WEIR_MAX_PARAMETERS];
    if (change->found == SOLVE_NO) printf("\nno event at all makes it %s\n", wanted);
    if (change->found == SOLVE_UNDECIDED && why->verdict != WEIR_CANNOT_DECIDE) printf("\nwhat would make it %s was not found within the bounds\n", wanted);
    if (change->found != SOLVE_YES) return;
    printf("\nthe smallest change that was found to make it %s:\n", wanted);
    witness_inputs(type_of(why), &change->event, inputs, why->view->parameter_count);
    for (uint32_t i = 0; i < why->view->parameter_count; i++) {
        if (!(change->changed >> i & 1)) continue;
        fputs("  ", stdout);
        words_plain(stdout, parameter_name(why, i + 1));
        fputs(": ", stdout);
        put_input(stdout, why, i + 1, &why->inputs[i]);
        fputs(" -> ", stdout);
        put_input(stdout, why, i + 1, &inputs[i]);
        putchar('\n');
    }
}

static void json_change(const struct why *why)
{
    const struct why_change *change = &why->change;
    const char *before = "[";
    fputs(",\"change\":", stdout);
    if (change->found != SOLVE_YES) {
        printf("null,\"change_exists\":%s", change->found == SOLVE_NO ? "false" : "null");
        return;
    }
    fputs("{\"fields\":", stdout);
    for (uint32_t i = 0; i < why->view->parameter_count; i++) {
        if (!(change->changed >> i & 1)) continue;
        fputs(before, stdout);
        json_write_string(stdout, parameter_name(why, i + 1));
        before = ",";
    }
    fputs("],\"event\":", stdout);
    solve_write_event(stdout, type_of(why), &change->event);
    fputs("},\"change_exists\":true", stdout);
}

/* ---- all ---- */

static void put_first(const struct why *why)
{
    for (uint32_t i = 0; i < why->count; i++) {
        if (!why->decides[i]) continue;
        fputs("\ndecided first by: ", stdout);
        words_criterion(stdout, why->view, why->first + i, SHOWN_VALUES);
        printf(", which is %s: ", verdicts[why->criteria[i]]);
        put_value_of(why, ordinal_of(why, i, WEIR_CRITERION_ORDINAL));
        putchar('\n');
        return;
    }
    if (why->verdict != WEIR_CANNOT_DECIDE) puts("\nno criterion decides: the condition is the same whatever the event");
}

void why_show(const struct why *why, bool as_json)
{
    const struct weir_channel *view = why->view;
    const struct str name = view_name(view, WEIR_SECTION_INSTANCES, why->instance, WEIR_INSTANCE_NAME), type = view_name(view, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_NAME);
    const uint64_t id = view_u64(view, WEIR_SECTION_INSTANCES, why->instance, WEIR_INSTANCE_ID);
    if (!as_json) {
        words_plain(stdout, name);
        printf(" (%" PRIu64 ", ", id);
        words_plain(stdout, type);
        printf(" version %" PRIu32 "): %s\n", view->template_version, words_verdicts[why->verdict]);
        if (!why->is_of_type) puts("note: what the Template Type says under `recorded` does not hold of this event, so `weir scan` would not ask about it");
        putchar('\n');
        put_tree(why, false);
        put_first(why);
        text_change(why);
        return;
    }
    fputs("{\"instance\":", stdout);
    json_write_string(stdout, name);
    printf(",\"id\":%" PRIu64 ",\"template\":", id);
    json_write_string(stdout, type);
    printf(",\"template_version\":%" PRIu32 ",\"verdict\":\"%s\",\"recorded\":%s,\"condition\":", view->template_version, words_verdicts[why->verdict], why->is_of_type ? "true" : "false");
    put_tree(why, true);
    json_change(why);
    puts("}");
}
