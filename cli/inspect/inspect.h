/* `weir inspect` in its two forms: inspect.c for people, inspect_json.c for programs, inspect_search.c for both. */
#ifndef CLI_INSPECT_H
#define CLI_INSPECT_H

#include "../cli.h"
#include "../channel/load.h"

struct inspect_range {
    uint32_t first, count;
};
struct inspect_range inspect_criteria(const struct weir_channel *channel, uint32_t instance); /* in CRITERIA */
const char *inspect_section_name(uint32_t section);

/* inspect_search.c */
void inspect_show_tables(const struct weir_channel *channel);
void inspect_put_tables(const struct weir_channel *channel);
void inspect_show_wakers(const struct weir_channel *channel, uint32_t instance);
void inspect_put_wakers(const struct weir_channel *channel, uint32_t instance);
void inspect_put_required(const struct weir_channel *channel, uint32_t criterion);

/* One line with one object. */
void inspect_write_json(struct cli *cli, const struct loaded *loaded, bool with_instances);

/* Weir source that compiles to the same bytes. */
enum cli_status inspect_write_source(struct cli *cli, const struct loaded *loaded);

#endif
