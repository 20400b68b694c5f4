/* What `weir lint --config` prints. */
#ifndef CLI_LINT_CONFIG_H
#define CLI_LINT_CONFIG_H

#include "check.h"

/* check: initialised, and nothing read; its project is. */
enum cli_status lint_config_show(const struct cli *cli, struct check *check);

#endif
