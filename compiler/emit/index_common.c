/* How often a text is likely to stand in the values of events: from its bytes, and from how often the content itself speaks of its parts. A rule that
 * looks for '\windows\' or '.exe' looks for what nearly every event has, and so do the many other values in which these stand.
 *
 * In:  texts. Out: guesses; the choice of wakers and of what globs need goes by them, and nothing that is true or false. */
#include "plan.h"

const uint8_t plan_commonness[256] = {
#define COMMONNESS(...) __VA_ARGS__,
#include "../pattern/commonness.def"
#undef COMMONNESS
};
const uint8_t plan_common_grams[] = {
#define COMMON_GRAMS(...) __VA_ARGS__,
#include "../pattern/common_grams.def"
#undef COMMON_GRAMS
};
enum {
    GRAM = 4,
    COUNTED_BYTES = 1 << 20, /* of values: enough to know what is common */
    LOOKED_AT = 48,          /* bytes of a text: longer is not rarer */
};

static uint32_t gram_at(const char *p) { return plan_gram_hash((struct str){p, GRAM}, 0) >> (32 - PLAN_GRAM_BITS); }

/* Behind the last of the grams of a text that are looked at. */
static const char *grams_end(struct str text)
{
    if (text.n < GRAM)
        return text.p;
    return text.p + (text.n - GRAM + 1 < LOOKED_AT ? text.n - GRAM + 1 : LOOKED_AT);
}

/* How often each gram stands in the first values; in how many of these. */
static uint32_t count_grams(struct plan *plan)
{
    uint64_t bytes = 0;
    uint32_t texts = 0;
    for (size_t s = 0; s < plan->sets.count && bytes < COUNTED_BYTES; s++) {
        const uint32_t form = plan_set_form(*MODEL_AT(plan->sets, uint32_t, s));
        if (form == WEIR_FORM_NONE || form > WEIR_FORM_GLOB_FOLDED)
            continue;
        const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, s)));
        const uint32_t *values = MODEL_AT(plan->model->values, uint32_t, set->first);
        for (uint32_t i = 0; i < set->count && bytes < COUNTED_BYTES; i++) {
            const struct str text = *MODEL_AT(plan->model->strings, struct str, values[i]);
            for (const char *p = text.p, *end = grams_end(text); p < end; p++)
                plan->grams[gram_at(p)]++;
            bytes += text.n;
            texts++;
        }
    }
    return texts;
}

void plan_count_grams(struct plan *plan)
{
    enum { GRAMS = 1 << PLAN_GRAM_BITS, CALM = 64 }; /* CALM: so that few values do not say much */
    plan->grams = plan_table(plan, GRAMS);
    const uint32_t texts = count_grams(plan);
    for (uint32_t g = 0; g < GRAMS; g++) {
        const uint64_t count = plan->grams[g];
        const uint64_t chance = count > 1 ? (count - 1) * PLAN_ALL_EVENTS / (texts + CALM) : 0;
        plan->grams[g] = chance < PLAN_ALL_EVENTS ? (uint32_t)chance : PLAN_ALL_EVENTS;
    }
}

uint32_t plan_rarity(struct str text)
{
    const uint32_t count = text.n < LOOKED_AT ? text.n : LOOKED_AT;
    uint32_t common = 0;
    for (uint32_t i = 0; i < count; i++)
        common += plan_commonness[(uint8_t)text.p[i]];
    return count * PLAN_MOST_COMMON - common;
}

uint32_t plan_chance(const struct plan *plan, struct str text, bool anchored)
{
    enum { A_BIT_SHORT = 10, ANCHOR_BITS = 3 };
    const uint32_t bits = plan_rarity(text) / (text.n < GRAM ? (uint32_t)A_BIT_SHORT : PLAN_A_BIT) + (anchored ? (uint32_t)ANCHOR_BITS : 0u);
    uint32_t least = text.n < GRAM ? 0 : UINT32_MAX;
    bool common = text.n >= GRAM;
    for (const char *p = text.p, *end = grams_end(text); p < end && (common || least); p++) {
        const uint32_t hash = plan_gram_hash((struct str){p, GRAM}, 0), chance = plan->grams[hash >> (32 - PLAN_GRAM_BITS)];
        least = chance < least ? chance : least;
        common = common && plan_is_common(hash);
    }
    return plan_chance_from(bits, least, common);
}
