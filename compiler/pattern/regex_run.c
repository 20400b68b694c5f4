/* The automaton as the format describes it, run over all paths at once: at each place of the text the set of instructions that a path
 * has reached. For tests and for checking what was emitted; the interpreter has its own.
 *
 * Must hold: time in proportion to program times text; no loop of SPLITs and JUMPs runs for ever, because an instruction enters a set once. */
#include "pattern.h"

struct reached {
    uint32_t *list, *seen; /* seen[i] == stamp: instruction i is in the set */
    uint32_t count, stamp;
};

struct runner {
    const struct regex_program *program;
    struct str text;
    uint32_t *stack;
    bool matched;
};

static bool is_word(struct str text, uint32_t at)
{
    const unsigned char c = (unsigned char)text.p[at];
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool holds(struct str text, uint32_t at, uint8_t assertion)
{
    const bool start = at == 0, end = at == text.n;
    const bool boundary = (!start && is_word(text, at - 1)) != (!end && is_word(text, at));
    switch (assertion) {
    case WEIR_ASSERT_TEXT_START: return start;
    case WEIR_ASSERT_TEXT_END: return end;
    case WEIR_ASSERT_LINE_START: return start || text.p[at - 1] == '\n';
    case WEIR_ASSERT_LINE_END: return end || text.p[at] == '\n';
    case WEIR_ASSERT_WORD: return boundary;
    case WEIR_ASSERT_NOT_WORD: return !boundary;
    default: BUG("assertion %u", assertion);
    }
}

static void enter(struct runner *runner, struct reached *set, uint32_t *depth, uint32_t at)
{
    if (set->seen[at] == set->stamp) return;
    set->seen[at] = set->stamp;
    runner->stack[(*depth)++] = at;
}

/* Adds instruction `first` and all that is reached from it without taking a byte. */
static void follow(struct runner *runner, struct reached *set, uint32_t first, uint32_t position)
{
    uint32_t depth = 0;
    enter(runner, set, &depth, first);
    while (depth != 0) {
        const uint32_t at = runner->stack[--depth];
        const struct regex_instruction *instruction = &runner->program->code[at];
        switch ((enum weir_program_op)instruction->op) {
        case WEIR_NFA_RANGE:
        case WEIR_NFA_SET: set->list[set->count++] = at; break;
        case WEIR_NFA_SPLIT:
            enter(runner, set, &depth, at + 1);
            enter(runner, set, &depth, instruction->target);
            break;
        case WEIR_NFA_JUMP: enter(runner, set, &depth, instruction->target); break;
        case WEIR_NFA_ASSERT:
            if (holds(runner->text, position, instruction->a)) enter(runner, set, &depth, at + 1);
            break;
        case WEIR_NFA_MATCH: runner->matched = true; break;
        case WEIR_NFA_COUNT: BUG("instruction %u", instruction->op);
        }
    }
}

static bool set_has(const struct regex_program *program, uint32_t set, unsigned char byte)
{
    return (program->classes[set][byte / 8] >> byte % 8 & 1) != 0;
}

bool regex_search(struct arena *scratch, const struct regex_program *program, struct str text)
{
    struct runner runner = {program, text, arena_alloc(scratch, program->count * sizeof(uint32_t)), false};
    struct reached sets[2];
    for (int i = 0; i < 2; i++) {
        sets[i].list = arena_alloc(scratch, program->count * sizeof(uint32_t));
        sets[i].seen = arena_array(scratch, program->count, sizeof(uint32_t));
        sets[i].count = sets[i].stamp = 0;
    }
    struct reached *now = &sets[0], *then = &sets[1];
    now->stamp = 1;
    for (uint32_t at = 0;; at++) {
        follow(&runner, now, 0, at); /* a match may start everywhere */
        if (runner.matched || at == text.n) return runner.matched;
        const unsigned char byte = (unsigned char)text.p[at];
        then->count = 0;
        then->stamp = at + 2;
        for (uint32_t i = 0; i < now->count; i++) {
            const struct regex_instruction *instruction = &program->code[now->list[i]];
            if (instruction->op == WEIR_NFA_SET) {
                if (set_has(program, instruction->target, byte)) follow(&runner, then, now->list[i] + 1, at + 1);
            } else if (byte >= instruction->a && byte <= instruction->b) {
                follow(&runner, then, instruction->target, at + 1);
            }
        }
        struct reached *spare = now;
        now = then;
        then = spare;
    }
}
