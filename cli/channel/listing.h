/* A folder -> the channel files in it that belong together.
 *
 * Where a manifest.json lies beside channel files, those that it lists are meant: what earlier runs of `weir compile` left there (older revisions, Template Types
 * that are gone) is passed over and said. Without one, all files are meant. */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "../cli.h"

/* Appends the paths of the folder's channel files, sorted, those of its subfolders too. Every fault is reported: a file that is listed and not there, a manifest.json
 * that cannot be read, no file at all; the status is the worst. */
enum cli_status listing_find(struct cli *cli, const char *folder, struct vec *paths /* const char * */);

#endif
