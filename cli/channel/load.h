/* Channel files for commands: paths of files and folders -> verified, opened channels.
 *
 * Every fault of every path is reported in one run, on stderr; the status is the worst of them. */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include "../../interpreter/weir.h"
#include "../cli.h"

struct loaded {
    const char *path;
    bool is_named;               /* on the command line itself, and not found in a folder */
    struct str bytes;
    struct weir_verdict_on_file verdict;
    struct weir_channel channel; /* all zero when it was refused */
};

/* ".chn" at the end of the name? */
bool load_is_channel_name(const char *path);
bool load_is_folder(const char *path);
/* The three numbers of a file's name into the limits, where it has the form that compile gives; other names bind nothing: false. */
bool load_limits_of_name(const char *path, struct weir_limits *limits);
/* Reads loaded->path, whatever its name; a file over the format's largest size is refused as that, in loaded->verdict. */
struct file_status load_read(struct cli *cli, struct loaded *loaded);
/* The verifier's verdict on the bytes that were read, into *loaded. */
void load_judge(const struct weir_limits *limits, struct loaded *loaded);
/* Reads and verifies one file; the numbers of a name like C-00000291-00000002-00000001.chn must be those of the header.
 * A refusal is reported: CLI_CONTENT. */
enum cli_status load_channel(struct cli *cli, const char *path, struct loaded *loaded);
/* Files and folders (listing.h) to channels, ascending by channel, version and revision. Of a folder's files for one channel only the
 * newest is taken (highest version, then highest revision); what is passed over is said. A file that is named is always taken, and once.
 * Elements of *channels are struct loaded *. */
enum cli_status load_channels(struct cli *cli, const char *const *paths, size_t count, struct vec *channels);
/* "PATH: refused[V067 COUNT_INSTANCE] at byte 123: text", or one JSON object. */
void load_print_refusal(FILE *stream, const struct cli *cli, const struct loaded *loaded);

#define LOAD_NO_INSTANCE UINT32_MAX
/* The index of the instance with this id, or LOAD_NO_INSTANCE. */
uint32_t load_find_instance(const struct weir_channel *channel, uint64_t id);

#endif
