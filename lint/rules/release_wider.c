/* L226: an instance matches more than in the last release. It is told where `weir lint --against` compared. */
#include "../rules.h"

void lint_rule_release_wider(struct lint *lint) { lint_tell_changes(lint, DIAG_RELEASE_WIDER); }
