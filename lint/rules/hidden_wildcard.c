/* L212: a value that every text takes: the empty text for startswith, endswith and contains, nothing but '*' for like, an expression that is found in every text. */
#include "../fix.h"
#include "../rules.h"

static bool is_stars(struct str glob)
{
    for (uint32_t i = 0; i < glob.n; i++)
        if (glob.p[i] != '*') return false;
    return glob.n != 0;
}

/* An expression that is found in two texts that have little in common is asked about: is there a text in which it is not found? */
static bool takes_everything(const struct lint *lint, struct arena *arena, uint32_t type, const struct criterion *c)
{
    static const char *const odd[] = {"", "\x01\n\x01"};
    struct criterion one = *c;
    struct solve solve;
    struct solve_event event = {0};
    bool all = true;
    if (one.ordinal == 0) return false;
    arena_reset(arena);
    solve_init(&solve, arena, lint->model, type, lint_type(lint, type)->version);
    event.present = UINT64_C(1) << (one.ordinal - 1);
    for (uint32_t i = 0; i < 2 && all; i++) {
        event.value[one.ordinal - 1] = (struct typed_value){.ordinal = one.ordinal, .bytes = str_from(odd[i])};
        all = solve_criterion_holds(&solve, &one, &event);
    }
    if (all) {
        struct criterion exists = {.op = WEIR_OP_EXISTS, .ordinal = one.ordinal, .set = WEIR_NO_SET};
        struct solve_node *refused = solve_and(&solve, solve_criterion(&solve, &exists), solve_not(&solve, solve_criterion(&solve, &one)));
        all = solve_find(&solve, refused, &event) == SOLVE_NO;
    }
    solve_free(&solve);
    return all;
}

static bool is_wildcard(const struct lint *lint, struct arena *arena, uint32_t type, const struct criterion *c)
{
    const struct model *model = lint->model;
    if (c->set == WEIR_NO_SET) return false;
    const struct value_set *set = MODEL_AT(model->sets, struct value_set, c->set);
    if (c->op == WEIR_OP_MATCHES) return takes_everything(lint, arena, type, c);
    const bool part = c->op == WEIR_OP_STARTS || c->op == WEIR_OP_ENDS || c->op == WEIR_OP_CONTAINS;
    for (uint32_t v = 0; v < set->count && (part || c->op == WEIR_OP_LIKE); v++) {
        const struct str text = *MODEL_AT(model->strings, struct str, *MODEL_AT(model->values, uint32_t, set->first + v));
        if (part ? text.n == 0 : is_stars(text)) return true;
    }
    return false;
}

/* `F like '*'` is `F exists`. */
static void wish(struct lint *lint, struct diag *d, struct span span)
{
    const struct str source = sources_text(lint->model->sources, span);
    uint32_t n = 0;
    while (n < source.n && strchr(" \t\r\n", source.p[n]) == NULL) n++;
    if (n == source.n || (n == 3 && memcmp(source.p, "any", 3) == 0)) return;
    lint_wish_replace(lint, d, span, arena_printf(lint->model->arena, STR_FMT " exists", STR_ARG(((struct str){source.p, n}))));
}

void lint_rule_hidden_wildcard(struct lint *lint)
{
    struct arena arena;
    if (!lint_wants(lint, DIAG_HIDDEN_WILDCARD, true)) return;
    arena_init(&arena, lint->model->arena->exhausted);
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *in = lint_instance(lint, i);
        if (in->poisoned || in->type >= lint->model->templates.count || lint_type(lint, in->type)->poisoned) continue;
        for (uint32_t n = 0; n < in->criterion_count; n++) {
            const struct criterion *c = MODEL_AT(lint->model->criteria, struct criterion, in->criterion_first + n);
            if (!is_wildcard(lint, &arena, in->type, c)) continue;
            struct diag *d = lint_report(lint, DIAG_HIDDEN_WILDCARD, c->span, "every text makes this hold");
            if (d) diag_set_label(lint->model->sink, d, "asks only whether there is a value");
            wish(lint, d, c->span);
        }
    }
    arena_free(&arena);
}
