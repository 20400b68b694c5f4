/* Regular expressions to automata.
 *
 * In: a pattern. Out: the program of interpreter/program.def, or the reason against it. Must hold: the same pattern always gives
 * the same program; its size is known, and held against LIMIT_REGEX_INSTRUCTIONS, before any of it is built; recursion follows the
 * tree, whose depth regex_parse.c bounds. */
#include "regex.h"

/* ---- only whether there is a match counts: what may be empty at the ends of the expression decides nothing ---- */

enum edge { EDGE_START, EDGE_END };

static struct regex_node *trim(struct regex_node *node, enum edge edge);

static struct regex_node *trim_concat(struct regex_node *node, enum edge edge)
{
    struct regex_node **outer = &node->first; /* the link to the outermost item that cannot be empty: there is one */
    if (edge == EDGE_START)
        while ((*outer)->nullable) node->first = (*outer)->next;
    else
        for (struct regex_node **link = &node->first; *link != NULL; link = &(*link)->next)
            if (!(*link)->nullable) outer = link;
    struct regex_node *const rest = edge == EDGE_START ? (*outer)->next : NULL;
    *outer = trim(*outer, edge);
    (*outer)->next = rest;
    return node->first->next == NULL ? node->first : node;
}

/* The node, or a smaller one that is as good at this end of the expression: x* becomes nothing, x+ becomes x. */
static struct regex_node *trim(struct regex_node *node, enum edge edge)
{
    if (node->nullable) {
        node->kind = REGEX_EMPTY;
        return node;
    }
    if (node->kind == REGEX_CONCAT) return trim_concat(node, edge);
    if (node->kind == REGEX_ALTERNATE) {
        for (struct regex_node **link = &node->first; *link != NULL; link = &(*link)->next) {
            struct regex_node *const rest = (*link)->next;
            *link = trim(*link, edge);
            (*link)->next = rest;
        }
    } else if (node->kind == REGEX_REPEAT) {
        node->max = node->min;
        if (node->min == 1) return trim(node->first, edge);
    }
    return node;
}

static struct regex_node *node_of(struct regex_compiler *compiler, enum regex_node_kind kind, uint32_t value, struct regex_node *first)
{
    struct regex_node *node = arena_array(&compiler->scratch, 1, sizeof *node);
    node->kind = (uint8_t)kind;
    node->value = value;
    node->first = first;
    return node;
}

/* An expression that is .{n} and nothing else holds where the first n characters of some line (with (?s), of the text) are there, so it
 * need not be tried at every character: that would keep up to n tries going at once. */
static struct regex_node *anchor(struct regex_compiler *compiler, struct regex_node *node)
{
    if (node->kind != REGEX_REPEAT || node->min != node->max || node->min < 2 || node->first->kind != REGEX_CLASS) return node;
    const struct regex_class *class = regex_class_at(compiler, node->first->value);
    const struct range *r = class->ranges;
    const bool any = class->range_count == 1 && r[0].first == 0 && r[0].last == LAST_CODE_POINT;
    const bool any_of_line = class->range_count == 2 && r[0].first == 0 && r[0].last == '\n' - 1 && r[1].first == '\n' + 1 && r[1].last == LAST_CODE_POINT;
    if (!any && !any_of_line) return node;
    struct regex_node *start = node_of(compiler, REGEX_ASSERT, any ? WEIR_ASSERT_TEXT_START : WEIR_ASSERT_LINE_START, NULL);
    start->next = node;
    node->next = NULL;
    return node_of(compiler, REGEX_CONCAT, 0, start);
}

/* ---- characters that are mostly not told apart ---- */

/* Whether the expression says somewhere that here is no boundary of a word. Such a place lies between the bytes of a character too, and then it counts where in it an automaton can stand. */
static bool has_not_word(const struct regex_node *node)
{
    if (node->kind == REGEX_ASSERT) return node->value == WEIR_ASSERT_NOT_WORD;
    for (const struct regex_node *child = node->first; child != NULL; child = child->next)
        if (has_not_word(child)) return true;
    return false;
}

/* Of a class that has all characters that are not ASCII no character need be told from another but by its first byte: a byte that starts a character of the class, then any number of bytes that
 * continue one; and for any number of such characters, any number of such bytes. An automaton may then stand between the bytes of a character, but nothing goes on from there that would not from its end. */
static bool is_loose(const struct regex_compiler *compiler, const struct regex_class *class)
{
    if (!compiler->loose || class->range_count == 0) return false;
    const struct range *last = &class->ranges[class->range_count - 1];
    return last->first <= 0x80 && last->last == LAST_CODE_POINT;
}

static bool is_loose_loop(const struct regex_compiler *compiler, const struct regex_node *repeat)
{
    return repeat->max == REGEX_NO_END && repeat->first->kind == REGEX_CLASS && is_loose(compiler, regex_class_at(compiler, repeat->first->value));
}

/* The number of a set of bytes: the class's ASCII characters, where one is given, and the bytes from first to last. */
static uint32_t byte_set(struct regex_compiler *compiler, const struct regex_class *class, uint32_t first, uint32_t last)
{
    uint8_t bits[32] = {0};
    for (uint32_t i = 0; class != NULL && i < class->range_count; i++)
        for (uint32_t byte = class->ranges[i].first; byte <= class->ranges[i].last && byte < 0x80; byte++)
            bits[byte / 8] |= (uint8_t)(1u << byte % 8);
    for (uint32_t byte = first; byte <= last; byte++)
        bits[byte / 8] |= (uint8_t)(1u << byte % 8);
    return intern_add(&compiler->byte_sets, (struct str){(const char *)bits, sizeof bits});
}

/* ---- sizes ---- */

enum { TOO_LARGE = LIMIT_REGEX_INSTRUCTIONS + 1 };

enum { LOOSE_LOOP = 3, LOOSE_CLASS = 1 + LOOSE_LOOP };

static uint32_t repeat_size(const struct regex_compiler *compiler, const struct regex_node *node)
{
    const uint64_t body = node->first->size;
    uint64_t size = body * node->min;
    if (is_loose_loop(compiler, node))
        size += LOOSE_LOOP;
    else if (node->max != REGEX_NO_END)
        size += (body + 1) * (node->max - node->min);
    else
        size += node->min == 0 ? body + 2 : 1;
    return size < TOO_LARGE ? (uint32_t)size : TOO_LARGE;
}

/* Sets the size of each node: what emit() will make of it. */
static uint32_t measure(const struct regex_compiler *compiler, struct regex_node *node)
{
    uint64_t size = 0;
    char bytes[4];
    for (struct regex_node *child = node->first; child != NULL; child = child->next) {
        size += measure(compiler, child);
        if (node->kind == REGEX_ALTERNATE && child->next != NULL) size += 2;
        if (size > TOO_LARGE) size = TOO_LARGE;
    }
    if (node->kind == REGEX_LITERAL) size = utf8_encode(node->value, bytes);
    if (node->kind == REGEX_CLASS) {
        const struct regex_class *class = regex_class_at(compiler, node->value);
        size = is_loose(compiler, class) ? LOOSE_CLASS : class->code_count;
    }
    if (node->kind == REGEX_ASSERT) size = 1;
    if (node->kind == REGEX_EMPTY) size = 0;
    if (node->kind == REGEX_REPEAT) size = repeat_size(compiler, node);
    node->size = (uint32_t)size;
    return node->size;
}

/* ---- code ---- */

struct emitter {
    struct regex_compiler *compiler;
    struct regex_instruction *code;
    uint32_t count;
};

static void put(struct emitter *emitter, enum weir_program_op op, uint32_t a, uint32_t b, uint32_t target)
{
    emitter->code[emitter->count++] = (struct regex_instruction){(uint8_t)op, (uint8_t)a, (uint8_t)b, target};
}

static void emit(struct emitter *emitter, const struct regex_node *node);

/* Bytes of a set, any number of them. */
static void emit_loop(struct emitter *emitter, uint32_t set)
{
    put(emitter, WEIR_NFA_SPLIT, 0, 0, emitter->count + LOOSE_LOOP);
    put(emitter, WEIR_NFA_SET, 0, 0, set);
    put(emitter, WEIR_NFA_SPLIT, 0, 0, emitter->count - 1);
}

static void emit_class(struct emitter *emitter, const struct regex_class *class)
{
    if (is_loose(emitter->compiler, class)) {
        put(emitter, WEIR_NFA_SET, 0, 0, byte_set(emitter->compiler, class, 0xC0, 0xFF));
        emit_loop(emitter, byte_set(emitter->compiler, NULL, 0x80, 0xBF));
        return;
    }
    const uint32_t start = emitter->count, end = start + class->code_count;
    for (uint32_t i = 0; i < class->code_count; i++) {
        struct regex_instruction instruction = class->code[i];
        if (instruction.op != WEIR_NFA_SET)
            instruction.target = instruction.target == REGEX_EXIT ? end : start + instruction.target;
        emitter->code[emitter->count++] = instruction;
    }
}

static void emit_repeat(struct emitter *emitter, const struct regex_node *node)
{
    const struct regex_node *body = node->first;
    const uint32_t end = emitter->count + node->size;
    for (uint32_t i = 0; i < node->min; i++) emit(emitter, body);
    if (is_loose_loop(emitter->compiler, node)) {
        emit_loop(emitter, byte_set(emitter->compiler, regex_class_at(emitter->compiler, body->value), 0x80, 0xFF));
        return;
    }
    if (node->max != REGEX_NO_END) {
        for (uint32_t i = node->min; i < node->max; i++) {
            put(emitter, WEIR_NFA_SPLIT, 0, 0, end);
            emit(emitter, body);
        }
        return;
    }
    if (node->min == 0) {
        put(emitter, WEIR_NFA_SPLIT, 0, 0, end);
        emit(emitter, body);
    }
    put(emitter, WEIR_NFA_SPLIT, 0, 0, emitter->count - body->size); /* the last copy again */
}

static void emit_alternate(struct emitter *emitter, const struct regex_node *node)
{
    const uint32_t end = emitter->count + node->size;
    for (const struct regex_node *branch = node->first; branch != NULL; branch = branch->next) {
        const bool last = branch->next == NULL;
        if (!last) put(emitter, WEIR_NFA_SPLIT, 0, 0, emitter->count + branch->size + 2);
        emit(emitter, branch);
        if (!last) put(emitter, WEIR_NFA_JUMP, 0, 0, end);
    }
}

static void emit(struct emitter *emitter, const struct regex_node *node)
{
    char bytes[4];
    switch ((enum regex_node_kind)node->kind) {
    case REGEX_EMPTY: break;
    case REGEX_LITERAL:
        for (uint32_t i = 0, count = utf8_encode(node->value, bytes); i < count; i++)
            put(emitter, WEIR_NFA_RANGE, (unsigned char)bytes[i], (unsigned char)bytes[i], emitter->count + 1);
        break;
    case REGEX_CLASS: emit_class(emitter, regex_class_at(emitter->compiler, node->value)); break;
    case REGEX_ASSERT: put(emitter, WEIR_NFA_ASSERT, node->value, 0, 0); break;
    case REGEX_CONCAT:
        for (const struct regex_node *item = node->first; item != NULL; item = item->next) emit(emitter, item);
        break;
    case REGEX_ALTERNATE: emit_alternate(emitter, node); break;
    case REGEX_REPEAT: emit_repeat(emitter, node); break;
    }
}

/* ---- jumps to jumps, and what nothing reaches, go away ---- */

static bool goes_on(uint8_t op) { return op == WEIR_NFA_SPLIT || op == WEIR_NFA_SET || op == WEIR_NFA_ASSERT; }
static bool has_target(uint8_t op) { return op == WEIR_NFA_RANGE || op == WEIR_NFA_SPLIT || op == WEIR_NFA_JUMP; }

static void thread_jumps(struct regex_instruction *code, uint32_t count)
{
    for (uint32_t i = count; i-- > 0;) /* jumps lead forward, so their targets are threaded already */
        if (code[i].op == WEIR_NFA_JUMP && code[code[i].target].op == WEIR_NFA_JUMP) code[i].target = code[code[i].target].target;
    for (uint32_t i = 0; i < count; i++)
        if (has_target(code[i].op) && code[code[i].target].op == WEIR_NFA_JUMP) code[i].target = code[code[i].target].target;
}

static bool *mark_reached(struct arena *scratch, const struct regex_instruction *code, uint32_t count)
{
    bool *reached = arena_array(scratch, count, sizeof *reached);
    uint32_t *stack = arena_alloc(scratch, count * sizeof *stack), depth = 0;
    reached[0] = true;
    stack[depth++] = 0;
    while (depth != 0) {
        const uint32_t i = stack[--depth];
        if (goes_on(code[i].op) && !reached[i + 1]) {
            reached[i + 1] = true;
            stack[depth++] = i + 1;
        }
        if (has_target(code[i].op) && !reached[code[i].target]) {
            reached[code[i].target] = true;
            stack[depth++] = code[i].target;
        }
    }
    return reached;
}

/* Returns the new count. */
static uint32_t compact(struct arena *scratch, struct regex_instruction *code, uint32_t count)
{
    thread_jumps(code, count);
    bool *kept = mark_reached(scratch, code, count);
    for (uint32_t i = count, next = count; i-- > 0;) { /* next: the first that is kept behind i */
        const bool leads_on = code[i].op == WEIR_NFA_JUMP || code[i].op == WEIR_NFA_SPLIT;
        if (leads_on && code[i].target > i && code[i].target <= next) kept[i] = false;
        if (kept[i]) next = i;
    }
    uint32_t *place = arena_alloc(scratch, count * sizeof *place), left = 0;
    for (uint32_t i = 0; i < count; i++) {
        place[i] = left;
        left += kept[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!kept[i]) continue;
        code[place[i]] = code[i];
        if (has_target(code[i].op)) code[place[i]].target = place[code[i].target];
    }
    return left;
}

/* Byte sets get their numbers in the order of first use. */
static void number_sets(struct regex_compiler *compiler, struct arena *arena, struct regex_program *program)
{
    const uint32_t known = (uint32_t)compiler->byte_sets.names.count;
    uint32_t *number = arena_array(&compiler->scratch, known, sizeof *number); /* + 1 */
    uint32_t *order = arena_array(&compiler->scratch, known, sizeof *order);
    for (uint32_t i = 0; i < program->count; i++) {
        struct regex_instruction *instruction = &program->code[i];
        if (instruction->op != WEIR_NFA_SET) continue;
        if (number[instruction->target] == 0) {
            order[program->class_count] = instruction->target;
            number[instruction->target] = ++program->class_count;
        }
        instruction->target = number[instruction->target] - 1;
    }
    if (program->class_count == 0) return;
    program->classes = arena_alloc(arena, program->class_count * sizeof *program->classes);
    for (uint32_t i = 0; i < program->class_count; i++)
        memcpy(program->classes[i], intern_name(&compiler->byte_sets, order[i]).p, sizeof *program->classes);
}

/* ---- the whole ---- */

static bool fail(struct regex_compiler *compiler, uint32_t at, uint32_t length, const char *text, const char *help)
{
    *compiler->error = (struct regex_error){at, length, text, help};
    return false;
}

static bool compile(struct regex_compiler *compiler, struct arena *arena, struct str pattern, void *out)
{
    struct regex_program *const program = out;
    const uint32_t invalid = utf8_invalid_at(pattern);
    if (invalid < pattern.n)
        return fail(compiler, invalid, 1, "the expression is not UTF-8 here",
                    "save the file as UTF-8; text is searched character by character, never byte by byte");
    struct regex_node *tree = regex_parse(compiler, pattern);
    if (tree == NULL) return false;
    tree = anchor(compiler, trim(trim(tree, EDGE_START), EDGE_END));
    compiler->loose = !has_not_word(tree);
    const uint32_t size = measure(compiler, tree) + 1;
    if (size > LIMIT_REGEX_INSTRUCTIONS)
        return fail(compiler, 0, pattern.n, "the expression is too large for one automaton",
                    "split it into several expressions, or lower the counts of its repetitions");
    struct emitter emitter = {compiler, arena_alloc(&compiler->scratch, size * sizeof *emitter.code), 0};
    emit(&emitter, tree);
    put(&emitter, WEIR_NFA_MATCH, 0, 0, 0);
    if (emitter.count != size) BUG("an expression of %u instructions came out as %u", size, emitter.count);
    *program = (struct regex_program){.count = compact(&compiler->scratch, emitter.code, size)};
    program->code = arena_alloc(arena, program->count * sizeof *program->code);
    memcpy(program->code, emitter.code, program->count * sizeof *program->code);
    number_sets(compiler, arena, program);
    return true;
}

static void clean_up(struct regex_compiler *compiler)
{
    intern_free(&compiler->class_keys);
    intern_free(&compiler->byte_sets);
    vec_free(&compiler->classes);
    arena_free(&compiler->sets);
    arena_free(&compiler->scratch);
}

/* Without memory, what is outside the arena is freed before the jump goes on to the caller's point. */
bool regex_guarded(struct regex_compiler *compiler, struct arena *arena, struct str pattern, regex_job *job, void *out)
{
    jmp_buf *const outer = arena->exhausted;
    jmp_buf exhausted;
    if (setjmp(exhausted) != 0) {
        arena->exhausted = outer;
        clean_up(compiler);
        longjmp(*outer, 1);
    }
    arena->exhausted = &exhausted;
    arena_init(&compiler->scratch, &exhausted);
    arena_init(&compiler->sets, &exhausted);
    intern_init(&compiler->class_keys, &compiler->scratch);
    intern_init(&compiler->byte_sets, &compiler->scratch);
    compiler->classes = (struct vec){.exhausted = &exhausted};
    const bool done = job(compiler, arena, pattern, out);
    arena->exhausted = outer;
    clean_up(compiler);
    return done;
}

bool regex_compile(struct arena *arena, struct str pattern, struct regex_program *program, struct regex_error *error)
{
    struct regex_compiler compiler = {.error = error};
    return regex_guarded(&compiler, arena, pattern, compile, program);
}
