/* The condition of a Sigma rule: text to c->match, in which selections are lets.
 *
 * In:  "selection and not 1 of filter_*", or a list of such. Out: a condition over COND_LET. Must hold: not binds tightest, then and, then or; nesting is
 *      bounded; an error points into the text. */
#include "convert.h"

struct parser {
    struct conversion *c;
    struct str text;
    struct span span;        /* of the text in the file */
    bool exact;              /* the text stands in the file as it is: errors can point into it */
    uint32_t at;
    struct str word;         /* the token at hand; empty at the end */
    uint32_t word_at;
    uint32_t depth;
};

static struct cond *parse_or(struct parser *p);

static bool is_blank(char ch) { return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r'; }

static void next_word(struct parser *p)
{
    while (p->at < p->text.n && is_blank(p->text.p[p->at])) p->at++;
    p->word_at = p->at;
    if (p->at < p->text.n && strchr("()|", p->text.p[p->at])) p->at++;
    else
        while (p->at < p->text.n && !is_blank(p->text.p[p->at]) && !strchr("()|", p->text.p[p->at])) p->at++;
    p->word = (struct str){p->text.p + p->word_at, p->at - p->word_at};
}

static bool word_is(const struct parser *p, const char *word) { return mapping_same_word(p->word, str_from(word)); }

static struct span word_span(const struct parser *p)
{
    if (!p->exact) return p->span;
    return (struct span){p->span.at + p->word_at, p->word.n ? p->word.n : 1};
}

static struct cond *syntax_error(struct parser *p, const char *expected)
{
    struct conversion *c = p->c;
    if (str_equal(p->word, STR("|"))) {
        convert_refuse(c, DIAG_SIGMA_AGGREGATION, word_span(p), "what stands behind the bar counts events");
    } else if (p->word.n) {
        convert_refuse(c, DIAG_SIGMA_CONDITION, word_span(p), "'" STR_FMT "' stands where %s is expected", STR_ARG(p->word), expected);
    } else {
        convert_refuse(c, DIAG_SIGMA_CONDITION, word_span(p), "the condition ends where %s is expected", expected);
    }
    return NULL;
}

/* ---- selections ---- */

/* NULL: the condition names too many, which was said. */
static struct cond *let_use(struct conversion *c, uint32_t number)
{
    if (++c->uses > 10u * LIMIT_IMPORT_SELECTIONS) {
        if (c->uses == 10u * LIMIT_IMPORT_SELECTIONS + 1) convert_refuse(c, DIAG_SIGMA_CONDITION, c->document->span, "the condition names selections more than %d times", 10 * LIMIT_IMPORT_SELECTIONS);
        return NULL;
    }
    c->lets[number].used = true;
    struct cond *cond = cond_new(c, COND_LET);
    cond->number = number;
    return cond;
}

/* '*' in a pattern of selections. */
static bool name_fits(struct str pattern, struct str name)
{
    uint32_t p = 0, n = 0, star = UINT32_MAX, star_n = 0;
    while (n < name.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            star_n = n;
        } else if (p < pattern.n && pattern.p[p] == name.p[n]) {
            p++;
            n++;
        } else if (star != UINT32_MAX) {
            p = star + 1;
            n = ++star_n;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') p++;
    return p == pattern.n;
}

static void suggest_selection(struct conversion *c, struct diag *d, struct str written)
{
    struct str *names = arena_array(c->arena, c->let_count + 1u, sizeof *names);
    for (uint32_t i = 0; i < c->let_count; i++) names[i] = c->lets[i].name;
    diag_suggest(&c->import->sink, d, written, names, c->let_count);
}

static struct cond *parse_name(struct parser *p)
{
    struct conversion *c = p->c;
    for (uint32_t i = 0; i < c->let_count; i++) {
        if (!str_equal(c->lets[i].name, p->word)) continue;
        next_word(p);
        return let_use(c, i);
    }
    if (word_is(p, "near")) {
        convert_refuse(c, DIAG_SIGMA_AGGREGATION, word_span(p), "'near' asks for other events nearby");
        return NULL;
    }
    suggest_selection(c, convert_refuse(c, DIAG_SIGMA_UNKNOWN_SELECTION, word_span(p), "there is no selection '" STR_FMT "'", STR_ARG(p->word)), p->word);
    return NULL;
}

/* false: too many. */
static bool append_fitting(struct conversion *c, struct cond *of, struct str pattern)
{
    const bool them = str_equal(pattern, STR("them"));
    for (uint32_t i = 0; i < c->let_count; i++) {
        const struct str name = c->lets[i].name;
        if (name.n && name.p[0] == '_' && !str_equal(name, pattern)) continue; /* out of reach of patterns, by the specification */
        if (!them && !name_fits(pattern, name)) continue;
        struct cond *use = let_use(c, i);
        if (use == NULL) return false;
        cond_append(of, use);
    }
    return true;
}

/* "1 of selection_*": the number is at hand. */
static struct cond *parse_of(struct parser *p, uint32_t number)
{
    struct conversion *c = p->c;
    const bool all = word_is(p, "all");
    next_word(p);
    next_word(p); /* of */
    if (p->word.n == 0 || strchr("()|", p->word.p[0])) return syntax_error(p, "a pattern of selections, or 'them',");
    const struct str pattern = p->word;
    struct cond *of = cond_new(c, all ? COND_ALL_OF : number > 1 ? COND_NUMBER_OF : COND_ANY_OF);
    of->number = number;
    if (!append_fitting(c, of, pattern)) return NULL;
    /* Implementations take a pattern without '*' for the beginning of a name; so do rules that rely on it. */
    if (of->count == 0 && !append_fitting(c, of, arena_printf(c->arena, STR_FMT "*", STR_ARG(pattern)))) return NULL;
    if (of->count == 0 || of->count < number) {
        struct diag *d = convert_refuse(c, DIAG_SIGMA_UNKNOWN_SELECTION, word_span(p), of->count ? "fewer selections than that fit '" STR_FMT "'" : "no selection fits '" STR_FMT "'", STR_ARG(pattern));
        if (of->count == 0) suggest_selection(c, d, pattern);
        return NULL;
    }
    next_word(p);
    return of;
}

/* ---- expressions ---- */

static uint32_t number_of(struct str word)
{
    uint32_t number = 0;
    if (word.n == 0 || word.n > 3) return 0;
    for (uint32_t i = 0; i < word.n; i++) {
        if (word.p[i] < '0' || word.p[i] > '9') return 0;
        number = number * 10 + (uint32_t)(word.p[i] - '0');
    }
    return number;
}

static bool of_follows(const struct parser *p)
{
    struct parser ahead = *p;
    next_word(&ahead);
    return word_is(&ahead, "of");
}

static struct cond *parse_primary(struct parser *p)
{
    if (p->word.n == 0 || word_is(p, "and") || word_is(p, "or") || word_is(p, "|") || word_is(p, ")")) return syntax_error(p, "a selection");
    if (!str_equal(p->word, STR("("))) {
        const uint32_t number = word_is(p, "all") || word_is(p, "any") ? 1 : number_of(p->word);
        return number && of_follows(p) ? parse_of(p, number) : parse_name(p);
    }
    next_word(p);
    struct cond *inner = parse_or(p);
    if (inner == NULL) return NULL;
    if (!str_equal(p->word, STR(")"))) return syntax_error(p, "')'");
    next_word(p);
    return inner;
}

static struct cond *parse_not(struct parser *p)
{
    if (p->depth >= LIMIT_NESTING / 2) {
        convert_refuse(p->c, DIAG_SIGMA_CONDITION, word_span(p), "parentheses lie more than %d deep", LIMIT_NESTING / 2);
        return NULL;
    }
    p->depth++;
    struct cond *out;
    if (word_is(p, "not")) {
        next_word(p);
        struct cond *inner = parse_not(p);
        out = inner ? cond_not(p->c, inner) : NULL;
    } else {
        out = parse_primary(p);
    }
    p->depth--;
    return out;
}

static struct cond *parse_chain(struct parser *p, enum cond_kind kind)
{
    const char *word = kind == COND_AND ? "and" : "or";
    struct cond *chain = NULL, *one = kind == COND_AND ? parse_not(p) : parse_chain(p, COND_AND);
    while (one && word_is(p, word)) {
        if (chain == NULL) {
            chain = cond_new(p->c, kind);
            cond_append(chain, one);
        }
        next_word(p);
        one = kind == COND_AND ? parse_not(p) : parse_chain(p, COND_AND);
        if (one) cond_append(chain, one);
    }
    return one == NULL ? NULL : chain ? chain : one;
}

static struct cond *parse_or(struct parser *p) { return parse_chain(p, COND_OR); }

static struct cond *parse_condition(struct conversion *c, const struct yaml_tree *tree)
{
    if (tree->shape != YAML_IS_SCALAR || yaml_type_of(tree) == YAML_NULL) {
        convert_refuse(c, tree->shape == YAML_IS_SCALAR ? DIAG_SIGMA_MISSING_PART : DIAG_SIGMA_WRONG_KIND, tree->span, "a condition is text");
        return NULL;
    }
    struct parser p = {.c = c, .text = tree->text, .span = tree->span};
    const struct str written = sources_text(&c->import->sources, tree->span);
    const uint32_t quote = tree->quoted ? 1 : 0;
    if (written.n >= tree->text.n + 2 * quote && memcmp(written.p + quote, tree->text.p, tree->text.n) == 0) {
        p.exact = true;
        p.span.at += quote;
    }
    next_word(&p);
    struct cond *cond = parse_or(&p);
    if (cond && p.word.n) return syntax_error(&p, "'and', 'or' or the end of the condition");
    return cond;
}

/* ---- constants ---- */

/* The condition once the lets are converted: those that are constant are gone. false: a selection was refused. */
static bool resolve(struct conversion *c, struct cond *cond, struct cond **out)
{
    if (cond->kind == COND_LET) {
        struct let *let = &c->lets[cond->number];
        if (let->cond == NULL && !let->failed) {
            let->cond = selection_convert(c, let->tree);
            let->failed = let->cond == NULL;
        }
        *out = let->cond && (let->cond->kind == COND_FALSE || let->cond->kind == COND_TRUE) ? cond_new(c, (enum cond_kind)let->cond->kind) : cond;
        return let->cond != NULL;
    }
    bool good = true;
    struct cond *made = cond_new(c, (enum cond_kind)cond->kind), *next;
    uint32_t certain = 0;
    for (struct cond *entry = cond->first; entry; entry = next) {
        struct cond *one = NULL;
        next = entry->next;
        entry->next = NULL;
        good &= resolve(c, entry, &one);
        if (!good) continue; /* the others are looked at for what is wrong in them */
        if (cond->kind == COND_NUMBER_OF && one->kind == COND_TRUE) certain++;
        if (cond->kind == COND_NUMBER_OF && (one->kind == COND_TRUE || one->kind == COND_FALSE)) continue;
        cond_append(made, one);
    }
    if (!good) return false;
    if (cond->kind == COND_NOT) {
        *out = cond_not(c, made->first);
    } else if (cond->kind == COND_NUMBER_OF) {
        made->number = cond->number - (certain < cond->number ? certain : cond->number);
        *out = made->number == 0 ? cond_new(c, COND_TRUE) : made->number > made->count ? cond_new(c, COND_FALSE) : made;
        if ((*out)->kind == COND_NUMBER_OF && made->number == 1) made->kind = COND_ANY_OF;
    } else {
        const bool of = cond->kind == COND_ANY_OF || cond->kind == COND_ALL_OF;
        made->kind = cond->kind == COND_ANY_OF ? COND_OR : cond->kind == COND_ALL_OF ? COND_AND : cond->kind;
        *out = cond_simplify(c, made);
        if (of && (*out)->kind == made->kind && (*out)->count > 1) (*out)->kind = cond->kind;
    }
    return true;
}

bool condition_convert(struct conversion *c, struct yaml_tree *detection)
{
    struct yaml_tree *condition = yaml_get(detection, "condition");
    if (condition == NULL) {
        convert_refuse(c, DIAG_SIGMA_MISSING_PART, detection->span, "the detection has no 'condition'");
        return false;
    }
    struct cond *cond = NULL;
    if (condition->shape == YAML_IS_LIST) {
        cond = cond_new(c, COND_OR);
        for (const struct yaml_tree *one = condition->first; one; one = one->next) {
            struct cond *part = parse_condition(c, one);
            if (part == NULL) return false;
            cond_append(cond, part);
        }
        if (cond->count == 0) {
            convert_refuse(c, DIAG_SIGMA_MISSING_PART, condition->span, "the list of conditions is empty");
            return false;
        }
        if (cond->count == 1) cond = cond->first;
    } else {
        cond = parse_condition(c, condition);
    }
    c->match = cond;
    return cond != NULL;
}

bool condition_resolve(struct conversion *c, struct span span)
{
    struct cond *out = NULL;
    if (!resolve(c, c->match, &out)) return false;
    if (out->kind == COND_FALSE || out->kind == COND_TRUE) {
        convert_refuse(c, DIAG_SIGMA_CONSTANT, span, out->kind == COND_FALSE ? "no event can match this rule" : "every event matches this rule");
        return false;
    }
    c->match = out;
    for (uint32_t i = 0; i < c->let_count; i++) c->lets[i].used = false;
    return true;
}
