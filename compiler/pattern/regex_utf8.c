/* A class of characters as code over the bytes of UTF-8.
 *
 * In: normal ranges of code points. Out: code that takes exactly one character of the class, given well-formed text.
 *
 * The sequences of each length form a small acyclic automaton in which equal continuations are one node. Text is well-formed, so
 * what no text holds is taken where that makes the automaton smaller: overlong forms where the range starts at the first code point
 * of its length, numbers over 10FFFF where it ends at the last one, surrogates between two neighbours of theirs that are both in the class. */
#include "regex.h"

struct run { /* bytes first to last go on to node */
    uint8_t first, last;
    uint32_t node;
};
struct node { /* expects a continuation byte; children were made before their parents */
    uint32_t first_run, run_count;
    uint32_t offset;    /* of its code */
    uint32_t next_same; /* chain of the hash table, node + 1 */
};
enum { BUCKETS = 256, NODE_EXIT = 0 /* number of what follows the last byte; real nodes count from 1 */ };

struct builder {
    struct regex_compiler *compiler;
    const struct range *ranges; /* payloads of one length */
    uint32_t range_count, at;   /* at: the first range that may still touch what is being built */
    struct run *runs;
    struct node *nodes;
    struct regex_instruction *code;
    uint32_t run_count, run_room, node_count, node_room, code_count, code_room;
    uint32_t full[4]; /* the node that takes any continuation of so many bytes, or 0 */
    uint32_t *buckets;
};

static void *grow(struct builder *builder, void *p, uint32_t count, uint32_t *room, size_t bytes)
{
    if (count < *room) return p;
    const uint32_t wider = *room == 0 ? 16 : *room * 2;
    void *wide = arena_alloc(&builder->compiler->sets, wider * bytes);
    if (count != 0) memcpy(wide, p, count * bytes);
    *room = wider;
    return wide;
}

/* ---- the automaton ---- */

static void add_run(struct run *runs, uint32_t *count, uint32_t first, uint32_t last, uint32_t node)
{
    if (*count != 0 && runs[*count - 1].node == node && runs[*count - 1].last + 1u == first)
        runs[*count - 1].last = (uint8_t)last;
    else
        runs[(*count)++] = (struct run){(uint8_t)first, (uint8_t)last, node};
}

static uint32_t hash_runs(const struct run *runs, uint32_t count)
{
    uint32_t hash = count;
    for (uint32_t i = 0; i < count; i++)
        hash = (hash ^ (runs[i].node << 16 | (uint32_t)runs[i].first << 8 | runs[i].last)) * 0x9E3779B1u;
    return hash >> 24;
}

static bool same_runs(const struct run *a, const struct run *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (a[i].first != b[i].first || a[i].last != b[i].last || a[i].node != b[i].node) return false;
    return true;
}

static uint32_t node_of(struct builder *builder, const struct run *runs, uint32_t count)
{
    if (builder->buckets == NULL)
        builder->buckets = arena_array(&builder->compiler->sets, BUCKETS, sizeof *builder->buckets);
    uint32_t *bucket = &builder->buckets[hash_runs(runs, count)];
    for (uint32_t i = *bucket; i != 0; i = builder->nodes[i - 1].next_same) {
        const struct node *node = &builder->nodes[i - 1];
        if (node->run_count == count && same_runs(builder->runs + node->first_run, runs, count)) return i;
    }
    builder->nodes = grow(builder, builder->nodes, builder->node_count, &builder->node_room, sizeof *builder->nodes);
    builder->nodes[builder->node_count++] = (struct node){builder->run_count, count, 0, *bucket};
    *bucket = builder->node_count;
    for (uint32_t i = 0; i < count; i++) {
        builder->runs = grow(builder, builder->runs, builder->run_count, &builder->run_room, sizeof *builder->runs);
        builder->runs[builder->run_count++] = runs[i];
    }
    return builder->node_count;
}

static uint32_t full_node(struct builder *builder, uint32_t bytes)
{
    if (bytes == 0) return NODE_EXIT;
    if (builder->full[bytes] == 0) {
        const struct run all = {0x80, 0xBF, full_node(builder, bytes - 1)};
        builder->full[bytes] = node_of(builder, &all, 1);
    }
    return builder->full[bytes];
}

static uint32_t build_node(struct builder *builder, uint32_t bytes, uint32_t base);

/* The runs of a byte that has `bytes` more behind it, over payloads base to end; byte `lead` stands for base. */
static uint32_t build_runs(struct builder *builder, uint32_t bytes, uint32_t base, uint32_t end, uint32_t lead, struct run *runs)
{
    const uint32_t shift = 6 * bytes, child = 1u << shift;
    uint32_t count = 0;
    uint32_t from = base;
    while (from <= end) {
        while (builder->at < builder->range_count && builder->ranges[builder->at].last < from) builder->at++;
        if (builder->at == builder->range_count) break;
        const struct range range = builder->ranges[builder->at];
        if (range.first > end) break;
        if (range.first >= from + child) from = range.first & ~(child - 1);
        const uint32_t byte = lead + ((from - base) >> shift);
        const uint32_t stop = (range.last < end ? range.last : end) + 1;
        if (range.first <= from && stop - from >= child) {
            const uint32_t whole = (stop - from) >> shift;
            add_run(runs, &count, byte, byte + whole - 1, full_node(builder, bytes));
            from += whole << shift;
        } else {
            add_run(runs, &count, byte, byte, build_node(builder, bytes, from));
            from += child;
        }
    }
    return count;
}

/* A node for payloads base to base + 64^bytes - 1, of which some are in the class. Three deep at most. */
static uint32_t build_node(struct builder *builder, uint32_t bytes, uint32_t base)
{
    struct run runs[64];
    const uint32_t count = build_runs(builder, bytes - 1, base, base + (1u << (6 * bytes)) - 1, 0x80, runs);
    return node_of(builder, runs, count);
}

/* ---- its code ---- */

static void put(struct builder *builder, uint8_t op, uint32_t a, uint32_t b, uint32_t target)
{
    builder->code = grow(builder, builder->code, builder->code_count, &builder->code_room, sizeof *builder->code);
    builder->code[builder->code_count++] = (struct regex_instruction){op, (uint8_t)a, (uint8_t)b, target};
}

static void put_set(struct builder *builder, const struct run *runs, uint32_t count, uint32_t node)
{
    uint8_t bits[32] = {0};
    for (uint32_t i = 0; i < count; i++) {
        if (runs[i].node != node) continue;
        for (uint32_t byte = runs[i].first; byte <= runs[i].last; byte++) bits[byte / 8] |= (uint8_t)(1u << byte % 8);
    }
    const uint32_t set = intern_add(&builder->compiler->byte_sets, (struct str){(const char *)bits, sizeof bits});
    put(builder, WEIR_NFA_SET, 0, 0, set);
}

/* Code for runs: one way for each node they lead to, in order of first run. Targets of RANGE and JUMP are nodes until link_code(). */
static void put_ways(struct builder *builder, const struct run *runs, uint32_t count)
{
    uint32_t way[256], ways = 0; /* index of the first run of each way */
    uint32_t runs_of_way[256];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t w = 0;
        while (w < ways && runs[way[w]].node != runs[i].node) w++;
        if (w == ways) {
            way[ways] = i;
            runs_of_way[ways++] = 0;
        }
        runs_of_way[w]++;
    }
    for (uint32_t w = 0; w < ways; w++) {
        const struct run *first = &runs[way[w]];
        const uint32_t size = runs_of_way[w] == 1 ? 1 : 2;
        if (w + 1 < ways) put(builder, WEIR_NFA_SPLIT, 0, 0, builder->code_count + 1 + size);
        if (size == 1) {
            put(builder, WEIR_NFA_RANGE, first->first, first->last, first->node);
        } else {
            put_set(builder, runs, count, first->node);
            put(builder, WEIR_NFA_JUMP, 0, 0, first->node);
        }
    }
}

static void link_code(struct builder *builder)
{
    for (uint32_t i = 0; i < builder->code_count; i++) {
        struct regex_instruction *instruction = &builder->code[i];
        if (instruction->op != WEIR_NFA_RANGE && instruction->op != WEIR_NFA_JUMP) continue;
        instruction->target =
            instruction->target == NODE_EXIT ? REGEX_EXIT : builder->nodes[instruction->target - 1].offset;
    }
}

/* ---- from code points to payloads of each length ---- */

struct form { /* the code points whose UTF-8 has so many bytes behind the lead byte */
    uint32_t first, last, end_of_payload, bytes, lead;
};
static const struct form FORMS[] = {
    {0x80, 0x7FF, 0x7FF, 1, 0xC0},
    {0x800, 0xFFFF, 0xFFFF, 2, 0xE0},
    {0x10000, LAST_CODE_POINT, 0x1FFFFF, 3, 0xF0},
};

/* The part of the set that has this form, widened by what no text holds. */
static uint32_t payloads(const struct ranges *set, const struct form *form, struct range *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        struct range range = set->p[i];
        if (range.last < form->first) continue;
        if (range.first > form->last) break;
        if (range.first <= form->first) range.first = 0;
        if (range.last >= form->last) range.last = form->end_of_payload;
        if (count != 0 && out[count - 1].last == 0xD7FF && range.first == 0xE000)
            out[count - 1].last = range.last;
        else
            out[count++] = range;
    }
    return count;
}

static uint32_t ascii_runs(const struct ranges *set, struct run *runs)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count && set->p[i].first < 0x80; i++)
        add_run(runs, &count, set->p[i].first, set->p[i].last < 0x80 ? set->p[i].last : 0x7F, NODE_EXIT);
    return count;
}

static void build_wide(struct builder *builder, const struct ranges *set, bool has_ascii)
{
    struct run lead[64];
    uint32_t lead_count = 0;
    struct range *wide = arena_alloc(&builder->compiler->sets, set->count * sizeof *wide);
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        const struct form *form = &FORMS[i];
        builder->ranges = wide;
        builder->range_count = payloads(set, form, wide);
        builder->at = 0;
        lead_count += build_runs(builder, form->bytes, 0, form->end_of_payload, form->lead, lead + lead_count);
    }
    if (has_ascii) put(builder, WEIR_NFA_SPLIT, 0, 0, 0);
    put_ways(builder, lead, lead_count);
    for (uint32_t i = builder->node_count; i-- > 0;) { /* parents first: every way leads forward */
        builder->nodes[i].offset = builder->code_count;
        put_ways(builder, builder->runs + builder->nodes[i].first_run, builder->nodes[i].run_count);
    }
    if (has_ascii) builder->code[0].target = builder->code_count;
}

void regex_class_build(struct regex_compiler *compiler, const struct ranges *set, struct regex_class *out)
{
    struct builder builder = {.compiler = compiler};
    struct run ascii[64];
    const uint32_t ascii_count = ascii_runs(set, ascii);
    if (set->count != 0 && set->p[set->count - 1].last >= 0x80) build_wide(&builder, set, ascii_count != 0);
    if (ascii_count == 1)
        put(&builder, WEIR_NFA_RANGE, ascii[0].first, ascii[0].last, NODE_EXIT);
    else if (ascii_count > 1 || set->count == 0)
        put_set(&builder, ascii, ascii_count, NODE_EXIT); /* without ranges: a set of nothing, which nothing passes */
    link_code(&builder);
    struct regex_instruction *code = arena_alloc(&compiler->scratch, builder.code_count * sizeof *code);
    memcpy(code, builder.code, builder.code_count * sizeof *code);
    out->code = code;
    out->code_count = builder.code_count;
}
