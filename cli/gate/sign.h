/* Detached signatures in minisign's format: Ed25519 over BLAKE2b-512 of the exact bytes, with a trusted comment. The one file that knows the cryptographic library is sign.c.
 *
 * In:  keys as the `minisign` program writes them. Out: signatures that it verifies, and the verdict on its own.
 * Must hold: a key that does not belong to itself is refused; a secret is wiped when the caller is done with sign_forget. */
#ifndef CLI_SIGN_H
#define CLI_SIGN_H

#include "../cli.h"

enum { SIGN_ID_BYTES = 8, SIGN_KEY_BYTES = 32, SIGN_SIGNATURE_BYTES = 64 };

struct sign_public {
    uint8_t id[SIGN_ID_BYTES], key[SIGN_KEY_BYTES];
};
struct sign_secret {
    uint8_t id[SIGN_ID_BYTES], seed[SIGN_KEY_BYTES];
};

/* Text of a key file, or its second line alone. NULL: read; else what is wrong with it. password: of a secret key that has one; may be NULL. */
const char *sign_read_public(struct str text, struct sign_public *key);
const char *sign_read_secret(struct str text, const char *password, struct sign_secret *key);
void sign_forget(struct sign_secret *key);
/* The text of the signature file. comment: one line, which is signed too. false: the cryptographic library did not do it. */
bool sign_make(struct arena *arena, const struct sign_secret *key, struct str bytes, struct str comment, struct str *signature);
/* NULL: the key's owner signed these bytes; *comment is the trusted one. Else why not. */
const char *sign_check(const struct sign_public *key, struct str bytes, struct str signature, struct str *comment);

/* ---- for commands (sign_files.c) ---- */

#define SIGN_ENDING ".minisig"
/* --key FILE, or WEIR_SIGNING_KEY; the password is in WEIR_SIGNING_PASSWORD. *found: there is one. A key inside `project` is refused. Not CLI_OK: reported. */
enum cli_status sign_find_secret(struct cli *cli, const char *project, struct sign_secret *key, bool *found);
/* A file, or the key itself in base64. */
enum cli_status sign_find_public(struct cli *cli, const char *file_or_key, struct sign_public *key);
/* Checks PATH.minisig over the bytes. Not CLI_OK: reported. */
enum cli_status sign_check_file(struct cli *cli, const struct sign_public *key, const char *path, struct str bytes);
/* Writes PATH.minisig for the bytes. */
enum cli_status sign_write(struct cli *cli, const struct sign_secret *key, const char *path, struct str bytes);

#endif
