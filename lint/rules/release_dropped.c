/* L220: an instance of the last release is not there any more. It is told where `weir lint --against` compared. */
#include "../rules.h"

void lint_rule_release_dropped(struct lint *lint) { lint_tell_changes(lint, DIAG_RELEASE_DROPPED); }
