/* The decision procedures of solve/ against plain enumeration.
 *
 * In:   how many pairs of conditions, a seed, and the number of the first one. Each pair is made by chance, from its seed and number alone.
 * Does: asks whether each of the two can hold, can fail to hold, can hold without the other and with it (contained, the same, disjoint), and tries every event of a few values a field.
 * Out:  each disagreement with the pair; the counts. A no where there is an event, an event on which the condition does not hold, and more than a few undecided fail. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../compiler/pattern/pattern.h"
#include "../../solve/solve.h"
#include "generate.h"

enum { MOST_SIGNATURES = 512, MOST_WORDS = 256 };
enum question { CAN_HOLD_A, CAN_HOLD_B, CAN_FAIL_A, ONLY_A, ONLY_B, BOTH, NEITHER, QUESTIONS };
static const char *const NAMES[QUESTIONS] = {"a", "b", "not a", "a and not b", "b and not a", "a and b", "neither a nor b"};

struct run {
    jmp_buf exhausted;
    uint64_t answers[QUESTIONS][3], wrong, beyond, undecided_pairs; /* beyond: yes where the enumeration found nothing; the event says who is right */
};
struct world {
    struct pair pair;
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct model model;
    struct field fields[PLAIN_FIELDS];
};

/* ---- the pair as the compiler would make it ---- */

static void make_model(struct world *w)
{
    static const uint8_t types[PLAIN_FIELDS] = {WEIR_TYPE_STRING, WEIR_TYPE_STRING, WEIR_TYPE_STRING, WEIR_TYPE_U32, WEIR_TYPE_U32, WEIR_TYPE_I64, WEIR_TYPE_ENUM, WEIR_TYPE_FLAGS, WEIR_TYPE_IP, WEIR_TYPE_GUID};
    static const struct member members[] = {{.name = {"none", 4}, .value = 0}, {.name = {"one", 3}, .value = 1}, {.name = {"two", 3}, .value = 2}, {.name = {"five", 4}, .value = 5}};
    sources_init(&w->sources, &w->arena);
    diag_init(&w->sink, &w->arena, &w->sources);
    model_init(&w->model, &w->arena, &w->sources, &w->sink);
    for (uint32_t i = 0; i < PLAIN_FIELDS; i++) {
        w->fields[i] = (struct field){.name = STR("F"), .ordinal = (uint8_t)(i + 1), .type = types[i], .cased = i + 1 == CASED, .since = 1};
        if (i + 1 == CHOICE) {
            w->fields[i].members = members;
            w->fields[i].member_count = sizeof members / sizeof *members;
        }
    }
    struct template_type *type = vec_push(&w->model.templates, sizeof *type);
    *type = (struct template_type){.name = STR("Thing"), .version = 1, .fields = w->fields, .field_count = PLAIN_FIELDS};
}

static struct str put_points(struct arena *arena, const struct plain_text *text)
{
    char *out = arena_alloc(arena, (size_t)text->n * 4 + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < text->n; i++) n += utf8_encode(text->at[i], out + n);
    return (struct str){out, n};
}

static struct str point(struct arena *arena, uint32_t c) { return put_points(arena, &(struct plain_text){.at = {c}, .n = 1}); }

static struct str regex_text(struct arena *arena, const struct regex *r)
{
    struct str a = r->a ? regex_text(arena, r->a) : point(arena, r->character[0]), b = r->b ? regex_text(arena, r->b) : point(arena, r->character[1]);
    switch (r->kind) {
    case REGEX_CHARACTER: return a;
    case REGEX_ANY: return STR(".");
    case REGEX_CLASS: return arena_printf(arena, "[%s" STR_FMT "%s" STR_FMT "]", r->negated ? "^" : "", STR_ARG(a), r->character[1] == '-' ? "\\" : "", STR_ARG(b));
    case REGEX_START: return STR("^");
    case REGEX_END: return STR("$");
    case REGEX_WORD: return STR("\\b");
    case REGEX_NOT_WORD: return STR("\\B");
    case REGEX_ROW: return arena_printf(arena, STR_FMT STR_FMT, STR_ARG(a), STR_ARG(b));
    case REGEX_EITHER: return arena_printf(arena, "(?:" STR_FMT "|" STR_FMT ")", STR_ARG(a), STR_ARG(b));
    case REGEX_REPEAT: break;
    }
    if (r->most < 0) return arena_printf(arena, "(?:" STR_FMT "){%d,}", STR_ARG(a), r->least);
    return arena_printf(arena, "(?:" STR_FMT "){%d,%d}", STR_ARG(a), r->least, r->most);
}

static uint32_t add_string(struct world *w, struct str text)
{
    *(struct str *)vec_push(&w->model.strings, sizeof text) = text;
    return (uint32_t)w->model.strings.count - 1;
}

static int by_text(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }

static void add_texts(struct world *w, const struct plain_criterion *c, struct value_set *set)
{
    struct str texts[PLAIN_VALUES];
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->op == WEIR_OP_MATCHES) {
            texts[i] = arena_printf(&w->arena, "%s%s" STR_FMT, c->regexes[i].folds ? "(?i)" : "", c->regexes[i].dot_all ? "(?s)" : "", STR_ARG(regex_text(&w->arena, c->regexes[i].root)));
        } else if (plain_is_text(c->ordinal)) {
            texts[i] = put_points(&w->arena, &c->values[i].text);
            if (!c->cased) texts[i] = fold_text(&w->arena, texts[i]);
        } else {
            texts[i] = arena_copy(&w->arena, (struct str){(const char *)c->values[i].bytes, c->values[i].byte_count});
        }
    }
    qsort(texts, c->count, sizeof *texts, by_text);
    for (uint32_t i = 0; i < c->count; i++) {
        if (i && str_equal(texts[i], texts[i - 1])) continue;
        uint32_t number = add_string(w, texts[i]);
        if (c->op == WEIR_OP_MATCHES) {
            *(struct regex_entry *)vec_push(&w->model.regexes, sizeof(struct regex_entry)) = (struct regex_entry){.text = number};
            number = (uint32_t)w->model.regexes.count - 1;
        }
        *(uint32_t *)vec_push(&w->model.values, sizeof number) = number;
        set->count++;
    }
}

static uint32_t set_of(struct world *w, struct plain_criterion *c)
{
    const bool numbers = c->op >= WEIR_OP_NUMBER_IN && c->op <= WEIR_OP_HAS_ANY;
    if (c->op == WEIR_OP_EXISTS || c->other) return WEIR_NO_SET;
    if (c->set != UINT32_MAX) return c->set;
    struct value_set set = {.first = (uint32_t)(numbers ? w->model.numbers.count : w->model.values.count),
                            .kind = c->op == WEIR_OP_MATCHES ? WEIR_SET_PROGRAMS : c->op == WEIR_OP_NUMBER_RANGE ? WEIR_SET_RANGES : numbers ? WEIR_SET_NUMBERS : WEIR_SET_STRINGS};
    if (numbers) {
        set.count = c->count;
        for (uint32_t i = 0; i < c->count * (c->op == WEIR_OP_NUMBER_RANGE ? 2 : 1); i++) *(uint64_t *)vec_push(&w->model.numbers, sizeof(uint64_t)) = c->values[i].number;
    } else {
        add_texts(w, c, &set);
    }
    *(struct value_set *)vec_push(&w->model.sets, sizeof set) = set;
    return c->set = (uint32_t)w->model.sets.count - 1;
}

static void add_code(struct world *w, uint32_t op, uint32_t k, uint32_t n) { *(uint32_t *)vec_push(&w->model.code, sizeof(uint32_t)) = op | k << 8 | n << 16; }

/* The postfix program of a condition; its criteria are numbered from first. */
static void add_node(struct world *w, struct plain_node *node, uint32_t first)
{
    if (node->kind == PLAIN_CRITERION || node->any_field) {
        struct plain_criterion *c = node->any_field ? node->kids[0]->criterion : node->criterion;
        const uint8_t flags = (uint8_t)((c->cased ? WEIR_CRITERION_CASED : 0) | (node->by_field ? CRITERION_BY_FIELD : 0));
        const struct criterion criterion = {.op = (uint8_t)c->op, .flags = flags, .ordinal = node->any_field ? 0 : c->ordinal, .other = c->other, .set = set_of(w, c)};
        *(struct criterion *)vec_push(&w->model.criteria, sizeof criterion) = criterion;
        add_code(w, WEIR_CODE_CRITERION, 0, (uint32_t)w->model.criteria.count - 1 - first);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        add_node(w, node->kids[i], first);
        if (i && (node->kind == PLAIN_AND || node->kind == PLAIN_OR)) add_code(w, node->kind == PLAIN_AND ? WEIR_CODE_AND : WEIR_CODE_OR, 0, 0);
    }
    if (node->kind == PLAIN_TRUE) add_code(w, WEIR_CODE_TRUE, 0, 0);
    if (node->kind == PLAIN_NOT) add_code(w, WEIR_CODE_NOT, 0, 0);
    if (node->kind == PLAIN_ATLEAST) add_code(w, WEIR_CODE_ATLEAST, node->k, node->count);
}

static struct solve_node *make_node(struct world *w, struct solve *solve, struct plain_node *node)
{
    const uint32_t criterion = (uint32_t)w->model.criteria.count, code = (uint32_t)w->model.code.count;
    add_node(w, node, criterion);
    return solve_condition(solve, criterion, code, (uint32_t)w->model.code.count - code);
}

/* ---- all events ---- */

struct axis { /* fields that are compared with each other, or one alone: which criteria hold, for each of their values that makes a difference */
    uint64_t held[MOST_SIGNATURES];
    uint32_t count;
};

static uint64_t held_by(const struct pair *p, uint64_t of, const struct plain_value *values)
{
    uint64_t held = 0;
    for (uint32_t i = 0; i < p->criterion_count; i++)
        if (of >> i & 1 && plain_criterion_holds(p->criteria[i], values)) held |= UINT64_C(1) << i;
    return held;
}

static void note(struct axis *axis, uint64_t held)
{
    for (uint32_t i = 0; i < axis->count; i++)
        if (axis->held[i] == held) return;
    if (axis->count < MOST_SIGNATURES) axis->held[axis->count++] = held;
}

static void try_field(const struct pair *p, uint64_t of, uint32_t ordinal, uint32_t other, struct axis *axis)
{
    struct plain_value values[PLAIN_FIELDS];
    for (uint32_t i = 0; i < PLAIN_FIELDS; i++) values[i].there = false;
    for (uint32_t i = 0; pair_value(p, ordinal, i, other != 0, &values[ordinal - 1]); i++) {
        for (uint32_t k = 0; other && pair_value(p, other, k, true, &values[other - 1]); k++) note(axis, held_by(p, of, values));
        if (other == 0) note(axis, held_by(p, of, values));
    }
}

static uint32_t make_axes(const struct pair *p, struct axis *axes)
{
    uint32_t count = 0;
    uint64_t of[PLAIN_FIELDS] = {0};
    uint8_t with[PLAIN_FIELDS] = {0};
    for (uint32_t i = 0; i < p->criterion_count; i++) {
        const struct plain_criterion *c = p->criteria[i];
        const uint32_t home = c->ordinal == OTHER_TEXT && c->other ? TEXT : c->ordinal == OTHER_NUMBER && c->other ? NUMBER : c->ordinal;
        of[home - 1] |= UINT64_C(1) << i;
        if (c->other) with[home - 1] = home == TEXT ? OTHER_TEXT : OTHER_NUMBER;
    }
    for (uint32_t f = 0; f < PLAIN_FIELDS; f++) {
        const uint32_t other = with[f];
        if (other) {
            of[f] |= of[other - 1];
            of[other - 1] = 0;
        }
        if (of[f] == 0) continue;
        axes[count].count = 0;
        try_field(p, of[f], f + 1, other, &axes[count++]);
    }
    return count;
}

/* Bit 2 * a + b: some event makes the conditions so. */
static uint32_t combinations(const struct pair *p, const struct axis *axes, uint32_t count, uint64_t held)
{
    uint32_t seen = 0;
    if (count == 0) return 1u << (2 * plain_node_holds(p->a, held) + plain_node_holds(p->b, held));
    for (uint32_t i = 0; i < axes->count && seen != 15; i++) seen |= combinations(p, axes + 1, count - 1, held | axes->held[i]);
    return seen;
}

/* ---- an event that was found ---- */

static bool read_text(struct str bytes, struct plain_text *text)
{
    text->n = 0;
    for (uint32_t at = 0, length; at < bytes.n; at += length) {
        if (text->n == PLAIN_TEXT) return false;
        text->at[text->n++] = utf8_decode(bytes, at, &length);
    }
    return true;
}

/* 2 * a + b; or 4: a text is too long to be read. */
static uint32_t judge(const struct pair *p, const struct solve_event *event)
{
    struct plain_value values[PLAIN_FIELDS];
    for (uint32_t f = 0; f < PLAIN_FIELDS; f++) {
        const struct typed_value *value = &event->value[f];
        values[f].there = event->present >> f & 1;
        if (!values[f].there) continue;
        values[f].number = value->number;
        values[f].byte_count = 0;
        if (plain_is_text(f + 1)) {
            if (!read_text(value->bytes, &values[f].text)) return 4;
        } else if (f + 1 == ADDRESS || f + 1 == GUID) {
            values[f].byte_count = value->bytes.n;
            memcpy(values[f].bytes, value->bytes.p, value->bytes.n);
        }
    }
    const uint64_t held = held_by(p, UINT64_MAX, values);
    return 2u * plain_node_holds(p->a, held) + plain_node_holds(p->b, held);
}

/* ---- one pair ---- */

static void show(const struct pair *p, const struct plain_node *node)
{
    static const char *const OPS[] = {
#define OP(name, number, domain, set, text) [number] = #name,
#include "../../interpreter/ops.def"
#undef OP
    };
    static const char *const KINDS[] = {"", "true", "not", "and", "or", "atleast"};
    if (node->kind != PLAIN_CRITERION) {
        printf("(%s%s", node->any_field ? "any " : "", KINDS[node->kind]);
        if (node->kind == PLAIN_ATLEAST) printf(" %u", node->k);
        for (uint32_t i = 0; i < node->count; i++) {
            putchar(' ');
            show(p, node->kids[i]);
        }
        putchar(')');
        return;
    }
    const struct plain_criterion *c = node->criterion;
    printf("F%u%s %s F%u", c->ordinal, c->cased ? " cased" : "", OPS[c->op], c->other);
    for (uint32_t i = 0; i < c->count; i++) {
        struct str text = put_points(p->arena, &c->values[i].text);
        if (c->op == WEIR_OP_MATCHES) text = regex_text(p->arena, c->regexes[i].root);
        printf(" '" STR_FMT "'%s%s/%" PRIu64, STR_ARG(text), c->regexes[i].folds ? "i" : "", c->regexes[i].dot_all ? "s" : "", c->values[i].number);
        for (uint32_t b = 0; b < c->values[i].byte_count; b++) printf(":%u", c->values[i].bytes[b]);
    }
}

static void show_pair(const struct pair *p)
{
    printf("  a: ");
    show(p, p->a);
    printf("\n  b: ");
    show(p, p->b);
    putchar('\n');
}

static void disagree(struct run *run, struct world *w, uint64_t number, enum question question, const char *what, const struct solve_event *event)
{
    if (run->wrong++ >= 10) return;
    printf("FAILED: pair %" PRIu64 ", '%s': %s\n", number, NAMES[question], what);
    show_pair(&w->pair);
    if (event) solve_write_event(stdout, (const struct template_type *)w->model.templates.p, event);
    putchar('\n');
}

/* The direct evaluation, which every event that is found is held against, on some events of the enumeration. */
static void evaluate(struct run *run, struct world *w, struct solve *solve, uint64_t number, const struct solve_node *a, const struct solve_node *b)
{
    for (uint32_t round = 0; round < 3; round++) {
        struct plain_value values[PLAIN_FIELDS];
        struct solve_event event = {.present = 0};
        for (uint32_t f = 0; f < PLAIN_FIELDS; f++) {
            if (!pair_value(&w->pair, f + 1, pair_below(&w->pair, 24), false, &values[f])) pair_value(&w->pair, f + 1, 1, false, &values[f]);
            if (values[f].there) event.present |= UINT64_C(1) << f;
            event.value[f].number = values[f].number;
            event.value[f].bytes = plain_is_text(f + 1) ? put_points(&w->arena, &values[f].text) : arena_copy(&w->arena, (struct str){(const char *)values[f].bytes, values[f].byte_count});
        }
        const uint64_t held = held_by(&w->pair, UINT64_MAX, values);
        if (solve_holds(solve, a, &event) != plain_node_holds(w->pair.a, held)) disagree(run, w, number, CAN_HOLD_A, "the direct evaluation says otherwise", &event);
        if (solve_holds(solve, b, &event) != plain_node_holds(w->pair.b, held)) disagree(run, w, number, CAN_HOLD_B, "the direct evaluation says otherwise", &event);
    }
}

static void ask(struct run *run, struct world *w, struct solve *solve, uint64_t number, uint32_t seen)
{
    /* what 2 * a + b must be for each question, as bits */
    static const uint8_t WANTED[QUESTIONS] = {12, 10, 3, 4, 2, 8, 1};
    struct solve_node *a = make_node(w, solve, w->pair.a), *b = make_node(w, solve, w->pair.b), *not_a = solve_not(solve, a), *not_b = solve_not(solve, b);
    struct solve_node *nodes[QUESTIONS] = {a, b, not_a, solve_and(solve, a, not_b), solve_and(solve, b, not_a), solve_and(solve, a, b), solve_not(solve, solve_or(solve, a, b))};
    bool undecided = false;
    evaluate(run, w, solve, number, a, b);
    for (enum question q = CAN_HOLD_A; q < QUESTIONS; q++) {
        struct solve_event event;
        const enum solve_answer answer = solve_find(solve, nodes[q], &event);
        const bool is_there = (seen & WANTED[q]) != 0;
        run->answers[q][answer]++;
        undecided = undecided || answer == SOLVE_UNDECIDED;
        if (answer == SOLVE_NO && is_there) disagree(run, w, number, q, "the answer is no, and there is an event", NULL);
        if (answer != SOLVE_YES) continue;
        run->beyond += !is_there;
        const uint32_t judged = judge(&w->pair, &event);
        if (judged == 4) disagree(run, w, number, q, "the event has a text of more characters than a shortest one needs", &event);
        else if (!(WANTED[q] >> judged & 1)) disagree(run, w, number, q, "the event is none", &event);
    }
    run->undecided_pairs += undecided;
}

static void do_pair(struct run *run, uint64_t seed, uint64_t number, bool alone)
{
    struct world w = {.pair = {.random = 0}};
    struct axis axes[PLAIN_FIELDS];
    struct solve solve;
    arena_init(&w.arena, &run->exhausted);
    pair_make(&w.pair, &w.arena, seed, number);
    make_model(&w);
    if (alone) {
        show_pair(&w.pair);
        fflush(stdout);
    }
    const uint32_t count = make_axes(&w.pair, axes), seen = combinations(&w.pair, axes, count, 0);
    solve_init(&solve, &w.arena, &w.model, 0, 1);
    ask(run, &w, &solve, number, seen);
    solve_free(&solve);
    model_free(&w.model);
    diag_free(&w.sink);
    sources_free(&w.sources);
    arena_free(&w.arena);
}

/* The solver ends the program where it finds a fault of its own: so the pairs are asked in a process of their own, which shows at which one it is. */
static uint64_t *shared_number(void)
{
    FILE *file = tmpfile();
    if (file == NULL || ftruncate(fileno(file), sizeof(uint64_t)) != 0) return NULL;
    void *at = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    fclose(file);
    return at == MAP_FAILED ? NULL : at;
}

static int wait_for(pid_t child, const uint64_t *number)
{
    int status;
    if (waitpid(child, &status, 0) != child) return 1;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    printf("FAILED: pair %" PRIu64 " ends the program with signal %d\n", *number, WTERMSIG(status));
    return 1;
}

int main(int argc, char **argv)
{
    struct run run = {.wrong = 0};
    const uint64_t pairs = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000, seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1, first = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
    uint64_t *number = shared_number();
    const pid_t child = number ? fork() : -1;
    if (child > 0) return wait_for(child, number);
    if (child < 0 || setjmp(run.exhausted) != 0) {
        puts("decide: no memory, or no process");
        return 1;
    }
    for (*number = first; *number < first + pairs; ++*number) do_pair(&run, seed, *number, pairs == 1);
    for (enum question q = CAN_HOLD_A; q < QUESTIONS; q++)
        printf("%-16s %9" PRIu64 " yes %9" PRIu64 " no %7" PRIu64 " undecided\n", NAMES[q], run.answers[q][SOLVE_YES], run.answers[q][SOLVE_NO], run.answers[q][SOLVE_UNDECIDED]);
    const uint64_t most = pairs / 100 + 1; /* comparisons of two fields, which are settled by trying */
    if (run.undecided_pairs > most) printf("FAILED: %" PRIu64 " pairs with a question undecided, at most %" PRIu64 " may be\n", run.undecided_pairs, most);
    for (enum question q = CAN_HOLD_A; q < QUESTIONS && pairs >= 1000; q++) /* a question that is always answered the same way asks nothing */
        if (run.answers[q][SOLVE_YES] < pairs / 50 || run.answers[q][SOLVE_NO] < pairs / 100) {
            printf("FAILED: '%s' is nearly always answered the same way\n", NAMES[q]);
            run.wrong++;
        }
    printf("decide: %" PRIu64 " pairs with seed %" PRIu64 ", %" PRIu64 " disagreements, %" PRIu64 " pairs with a question undecided, %" PRIu64 " events beyond the enumeration\n", pairs, seed, run.wrong,
           run.undecided_pairs, run.beyond);
    return run.wrong != 0 || run.undecided_pairs > most;
}
