/* The rules: one function each, declared from the table. A rule looks at the model and reports with lint_report; it changes nothing. */
#ifndef LINT_RULES_H
#define LINT_RULES_H

#include "facts.h"

#define RULE(slug, group, text) void lint_rule_##slug(struct lint *lint);
#include "lint.def"
#undef RULE

#endif
