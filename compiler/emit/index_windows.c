/* Where the windows of the strings lie that are searched for. A search looks only at those places of a text where two bytes stand with which some window starts.
 *
 * In:  the questions with their kinds and required sets, all strings numbered. Out: plan.windows, plan.starts. Must hold: a string has one window, in all tables. Any place in the string would be
 *      right: it is put where a search seldom stops, and where it stops finds little to compare. */
#include <stdlib.h>

#include "plan.h"

enum {
    BYTES = 256,
    SLOTS = PLAN_STARTS,
    LONG = 12,          /* a string so long has its window only where that has WEIR_MAX_GRAM bytes */
    MOST_PLACES = 64,   /* of a string where its window may be */
    SHARED_BITS = 16,   /* by which windows are told apart, to see how many strings have one */
    SAMPLE = 4096,      /* of so many strings the starts are chosen at a time */
};

/* ---- strings that are looked for in parts of texts ---- */

static void needed_parts(const struct plan *plan, struct plan_part part, uint32_t set, plan_on_part *on_part, void *context)
{
    const struct plan_needed *needed = MODEL_AT(plan->needed, struct plan_needed, *MODEL_AT(plan->needed_sets, uint32_t, set - plan->sets.count));
    for (uint32_t i = 0; i < needed->count; i++) {
        const uint32_t word = *MODEL_AT(plan->needed_words, uint32_t, needed->first + i);
        part.number = plan->word_number[word] - 1;
        part.text = intern_name(&plan->words, word);
        on_part(context, &part);
    }
}

void plan_each_part(const struct plan *plan, uint32_t q, plan_on_part *on_part, void *context)
{
    const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
    const struct plan_criterion *c = plan_question_asks(plan, question);
    const bool requiring = question->kind == WEIR_QUESTION_REQUIRING;
    const bool parts = requiring || (question->kind == WEIR_QUESTION_SEARCHED && (c->op == WEIR_OP_STARTS || c->op == WEIR_OP_ENDS || c->op == WEIR_OP_CONTAINS));
    if (!parts)
        return;
    struct plan_part part = {.question = q, .view = WEIR_VIEW_FOLDED};
    if (requiring && question->required >= plan->sets.count) {
        needed_parts(plan, part, question->required, on_part, context);
        return;
    }
    if (!requiring) {
        part.view = c->flags & WEIR_CRITERION_CASED ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED;
        part.anchors = c->op == WEIR_OP_STARTS ? WEIR_ANCHOR_START : c->op == WEIR_OP_ENDS ? WEIR_ANCHOR_END : 0;
    }
    const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, requiring ? question->required : c->set)));
    const uint32_t *values = MODEL_AT(plan->model->values, uint32_t, set->first);
    for (uint32_t i = 0; i < set->count; i++) {
        part.number = plan->string_number[values[i]] - 1;
        part.text = *MODEL_AT(plan->model->strings, struct str, values[i]);
        on_part(context, &part);
    }
}

/* ---- windows ---- */

uint32_t plan_hash_gram(struct str text, uint32_t offset, uint32_t gram)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < gram; i++)
        value |= (uint64_t)(uint8_t)text.p[offset + i] << 8 * i;
    return (uint32_t)(value * WEIR_HASH_MULTIPLIER >> 32);
}

uint32_t plan_gram_of(struct str text, uint32_t offset)
{
    if (text.n < WEIR_SHORT_GRAM)
        return text.n;
    return offset + WEIR_MAX_GRAM <= text.n ? WEIR_MAX_GRAM : WEIR_SHORT_GRAM;
}

/* The places in the string at which its window may start, from 0 on. */
static uint32_t places_of(struct str text)
{
    const uint32_t gram = text.n >= LONG ? WEIR_MAX_GRAM : WEIR_SHORT_GRAM, places = text.n < gram ? 1 : text.n - gram + 1;
    return places < MOST_PLACES ? places : MOST_PLACES;
}

static uint32_t lesser(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* The least of what is known of the short grams in a long one. */
static uint32_t least_of(const uint32_t *gram)
{
    _Static_assert(WEIR_MAX_GRAM - WEIR_SHORT_GRAM == 4, "five places");
    return lesser(lesser(lesser(gram[0], gram[1]), lesser(gram[2], gram[3])), gram[4]);
}

/* How many of PLAN_ALL_EVENTS events are likely to have the window, for each place of it: as plan_chance says of a text, and by what recorded events have. */
static void find_chances(const struct plan *plan, struct str text, uint32_t places, uint32_t chances[MOST_PLACES])
{
    enum { MOST = MOST_PLACES + WEIR_MAX_GRAM };
    uint32_t weight[MOST + 1], known[MOST];
    bool common[MOST];
    const uint32_t bytes = text.n < MOST ? text.n : MOST;
    weight[0] = 0;
    for (uint32_t at = 0; at < bytes; at++)
        weight[at + 1] = weight[at] + PLAN_MOST_COMMON - plan_commonness[(uint8_t)text.p[at]];
    for (uint32_t at = 0; at + WEIR_SHORT_GRAM <= bytes; at++) {
        const uint32_t hash = plan_gram_hash(text, at);
        known[at] = plan->grams[hash >> (32 - PLAN_GRAM_BITS)];
        common[at] = plan_is_common(hash);
    }
    for (uint32_t at = 0; at < places; at++) {
        const uint32_t gram = plan_gram_of(text, at), bits = (weight[at + gram] - weight[at]) / PLAN_A_BIT;
        const uint32_t least = gram == WEIR_MAX_GRAM ? least_of(&known[at]) : gram == WEIR_SHORT_GRAM ? known[at] : 0;
        chances[at] = plan_chance_from(bits, least, gram >= WEIR_SHORT_GRAM && common[at] && common[at + gram - WEIR_SHORT_GRAM]);
    }
}

/* The same of one place. */
static uint32_t chance_at(const struct plan *plan, struct str text, uint32_t at)
{
    const uint32_t gram = plan_gram_of(text, at);
    uint32_t weight = 0, least = UINT32_MAX;
    for (uint32_t i = at; i < at + gram; i++)
        weight += PLAN_MOST_COMMON - plan_commonness[(uint8_t)text.p[i]];
    if (gram < WEIR_SHORT_GRAM)
        return plan_chance_from(weight / PLAN_A_BIT, 0, false);
    const uint32_t last = at + gram - WEIR_SHORT_GRAM;
    for (uint32_t i = at; i <= last; i++)
        least = lesser(least, plan->grams[plan_gram_hash(text, i) >> (32 - PLAN_GRAM_BITS)]);
    return plan_chance_from(weight / PLAN_A_BIT, least, plan_is_common(plan_gram_hash(text, at)) && plan_is_common(plan_gram_hash(text, last)));
}

/* ---- starts ---- */

/* Where two bytes have their place among the starts. */
static uint32_t slot_of(uint8_t first, uint8_t second)
{
    const uint32_t two = first | (uint32_t)second << 8;
    return (two ^ two >> WEIR_STARTS_SHIFT) % SLOTS;
}

static uint32_t slot_at(struct str text, uint32_t at) { return slot_of((uint8_t)text.p[at], (uint8_t)text.p[at + 1]); }

/* The view of one parameter. */
struct view {
    uint32_t first, count; /* of the parts */
    uint32_t number;       /* in the order of the tables */
};

struct starts {
    struct plan *plan;
    struct vec parts, views;       /* struct plan_part, struct view */
    struct vec places;             /* uint64_t of each part: a bit for each place where its window may start */
    uint64_t share[SLOTS];         /* how often a text has two bytes of the slot; only which is more counts */
    bool chosen[SLOTS];
    uint32_t count[SLOTS];         /* strings of the sample that the slot would settle */
    uint32_t seen[SLOTS], stamp;   /* the slots of one string: those with its stamp */
    uint32_t first[SLOTS + 1];     /* by slot: in by_slot */
    struct vec left, sample, by_slot; /* uint32_t: parts that no chosen slot settles; some of them; by slot which of these have it */
};

static struct str text_of(const struct starts *s, uint32_t part) { return MODEL_AT(s->parts, struct plan_part, part)->text; }

/* A window at a good place seldom stops a search: in so few events that all strings of the view together do not in more than one, or in nearly as few as at the string's best place. */
static void find_places(struct starts *s, const struct view *view)
{
    uint32_t chances[MOST_PLACES];
    for (uint32_t i = view->first; i < view->first + view->count; i++) {
        const struct plan_part *part = MODEL_AT(s->parts, struct plan_part, i);
        uint64_t *good = MODEL_AT(s->places, uint64_t, i);
        *good = 0;
        if (s->plan->has_window[part->number] || part->text.n < 2)
            continue;
        const uint32_t places = places_of(part->text);
        find_chances(s->plan, part->text, places, chances);
        uint32_t least = UINT32_MAX;
        for (uint32_t at = 0; at < places; at++)
            least = chances[at] < least ? chances[at] : least;
        const uint32_t few = PLAN_ALL_EVENTS / view->count * 16, most = 2 * least < few ? few : 2 * least;
        for (uint32_t at = 0; at < places; at++)
            *good |= (uint64_t)(chances[at] <= most) << at;
    }
}

/* The different slots of a string's good places. */
static uint32_t slots_of(struct starts *s, uint32_t part, uint16_t slots[MOST_PLACES])
{
    const struct str text = text_of(s, part);
    uint64_t good = *MODEL_AT(s->places, uint64_t, part);
    uint32_t count = 0;
    s->stamp++;
    for (uint32_t at = 0; good; at++, good >>= 1) {
        if (good % 2 == 0)
            continue;
        const uint32_t slot = slot_at(text, at);
        if (s->seen[slot] == s->stamp)
            continue;
        s->seen[slot] = s->stamp;
        slots[count++] = (uint16_t)slot;
    }
    return count;
}

static bool is_settled(const struct starts *s, uint32_t part)
{
    const struct str text = text_of(s, part);
    uint64_t good = *MODEL_AT(s->places, uint64_t, part);
    for (uint32_t at = 0; good; at++, good >>= 1)
        if (good % 2 && s->chosen[slot_at(text, at)])
            return true;
    return false;
}

/* Which strings of the sample have each slot. */
static void index_sample(struct starts *s)
{
    const uint32_t *sample = s->sample.p;
    uint16_t slots[MOST_PLACES];
    memset(s->first, 0, sizeof s->first);
    for (size_t i = 0; i < s->sample.count; i++)
        for (uint32_t n = slots_of(s, sample[i], slots); n-- > 0;)
            s->first[slots[n] + 1]++;
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        s->count[slot] = s->first[slot + 1];
        s->first[slot + 1] += s->first[slot];
    }
    s->by_slot.count = 0;
    uint32_t *by_slot = vec_extend(&s->by_slot, s->first[SLOTS], sizeof *by_slot), next[SLOTS];
    memcpy(next, s->first, sizeof next);
    for (size_t i = 0; i < s->sample.count; i++)
        for (uint32_t n = slots_of(s, sample[i], slots); n-- > 0;)
            by_slot[next[slots[n]]++] = (uint32_t)i;
}

/* The slot that settles most of the sample for what it costs to stop at it; SLOTS where nothing is left. */
static uint32_t best_slot(const struct starts *s)
{
    uint32_t best = SLOTS;
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        if (s->count[slot] && (best == SLOTS || s->count[slot] * s->share[best] > s->count[best] * s->share[slot]))
            best = slot;
    return best;
}

/* Slots that settle the sample. Which are the cheapest is a hard question; taking the best one again and again is a good answer. */
static void settle_sample(struct starts *s)
{
    const uint32_t SETTLED = UINT32_MAX;
    uint32_t *sample = s->sample.p;
    uint16_t slots[MOST_PLACES];
    index_sample(s);
    for (uint32_t best = best_slot(s); best < SLOTS; best = best_slot(s)) {
        s->chosen[best] = true;
        for (uint32_t i = s->first[best]; i < s->first[best + 1]; i++) {
            uint32_t *part = &sample[*MODEL_AT(s->by_slot, uint32_t, i)];
            if (*part == SETTLED)
                continue;
            for (uint32_t n = slots_of(s, *part, slots); n-- > 0;)
                s->count[slots[n]]--;
            *part = SETTLED;
        }
    }
}

/* Starts such that each string of the view can have a window with one of them at a good place. */
static void choose_starts(struct starts *s, const struct view *view)
{
    const struct plan *plan = s->plan;
    memset(s->chosen, 0, sizeof s->chosen);
    s->left.count = 0;
    for (uint32_t i = view->first; i < view->first + view->count; i++) {
        const struct plan_part *part = MODEL_AT(s->parts, struct plan_part, i);
        if (part->text.n > 1 && plan->has_window[part->number])
            s->chosen[slot_at(part->text, plan->windows[part->number])] = true;
        else if (part->text.n > 1)
            *(uint32_t *)vec_push(&s->left, sizeof i) = i;
    }
    for (;;) {
        uint32_t *left = s->left.p;
        size_t kept = 0;
        for (size_t i = 0; i < s->left.count; i++)
            if (!is_settled(s, left[i]))
                left[kept++] = left[i];
        s->left.count = kept;
        if (kept == 0)
            return;
        s->sample.count = 0;
        for (size_t i = 0, step = kept / SAMPLE + 1; i < kept; i += step)
            *(uint32_t *)vec_push(&s->sample, sizeof *left) = left[i];
        settle_sample(s);
    }
}

/* ---- windows ---- */

/* Of these places the one where fewest events and fewest other strings have the window. */
static uint32_t best_place(const struct starts *s, const uint32_t *shared_windows, struct str text, uint64_t places)
{
    uint32_t best = 0;
    uint64_t least = UINT64_MAX;
    for (uint32_t at = 0; places; at++, places >>= 1) {
        if (places % 2 == 0)
            continue;
        const uint32_t gram = plan_gram_of(text, at), shared = shared_windows[plan_hash_gram(text, at, gram) >> (32 - SHARED_BITS)];
        uint64_t cost = (uint64_t)(chance_at(s->plan, text, at) + 1) * (shared + 1);
        if (gram == WEIR_SHORT_GRAM && at < WEIR_TAG_BACK) /* a tag of fewer bytes before it */
            cost <<= WEIR_TAG_BACK - at;
        if (cost < least) {
            least = cost;
            best = at;
        }
    }
    return best;
}

/* One of the good places with a start that is chosen: mostly there is only one. */
static uint8_t window_of(const struct starts *s, uint32_t *shared_windows, uint32_t part)
{
    const struct str text = text_of(s, part);
    const uint64_t good = *MODEL_AT(s->places, uint64_t, part);
    uint64_t places = 0;
    uint32_t last = 0;
    for (uint32_t at = 0; at < MOST_PLACES && good >> at; at++) {
        if ((good >> at & 1) == 0 || !s->chosen[slot_at(text, at)])
            continue;
        places |= (uint64_t)1 << at;
        last = at;
    }
    const uint32_t best = (places & (places - 1)) == 0 ? last : best_place(s, shared_windows, text, places);
    shared_windows[plan_hash_gram(text, best, plan_gram_of(text, best)) >> (32 - SHARED_BITS)]++;
    return (uint8_t)best;
}

static void add_start(uint8_t *starts, uint32_t slot, uint32_t bit) { starts[slot] = (uint8_t)(starts[slot] | bit); }

static void place_windows(struct starts *s, uint32_t *shared_windows, const struct view *view)
{
    struct plan *plan = s->plan;
    uint8_t *starts = MODEL_AT(plan->starts, uint8_t, (size_t)SLOTS * view->number);
    find_places(s, view);
    choose_starts(s, view);
    for (uint32_t i = view->first; i < view->first + view->count; i++) {
        const struct plan_part *part = MODEL_AT(s->parts, struct plan_part, i);
        const struct str text = part->text;
        uint8_t *window = &plan->windows[part->number];
        if (!plan->has_window[part->number])
            *window = window_of(s, shared_windows, i);
        plan->has_window[part->number] = 1;
        const uint32_t bit = 1u << (plan_gram_of(text, *window) - 1);
        if (text.n > 1)
            add_start(starts, slot_at(text, *window), bit);
        for (uint32_t second = 0; second < BYTES && text.n == 1; second++) /* whatever stands behind it */
            add_start(starts, slot_of((uint8_t)text.p[0], (uint8_t)second), bit);
    }
}

/* ---- all views ---- */

static void collect_part(void *context, const struct plan_part *part)
{
    *(struct plan_part *)vec_push(context, sizeof *part) = *part;
}

static int part_compare_view(const void *a, const void *b)
{
    const struct plan_part *x = a, *y = b;
    return x->view != y->view ? (x->view < y->view ? -1 : 1) : x->question != y->question ? (x->question < y->question ? -1 : 1) : x->number < y->number ? -1 : x->number > y->number;
}

/* The parts of a parameter, whose questions are those from q up to end, by view. */
static void collect_views(struct starts *s, uint32_t q, uint32_t end)
{
    const size_t first = s->parts.count;
    bool several = false;
    for (; q < end; q++)
        plan_each_part(s->plan, q, collect_part, &s->parts);
    struct plan_part *parts = s->parts.p;
    for (size_t i = first + 1; i < s->parts.count; i++)
        several = several || parts[i].view != parts[first].view;
    if (several)
        qsort(parts + first, s->parts.count - first, sizeof *parts, part_compare_view);
    for (size_t i = first, next; i < s->parts.count; i = next) {
        for (next = i + 1; next < s->parts.count && parts[next].view == parts[i].view; next++)
            ;
        const struct view view = {(uint32_t)i, (uint32_t)(next - i), (uint32_t)s->views.count};
        *(struct view *)vec_push(&s->views, sizeof view) = view;
    }
}

/* Few parts first: what many others want is not to decide for them. */
static int view_compare_count(const void *a, const void *b)
{
    const struct view *x = a, *y = b;
    return x->count != y->count ? (x->count < y->count ? -1 : 1) : x->number < y->number ? -1 : x->number > y->number;
}

static void find_shares(struct starts *s)
{
    for (uint32_t pair = 0; pair < BYTES * BYTES; pair++) {
        const uint32_t sum = plan_commonness[pair % BYTES] + plan_commonness[pair / BYTES]; /* twice the logarithm */
        s->share[slot_of((uint8_t)(pair % BYTES), (uint8_t)(pair / BYTES))] += (uint64_t)(sum % 2 ? 181 : 128) << sum / 2 >> 7;
    }
}

void plan_place_windows(struct plan *plan)
{
    jmp_buf *exhausted = plan->model->arena->exhausted;
    struct starts s = {.plan = plan};
    struct vec *vecs[] = {&s.parts, &s.views, &s.places, &s.left, &s.sample, &s.by_slot};
    for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
        vecs[i]->exhausted = exhausted;
    for (uint32_t q = 0, end; q < plan->questions.count; q = end) {
        end = plan_questions_end(plan, q);
        collect_views(&s, q, end);
    }
    if (s.views.count) {
        find_shares(&s);
        vec_extend(&s.places, s.parts.count, sizeof(uint64_t));
        uint32_t *shared_windows = plan_table(plan, (size_t)1 << SHARED_BITS);
        memset(vec_extend(&plan->starts, s.views.count * SLOTS, 1), 0, s.views.count * SLOTS);
        qsort(s.views.p, s.views.count, sizeof(struct view), view_compare_count);
        for (size_t i = 0; i < s.views.count; i++)
            place_windows(&s, shared_windows, MODEL_AT(s.views, struct view, i));
        free(shared_windows);
    }
    for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
        vec_free(vecs[i]);
}
