/* Regular expressions in RE2's syntax to a tree.
 *
 * In: a pattern. Out: the tree, or the first error. Must hold: no recursion (open groups are frames, at most LIMIT_NESTING), and
 * a tree no deeper than its groups and counted repetitions allow: repetitions of repetitions without count become one. */
#include "regex_parser.h"

enum { NODES_LIMIT = 2 * LIMIT_REGEX_INSTRUCTIONS };

bool regex_fail(struct regex_parser *parser, uint32_t at, uint32_t length, const char *text, const char *help)
{
    *parser->compiler->error = (struct regex_error){at, length, text, help};
    return false;
}

/* ---- the tree ---- */

static struct regex_node *node_new(struct regex_parser *parser, enum regex_node_kind kind, uint32_t value)
{
    struct regex_node *node = arena_new(&parser->compiler->scratch, struct regex_node);
    node->kind = (uint8_t)kind;
    node->value = value;
    node->product = 1;
    node->nullable = kind == REGEX_EMPTY;
    parser->node_count++;
    return node;
}

static void list_add(struct regex_list *list, struct regex_node *node)
{
    if (list->first == NULL)
        list->first = node;
    else
        list->last->next = node;
    list->last = node;
}

static void item_add(struct regex_parser *parser, enum regex_node_kind kind, uint32_t value)
{
    list_add(&parser->frames[parser->depth].items, node_new(parser, kind, value));
}

static void item_add_class(struct regex_parser *parser, const struct ranges *set)
{
    item_add(parser, REGEX_CLASS, regex_class_of(parser->compiler, set));
    arena_reset(&parser->compiler->sets);
}

static void item_add_literal(struct regex_parser *parser, uint32_t code_point)
{
    if ((parser->flags & REGEX_FOLD) != 0) {
        struct ranges orbit = {0};
        ranges_add(&parser->compiler->sets, &orbit, code_point, code_point);
        ranges_close_over_folding(&parser->compiler->sets, &orbit);
        if (orbit.count > 1 || orbit.p[0].first != orbit.p[0].last) {
            item_add_class(parser, &orbit);
            return;
        }
        arena_reset(&parser->compiler->sets);
    }
    if (code_point >= 0xD800 && code_point <= 0xDFFF) { /* written as \x{D800}: allowed, and in no text */
        item_add_class(parser, &(struct ranges){0});
        return;
    }
    item_add(parser, REGEX_LITERAL, code_point);
}

/* What stands between two bars becomes one node. */
static struct regex_node *concat_close(struct regex_parser *parser, struct regex_list items)
{
    struct regex_list kept = {0};
    uint16_t product = 1; /* of what goes away too, as in RE2: 'x{1000}{0}' counts */
    bool nullable = true;
    for (struct regex_node *item = items.first, *next; item != NULL; item = next) {
        next = item->next;
        item->next = NULL;
        nullable = nullable && item->nullable;
        if (item->product > product) product = item->product;
        if (item->kind != REGEX_EMPTY) list_add(&kept, item);
    }
    struct regex_node *node = kept.first;
    if (node == NULL || node != kept.last) {
        node = node_new(parser, kept.first == NULL ? REGEX_EMPTY : REGEX_CONCAT, 0);
        node->first = kept.first;
        node->nullable = nullable;
    }
    node->product = product;
    return node;
}

static bool is_one_character(const struct regex_node *node)
{
    return node != NULL && (node->kind == REGEX_LITERAL || node->kind == REGEX_CLASS);
}

/* Neighbouring branches of one character each become one class. Returns the last of them. */
static struct regex_node *merge_characters(struct regex_parser *parser, struct regex_node *branch, struct regex_list *kept)
{
    struct arena *sets = &parser->compiler->sets;
    struct regex_node *last = branch;
    struct ranges set = {0};
    for (const struct regex_node *one = branch; is_one_character(one); one = one->next) {
        last = (struct regex_node *)one;
        if (one->kind == REGEX_LITERAL) {
            ranges_add(sets, &set, one->value, one->value);
            continue;
        }
        const struct regex_class *class = regex_class_at(parser->compiler, one->value);
        for (uint32_t i = 0; i < class->range_count; i++)
            ranges_add(sets, &set, class->ranges[i].first, class->ranges[i].last);
    }
    ranges_normalise(&set);
    list_add(kept, node_new(parser, REGEX_CLASS, regex_class_of(parser->compiler, &set)));
    arena_reset(sets);
    return last;
}

static struct regex_node *alternate_close(struct regex_parser *parser, struct regex_list branches)
{
    struct regex_list kept = {0};
    uint16_t product = 1;
    bool has_empty = false, nullable = false;
    for (struct regex_node *branch = branches.first, *next; branch != NULL; branch = next) {
        if (is_one_character(branch) && is_one_character(branch->next)) {
            next = merge_characters(parser, branch, &kept)->next;
            continue;
        }
        next = branch->next;
        branch->next = NULL;
        nullable = nullable || branch->nullable;
        if (branch->product > product) product = branch->product;
        if (branch->kind == REGEX_EMPTY && has_empty) continue;
        has_empty |= branch->kind == REGEX_EMPTY;
        list_add(&kept, branch);
    }
    struct regex_node *node = kept.first;
    if (node != kept.last) {
        node = node_new(parser, REGEX_ALTERNATE, 0);
        node->first = kept.first;
        node->nullable = nullable;
    }
    node->product = product;
    return node;
}

static void branch_close(struct regex_parser *parser)
{
    struct regex_frame *frame = &parser->frames[parser->depth];
    list_add(&frame->branches, concat_close(parser, frame->items));
    frame->items = (struct regex_list){0};
}

static struct regex_node *frame_close(struct regex_parser *parser)
{
    branch_close(parser);
    return alternate_close(parser, parser->frames[parser->depth].branches);
}

/* ---- repetitions ---- */

static bool is_uncounted(uint32_t min, uint32_t max) { return min <= 1 && (max == REGEX_NO_END || max == 1); }

/* The operator at start up to parser->at repeats the last item. */
static bool repeat_last(struct regex_parser *parser, uint32_t start, uint32_t min, uint32_t max)
{
    struct regex_node *node = parser->frames[parser->depth].items.last;
    if (node == NULL)
        return regex_fail(parser, start, parser->at - start, "there is nothing before this repetition that it could repeat",
                          "write what is to be repeated before it, or put a '\\' before it to mean the character itself");
    if (min >= 2 || (max >= 2 && max != REGEX_NO_END)) {
        const uint32_t times = max == REGEX_NO_END ? min : max;
        if (node->product * times > LIMIT_REGEX_REPEAT)
            return regex_fail(parser, start, parser->at - start, "repetitions inside repetitions come to more than 1000",
                              "lower the counts: those one inside another, multiplied, may be 1000 at most");
        node->product = (uint16_t)(node->product * times);
    }
    if (node->kind == REGEX_EMPTY || (min == 1 && max == 1)) return true;
    const uint16_t product = node->product;
    if (max == 0) {
        *node = (struct regex_node){.kind = REGEX_EMPTY, .nullable = true, .product = product};
        return true;
    }
    if (node->kind == REGEX_REPEAT && is_uncounted(node->min, node->max) && is_uncounted(min, max)) {
        node->min = node->min < min ? node->min : min;
        node->max = node->max > max ? node->max : max;
    } else {
        struct regex_node *body = node_new(parser, REGEX_EMPTY, 0);
        *body = *node;
        *node = (struct regex_node){.kind = REGEX_REPEAT, .product = product, .min = min, .max = max, .first = body};
    }
    node->nullable = node->min == 0 || node->first->nullable;
    return true;
}

/* RE2 reads numbers without leading zeros only; over the limit the value does not count any more. */
static bool take_count(struct regex_parser *parser, uint32_t *at, uint32_t *count)
{
    const struct str pattern = parser->pattern;
    const uint32_t first = *at;
    *count = 0;
    for (; *at < pattern.n && pattern.p[*at] >= '0' && pattern.p[*at] <= '9'; ++*at)
        if (*count <= LIMIT_REGEX_REPEAT) *count = *count * 10 + (uint32_t)(pattern.p[*at] - '0');
    return *at > first && (pattern.p[first] != '0' || *at == first + 1);
}

/* At '{': "{n}", "{n,}" or "{n,m}" and what it says; otherwise false, and the '{' is a character. */
static bool take_counts(struct regex_parser *parser, uint32_t *min, uint32_t *max)
{
    const struct str pattern = parser->pattern;
    uint32_t at = parser->at + 1;
    if (!take_count(parser, &at, min)) return false;
    *max = *min;
    if (at < pattern.n && pattern.p[at] == ',') {
        at++;
        if (at < pattern.n && pattern.p[at] == '}')
            *max = REGEX_NO_END;
        else if (!take_count(parser, &at, max))
            return false;
    }
    if (at >= pattern.n || pattern.p[at] != '}') return false;
    parser->at = at + 1;
    return true;
}

static bool check_counts(struct regex_parser *parser, uint32_t start, uint32_t min, uint32_t max)
{
    const uint32_t length = parser->at - start;
    if (min > LIMIT_REGEX_REPEAT || (max != REGEX_NO_END && max > LIMIT_REGEX_REPEAT))
        return regex_fail(parser, start, length, "a repetition may be counted up to 1000 at most",
                          "lower the count, or leave the upper end open: '{2,}'");
    if (max < min)
        return regex_fail(parser, start, length, "the repetition's upper count is less than its lower one",
                          "write the lower count first");
    return true;
}

/* At '*', '+', '?' or '{'. *repeated: whether it was a repetition. */
static bool parse_repeat(struct regex_parser *parser, bool behind_repeat, bool *repeated)
{
    const uint32_t start = parser->at;
    const char c = parser->pattern.p[start];
    uint32_t min = c == '+' ? 1 : 0, max = c == '?' ? 1 : REGEX_NO_END;
    if (c == '{') {
        if (!take_counts(parser, &min, &max)) {
            parser->at++;
            item_add_literal(parser, '{');
            return true;
        }
        if (!check_counts(parser, start, min, max)) return false;
    } else {
        parser->at++;
    }
    *repeated = true;
    if (behind_repeat && c == '+')
        return regex_fail(parser, start, 1, "a '+' behind a repetition would make it possessive, which an automaton cannot be",
                          "remove the '+': the search takes time in proportion to the text without it");
    if (behind_repeat)
        return regex_fail(parser, start, parser->at - start, "bad repetition operator: it stands behind another one",
                          "leave one of them out, or put what is repeated in parentheses: '(?:a{2})*'");
    if (regex_peek(parser, 0) == '?') parser->at++; /* lazy: finds the same texts */
    return repeat_last(parser, start, min, max);
}

/* ---- groups ---- */

static const struct {
    const char *start, *text, *help;
} REFUSED_GROUPS[] = {
    {"(?=", "looking ahead is not possible: an automaton reads each character once",
     "write two criteria: one that 'matches' what must stand there, and 'and' the other"},
    {"(?!", "looking ahead is not possible: an automaton reads each character once",
     "write two criteria: one that 'matches' the rest, and one behind 'and not' for what must not stand there"},
    {"(?<=", "looking behind is not possible: an automaton reads each character once",
     "write what stands before as a part of the expression: only whether there is a match counts, not where it starts"},
    {"(?<!", "looking behind is not possible: an automaton reads each character once",
     "write two criteria: one that 'matches' the rest, and one behind 'and not' for what must not stand before"},
    {"(?>", "an atomic group is not possible: the search never goes back", "write '(?:' instead"},
    {"(?(", "a condition inside an expression is not possible", "write both cases as alternatives: '(?:...|...)'"},
    {"(?|", "alternatives that share their group numbers are not possible", "write '(?:' instead: groups capture nothing"},
    {"(?#", "a remark inside an expression is not possible", "write it as a comment of the source, '// ...'"},
    {"(?P=", "a backreference would have to remember what a group found, which an automaton cannot",
     "write the repeated text out, or compare two fields with 'field(...)'"},
    {"(?P>", "an expression that contains itself is not possible", "write the inner levels out as far as they are needed"},
    {"(?&", "an expression that contains itself is not possible", "write the inner levels out as far as they are needed"},
    {"(?R", "an expression that contains itself is not possible", "write the inner levels out as far as they are needed"},
    {"(?'", "this form of a named group is not known", "write '(?P<name>' or '(?:'"},
    {"(?x", "the flag 'x' (spaces do not count) is not possible", "write the expression without spaces; flags are i, m, s and U"},
};

static bool starts_here(const struct regex_parser *parser, const char *text)
{
    const size_t length = strlen(text);
    return parser->pattern.n - parser->at >= length && memcmp(parser->pattern.p + parser->at, text, length) == 0;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool group_open(struct regex_parser *parser, uint32_t start, uint32_t flags_after)
{
    if (parser->depth == LIMIT_NESTING)
        return regex_fail(parser, start, parser->at - start, "groups are nested too deeply",
                          "write the expression with fewer levels");
    parser->depth++;
    parser->frames[parser->depth] = (struct regex_frame){.at = start, .flags = flags_after};
    return true;
}

/* At "(?P<" or "(?<", of prefix bytes. */
static bool parse_named_group(struct regex_parser *parser, uint32_t prefix)
{
    const uint32_t start = parser->at;
    parser->at += prefix;
    const uint32_t first = parser->at;
    while (is_word(regex_peek(parser, 0))) parser->at++;
    const struct str name = {parser->pattern.p + first, parser->at - first};
    if (name.n == 0 || regex_peek(parser, 0) != '>')
        return regex_fail(parser, start, parser->at - start, "the name of the group is missing or not closed by '>'",
                          "write '(?P<name>', with letters, digits and '_' in the name, or '(?:' since groups capture nothing");
    parser->at++;
    return group_open(parser, start, parser->flags);
}

/* At "(?": flags, then ')' or ':'. */
static bool parse_flags(struct regex_parser *parser)
{
    static const char LETTERS[] = "ismU";
    const uint32_t start = parser->at;
    uint32_t flags = parser->flags;
    bool negated = false, seen = true;
    for (parser->at += 2; regex_more(parser, 0); ) {
        const char c = parser->pattern.p[parser->at++];
        const char *letter = c == '\0' ? NULL : strchr(LETTERS, c);
        if (letter != NULL) {
            const uint32_t flag = 1u << (letter - LETTERS);
            flags = negated ? flags & ~flag : flags | flag;
            seen = true;
        } else if (c == '-' && !negated) {
            negated = true;
            seen = false;
        } else if ((c == ':' || c == ')') && seen) {
            const uint32_t outer = parser->flags;
            parser->flags = flags;
            return c == ')' || group_open(parser, start, outer);
        } else {
            uint32_t length;
            utf8_decode(parser->pattern, --parser->at, &length);
            return regex_fail(parser, start, parser->at + length - start, "this kind of group is not known",
                              "flags are i (any case), s ('.' takes line feeds), m (lines) and U: '(?i)', '(?s-m:...)'; "
                              "a group without flags is '(?:...)'");
        }
    }
    return regex_fail(parser, start, parser->at - start, "the '(' is never closed", "write ')' behind the flags: '(?i)'");
}

static bool parse_group(struct regex_parser *parser)
{
    const uint32_t start = parser->at;
    if (!starts_here(parser, "(?")) {
        parser->at++;
        return group_open(parser, start, parser->flags);
    }
    for (size_t i = 0; i < sizeof REFUSED_GROUPS / sizeof *REFUSED_GROUPS; i++)
        if (starts_here(parser, REFUSED_GROUPS[i].start))
            return regex_fail(parser, start, (uint32_t)strlen(REFUSED_GROUPS[i].start), REFUSED_GROUPS[i].text,
                              REFUSED_GROUPS[i].help);
    if (starts_here(parser, "(?P<")) return parse_named_group(parser, 4);
    if (starts_here(parser, "(?<")) return parse_named_group(parser, 3);
    return parse_flags(parser);
}

static bool parse_group_end(struct regex_parser *parser)
{
    if (parser->depth == 0)
        return regex_fail(parser, parser->at, 1, "the ')' has no '(' before it",
                          "remove it, or write '\\)' for the character itself");
    parser->at++;
    struct regex_node *group = frame_close(parser);
    parser->flags = parser->frames[parser->depth].flags;
    parser->depth--;
    list_add(&parser->frames[parser->depth].items, group);
    return true;
}

/* ---- the rest ---- */

static void parse_quoted(struct regex_parser *parser) /* at "\Q" */
{
    parser->at += 2;
    while (regex_more(parser, 0) && !starts_here(parser, "\\E")) item_add_literal(parser, regex_take_code_point(parser));
    if (regex_more(parser, 0)) parser->at += 2;
}

static bool parse_escape(struct regex_parser *parser)
{
    enum weir_assertion assertion = WEIR_ASSERT_COUNT;
    switch (regex_peek(parser, 1)) {
    case 'A': assertion = WEIR_ASSERT_TEXT_START; break;
    case 'z': assertion = WEIR_ASSERT_TEXT_END; break;
    case 'b': assertion = WEIR_ASSERT_WORD; break;
    case 'B': assertion = WEIR_ASSERT_NOT_WORD; break;
    case 'Q': parse_quoted(parser); return true;
    default: break;
    }
    if (assertion != WEIR_ASSERT_COUNT) {
        item_add(parser, REGEX_ASSERT, assertion);
        parser->at += 2;
        return true;
    }
    struct regex_group group;
    bool found;
    if (!regex_take_group_escape(parser, &group, &found)) return false;
    if (found) {
        item_add_class(parser, regex_group_ranges(parser->compiler, group));
        return true;
    }
    uint32_t code_point;
    if (!regex_take_escape(parser, &code_point)) return false;
    item_add_literal(parser, code_point);
    return true;
}

static void parse_dot(struct regex_parser *parser)
{
    struct ranges set = {0};
    parser->at++;
    if ((parser->flags & REGEX_DOT_NEWLINE) != 0) {
        ranges_add(&parser->compiler->sets, &set, 0, LAST_CODE_POINT);
    } else {
        ranges_add(&parser->compiler->sets, &set, 0, '\n' - 1);
        ranges_add(&parser->compiler->sets, &set, '\n' + 1, LAST_CODE_POINT);
    }
    item_add_class(parser, &set);
}

static bool parse_brackets(struct regex_parser *parser)
{
    struct ranges set = {0};
    if (!regex_take_brackets(parser, &set)) return false;
    item_add_class(parser, &set);
    return true;
}

/* One token. *repeat: whether the last one was a repetition, then whether this one is. */
static bool parse_token(struct regex_parser *parser, bool *repeat)
{
    const bool behind_repeat = *repeat, lines = (parser->flags & REGEX_LINES) != 0;
    *repeat = false;
    switch (parser->pattern.p[parser->at]) {
    case '(': return parse_group(parser);
    case ')': return parse_group_end(parser);
    case '[': return parse_brackets(parser);
    case '\\': return parse_escape(parser);
    case '*':
    case '+':
    case '?':
    case '{': return parse_repeat(parser, behind_repeat, repeat);
    case '.': parse_dot(parser); return true;
    case '|':
        branch_close(parser);
        parser->at++;
        return true;
    case '^':
        item_add(parser, REGEX_ASSERT, lines ? WEIR_ASSERT_LINE_START : WEIR_ASSERT_TEXT_START);
        parser->at++;
        return true;
    case '$':
        item_add(parser, REGEX_ASSERT, lines ? WEIR_ASSERT_LINE_END : WEIR_ASSERT_TEXT_END);
        parser->at++;
        return true;
    default: item_add_literal(parser, regex_take_code_point(parser)); return true;
    }
}

static bool parse_all(struct regex_parser *parser)
{
    bool repeat = false;
    while (regex_more(parser, 0)) {
        if (!parse_token(parser, &repeat)) return false;
        if (parser->node_count > NODES_LIMIT || parser->compiler->class_code_count > LIMIT_REGEX_INSTRUCTIONS)
            return regex_fail(parser, 0, parser->at, "the expression is too large for one automaton",
                              "split it into several expressions, or lower the counts of its repetitions");
    }
    if (parser->depth != 0)
        return regex_fail(parser, parser->frames[parser->depth].at, 1, "the '(' is never closed",
                          "write ')' where the group ends; a '(' itself is '\\('");
    return true;
}

struct regex_node *regex_parse(struct regex_compiler *compiler, struct str pattern)
{
    struct regex_parser parser; /* its frames are set when they are opened */
    parser.compiler = compiler;
    parser.pattern = pattern;
    parser.at = parser.flags = parser.depth = parser.node_count = parser.class_serial = 0;
    parser.no_posix_close = UINT32_MAX;
    parser.frames[0] = (struct regex_frame){0};
    return parse_all(&parser) ? frame_close(&parser) : NULL;
}
