/* L148: a small change of an instance's condition that none of its tests would notice. `weir lint` makes the changes, and asks the tests, where the rule is on. */
#include "../rules.h"

void lint_rule_surviving_mutant(struct lint *lint) { lint_tell_changes(lint, DIAG_SURVIVING_MUTANT); }
