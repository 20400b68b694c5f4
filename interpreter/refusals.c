/* The names and texts of refusals.
 *
 * In:   a code. Out: strings.
 * Must hold: rows of refusals.def count from 1 without a gap. The texts are one struct and the tables hold places in it,
 *            not addresses, so that nothing here needs relocation. */
#include "weir.h"

enum refusal_row {
    ROW_NONE = 0,
#define REFUSAL(name, number, text, why) ROW_##name,
#include "refusals.def"
#undef REFUSAL
    ROW_COUNT
};
#define REFUSAL(name, number, text, why) _Static_assert((number) == (int)ROW_##name, "refusals count from 1 without a gap");
#include "refusals.def"
#undef REFUSAL

static const struct refusal_names {
    char none[sizeof "ACCEPTED"];
#define REFUSAL(name, number, text, why) char name[sizeof #name];
#include "refusals.def"
#undef REFUSAL
    char unknown[sizeof "UNKNOWN"];
} names = {
    "ACCEPTED",
#define REFUSAL(name, number, text, why) #name,
#include "refusals.def"
#undef REFUSAL
    "UNKNOWN",
};

static const struct refusal_texts {
    char none[sizeof "the file is well formed"];
#define REFUSAL(name, number, text, why) char name[sizeof text];
#include "refusals.def"
#undef REFUSAL
    char unknown[sizeof "an unknown refusal"];
} texts = {
    "the file is well formed",
#define REFUSAL(name, number, text, why) text,
#include "refusals.def"
#undef REFUSAL
    "an unknown refusal",
};

static const uint16_t name_at[ROW_COUNT] = {
    0,
#define REFUSAL(name, number, text, why) offsetof(struct refusal_names, name),
#include "refusals.def"
#undef REFUSAL
};

static const uint16_t text_at[ROW_COUNT] = {
    0,
#define REFUSAL(name, number, text, why) offsetof(struct refusal_texts, name),
#include "refusals.def"
#undef REFUSAL
};

//@ assigns \nothing;
const char *weir_refusal_name(uint32_t code)
{
    return code < ROW_COUNT ? (const char *)&names + name_at[code] : names.unknown;
}

//@ assigns \nothing;
const char *weir_refusal_text(uint32_t code)
{
    return code < ROW_COUNT ? (const char *)&texts + text_at[code] : texts.unknown;
}
