/* Template Types for `weir new` and `weir bind`: those of the program itself, resolved by the same code as any content. */
#ifndef CLI_SCAFFOLD_H
#define CLI_SCAFFOLD_H

#include "../compiler/model/model.h"
#include "cli.h"

struct scaffold {
    struct sources sources;
    struct diag_sink sink;
    struct model model;
};

/* The model of a text of source that uses Template Types of the program. An error in it is our own fault. */
void scaffold_load(struct cli *cli, struct scaffold *scaffold, struct str text);
/* The same of every Template Type of the program. */
void scaffold_load_all(struct cli *cli, struct scaffold *scaffold);
void scaffold_free(struct scaffold *scaffold);
const struct template_type *scaffold_find(const struct model *model, struct str name);
/* "windows/named_pipe" of the file that declares it; NULL if none of the program does. */
const char *scaffold_use_of(struct cli *cli, struct scaffold *scaffold, const struct template_type *type);
/* The Template Type of the program by its name, or by what a `use` would name. */
const struct template_type *scaffold_find_own(struct cli *cli, struct scaffold *scaffold, const char *wanted);
/* "there is no Template Type 'X': did you mean 'Y'?" CLI_USAGE. */
enum cli_status scaffold_report_unknown(struct cli *cli, const struct scaffold *scaffold, const struct model *project, const char *wanted);

/* A sensor manifest that supplies every Template Type of the model at its newest version. */
void scaffold_write_manifest(FILE *stream, const struct model *model, const char *sensor);
/* An instance of the Template Type with all its fields listed and two tests. use: what to name in a `use`, or NULL. */
void scaffold_write_instance(FILE *stream, const struct template_type *type, const char *use, struct str name, uint64_t id);

#endif
