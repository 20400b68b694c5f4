/* A text that grants all wishes on one parameter.
 *
 * In:   criteria that must hold and that must not. Out: a text, or that there is none, or that a bound was passed.
 * First some texts are put together from what is wanted and simply tried: that is nearly always enough. If none will do, the automata of all
 * criteria are walked side by side, nearest first, so that the shortest text is found; when no new place is left there is no such text. */
#include <stdlib.h>

#include "automaton.h"
#include "needs.h"

enum { MOST_AUTOMATA = 48, STEPS_A_PLACE = 64, SAMPLES = 4 };

/* ---- trying what is put together ---- */

/* A text that the glob describes: its characters, with x for any one. */
static struct str of_glob(struct arena *arena, struct str glob)
{
    char *out = arena_alloc(arena, (size_t)glob.n + 1);
    uint32_t n = 0;
    for (uint32_t at = 0; at < glob.n;) {
        uint32_t code_point;
        const enum glob_piece piece = glob_next(glob, &at, &code_point);
        char bytes[4];
        if (piece == GLOB_PIECE_ONE) out[n++] = 'x';
        if (piece != GLOB_PIECE_CHARACTER) continue;
        const uint32_t length = utf8_encode(code_point, bytes);
        memcpy(out + n, bytes, length);
        n += length;
    }
    return (struct str){out, n};
}

static bool try_text(struct solve *solve, const struct wishes *wishes, struct typed_value *value, struct str text)
{
    value->bytes = text;
    return solve_grants(solve, wishes, value);
}

/* What must stand at the start, then in the middle, then at the end, the round-th sample of each. */
static struct str put_together(struct solve *solve, const struct needs *needs, uint32_t round, const char *between)
{
    struct arena *scratch = solve->scratch;
    struct str start = {"", 0}, middle = {"", 0}, end = {"", 0};
    for (uint32_t i = 0; i < needs->count; i++) {
        const struct need *need = &needs->at[i];
        const uint8_t op = need->atom->criterion.op;
        if (!need->wanted || need->implied) continue;
        struct str part = op == WEIR_OP_MATCHES ? need->atom->sample : atom_string(solve, need->atom, need->live[round % need->live_count]);
        if (part.p == NULL) continue;
        if (op == WEIR_OP_LIKE) part = of_glob(scratch, part);
        if (op == WEIR_OP_EQUALS) return part;
        if (op == WEIR_OP_STARTS) {
            if (part.n > start.n) start = part;
        } else if (op == WEIR_OP_ENDS) {
            if (part.n > end.n) end = part;
        } else if (op == WEIR_OP_LIKE) {
            start = start.n ? start : part;
        } else {
            middle = arena_printf(scratch, STR_FMT "%s" STR_FMT, STR_ARG(middle), middle.n ? between : "", STR_ARG(part));
        }
    }
    return arena_printf(scratch, STR_FMT "%s" STR_FMT "%s" STR_FMT, STR_ARG(start), start.n && middle.n ? between : "", STR_ARG(middle),
                        end.n && (middle.n || start.n) ? between : "", STR_ARG(end));
}

static bool try_some(struct solve *solve, const struct wishes *wishes, const struct needs *needs, struct typed_value *value)
{
    static const char *const between[] = {"", " ", "x", "\\"};
    uint32_t rounds = 1, wanted = 0;
    for (uint32_t i = 0; i < needs->count; i++) wanted += needs->at[i].wanted;
    if (wanted == 0 && try_text(solve, wishes, value, STR("x"))) return true; /* reads better than nothing */
    for (uint32_t i = 0; i < needs->count; i++)
        if (needs->at[i].wanted && needs->at[i].live_count > rounds) rounds = needs->at[i].live_count;
    for (uint32_t round = 0; round < SAMPLES && round < rounds; round++)
        for (uint32_t b = 0; b < sizeof between / sizeof *between; b++)
            if (try_text(solve, wishes, value, put_together(solve, needs, round, between[b]))) return true;
    return try_text(solve, wishes, value, STR("x")) || try_text(solve, wishes, value, STR(""));
}

/* Where one of a few texts is wanted and every criterion sees the case as it is seen there, or less of it, trying them all is exact. */
static bool decide_by_values(struct solve *solve, const struct wishes *wishes, const struct needs *needs, struct typed_value *value, enum solve_answer *answer)
{
    const struct need *fewest = NULL;
    for (uint32_t i = 0; i < needs->count; i++) {
        const struct need *need = &needs->at[i];
        if (need->wanted && need->atom->criterion.op == WEIR_OP_EQUALS && (fewest == NULL || need->live_count < fewest->live_count)) fewest = need;
    }
    if (fewest == NULL) return false;
    for (uint32_t i = 0; i < needs->count; i++)
        if (atom_folds(fewest->atom) && !atom_folds(needs->at[i].atom)) return false;
    *answer = SOLVE_NO;
    for (uint32_t i = 0; i < fewest->live_count && *answer == SOLVE_NO; i++)
        if (try_text(solve, wishes, value, atom_string(solve, fewest->atom, fewest->live[i]))) *answer = SOLVE_YES;
    return true;
}

/* ---- walking ---- */

struct walk {
    struct solve *solve;
    struct automaton automata[MOST_AUTOMATA];
    bool wanted[MOST_AUTOMATA];
    uint32_t count;
    uint32_t *classes, class_count;
    struct vec places; /* uint32_t, count a place: the state of each automaton */
    struct vec from;   /* uint32_t, two a place: the place before it, and the class */
    struct vec slots;  /* uint32_t: places by content, number + 1 */
    uint32_t place_count, steps;
};

static const uint32_t *place_at(const struct walk *w, uint32_t place) { return MODEL_AT(w->places, uint32_t, (size_t)place * w->count); }

static uint32_t *slot_for(const struct walk *w, const uint32_t *states)
{
    uint32_t *slots = w->slots.p, mask = (uint32_t)w->slots.count - 1;
    for (uint64_t at = str_hash((struct str){(const char *)states, w->count * (uint32_t)sizeof *states});; at++) {
        uint32_t *slot = &slots[at & mask];
        if (*slot == 0 || memcmp(place_at(w, *slot - 1), states, w->count * sizeof *states) == 0) return slot;
    }
}

static bool place_is_good(struct walk *w, const uint32_t *states)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (automaton_accepts(&w->automata[i], states[i]) != w->wanted[i]) return false;
    return true;
}

/* Can nothing that follows be good? */
static bool place_is_lost(const struct walk *w, const uint32_t *states)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (states[i] == (w->wanted[i] ? AUTOMATON_NONE : AUTOMATON_ALL)) return true;
    return false;
}

/* Adds the place unless it is known; true where a text ends well there. */
static bool place_add(struct walk *w, const uint32_t *states, uint32_t before, uint32_t class)
{
    if (place_is_lost(w, states)) return false;
    if (w->slots.count < ((size_t)w->place_count + 1) * 2) {
        const size_t room = w->slots.count ? w->slots.count * 2 : 64;
        w->slots.count = 0;
        memset(vec_extend(&w->slots, room, sizeof(uint32_t)), 0, room * sizeof(uint32_t));
        for (uint32_t i = 0; i < w->place_count; i++) *slot_for(w, place_at(w, i)) = i + 1;
    }
    uint32_t *slot = slot_for(w, states);
    if (*slot) return false;
    memcpy(vec_extend(&w->places, w->count, sizeof *states), states, w->count * sizeof *states);
    uint32_t *from = vec_extend(&w->from, 2, sizeof *from);
    from[0] = before;
    from[1] = class;
    *slot = ++w->place_count;
    return place_is_good(w, states);
}

static struct str text_to(struct walk *w, uint32_t place)
{
    uint32_t length = 0;
    char bytes[4];
    for (uint32_t p = place; p != 0; p = MODEL_AT(w->from, uint32_t, 2 * (size_t)p)[0])
        length += utf8_encode(w->classes[MODEL_AT(w->from, uint32_t, 2 * (size_t)p)[1]], bytes);
    char *text = arena_alloc(w->solve->scratch, (size_t)length + 1);
    uint32_t at = length;
    for (uint32_t p = place; p != 0; p = MODEL_AT(w->from, uint32_t, 2 * (size_t)p)[0]) {
        const uint32_t n = utf8_encode(w->classes[MODEL_AT(w->from, uint32_t, 2 * (size_t)p)[1]], bytes);
        memcpy(text + (at -= n), bytes, n);
    }
    text[length] = '\0';
    return (struct str){text, length};
}

static enum solve_answer walk_all(struct walk *w, struct str *text)
{
    uint32_t states[MOST_AUTOMATA];
    for (uint32_t i = 0; i < w->count; i++) states[i] = 0;
    bool good = place_add(w, states, 0, 0);
    for (uint32_t place = 0; place < w->place_count && !good; place++)
        for (uint32_t class = 0; class < w->class_count && !good; class++) {
            if (w->place_count > w->solve->places || w->steps++ > STEPS_A_PLACE * w->solve->places / w->count) return SOLVE_UNDECIDED;
            for (uint32_t i = 0; i < w->count; i++) states[i] = automaton_step(&w->automata[i], place_at(w, place)[i], class);
            good = place_add(w, states, place, class);
        }
    if (good) *text = text_to(w, w->place_count - 1);
    return good ? SOLVE_YES : SOLVE_NO;
}

static enum solve_answer walk_needs(struct walk *w, const struct needs *needs, struct str *text)
{
    for (uint32_t i = 0; i < needs->count; i++) {
        const struct need *need = &needs->at[i];
        if (need->implied) continue;
        if (w->count == MOST_AUTOMATA) return SOLVE_UNDECIDED;
        w->wanted[w->count] = need->wanted;
        if (!automaton_make(&w->automata[w->count++], w->solve, need->atom, need->live, need->live_count)) return SOLVE_UNDECIDED;
    }
    if (!alphabet_of(w->solve->scratch, w->automata, w->count, &w->classes, &w->class_count)) return SOLVE_UNDECIDED;
    for (uint32_t i = 0; i < w->count; i++) automaton_use_classes(&w->automata[i], w->classes, w->class_count);
    return walk_all(w, text);
}

static enum solve_answer walk(struct solve *solve, const struct needs *needs, struct str *text)
{
    struct walk *w = arena_new(solve->scratch, struct walk);
    w->solve = solve;
    w->places.exhausted = w->from.exhausted = w->slots.exhausted = solve->arena->exhausted;
    const enum solve_answer answer = walk_needs(w, needs, text);
    for (uint32_t i = 0; i < w->count; i++) automaton_free(&w->automata[i]);
    vec_free(&w->places);
    vec_free(&w->from);
    vec_free(&w->slots);
    return answer;
}

/* A shortest text that an expression takes, found once: most of what is wished together with it is granted by putting it beside. */
static void sample(struct solve *solve, struct solve_atom *atom)
{
    struct need need = {.atom = atom, .wanted = true, .live_count = atom_set(solve, atom)->count};
    uint32_t *live = arena_array(solve->scratch, need.live_count, sizeof *live);
    struct str text;
    for (uint32_t i = 0; i < need.live_count; i++) live[i] = i;
    need.live = live;
    atom->sampled = true;
    const struct needs alone = {&need, 1};
    if (walk(solve, &alone, &text) == SOLVE_YES) atom->sample = arena_copy(solve->arena, text);
}

enum solve_answer solve_text(struct solve *solve, const struct wishes *wishes, struct typed_value *value)
{
    enum solve_answer answer;
    struct needs needs;
    struct str text = {"", 0};
    *value = (struct typed_value){.ordinal = wishes->at[0].atom->criterion.ordinal};
    if (!needs_make(solve, wishes, &needs)) return SOLVE_NO;
    if (!decide_by_values(solve, wishes, &needs, value, &answer)) {
        for (uint32_t i = 0; i < needs.count; i++)
            if (needs.at[i].wanted && needs.at[i].atom->criterion.op == WEIR_OP_MATCHES && !needs.at[i].atom->sampled) sample(solve, needs.at[i].atom);
        answer = SOLVE_YES;
        if (!try_some(solve, wishes, &needs, value)) {
            answer = walk(solve, &needs, &text);
            if (answer == SOLVE_YES && !try_text(solve, wishes, value, text)) BUG("a text of the automata does not grant what is wished");
        }
    }
    if (answer == SOLVE_YES) value->bytes = arena_copy(solve->arena, value->bytes);
    return answer;
}
