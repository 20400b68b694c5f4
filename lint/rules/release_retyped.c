/* L222: a parameter has another type or another meaning than in the last release. It is told where `weir lint --against` compared. */
#include "../rules.h"

void lint_rule_release_retyped(struct lint *lint) { lint_tell_changes(lint, DIAG_RELEASE_RETYPED); }
