/* The report of the conformance kit, for `weir selftest` and `weir certify`. */
#ifndef CLI_KIT_REPORT_H
#define CLI_KIT_REPORT_H

#include "../../kit/kit.h"
#include "../cli.h"

enum kit_format { KIT_TEXT, KIT_JSON, KIT_JUNIT };
/* --format; CLI_OK, or reported. */
enum cli_status kit_read_format(struct cli *cli, enum kit_format *format);
/* subject: who was tested, in its own words. */
void kit_write_report(const struct cli *cli, enum kit_format format, struct str subject, const struct kit_report *report);

#endif
