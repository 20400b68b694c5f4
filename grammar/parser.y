/* How the words of the language go together. An action makes a node (compiler/syntax/build.c) and nothing else.
 *
 * In:  tokens from parse_step (compiler/syntax/parse.c), which also notices mistakes and finds the place to go on after an error.
 * Out: declarations in the tree.
 * Must hold: no conflicts; a FREE word of tokens.def stands in the %fallback list. */
%include {
/* No tracing, no error recovery of lemon's own (parse.c restarts the engine), no writable globals. */
#undef NDEBUG
#define NDEBUG 1
#define YYNOERRORRECOVERY 1
#include "compiler/syntax/parse.h"
}

%name grammar
%token_prefix TOKEN_
%token_type {struct token}
%extra_context {struct parse *p}
/* A parenthesis takes at most seven entries and a `not` one: parse.c refuses LIMIT_NESTING parentheses before this is full. */
%stack_size 2048
%stack_overflow { parse_too_deep(p); }
%syntax_error { (void)yymajor; (void)TOKEN; parse_unexpected(p); }

%fallback NAME USE LIST PREDICATE TEMPLATE INSTANCE FROM RECORDED RESERVED SINCE ALIAS DEPRECATED TEST CORPUS STRESS MISSES EXPECT OF FIELD.

/* `deprecated` behind a field belongs to the field. */
%nonassoc BEHIND_FIELD.
%nonassoc DEPRECATED.

%default_type {struct piece}
%type values {struct chain}
%type value_tuple {struct chain}
%type items {struct chain}
%type item_tuple {struct chain}
%type operand {struct chain}
%type arguments {struct chain}
%type argument_list {struct chain}
%type conditions {struct chain}
%type or_chain {struct chain}
%type and_chain {struct chain}
%type position_or_chain {struct chain}
%type position_and_chain {struct chain}
%type parameters {struct chain}
%type parameter_list {struct chain}
%type version {struct chain}
%type attribute_values {struct chain}
%type entries {struct chain}
%type entry_list {struct chain}
%type entry_values {struct chain}
%type setting_values {struct chain}
%type clauses {struct chain}
%type literals {struct chain}
%type members {struct chain}
%type field_options {struct chain}
%type field_option {struct chain}
%type aliases {struct chain}
%type numbers {struct chain}

%start_symbol file

file ::= declarations.
declarations ::= .
declarations ::= declarations declaration.

/* ---- after an error: parse.c goes on inside the declaration that is open ---- */
declaration ::= RESUME_INSTANCE instance_body RBRACE(E).              { build_close(p, E); }
declaration ::= RESUME_POSITIONAL LBRACE instance_body RBRACE(E).     { build_close(p, E); }
declaration ::= RESUME_TEMPLATE template_body RBRACE(E).              { build_close(p, E); }

/* ---- small declarations ---- */
declaration ::= USE(U) STRING(S).
    { build_declare(p, build_inner(p, NODE_USE, U, build_end(S), build_leaf(p, NODE_STRING, S).id, 0)); }
declaration ::= LIST(L) NAME(N) ASSIGN value_tuple(V).
    { build_declare(p, build_inner(p, NODE_LIST, L, V.end, build_leaf(p, NODE_NAME, N).id, V.first)); }
declaration ::= LIST(L) NAME(N) FROM STRING(S).
    { build_declare(p, build_op(p, build_inner(p, NODE_LIST, L, build_end(S), build_leaf(p, NODE_NAME, N).id,
                                               build_leaf(p, NODE_STRING, S).id), 1, 0)); }
declaration ::= PREDICATE(P) NAME(N) LPAREN parameters(C) RPAREN ASSIGN condition(E).
    { build_declare(p, build_inner(p, NODE_PREDICATE, P, E.end, build_before(p, build_leaf(p, NODE_NAME, N), C), E.id)); }

parameters(A) ::= .                                    { A = build_nothing(); }
parameters(A) ::= parameter_list(A).
parameters(A) ::= parameter_list(A) COMMA.
parameter_list(A) ::= NAME(N).                         { A = build_chain(build_leaf(p, NODE_NAME, N)); }
parameter_list(A) ::= parameter_list(B) COMMA NAME(N). { A = build_append(p, B, build_leaf(p, NODE_NAME, N)); }

/* ---- Template Types ---- */
declaration ::= template_start template_body RBRACE(E).  { build_close(p, E); }
template_start ::= TEMPLATE(T) NAME(N) LBRACE.
    { build_open(p, NODE_TEMPLATE, T, build_chain(build_leaf(p, NODE_NAME, N))); }
template_body ::= .                                      { build_begin_statement(p); }
template_body ::= template_body template_item(I).        { build_statement(p, I); }

template_item(A) ::= NAME(N) setting_values(V).
    { A = build_inner(p, NODE_SETTING, N, V.end, build_leaf(p, NODE_NAME, N).id, V.first); }
template_item(A) ::= RECORDED(R) clauses(C).
    { A = build_inner(p, NODE_SETTING, R, C.end, build_leaf(p, NODE_NAME, R).id, C.first); }
template_item(A) ::= DEPRECATED(D).                      { A = build_inner(p, NODE_DEPRECATED, D, build_end(D), 0, 0); }
template_item(A) ::= DEPRECATED(D) STRING(S).
    { A = build_inner(p, NODE_DEPRECATED, D, build_end(S), build_leaf(p, NODE_STRING, S).id, 0); }
template_item(A) ::= RESERVED(R) numbers(C).             { A = build_inner(p, NODE_RESERVED, R, C.end, C.first, 0); }
template_item(A) ::= RESERVED(R) numbers(C) SINCE NUMBER(N).
    { A = build_inner(p, NODE_RESERVED, R, build_end(N), C.first, build_leaf(p, NODE_NUMBER, N).id); }
template_item(A) ::= NUMBER(N) NAME(F) COLON type(T) field_options(O). [BEHIND_FIELD]
    { A = build_field(p, N, F, T, O); }

setting_values(A) ::= setting_value(V).                         { A = build_chain(V); }
setting_values(A) ::= setting_values(B) COMMA setting_value(V). { A = build_append(p, B, V); }
setting_value(A) ::= NUMBER(N).                                 { A = build_leaf(p, NODE_NUMBER, N); }
setting_value(A) ::= NAME(N).                                   { A = build_leaf(p, NODE_NAME, N); }

clauses(A) ::= clause(C).                                { A = build_chain(C); }
clauses(A) ::= clauses(B) AND clause(C).                 { A = build_append(p, B, C); }
clause(A) ::= key(K) EQ literal(V).                              { A = build_clause(p, K, V.end, V.id); }
clause(A) ::= key(K) IN LPAREN literals(V) RPAREN(E).            { A = build_clause(p, K, build_end(E), V.first); }
clause(A) ::= key(K) IN LPAREN literals(V) COMMA RPAREN(E).      { A = build_clause(p, K, build_end(E), V.first); }
key(A) ::= NAME(N).                                      { A = build_leaf(p, NODE_NAME, N); }
key(A) ::= TAG(T).                                       { A = build_leaf(p, NODE_TAG, T); }
key(A) ::= STRING(S).                                    { A = build_leaf(p, NODE_STRING, S); }
literals(A) ::= literal(V).                              { A = build_chain(V); }
literals(A) ::= literals(B) COMMA literal(V).            { A = build_append(p, B, V); }
literal(A) ::= NUMBER(N).                                { A = build_leaf(p, NODE_NUMBER, N); }
literal(A) ::= STRING(S).                                { A = build_leaf(p, NODE_STRING, S); }

numbers(A) ::= NUMBER(N).                                { A = build_chain(build_leaf(p, NODE_NUMBER, N)); }
numbers(A) ::= numbers(B) COMMA NUMBER(N).               { A = build_append(p, B, build_leaf(p, NODE_NUMBER, N)); }

type(A) ::= NAME(N).                                     { A = build_type(p, N, build_nothing(), build_end(N), false); }
type(A) ::= NAME(N) CASED(C).                            { A = build_type(p, N, build_nothing(), build_end(C), true); }
type(A) ::= NAME(N) LBRACE members(M) RBRACE(E).         { A = build_type(p, N, M, build_end(E), false); }
type(A) ::= NAME(N) LBRACE members(M) COMMA RBRACE(E).   { A = build_type(p, N, M, build_end(E), false); }
members(A) ::= member(M).                                { A = build_chain(M); }
members(A) ::= members(B) COMMA member(M).               { A = build_append(p, B, M); }
member(A) ::= NAME(N).
    { A = build_inner(p, NODE_MEMBER, N, build_end(N), build_leaf(p, NODE_NAME, N).id, 0); }
member(A) ::= NAME(N) ASSIGN NUMBER(V).
    { A = build_inner(p, NODE_MEMBER, N, build_end(V), build_leaf(p, NODE_NAME, N).id, build_leaf(p, NODE_NUMBER, V).id); }

field_options(A) ::= .                                   { A = build_nothing(); }
field_options(A) ::= field_options(B) field_option(O).   { A = build_join(p, B, O); }
field_option(A) ::= SINCE(S) NUMBER(N).
    { A = build_chain(build_inner(p, NODE_SINCE, S, build_end(N), build_leaf(p, NODE_NUMBER, N).id, 0)); }
field_option(A) ::= DEPRECATED(D).
    { A = build_chain(build_inner(p, NODE_DEPRECATED, D, build_end(D), 0, 0)); }
field_option(A) ::= DEPRECATED(D) STRING(S).
    { A = build_chain(build_inner(p, NODE_DEPRECATED, D, build_end(S), build_leaf(p, NODE_STRING, S).id, 0)); }
field_option(A) ::= ALIAS aliases(C).                    { A = C; }
aliases(A) ::= alias(B).                                 { A = build_chain(B); }
aliases(A) ::= aliases(B) COMMA alias(C).                { A = build_append(p, B, C); }
alias(A) ::= NAME(N) STRING(S).
    { A = build_inner(p, NODE_ALIAS, N, build_end(S), build_leaf(p, NODE_NAME, N).id, build_leaf(p, NODE_STRING, S).id); }

/* ---- instances ---- */
declaration ::= instance_start LBRACE instance_body RBRACE(E).                                  { build_close(p, E); }
declaration ::= instance_start positional positions RPAREN LBRACE instance_body RBRACE(E).      { build_close(p, E); }
instance_start ::= INSTANCE(I) NAME(N) COLON NAME(T) version(V).
    { build_open(p, NODE_INSTANCE, I, build_join(p, build_append(p, build_chain(build_leaf(p, NODE_NAME, N)),
                                                                build_leaf(p, NODE_NAME, T)), V)); }
version(A) ::= .                                         { A = build_nothing(); }
version(A) ::= AT NUMBER(N).                             { A = build_chain(build_leaf(p, NODE_NUMBER, N)); }

instance_body ::= .                                      { build_begin_statement(p); }
instance_body ::= instance_body statement(S).            { build_statement(p, S); }

statement(A) ::= NAME(N) attribute_values(V).
    { A = build_inner(p, NODE_ATTRIBUTE, N, V.end, build_leaf(p, NODE_NAME, N).id, V.first); }
statement(A) ::= STRESS(S).                              { A = build_leaf(p, NODE_STRESS, S); }
statement(A) ::= LET(L) NAME(N) ASSIGN condition(E).
    { A = build_inner(p, NODE_LET, L, E.end, build_leaf(p, NODE_NAME, N).id, E.id); }
statement(A) ::= MATCH(M) condition(E).                  { A = build_inner(p, NODE_MATCH, M, E.end, E.id, 0); }
statement(A) ::= TEST(T) STRING(S) outcome(O) LBRACE entries(C) RBRACE(E).
    { A = build_op(p, build_inner(p, NODE_TEST, T, build_end(E), build_leaf(p, NODE_STRING, S).id, C.first), O.id, 0); }
statement(A) ::= CORPUS(C) STRING(S) EXPECT NUMBER(N).
    { A = build_inner(p, NODE_CORPUS, C, build_end(N), build_leaf(p, NODE_STRING, S).id, build_leaf(p, NODE_NUMBER, N).id); }

outcome(A) ::= MATCHES(T).                               { A = build_word(T, 1); }
outcome(A) ::= MISSES(T).                                { A = build_word(T, 0); }

attribute_values(A) ::= attribute_value(V).                           { A = build_chain(V); }
attribute_values(A) ::= attribute_values(B) COMMA attribute_value(V). { A = build_append(p, B, V); }
attribute_value(A) ::= STRING(T).                        { A = build_leaf(p, NODE_STRING, T); }
attribute_value(A) ::= NUMBER(T).                        { A = build_leaf(p, NODE_NUMBER, T); }
attribute_value(A) ::= NAME(T).                          { A = build_leaf(p, NODE_NAME, T); }
attribute_value(A) ::= DATE(T).                          { A = build_leaf(p, NODE_DATE, T); }
attribute_value(A) ::= TAG(T).                           { A = build_leaf(p, NODE_TAG, T); }

entries(A) ::= .                                         { A = build_nothing(); }
entries(A) ::= entry_list(A).
entries(A) ::= entry_list(A) COMMA.
entry_list(A) ::= entry(E).                              { A = build_chain(E); }
entry_list(A) ::= entry_list(B) COMMA entry(E).          { A = build_append(p, B, E); }
entry(A) ::= NAME(N) COLON literal(V).
    { A = build_inner(p, NODE_ENTRY, N, V.end, build_leaf(p, NODE_NAME, N).id, V.id); }
entry(A) ::= NAME(N) COLON entry_values(V).
    { A = build_inner(p, NODE_ENTRY, N, V.end, build_leaf(p, NODE_NAME, N).id, V.first); }
entry_values(A) ::= NAME(N).                             { A = build_chain(build_leaf(p, NODE_NAME, N)); }
entry_values(A) ::= entry_values(B) PIPE NAME(N).        { A = build_append(p, B, build_leaf(p, NODE_NAME, N)); }

/* ---- conditions: `not` binds tightest, then `and`, then `or`; chains are flat ---- */
condition(A) ::= conjunction(A).
condition(A) ::= or_chain(C).                            { A = build_over(p, NODE_OR, C); }
or_chain(A) ::= conjunction(B) OR conjunction(C).        { A = build_append(p, build_chain(B), C); }
or_chain(A) ::= or_chain(B) OR conjunction(C).           { A = build_append(p, B, C); }
conjunction(A) ::= unary(A).
conjunction(A) ::= and_chain(C).                         { A = build_over(p, NODE_AND, C); }
and_chain(A) ::= unary(B) AND unary(C).                  { A = build_append(p, build_chain(B), C); }
and_chain(A) ::= and_chain(B) AND unary(C).              { A = build_append(p, B, C); }
unary(A) ::= primary(A).
unary(A) ::= NOT(N) unary(E).                            { A = build_inner(p, NODE_NOT, N, E.end, E.id, 0); }

primary(A) ::= LPAREN(L) condition(E) RPAREN(R).         { A = build_parentheses(E, L, R); }
primary(A) ::= NAME(N).                                  { A = build_leaf(p, NODE_NAME, N); }
primary(A) ::= call(A).
primary(A) ::= NAME(N) relation(R).                      { A = build_criterion_field(p, R, N); }
primary(A) ::= ANY(T) FIELD relation(R).                 { A = build_criterion_any_field(p, R, T); }
primary(A) ::= ANY(T) OF LPAREN conditions(C) RPAREN(E). { A = build_of(p, T, E, TREE_ANY_OF, C, 0); }
primary(A) ::= ALL(T) OF LPAREN conditions(C) RPAREN(E). { A = build_of(p, T, E, TREE_ALL_OF, C, 0); }
primary(A) ::= NUMBER(N) OF LPAREN conditions(C) RPAREN(E).
    { A = build_of(p, N, E, TREE_NUMBER_OF, C, build_leaf(p, NODE_NUMBER, N).id); }
primary(A) ::= ANY(T) OF LPAREN conditions(C) COMMA RPAREN(E). { A = build_of(p, T, E, TREE_ANY_OF, C, 0); }
primary(A) ::= ALL(T) OF LPAREN conditions(C) COMMA RPAREN(E). { A = build_of(p, T, E, TREE_ALL_OF, C, 0); }
primary(A) ::= NUMBER(N) OF LPAREN conditions(C) COMMA RPAREN(E).
    { A = build_of(p, N, E, TREE_NUMBER_OF, C, build_leaf(p, NODE_NUMBER, N).id); }
conditions(A) ::= condition(E).                          { A = build_chain(E); }
conditions(A) ::= conditions(B) COMMA condition(E).      { A = build_append(p, B, E); }

/* ---- the positional form: the same without fields ---- */
positional ::= LPAREN.                                   { build_begin_positions(p); }
positions ::= .
positions ::= position_list.
positions ::= position_list COMMA.
position_list ::= position(P).                           { build_position(p, P); }
position_list ::= position_list COMMA position(P).       { build_position(p, P); }
position(A) ::= STAR(S).                                 { A = build_leaf(p, NODE_WILDCARD, S); }
position(A) ::= position_condition(A).
position_condition(A) ::= position_conjunction(A).
position_condition(A) ::= position_or_chain(C).          { A = build_over(p, NODE_OR, C); }
position_or_chain(A) ::= position_conjunction(B) OR position_conjunction(C).   { A = build_append(p, build_chain(B), C); }
position_or_chain(A) ::= position_or_chain(B) OR position_conjunction(C).      { A = build_append(p, B, C); }
position_conjunction(A) ::= position_unary(A).
position_conjunction(A) ::= position_and_chain(C).       { A = build_over(p, NODE_AND, C); }
position_and_chain(A) ::= position_unary(B) AND position_unary(C).             { A = build_append(p, build_chain(B), C); }
position_and_chain(A) ::= position_and_chain(B) AND position_unary(C).         { A = build_append(p, B, C); }
position_unary(A) ::= relation(A).
position_unary(A) ::= NOT(N) position_unary(E).          { A = build_inner(p, NODE_NOT, N, E.end, E.id, 0); }
position_unary(A) ::= LPAREN(L) position_condition(E) RPAREN(R).               { A = build_parentheses(E, L, R); }

/* ---- criteria without their field ---- */
relation(A) ::= comparison(A).
relation(A) ::= CASED(C) comparison(R).                  { A = build_criterion_case(p, R, C, TREE_CASED); }
relation(A) ::= NOCASE(C) comparison(R).                 { A = build_criterion_case(p, R, C, TREE_NOCASE); }
comparison(A) ::= single_operator(O) operand_value(V).   { A = build_criterion(p, O, build_chain(V), 0); }
comparison(A) ::= IN(T) item_tuple(V).                   { A = build_criterion(p, build_word(T, TREE_IN), V, TREE_TUPLE); }
comparison(A) ::= IN(T) NAME(N).
    { A = build_criterion(p, build_word(T, TREE_IN), build_chain(build_leaf(p, NODE_NAME, N)), 0); }
comparison(A) ::= IN(T) call(C).                         { A = build_criterion(p, build_word(T, TREE_IN), build_chain(C), 0); }
comparison(A) ::= IN(T) range(R).                        { A = build_criterion(p, build_word(T, TREE_IN), build_chain(R), 0); }
comparison(A) ::= text_operator(O) operand(V).           { A = build_criterion(p, O, V, 0); }
comparison(A) ::= all_operator(O) operand(V).            { A = build_criterion(p, O, V, 0); }
comparison(A) ::= all_operator(O) ALL operand(V).        { A = build_criterion(p, O, V, TREE_ALL); }
comparison(A) ::= HAS(T) operand(V).                     { A = build_criterion(p, build_word(T, TREE_HAS), V, 0); }
comparison(A) ::= HAS(T) ANY operand(V).                 { A = build_criterion(p, build_word(T, TREE_HAS_ANY), V, 0); }
comparison(A) ::= EXISTS(T).                             { A = build_criterion(p, build_word(T, TREE_EXISTS), build_nothing(), 0); }
comparison(A) ::= MISSING(T).                            { A = build_criterion(p, build_word(T, TREE_MISSING), build_nothing(), 0); }

single_operator(A) ::= EQ(T).                            { A = build_word(T, TREE_EQ); }
single_operator(A) ::= NE(T).                            { A = build_word(T, TREE_NE); }
single_operator(A) ::= LT(T).                            { A = build_word(T, TREE_LT); }
single_operator(A) ::= LE(T).                            { A = build_word(T, TREE_LE); }
single_operator(A) ::= GT(T).                            { A = build_word(T, TREE_GT); }
single_operator(A) ::= GE(T).                            { A = build_word(T, TREE_GE); }
text_operator(A) ::= STARTSWITH(T).                      { A = build_word(T, TREE_STARTSWITH); }
text_operator(A) ::= ENDSWITH(T).                        { A = build_word(T, TREE_ENDSWITH); }
text_operator(A) ::= WITHIN(T).                          { A = build_word(T, TREE_WITHIN); }
all_operator(A) ::= CONTAINS(T).                         { A = build_word(T, TREE_CONTAINS); }
all_operator(A) ::= LIKE(T).                             { A = build_word(T, TREE_LIKE); }
all_operator(A) ::= MATCHES(T).                          { A = build_word(T, TREE_MATCHES); }

operand(A) ::= operand_value(V).                         { A = build_chain(V); }
operand(A) ::= value_tuple(C).                           { A = build_tuple(C); }
operand_value(A) ::= value(A).
operand_value(A) ::= FIELD(F) LPAREN NAME(N) RPAREN(E).
    { A = build_inner(p, NODE_FIELD_REFERENCE, F, build_end(E), build_leaf(p, NODE_NAME, N).id, 0); }

/* ---- values ---- */
value(A) ::= STRING(T).                                  { A = build_leaf(p, NODE_STRING, T); }
value(A) ::= NUMBER(T).                                  { A = build_leaf(p, NODE_NUMBER, T); }
value(A) ::= NAME(T).                                    { A = build_leaf(p, NODE_NAME, T); }
value(A) ::= call(A).
call(A) ::= NAME(N) LPAREN arguments(C) RPAREN(E).
    { A = build_inner(p, NODE_CALL, N, build_end(E), build_leaf(p, NODE_NAME, N).id, C.first); }
arguments(A) ::= .                                       { A = build_nothing(); }
arguments(A) ::= argument_list(A).
arguments(A) ::= argument_list(A) COMMA.
argument_list(A) ::= argument(V).                        { A = build_chain(V); }
argument_list(A) ::= argument_list(B) COMMA argument(V). { A = build_append(p, B, V); }
argument(A) ::= value(A).
argument(A) ::= value_tuple(C).                          { A = build_over(p, NODE_TUPLE, C); }
value_tuple(A) ::= LPAREN(L) values(C) RPAREN(E).        { A = build_extent(C, L, E); }
value_tuple(A) ::= LPAREN(L) values(C) COMMA RPAREN(E).  { A = build_extent(C, L, E); }
values(A) ::= value(V).                                  { A = build_chain(V); }
values(A) ::= values(B) COMMA value(V).                  { A = build_append(p, B, V); }
item_tuple(A) ::= LPAREN(L) items(C) RPAREN(E).          { A = build_extent(C, L, E); }
item_tuple(A) ::= LPAREN(L) items(C) COMMA RPAREN(E).    { A = build_extent(C, L, E); }
items(A) ::= item(V).                                    { A = build_chain(V); }
items(A) ::= items(B) COMMA item(V).                     { A = build_append(p, B, V); }
item(A) ::= value(A).
item(A) ::= range(A).
range(A) ::= NUMBER(L) DOTDOT NUMBER(H).
    { A = build_inner(p, NODE_RANGE, L, build_end(H), build_leaf(p, NODE_NUMBER, L).id, build_leaf(p, NODE_NUMBER, H).id); }

%code {
/* The engine lies on the stack of this call and nowhere else. */
void grammar_run(struct parse *p)
{
    yyParser engine;
    struct token token;
    grammarInit(&engine, p);
    while (parse_step(p, &token)) {
        if (p->restart) {
            p->restart = false;
            grammarInit(&engine, p);
        }
        grammar(&engine, token.kind, token);
    }
    grammarFinalize(&engine);
}
}
