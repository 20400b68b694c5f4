/* weir selftest: the conformance kit over our own interpreter, in this process.
 *
 * In:   nothing. Out: the report; 0, or 70 when anything is not as it must be: then this program is broken, or the machine is. */
#include "../../compiler/version.h"
#include "../commands.h"
#include "kit_report.h"

const struct cli_option command_selftest_options[] = {
    {"--format", NULL, "FORMAT", "text, json (one object a line) or junit (XML)", false},
    {NULL, NULL, NULL, NULL, false},
};

enum cli_status command_selftest(struct cli *cli, int argc, char **argv)
{
    enum kit_format format;
    struct kit_own own;
    if (argc) return cli_usage(cli, "selftest takes no operands, but there is '%s'", argv[0]);
    const enum cli_status status = kit_read_format(cli, &format);
    if (status) return status;
    const struct kit_subject subject = kit_own_subject(&own, &cli->exhausted);
    const struct kit_options options = {.tell = cli_tell, .context = cli};
    struct kit_report *report = arena_new(&cli->arena, struct kit_report);
    const char *fault = kit_run(&cli->arena, &subject, &options, report);
    kit_own_free(&own);
    if (fault) return cli_error(cli, CLI_OUR_FAULT, "our own fault: %s. Please report it", fault);
    progress_clear(cli->progress);
    kit_write_report(cli, format, STR("weir " WEIR_VERSION), report);
    return kit_failed(report) ? CLI_OUR_FAULT : CLI_OK;
}
