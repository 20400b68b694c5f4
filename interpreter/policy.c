/* Action asked, severity, policy -> disposition: see policy.h.
 *
 * Must hold: the result is OBSERVE, or not above any of the three; numbers out of their range, which no verified file has, give OBSERVE. */
#include "bytes.h"

enum weir_action weir_disposition(const struct weir_channel *channel, const struct weir_policy *policy, const struct weir_hit *hit)
{
    if (policy == NULL || hit->verdict != WEIR_MATCH || hit->severity >= WEIR_SEVERITY_COUNT) return WEIR_OBSERVE;
    const uint32_t allowed_by_policy = policy->strongest[hit->severity];
    if (hit->action >= WEIR_ACTION_COUNT || allowed_by_policy >= WEIR_ACTION_COUNT) return WEIR_OBSERVE;

    const uint8_t *type = channel->bytes + channel->section[WEIR_SECTION_TEMPLATE].offset;
    uint32_t action = hit->action < allowed_by_policy ? hit->action : allowed_by_policy;
    if (action == WEIR_PREVENT && type[WEIR_TEMPLATE_PHASE] != WEIR_PHASE_PRE) action = WEIR_DETECT;
    while (action != WEIR_OBSERVE && !weir_bit(type + WEIR_TEMPLATE_ACTIONS, action)) action--;
    return (enum weir_action)action;
}
