/* Action asked, severity, policy -> disposition: see policy.h.
 *
 * Must hold: the result is OBSERVE, or not above any of the three; numbers out of their range, which no verified file has, give OBSERVE. */
#include "bytes.h"

/*@ requires WEIR_PROOF_CHANNEL(channel) && WEIR_PROOF_IN(channel, TEMPLATE) && channel->section[WEIR_SECTION_TEMPLATE].count == 1;
    requires (policy == \null || \valid_read(policy)) && \valid_read(hit);
    assigns \nothing;
    ensures not_above: \result == WEIR_OBSERVE || (policy != \null && hit->verdict == WEIR_MATCH && hit->severity < WEIR_SEVERITY_COUNT &&
            \result <= hit->action && \result <= policy->strongest[hit->severity]);
    ensures post: \result == WEIR_PREVENT ==>
            channel->bytes[channel->section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_PHASE] == WEIR_PHASE_PRE; */
enum weir_action weir_disposition(const struct weir_channel *channel, const struct weir_policy *policy, const struct weir_hit *hit)
{
    if (policy == NULL || hit->verdict != WEIR_MATCH || hit->severity >= WEIR_SEVERITY_COUNT) return WEIR_OBSERVE;
    const uint32_t allowed_by_policy = policy->strongest[hit->severity];
    if (hit->action >= WEIR_ACTION_COUNT || allowed_by_policy >= WEIR_ACTION_COUNT) return WEIR_OBSERVE;

    const uint8_t *type = channel->bytes + channel->section[WEIR_SECTION_TEMPLATE].offset;
    uint32_t action = hit->action < allowed_by_policy ? hit->action : allowed_by_policy;
    if (action == WEIR_PREVENT && type[WEIR_TEMPLATE_PHASE] != WEIR_PHASE_PRE) action = WEIR_DETECT;
    /*@ loop invariant WEIR_OBSERVE <= action <= hit->action && action <= allowed_by_policy && action < WEIR_ACTION_COUNT;
        loop invariant action == WEIR_PREVENT ==> type[WEIR_TEMPLATE_PHASE] == WEIR_PHASE_PRE;
        loop assigns action;
        loop variant action; */
    while (action != WEIR_OBSERVE && !weir_bit(type + WEIR_TEMPLATE_ACTIONS, action)) action--;
    return (enum weir_action)action;
}
