/* Keys and signatures as files, for commands: see sign.h. */
#include "sign.h"

#include <errno.h>
#include <stdlib.h>

enum { MOST_KEY_BYTES = 1 << 16 };

/* Upwards from the key's folder, by what each folder is and not by its name. */
static bool is_inside(struct cli *cli, const char *path, const char *project)
{
    enum { LEVELS = 256 };
    struct file_identity root, here, last = {0, 0};
    const char *folder = path_folder(&cli->arena, path);
    if (!file_identify(project, &root)) return false;
    for (int i = 0; i < LEVELS && file_identify(folder, &here); i++, folder = path_join(&cli->arena, folder, "..")) {
        if (here.device == root.device && here.number == root.number) return true;
        if (here.device == last.device && here.number == last.number) return false; /* the top is its own parent */
        last = here;
    }
    return false;
}

enum cli_status sign_find_secret(struct cli *cli, const char *project, struct sign_secret *key, bool *found)
{
    const char *path = cli_value(cli, "--key"), *text = getenv("WEIR_SIGNING_KEY"), *name = path ? path : "WEIR_SIGNING_KEY";
    struct str bytes = str_from(text ? text : "");
    *found = path || (text && *text);
    if (!*found) return CLI_OK;
    if (path) {
        if (project && is_inside(cli, path, project)) return cli_error(cli, CLI_USAGE, "%s: a secret key has no place in the project: whoever reads the sources could sign", path);
        const struct file_status status = file_read(&cli->arena, path, MOST_KEY_BYTES, &bytes);
        if (file_failed(status)) return cli_world(cli, status, path);
    }
    const char *problem = sign_read_secret(bytes, getenv("WEIR_SIGNING_PASSWORD"), key);
    return problem ? cli_error(cli, CLI_USAGE, "%s %s", name, problem) : CLI_OK;
}

enum cli_status sign_find_public(struct cli *cli, const char *file_or_key, struct sign_public *key)
{
    struct str bytes = str_from(file_or_key);
    if (sign_read_public(bytes, key) == NULL) return CLI_OK;
    const struct file_status status = file_read(&cli->arena, file_or_key, MOST_KEY_BYTES, &bytes);
    if (file_failed(status)) return cli_world(cli, status, file_or_key);
    const char *problem = sign_read_public(bytes, key);
    return problem ? cli_error(cli, CLI_USAGE, "%s %s", file_or_key, problem) : CLI_OK;
}

enum cli_status sign_check_file(struct cli *cli, const struct sign_public *key, const char *path, struct str bytes)
{
    struct str text, comment;
    const char *signature = arena_printf(&cli->arena, "%s" SIGN_ENDING, path).p;
    const struct file_status status = file_read(&cli->arena, signature, MOST_KEY_BYTES, &text);
    if (status.error == ENOENT) return cli_error(cli, CLI_CONTENT, "%s: refused before it was read: there is no signature %s", path, signature);
    if (file_failed(status)) return cli_world(cli, status, signature);
    const char *problem = sign_check(key, bytes, text, &comment);
    return problem ? cli_error(cli, CLI_CONTENT, "%s: refused before it was read: %s", path, problem) : CLI_OK;
}

enum cli_status sign_write(struct cli *cli, const struct sign_secret *key, const char *path, struct str bytes)
{
    struct file_out out;
    struct str text;
    const char *name = arena_printf(&cli->arena, "%s" SIGN_ENDING, path).p;
    if (!sign_make(&cli->arena, key, bytes, arena_printf(&cli->arena, "file:%s\thashed", path_name(path)), &text)) return cli_error(cli, CLI_OUR_FAULT, "our own fault: the cryptographic library did not sign %s", path);
    struct file_status status = file_create(&out, &cli->arena, name);
    if (!file_failed(status)) {
        fwrite(text.p, 1, text.n, out.stream);
        status = file_commit(&out);
    }
    return file_failed(status) ? cli_world(cli, status, name) : CLI_OK;
}
