/* The numbers of the bound. Internal.
 *
 * Must hold: docs/channel-format.md, chapter "Cost", says the same numbers. */
#ifndef WEIR_COST_H
#define WEIR_COST_H

#include "bytes.h"

#define WEIR_PARAMETER_STEPS 4u  /* each parameter, each table: setting up */
#define WEIR_VIEW_STEPS 2u       /* each byte of text: checking, decoding and folding, for two views */
#define WEIR_VIEW_GROWTH 3u      /* a view is at most so many times as long as the text */
#define WEIR_CONDITION_STEPS 4u  /* each instruction of a condition */
#define WEIR_FIELD_STEPS 8u      /* each byte of the two texts of a field comparison */
#define WEIR_PROGRAM_STEPS 40u   /* each instruction of a regular expression, before the text is looked at */

struct weir_cost {
    uint64_t fixed, per_byte;
};

/* Evaluating the criterion at this offset once. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_PARAMETERS(c) && WEIR_PROOF_SETS(c);
    requires criterion + WEIR_BYTES_CRITERIA <= c->size && WEIR_PROOF_CRITERION_AT(c, criterion);
    assigns \nothing; */
struct weir_cost weir_question_cost(const struct weir_channel *c, size_t criterion);

#ifdef __FRAMAC__ /* contracts of what weir.h declares */
/*@ logic integer steps_of(integer fixed, integer per_byte, integer bytes) = at_most(fixed + at_most(per_byte * bytes)); */
/*@ requires \valid_read(channel);
    assigns \nothing;
    ensures exact: \result == steps_of(channel->steps_fixed, channel->steps_per_byte, text_bytes); */
uint64_t weir_steps(const struct weir_channel *channel, uint64_t text_bytes);
/*@ requires WEIR_PROOF_CHANNEL(channel) && WEIR_PROOF_PARAMETERS(channel) && WEIR_PROOF_SETS(channel);
    requires WEIR_PROOF_IN(channel, INSTANCES) && instance < channel->section[WEIR_SECTION_INSTANCES].count && WEIR_PROOF_INSTANCE_IN(channel, instance);
    requires WEIR_PROOF_IN(channel, CRITERIA) && WEIR_PROOF_CRITERIA_IN(channel, 0, channel->section[WEIR_SECTION_CRITERIA].count);
    requires WEIR_PROOF_IN(channel, ASKED) && channel->section[WEIR_SECTION_ASKED].count == channel->section[WEIR_SECTION_CRITERIA].count;
    assigns \nothing; */
uint64_t weir_instance_steps(const struct weir_channel *channel, uint32_t instance, uint64_t text_bytes);
#endif

#endif
