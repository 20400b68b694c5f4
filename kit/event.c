/* Events for a channel file: see parts.h.
 *
 * In:   the content with its model. Out: for each instance the shortest match, and for each of its criteria a match because of it and a near miss, by the solver;
 *       each of them changed in ways that writers of interpreters forget; and some made of parts of others.
 * Must hold: the same content gives the same events. */
#include "parts.h"

#include "../compiler/pattern/fold.h"

enum { MOST_EVENTS = 4000, MIXED_EVENTS = 200, ROUNDS = 3 };

struct maker {
    struct arena *arena;
    const struct content *content;
    struct vec *events;
    uint64_t state; /* of the random numbers */
};

static bool is_bytes(uint8_t type) { return type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP; }
static bool is_text(uint8_t type) { return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH; }

static uint64_t next_random(struct maker *m) /* splitmix64 */
{
    uint64_t z = m->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}
static uint32_t below(struct maker *m, size_t end) { return (uint32_t)(next_random(m) % end); }

static struct weir_input *add_event(struct maker *m, const struct weir_input *like, const char *name)
{
    const uint32_t count = m->content->channel.parameter_count;
    struct weir_input *inputs = arena_array(m->arena, count, sizeof *inputs);
    if (like) memcpy(inputs, like, count * sizeof *inputs);
    *(struct event *)vec_push(m->events, sizeof(struct event)) = (struct event){inputs, name};
    return inputs;
}

/* ---- by the solver ---- */

static void add_solved(struct maker *m, const struct solve_event *event, const char *name)
{
    struct weir_input *inputs = add_event(m, NULL, name);
    for (uint32_t i = 0; i < m->content->channel.parameter_count; i++) {
        const struct typed_value *value = &event->value[i];
        if (!(event->present >> i & 1)) continue;
        inputs[i].present = 1;
        if (is_text(m->content->types[i]) || is_bytes(m->content->types[i])) {
            const struct str copy = arena_copy(m->arena, value->bytes);
            inputs[i].data = (const uint8_t *)copy.p;
            inputs[i].length = copy.n;
        } else {
            inputs[i].number = value->number;
        }
    }
}

/* An event that the condition matches (or misses) because of this criterion. */
static bool find_deciding(struct solve *s, struct solve_node *condition, uint32_t atom, bool matches, struct solve_event *event)
{
    struct solve_node *yes = solve_substitute(s, condition, atom, solve_constant(s, true)), *no = solve_substitute(s, condition, atom, solve_constant(s, false));
    struct solve_node *turned = matches ? solve_or(s, solve_not(s, yes), solve_not(s, no)) : solve_or(s, yes, no);
    return solve_find(s, solve_and(s, matches ? condition : solve_not(s, condition), turned), event) == SOLVE_YES;
}

static void add_instance(struct maker *m, uint32_t instance)
{
    const struct str name = MODEL_AT(m->content->model->instances, struct instance, instance)->name;
    struct solve solve;
    struct solve_event *event = arena_new(m->arena, struct solve_event);
    solve_init(&solve, m->arena, m->content->model, m->content->type, m->content->channel.template_version);
    struct solve_node *condition = solve_instance(&solve, instance);
    const uint32_t atoms = solve_atom_count(&solve);
    if (solve_find(&solve, condition, event) == SOLVE_YES) add_solved(m, event, arena_printf(m->arena, STR_FMT ": shortest match", STR_ARG(name)).p);
    for (uint32_t a = 0; a < atoms; a++) {
        if (find_deciding(&solve, condition, a, true, event)) add_solved(m, event, arena_printf(m->arena, STR_FMT ": match by criterion %u", STR_ARG(name), a + 1).p);
        if (find_deciding(&solve, condition, a, false, event)) add_solved(m, event, arena_printf(m->arena, STR_FMT ": near miss of criterion %u", STR_ARG(name), a + 1).p);
    }
    solve_free(&solve);
}

/* ---- changed ---- */

/* What stands before, behind and in a text: nothing that a good text has, and what folds to something else. */
static const struct str odd_texts[] = {
    {"\0", 1}, {"\x80", 1}, {"\xff", 1}, {"\xc3", 1}, {"\xe2\x84", 2}, {"\xed\xa0\x80", 3}, {"\xf0\x9f\x98", 3}, {"\xc0\x80", 2}, {"\xf4\x90\x80\x80", 4}, /* ill-formed */
    {"\xe2\x84\xaa", 3}, {"\xc5\xbf", 2}, {"\xc4\xb0", 2}, {"\xc3\x9f", 2}, {"\xe1\xba\x9e", 3}, {"\xcf\x82", 2}, {"\xce\xa3", 2}, {"\xf0\x90\x90\x80", 4}, {"\xf0\x90\x90\xa8", 4}, /* foldings */
    {"\n", 1}, {"\r\n", 2}, {"*", 1}, {"?", 1}, {"[", 1}, {"]", 1}, {"\\", 1}, {"\xf0\x9f\x98\x80", 4}, {"a", 1}, {" ", 1},
};
static const uint64_t odd_numbers[] = {0, 1, 2, 255, 0x7fffffff, 0x80000000, 0xffffffff, UINT64_C(0x100000000), UINT64_C(0x7fffffffffffffff), UINT64_C(0x8000000000000000), UINT64_MAX};

static void set_text(struct maker *m, struct weir_input *input, const uint8_t *a, uint32_t a_length, const uint8_t *b, uint32_t b_length, const uint8_t *c, uint32_t c_length)
{
    uint8_t *out = arena_alloc(m->arena, (size_t)a_length + b_length + c_length + 1);
    if (a_length) memcpy(out, a, a_length);
    if (b_length) memcpy(out + a_length, b, b_length);
    if (c_length) memcpy(out + a_length + b_length, c, c_length);
    input->data = out;
    input->length = a_length + b_length + c_length;
    input->present = 1;
}

/* Another code point that folds to the same, the pick-th of them; itself where there is none. */
static uint32_t other_case(uint32_t code_point, uint32_t pick)
{
    enum { MOST = 8 };
    uint32_t found[MOST], count = 0, rows;
    const struct fold_row *row = fold_rows(&rows);
    const uint32_t folded = weir_fold(code_point);
    if (folded != code_point) found[count++] = folded;
    for (uint32_t i = 0; i < rows && count < MOST; i++) {
        const uint32_t c = folded - (uint32_t)row[i].delta; /* modulo 2^32 */
        if (c >= row[i].first && c <= row[i].last && (c - row[i].first) % row[i].stride == 0 && c != code_point) found[count++] = c;
    }
    return count ? found[pick % count] : code_point;
}

/* Some letters, or all of them, are written as others that fold to the same. */
static void turn_case(struct maker *m, struct weir_input *input, bool all)
{
    const struct str text = {(const char *)input->data, input->length};
    char *out = arena_alloc(m->arena, (size_t)input->length * 4 + 4); /* a letter of one byte has others of three */
    uint32_t n = 0, length;
    for (uint32_t i = 0; i < text.n; i += length) {
        const uint32_t c = utf8_decode(text, i, &length);
        if (c == UINT32_MAX || (!all && below(m, 2))) {
            memcpy(out + n, text.p + i, length);
            n += length;
        } else {
            n += utf8_encode(other_case(c, below(m, 4)), out + n);
        }
    }
    input->data = (const uint8_t *)out;
    input->length = n;
}

static void change_text(struct maker *m, struct weir_input *input)
{
    const struct str odd = odd_texts[below(m, sizeof odd_texts / sizeof *odd_texts)];
    const uint8_t *put = (const uint8_t *)odd.p, *old = input->data;
    const uint32_t n = input->length, at = n ? below(m, n + 1) : 0;
    switch (below(m, 6)) {
    case 0: turn_case(m, input, false); return;
    case 1: set_text(m, input, old, at, put, odd.n, n ? old + at : NULL, n - at); return;
    case 2: set_text(m, input, put, odd.n, old, n, NULL, 0); return;
    case 3: set_text(m, input, old, n, put, odd.n, NULL, 0); return;
    case 4: if (n) set_text(m, input, old, n - 1, NULL, 0, NULL, 0); return;
    default: if (at < n) set_text(m, input, old, at, put, odd.n, old + at + 1, n - at - 1); return;
    }
}

static uint64_t number_in(uint8_t type, uint64_t number)
{
    if (type == WEIR_TYPE_BOOL) return number % 2;
    return type == WEIR_TYPE_U32 || type == WEIR_TYPE_ENUM ? number & 0xffffffff : number;
}

static void change_number(struct maker *m, uint8_t type, struct weir_input *input)
{
    uint64_t number = input->number;
    switch (below(m, 4)) {
    case 0: number++; break;
    case 1: number--; break;
    case 2: number ^= UINT64_C(1) << below(m, 64); break;
    default: number = odd_numbers[below(m, sizeof odd_numbers / sizeof *odd_numbers)]; break;
    }
    input->number = number_in(type, number);
}

static void change_bytes(struct maker *m, uint8_t type, struct weir_input *input)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; /* an IPv4 address written as IPv6 is the same one */
    if (type == WEIR_TYPE_IP && input->length == 4 && below(m, 3) == 0) {
        set_text(m, input, mapped, sizeof mapped, input->data, 4, NULL, 0);
        return;
    }
    uint8_t *out = arena_alloc(m->arena, 16);
    memcpy(out, input->data, input->length);
    out[below(m, input->length)] ^= (uint8_t)(1u << below(m, 8));
    input->data = out;
}

static void put_new(struct maker *m, uint8_t type, struct weir_input *input)
{
    input->present = 1;
    if (is_text(type)) {
        const struct str odd = odd_texts[below(m, sizeof odd_texts / sizeof *odd_texts)];
        set_text(m, input, (const uint8_t *)odd.p, odd.n, NULL, 0, NULL, 0);
    } else if (is_bytes(type)) {
        uint8_t *out = arena_alloc(m->arena, 16);
        for (uint32_t i = 0; i < 16; i++) out[i] = (uint8_t)below(m, 256);
        input->data = out;
        input->length = type == WEIR_TYPE_IP && below(m, 2) ? 4 : 16;
    } else {
        input->number = number_in(type, odd_numbers[below(m, sizeof odd_numbers / sizeof *odd_numbers)]);
    }
}

/* One value of the event is another, comes, or goes. */
static void change(struct maker *m, struct weir_input *inputs)
{
    const uint32_t i = below(m, m->content->channel.parameter_count);
    const uint8_t type = m->content->types[i];
    if (type == WEIR_TYPE_RESERVED) return;
    if (!inputs[i].present) put_new(m, type, &inputs[i]);
    else if (below(m, 5) == 0) inputs[i] = (struct weir_input){.present = 0};
    else if (is_text(type)) change_text(m, &inputs[i]);
    else if (is_bytes(type)) change_bytes(m, type, &inputs[i]);
    else change_number(m, type, &inputs[i]);
}

/* A value of each of two events. */
static void mix(struct maker *m, size_t solved)
{
    const uint32_t count = m->content->channel.parameter_count;
    const struct weir_input *a = MODEL_AT(*m->events, struct event, below(m, solved))->inputs, *b = MODEL_AT(*m->events, struct event, below(m, solved))->inputs;
    struct weir_input *inputs = add_event(m, a, "mixed");
    for (uint32_t i = 0; i < count; i++)
        if (b[i].present && (!a[i].present || below(m, 2))) inputs[i] = b[i];
}

/* Each solved event in other letters. */
static void write_otherwise(struct maker *m, size_t solved)
{
    for (size_t e = 0; e < solved; e++) {
        const struct event like = *MODEL_AT(*m->events, struct event, e);
        struct weir_input *inputs = add_event(m, like.inputs, arena_printf(m->arena, "%s, in other letters", like.name).p);
        for (uint32_t i = 0; i < m->content->channel.parameter_count; i++)
            if (inputs[i].present && is_text(m->content->types[i])) turn_case(m, &inputs[i], true);
    }
}

/* Each solved event with a long text before, or behind, or around what is there: what looks at windows of a text must look at all of them. */
static void write_long(struct maker *m, size_t solved)
{
    enum { LONG = 700 };
    uint8_t padding[LONG];
    for (uint32_t i = 0; i < LONG; i++) padding[i] = (uint8_t)("abcdefgh\\./ -19"[below(m, 15)]);
    for (size_t e = 0; e < solved; e++) {
        const struct event like = *MODEL_AT(*m->events, struct event, e);
        struct weir_input *inputs = add_event(m, like.inputs, arena_printf(m->arena, "%s, in a long text", like.name).p);
        for (uint32_t i = 0; i < m->content->channel.parameter_count; i++) {
            if (!inputs[i].present || !is_text(m->content->types[i])) continue;
            const uint32_t before = e % 3 == 1 ? 0 : below(m, LONG), behind = e % 3 == 2 ? 0 : below(m, LONG);
            set_text(m, &inputs[i], padding, before, inputs[i].data, inputs[i].length, padding, behind);
        }
    }
}

/* Each row of the table of foldings: what folds in the first field of text.weir, what it folds to in the third, which are compared with one another. */
static void add_foldings(struct maker *m)
{
    enum { FROM = 0, TO = 2, MOST = 64 };
    uint32_t rows;
    const struct fold_row *row = fold_rows(&rows);
    for (uint32_t r = 0; r < rows; r++) {
        char from[MOST * 4], to[MOST * 4];
        uint32_t from_length = 0, to_length = 0, left = MOST;
        for (uint32_t c = row[r].first; c <= row[r].last && left; c += row[r].stride, left--) {
            from_length += utf8_encode(c, from + from_length);
            to_length += utf8_encode(c + (uint32_t)row[r].delta, to + to_length);
        }
        struct weir_input *inputs = add_event(m, NULL, arena_printf(m->arena, "folding from U+%04X to U+%04X", (unsigned)row[r].first, (unsigned)row[r].last).p);
        set_text(m, &inputs[FROM], (const uint8_t *)from, from_length, NULL, 0, NULL, 0);
        set_text(m, &inputs[TO], (const uint8_t *)to, to_length, NULL, 0, NULL, 0);
    }
}

/* Once, twice, three times: what is there, and then one value more. */
static void change_all(struct maker *m, size_t solved)
{
    for (uint32_t round = 0; round < ROUNDS; round++)
        for (size_t e = 0; e < solved && m->events->count < MOST_EVENTS; e++) {
            const struct event like = *MODEL_AT(*m->events, struct event, e);
            struct weir_input *inputs = add_event(m, like.inputs, arena_printf(m->arena, "%s, changed", like.name).p);
            for (uint32_t n = 0; n <= round; n++) {
                for (uint32_t i = 0; i < m->content->channel.parameter_count; i++) /* what decides is what is there */
                    if (inputs[i].present && is_text(m->content->types[i]) && below(m, 2)) change_text(m, &inputs[i]);
                change(m, inputs);
            }
        }
}

struct vec events_make(struct arena *arena, const struct content *content)
{
    struct vec events = {.exhausted = arena->exhausted};
    struct maker m = {arena, content, &events, weir_hash((const uint8_t *)content->name, strlen(content->name))};
    add_event(&m, NULL, "without any value");
    for (uint32_t i = 0; i < content->model->instances.count; i++) add_instance(&m, i);
    const size_t solved = events.count;
    write_otherwise(&m, solved);
    write_long(&m, solved);
    if (strcmp(content->name, "text.weir") == 0) add_foldings(&m);
    change_all(&m, solved);
    for (uint32_t i = 0; i < MIXED_EVENTS; i++) mix(&m, solved);
    return events;
}

/* ---- what is expected ---- */

struct collecting {
    struct kit_hit *hits;
    uint32_t count;
};

static int collect(void *context, const struct weir_hit *hit)
{
    struct collecting *c = context;
    if (c->count == KIT_MOST_HITS) BUG("a project of the kit has more than %d instances", KIT_MOST_HITS);
    c->hits[c->count++] = (struct kit_hit){hit->id, hit->verdict};
    return 0;
}

bool events_expect(struct arena *arena, const struct content *content, const struct weir_input *inputs, struct kit_hit *hits, uint32_t *count)
{
    struct collecting c = {hits, 0};
    size_t text_bytes = 0;
    for (uint32_t i = 0; i < content->channel.parameter_count; i++)
        if (is_text(content->types[i]) && inputs[i].present) text_bytes += inputs[i].length;
    const size_t bytes = weir_workspace_bytes(&content->channel, text_bytes);
    const enum weir_status status = weir_match_plain(&content->channel, inputs, content->channel.parameter_count, arena_alloc(arena, bytes), bytes, collect, &c);
    *count = c.count;
    return status == WEIR_OK;
}
