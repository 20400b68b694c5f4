/* L225: the content of a channel changed, and its revision did not rise. It is told where `weir lint --against` compared. */
#include "../rules.h"

void lint_rule_release_revision(struct lint *lint) { lint_tell_changes(lint, DIAG_RELEASE_REVISION); }
