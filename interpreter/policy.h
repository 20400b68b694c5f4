/* What the sensor does about a hit: the instance asks, the Template Type allows, the customer decides. Part of weir.h. */
#ifndef WEIR_POLICY_H
#define WEIR_POLICY_H

/* The customer's: for each severity the strongest action that may be taken, enum weir_action. All zero: only observe. */
struct weir_policy {
    uint8_t strongest[WEIR_SEVERITY_COUNT]; /* by enum weir_severity */
};

/* The disposition of a hit: never stronger than the instance asks, than the policy says for its severity, or than the Template Type allows; not PREVENT
 * where the Template Type is of phase post, because the operation has happened; and OBSERVE where the verdict is WEIR_CANNOT_DECIDE. What lies between two
 * allowed actions becomes the weaker one. policy may be NULL: only observe. */
enum weir_action weir_disposition(const struct weir_channel *channel, const struct weir_policy *policy, const struct weir_hit *hit);

#endif
