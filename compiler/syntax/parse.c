/* The driver: text of one file in, its syntax tree and a diagnostic for each problem out.
 *
 * lemon is fed token by token. When a token does not fit, one diagnostic is made, the driver skips to the next place where it can go on
 * (a statement in the same body, else the next declaration) and starts lemon afresh with a RESUME token; what had been built stays.
 * Must hold: every round consumes a token; the depth of brackets is bounded before lemon's stack is. */
#include "parse.h"

#include <stdarg.h>

_Static_assert(LIMIT_NESTING * 8 + 64 <= 2048, "parser.y's stack takes what the driver lets through");
_Static_assert(LIMIT_NESTING <= 255, "the depth of a node is a byte");

struct diag *parse_say(struct parse *p, enum diag_code code, struct token token, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct str text = arena_vprintf(p->sink->arena, format, arguments);
    va_end(arguments);
    p->tree->failed = true;
    p->failed_here = true;
    struct span span = token_span(token);
    if (token.kind == TOKEN_END) /* the last byte, so that there is a line to show */
        span = token.at > p->lexer.base ? (struct span){token.at - 1, 1} : (struct span){token.at, 0};
    return diag_report(p->sink, code, span, STR_FMT, STR_ARG(text));
}

void parse_too_deep(struct parse *p)
{
    p->error = true;
    struct diag *diag = parse_say(p, DIAG_TOO_DEEP, p->now, "nested more than %d deep", LIMIT_NESTING);
    diag_set_label(p->sink, diag, "the first one too deep");
}

/* What to do about a token that does not fit, where more can be said than what is expected. */
static void unexpected_help(struct parse *p, struct diag *diag)
{
    uint8_t kind = p->now.kind, meant;
    bool condition = where_condition(p), plain = condition && !where_positions(p), complete = where_ends_operand(p->prev.kind);
    if (kind == TOKEN_TAG)
        diag_set_help(p->sink, diag, "fields are called by the Template Type's own names, which have no dots; paths are its aliases");
    else if (plain && complete && !where_bare_name(p) && (kind == TOKEN_COMMA || kind == TOKEN_STRING))
        diag_set_help(p->sink, diag, "several values stand in parentheses: endswith ('a', 'b')");
    else if (condition && kind == TOKEN_STAR)
        diag_set_help(p->sink, diag, "* stands for a whole parameter of the positional form; in text it belongs to a pattern: like 'a*'");
    else if (plain && token_is_operator(kind) && !complete)
        diag_set_help(p->sink, diag, "an operator stands behind the field that it looks at: Image %s ...", words_spelling(kind));
    else if (where_positions(p) && kind == TOKEN_NAME)
        diag_set_help(p->sink, diag, "a parameter is known by its place; name the fields in the form with braces and match");
    else if (!condition && token_is_reserved(kind) && p->declaration)
        diag_set_note(p->sink, diag, "'%s' is a word of the language", words_spelling(kind));
    else if (where_attribute(p) && p->prev.at != p->statement.at && p->statement.kind == TOKEN_NAME &&
             (meant = words_meant(parse_text(p, p->statement), WORD_STATEMENT, 0)) != 0)
        diag_set_help(p->sink, diag, "did you mean '%s' instead of '" STR_FMT "'?", words_spelling(meant), STR_ARG(parse_text(p, p->statement)));
    else if (!condition && kind == TOKEN_NAME && (meant = words_meant(parse_text(p, p->now), WORD_OTHER | WORD_OPERATOR | WORD_TEMPLATE, 0)) != 0)
        diag_set_help(p->sink, diag, "did you mean '%s'?", words_spelling(meant));
}

void parse_unexpected(struct parse *p)
{
    struct token statement = p->statement;
    bool assigned = p->assigned;
    p->error = true;
    if (p->prev.kind == TOKEN_STRING && mistakes_odd_quotes(p))
        return;
    if (statement.at == p->now.at && p->last_statement.at && !(p->now.first && token_is_name(p->now.kind))) {
        /* lemon took the statement before for complete; for a reader this token still belongs to it */
        p->statement = p->last_statement;
        p->assigned = true;
    }
    struct str found = words_found(p, p->now);
    const bool dangling = where_condition(p) && (p->prev.kind == TOKEN_AND || p->prev.kind == TOKEN_OR || p->prev.kind == TOKEN_NOT);
    struct diag *diag = dangling ? parse_say(p, DIAG_UNEXPECTED, p->now, "there is no condition behind '%s'", words_spelling(p->prev.kind))
                                 : parse_say(p, DIAG_UNEXPECTED, p->now, STR_FMT " is not expected here", STR_ARG(found));
    diag_set_label(p->sink, diag, "expected %s", words_expected(p));
    if (dangling) {
        diag_add_label(p->sink, diag, token_span(p->prev), p->prev.kind == TOKEN_NOT ? "denies what stands behind it" : "joins what stands before and behind it");
        diag_set_help(p->sink, diag, "write a condition behind '%s', or remove '%s'", words_spelling(p->prev.kind), words_spelling(p->prev.kind));
    }
    unexpected_help(p, diag);
    p->statement = statement;
    p->assigned = assigned;
}

/* ---- tokens ---- */

static void parse_advance(struct parse *p)
{
    p->now = p->next;
    if (p->now.kind != TOKEN_END)
        p->next = lexer_next(&p->lexer);
    if (p->now.first)
        p->line_column = p->now.column;
}

static void bracket_open(struct parse *p, struct token token)
{
    if (p->depth < BRACKET_ROOM)
        p->brackets[p->depth] = (struct bracket){token, p->line_column, p->prev.kind};
    p->depth++;
}

static void bracket_close(struct parse *p, struct token token)
{
    if (p->depth == 0)
        return;
    p->depth--;
    if (p->depth > 0 && p->depth < BRACKET_ROOM && token.first && token.column < p->brackets[p->depth].line_column && !p->suspect.kind)
        p->suspect = p->brackets[p->depth].token;
}

static void declaration_begin(struct parse *p)
{
    p->declaration = p->now.kind;
    p->keyword = p->now;
    p->name = p->next;
    p->assigned = p->doubtful = p->failed_here = p->deep = false;
    p->statement = p->second = p->last_statement = p->suspect = (struct token){0};
    p->depth = 0;
}

/* lemon has taken now: what the driver remembers of it. */
static void parse_note(struct parse *p)
{
    uint8_t kind = p->now.kind;
    if (words_is_group(kind, WORD_DECLARATION) && p->depth == 0 && (!p->declaration || token_starts_declaration(p->now, p->next)))
        declaration_begin(p);
    else if (p->statement.at && p->prev.at == p->statement.at)
        p->second = p->now;
    switch (kind) {
    case TOKEN_LPAREN:
    case TOKEN_LBRACE: bracket_open(p, p->now); break;
    case TOKEN_RPAREN:
        bracket_close(p, p->now);
        if (p->depth == 0 && p->declaration == TOKEN_LIST)
            p->declaration = 0;
        break;
    case TOKEN_RBRACE:
        bracket_close(p, p->now);
        if (p->depth == 0)
            p->declaration = 0;
        break;
    case TOKEN_STRING:
        if (p->depth == 0 && (p->declaration == TOKEN_USE || p->declaration == TOKEN_LIST))
            p->declaration = 0;
        break;
    case TOKEN_ASSIGN:
        if (p->depth == 0 || where_body(p))
            p->assigned = true;
        break;
    default: break;
    }
    p->before = p->prev;
    p->prev = p->now;
}

/* ---- recovery ---- */

/* A node for the statement that could not be read, so that what refers to it is not reported as well. */
static void recover_statement(struct parse *p)
{
    struct token statement = p->statement;
    if (statement.at == p->now.at && !p->now.first && p->last_statement.at && p->body.last) {
        /* lemon had taken the statement before for complete: its condition goes on in a way that was not understood */
        struct node *node = tree_node(p->tree, p->body.last);
        if (node->kind == NODE_LET)
            node->second = build_error_leaf(p, node->at, node->length);
        else if (node->kind == NODE_MATCH)
            node->first = build_error_leaf(p, node->at, node->length);
    }
    uint32_t end = p->prev.at >= statement.at && statement.at ? token_end(p->prev) : token_end(statement);
    struct span span = statement.at ? (struct span){statement.at, end - statement.at} : token_span(p->now);
    node_id error = build_error_leaf(p, span.at, span.length);
    if (statement.kind == TOKEN_LET && token_is_name(p->second.kind)) {
        /* the name stays known */
        build_body(p, build_inner(p, NODE_LET, statement, end, build_leaf(p, NODE_NAME, p->second).id, error));
    } else if (statement.kind == TOKEN_MATCH) {
        build_body(p, build_inner(p, NODE_MATCH, statement, end, error, 0));
    } else {
        build_body(p, (struct piece){error, span.at, span.at + span.length});
    }
}

/* The declaration that could not be read: its name stays known. */
static void recover_declaration(struct parse *p)
{
    if (p->open) {
        build_error(p, token_span(p->prev));
        build_close(p, p->prev);
        return;
    }
    if (!p->declaration || p->name.at == 0 || !token_is_name(p->name.kind))
        return;
    if (p->declared_at == p->keyword.at) { /* it was taken for complete, and goes on in a way that was not understood */
        struct node *node = tree_node(p->tree, p->declarations.last);
        if (node->kind == NODE_PREDICATE)
            node->second = build_error_leaf(p, node->at, node->length);
        return;
    }
    uint32_t end = token_end(p->name);
    node_id name = build_leaf(p, NODE_NAME, p->name).id, error = build_error_leaf(p, p->keyword.at, end - p->keyword.at);
    if (p->declaration == TOKEN_LIST)
        build_declare(p, build_inner(p, NODE_LIST, p->keyword, end, name, error));
    else if (p->declaration == TOKEN_PREDICATE)
        build_declare(p, build_inner(p, NODE_PREDICATE, p->keyword, end, name, error));
    else if (p->declaration == TOKEN_TEMPLATE)
        build_declare(p, build_inner(p, NODE_TEMPLATE, p->keyword, end, name, error));
}

/* Can the reading go on at now, inside the body of braces? */
static bool resumes_statement(const struct parse *p)
{
    struct token now = p->now, next = p->next;
    bool inside = p->depth == 1;
    if (p->declaration == TOKEN_INSTANCE) {
        if ((now.kind == TOKEN_LET || now.kind == TOKEN_MATCH) && (now.first || inside))
            return true;
        if ((now.kind == TOKEN_TEST || now.kind == TOKEN_CORPUS) && next.kind == TOKEN_STRING && (now.first || inside))
            return true;
    } else if (now.kind == TOKEN_NUMBER && now.first && token_is_name(next.kind)) {
        return true;
    } else if (words_is_group(now.kind, WORD_TEMPLATE) && now.first && inside) {
        return true;
    }
    if (!inside || !now.first || !token_is_name(now.kind) || (!token_is_value(next.kind) && !token_is_name(next.kind) && now.kind != TOKEN_STRESS))
        return false;
    return now.column <= p->statement.column || now.column == 0;
}

/* A closing brace at the depth of the body: does it close the body, or is its opening one what is missing? */
static bool closes_body(const struct parse *p)
{
    return !(p->next.kind == TOKEN_RBRACE || (p->next.first && p->next.column > p->keyword.column && p->next.kind != TOKEN_END));
}

static void skip_token(struct parse *p)
{
    uint8_t kind = p->now.kind;
    if (kind == TOKEN_LPAREN || kind == TOKEN_LBRACE)
        bracket_open(p, p->now);
    else if (kind == TOKEN_RPAREN && where_bracket(p).kind == TOKEN_LPAREN)
        p->depth--;
    else if (kind == TOKEN_RBRACE && where_bracket(p).kind == TOKEN_LBRACE) {
        if (p->depth <= BRACKET_ROOM && p->now.first && p->now.column < p->brackets[p->depth - 1].line_column)
            p->doubtful = true;
        p->depth--;
    }
    p->prev = p->now;
    parse_advance(p);
}

enum recovery { RECOVER_DECLARATION, RECOVER_BODY, RECOVER_POSITIONS };

/* Skips to where the reading can go on; false: at the next declaration or the end. */
static bool skip_to_resume(struct parse *p, enum recovery level)
{
    for (;; skip_token(p)) {
        if (p->now.kind == TOKEN_END)
            return false;
        if (token_starts_declaration(p->now, p->next) && (p->now.column == 0 || (p->depth == 0 && p->now.first)))
            return false;
        if (p->now.at == p->resumed_at) /* not here again */
            continue;
        if (level == RECOVER_DECLARATION && p->depth == 0 && token_is_declaration(p->now.kind) && p->now.first)
            return false;
        if (p->now.kind == TOKEN_RBRACE)
            while (p->depth > 1 && where_bracket(p).kind == TOKEN_LPAREN) {
                p->depth--;
                p->doubtful = true;
            }
        if (level == RECOVER_BODY) {
            if (resumes_statement(p))
                return true;
            if (p->now.kind == TOKEN_RBRACE && p->depth == 1) {
                if (closes_body(p))
                    return true;
                p->depth++; /* skip_token takes it off again */
            }
        } else if (level == RECOVER_POSITIONS) {
            if (p->depth <= 1 && p->now.kind == TOKEN_LBRACE)
                return true;
            if (p->depth == 1 && p->now.kind == TOKEN_RBRACE)
                return false;
        }
    }
}

/* After an error at now. Gives the token with which lemon starts afresh, or false if that is the next declaration's own. */
static bool recover(struct parse *p, struct token *token)
{
    enum recovery level = RECOVER_DECLARATION;
    p->error = false;
    p->restart = true;
    p->pending = (struct token){0};
    p->tree->failed = true;
    if (p->open && p->depth >= 1 && p->brackets[0].token.kind == TOKEN_LBRACE) {
        level = RECOVER_BODY;
        recover_statement(p);
    } else if (p->open && p->declaration == TOKEN_INSTANCE) {
        level = RECOVER_POSITIONS;
        build_error(p, token_span(p->now.kind == TOKEN_END ? p->prev : p->now));
    }
    bool resumes = skip_to_resume(p, level);
    p->replay = true;
    p->resumed_at = p->now.at;
    if (!resumes) {
        if (level == RECOVER_BODY && !p->doubtful && p->depth == 1)
            mistakes_say_unclosed(p, p->suspect.kind ? p->suspect : p->brackets[0].token, NULL);
        recover_declaration(p);
        p->declaration = 0;
        p->depth = 0;
        p->prev = p->before = (struct token){0};
        return false;
    }
    if (p->depth > 1)
        p->doubtful = true;
    p->depth = level == RECOVER_BODY ? 1 : 0;
    p->prev = p->before = (struct token){0};
    p->statement = p->second = (struct token){0};
    *token = p->now;
    token->kind = level == RECOVER_POSITIONS ? TOKEN_RESUME_POSITIONAL : p->declaration == TOKEN_TEMPLATE ? TOKEN_RESUME_TEMPLATE : TOKEN_RESUME_INSTANCE;
    token->length = 0;
    return true;
}

/* ---- one step ---- */

bool parse_step(struct parse *p, struct token *token)
{
    if (p->fed && !p->error)
        parse_note(p);
    p->fed = false;
    for (;;) {
        if (p->error) {
            if (recover(p, token))
                return true;
            if (p->now.kind == TOKEN_END)
                return false;
        }
        if (p->done)
            return false;
        if (!p->replay)
            parse_advance(p);
        p->replay = false;
        if (mistakes_check(p) == MISTAKE_DROP)
            continue;
        if (p->error)
            continue;
        if (p->pending.kind) {
            *token = p->pending;
            p->pending = (struct token){0};
            p->replay = true;
            if (token->kind == TOKEN_RPAREN)
                p->depth--;
            p->before = p->prev;
            p->prev = *token;
            return true;
        }
        if ((p->now.kind == TOKEN_LPAREN || p->now.kind == TOKEN_LBRACE) && p->depth >= LIMIT_NESTING) {
            parse_too_deep(p);
            continue;
        }
        p->done = p->now.kind == TOKEN_END;
        *token = p->now;
        p->fed = true;
        return true;
    }
}

void syntax_parse(struct tree *tree, struct arena *arena, struct sources *sources, uint32_t file, struct diag_sink *sink)
{
    struct source_file *source = sources_file(sources, file);
    uint32_t errors = sink->count[DIAG_ERROR] + sink->dropped;
    struct parse parse = {0};

    memset(tree, 0, sizeof *tree);
    tree->arena = arena;
    tree->file = file;
    tree->text = source->text;
    tree->base = source->base;
    tree->comments.exhausted = arena->exhausted;
    if (!text_check(source->text, source->base, sink)) {
        tree->failed = true;
        return;
    }
    parse.tree = tree;
    parse.sources = sources;
    parse.sink = sink;
    parse.lexer = (struct lexer){.start = source->text.p, .at = source->text.p, .limit = source->text.p + source->text.n, .fresh = true,
                                 .base = source->base, .sink = sink, .comments = &tree->comments};
    if (source->text.n >= 3 && memcmp(source->text.p, "\xef\xbb\xbf", 3) == 0)
        parse.lexer.at += 3;
    parse.lexer.line = parse.lexer.at;
    parse.next = lexer_next(&parse.lexer);
    grammar_run(&parse);
    if (sink->count[DIAG_ERROR] + sink->dropped != errors)
        tree->failed = true;
}
