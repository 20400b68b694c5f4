/* L223: a parameter has another name than in the last release, and no alias that keeps the old one. It is told where `weir lint --against` compared. */
#include "../rules.h"

void lint_rule_release_renamed(struct lint *lint) { lint_tell_changes(lint, DIAG_RELEASE_RENAMED); }
