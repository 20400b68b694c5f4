/* L228: an instance matches some events that it did not match in the last release, and some no longer. It is told where `weir lint --against` compared. */
#include "../rules.h"

void lint_rule_release_other(struct lint *lint) { lint_tell_changes(lint, DIAG_RELEASE_OTHER); }
