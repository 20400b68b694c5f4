/* L224: a version of a Template Type has another number of parameters than in the last release. It is told where `weir lint --against` compared. */
#include "../rules.h"

void lint_rule_release_recounted(struct lint *lint) { lint_tell_changes(lint, DIAG_RELEASE_RECOUNTED); }
