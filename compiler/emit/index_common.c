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
static const uint8_t common_grams[] = {
#define COMMON_GRAMS(...) __VA_ARGS__,
#include "../pattern/common_grams.def"
#undef COMMON_GRAMS
};
enum {
    GRAM = 4,
    COUNTED_BYTES = 1 << 20, /* of values: enough to know what is common */
    LOOKED_AT = 48,          /* bytes of a text: longer is not rarer */
};

bool plan_is_common(uint32_t gram_hash)
{
    enum { BITS = 14 }; /* of the hash: which bit of common_grams */
    const uint32_t bit = gram_hash >> (32 - BITS);
    return (common_grams[bit / 8] >> bit % 8 & 1) != 0;
}

static uint32_t gram_at(const char *p) { return plan_gram_hash((struct str){p, GRAM}, 0) >> (32 - PLAN_GRAM_BITS); }

/* Behind the last of the grams of a text that are looked at. */
static const char *grams_end(struct str text)
{
    if (text.n < GRAM)
        return text.p;
    return text.p + (text.n - GRAM + 1 < LOOKED_AT ? text.n - GRAM + 1 : LOOKED_AT);
}

void plan_count_grams(struct plan *plan)
{
    uint64_t bytes = 0;
    plan->grams = plan_table(plan, (size_t)1 << PLAN_GRAM_BITS);
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
            plan->gram_texts++;
        }
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

uint32_t plan_chance_from(const struct plan *plan, uint32_t bits, uint32_t least, bool common)
{
    enum { BITS = 20, CALM = 64, COMMON = PLAN_ALL_EVENTS / 16 }; /* CALM: so that few values do not say much */
    const uint64_t by_bytes = bits < BITS ? PLAN_ALL_EVENTS >> bits : 1;
    const uint64_t by_parts = least > 1 ? ((uint64_t)(least - 1) << BITS) / (plan->gram_texts + CALM) : 0;
    uint64_t chance = by_bytes < by_parts ? by_parts : by_bytes;
    if (common && chance < COMMON)
        chance = COMMON;
    return chance < PLAN_ALL_EVENTS ? (uint32_t)chance : PLAN_ALL_EVENTS;
}

uint32_t plan_chance(const struct plan *plan, struct str text, bool anchored)
{
    enum { A_BIT_SHORT = 10, ANCHOR_BITS = 3 };
    const uint32_t bits = plan_rarity(text) / (text.n < GRAM ? (uint32_t)A_BIT_SHORT : PLAN_A_BIT) + (anchored ? (uint32_t)ANCHOR_BITS : 0u);
    uint32_t least = text.n < GRAM ? 0 : UINT32_MAX;
    bool common = text.n >= GRAM;
    for (const char *p = text.p, *end = grams_end(text); p < end && (common || least > 1); p++) {
        const uint32_t hash = plan_gram_hash((struct str){p, GRAM}, 0), count = plan->grams[hash >> (32 - PLAN_GRAM_BITS)];
        least = count < least ? count : least;
        common = common && plan_is_common(hash);
    }
    return plan_chance_from(plan, bits, least, common);
}
