/* minisign's keys and signatures over libcrypto: see sign.h. */
#define OPENSSL_API_COMPAT 0x10100000L
#include "sign.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

enum { PUBLIC_BYTES = 42, SECRET_BYTES = 158, SIGNED_BYTES = 74, HIDDEN_AT = 54, HIDDEN_BYTES = 104, HASH_BYTES = 64, MOST_BASE64 = 256 };

/* ---- base64 ---- */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(const uint8_t *in, size_t count, char *out)
{
    for (size_t i = 0; i < count; i += 3) {
        const uint32_t word = (uint32_t)in[i] << 16 | (i + 1 < count ? (uint32_t)in[i + 1] << 8 : 0) | (i + 2 < count ? in[i + 2] : 0);
        *out++ = digits[word >> 18];
        *out++ = digits[word >> 12 & 63];
        *out++ = i + 1 < count ? digits[word >> 6 & 63] : '=';
        *out++ = i + 2 < count ? digits[word & 63] : '=';
    }
    *out = '\0';
}

/* Exactly this many bytes, or false. */
static bool decode(struct str text, uint8_t *out, size_t count)
{
    uint32_t word = 0, bits = 0;
    size_t made = 0, wanted = (count + 2) / 3 * 4, full = (count * 8 + 5) / 6;
    if (text.n != wanted) return false;
    for (size_t i = 0; i < wanted; i++) {
        const char *digit = text.p[i] ? strchr(digits, text.p[i]) : NULL;
        if (i >= full) {
            if (text.p[i] != '=') return false;
            continue;
        }
        if (digit == NULL) return false;
        word = word << 6 | (uint32_t)(digit - digits);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out[made++] = (uint8_t)(word >> bits);
        word &= (1u << bits) - 1;
    }
    return word == 0 && made == count;
}

/* ---- lines ---- */

/* The next line without its end; false behind the last. */
static bool next_line(struct str *rest, struct str *line)
{
    if (rest->n == 0) return false;
    uint32_t n = 0;
    while (n < rest->n && rest->p[n] != '\n') n++;
    *line = (struct str){rest->p, n};
    const uint32_t skipped = n < rest->n ? n + 1 : n;
    *rest = (struct str){rest->p + skipped, rest->n - skipped};
    if (line->n && line->p[line->n - 1] == '\r') line->n--;
    return true;
}

static bool starts(struct str line, struct str word) { return line.n >= word.n && memcmp(line.p, word.p, word.n) == 0; }

/* The line of a key file that holds the key: the first that is no comment. */
static struct str key_line(struct str text)
{
    struct str line = {"", 0};
    while (next_line(&text, &line) && (starts(line, STR("untrusted comment:")) || line.n == 0)) line = (struct str){"", 0};
    return line;
}

/* ---- keys ---- */

const char *sign_read_public(struct str text, struct sign_public *key)
{
    uint8_t bytes[PUBLIC_BYTES];
    if (!decode(key_line(text), bytes, sizeof bytes) || bytes[0] != 'E' || bytes[1] != 'd') return "is no public key of minisign";
    memcpy(key->id, bytes + 2, SIGN_ID_BYTES);
    memcpy(key->key, bytes + 2 + SIGN_ID_BYTES, SIGN_KEY_BYTES);
    return NULL;
}

static uint64_t little(const uint8_t *p)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) value = value << 8 | p[i];
    return value;
}

/* What the password hides: scrypt with the cost that the file names, as libsodium chooses its parameters. */
static const char *reveal(const uint8_t *bytes, uint8_t *hidden, const char *password)
{
    const uint64_t block = 8, most_memory = UINT64_C(1) << 31, most_operations = UINT64_C(1) << 28; /* eight times what minisign asks for */
    uint64_t operations = little(bytes + 38);
    const uint64_t memory = little(bytes + 46);
    uint64_t parallel = 1, most_n, log = 1;
    uint8_t stream[HIDDEN_BYTES];
    if (password == NULL) return "has a password: put it into WEIR_SIGNING_PASSWORD";
    if (operations < 32768) operations = 32768;
    if (memory > most_memory) return "asks for more than 2 GiB to take its password";
    if (operations > most_operations) return "asks for more work than any key of minisign to take its password";
    most_n = operations < memory / 32 ? operations / (block * 4) : memory / (block * 128);
    while (log < 40 && UINT64_C(1) << log <= most_n / 2) log++;
    if (operations >= memory / 32) parallel = (operations / 4 >> log) / block;
    if (parallel == 0) parallel = 1;
    if (EVP_PBE_scrypt(password, strlen(password), bytes + 6, 32, UINT64_C(1) << log, block, parallel, most_memory + (1 << 20), stream, sizeof stream) != 1) return "cannot be opened: there is not enough memory";
    for (size_t i = 0; i < HIDDEN_BYTES; i++) hidden[i] ^= stream[i];
    OPENSSL_cleanse(stream, sizeof stream);
    return NULL;
}

const char *sign_read_secret(struct str text, const char *password, struct sign_secret *key)
{
    static const char wrong[] = "is no secret key of minisign";
    uint8_t bytes[SECRET_BYTES], found[SIGN_KEY_BYTES];
    size_t length = sizeof found;
    if (!decode(key_line(text), bytes, sizeof bytes) || bytes[0] != 'E' || bytes[1] != 'd') return wrong;
    const bool has_password = bytes[2] == 'S' && bytes[3] == 'c';
    if (!has_password && (bytes[2] || bytes[3])) return wrong;
    const char *problem = has_password ? reveal(bytes, bytes + HIDDEN_AT, password) : NULL;
    memcpy(key->id, bytes + HIDDEN_AT, SIGN_ID_BYTES);
    memcpy(key->seed, bytes + HIDDEN_AT + SIGN_ID_BYTES, SIGN_KEY_BYTES);
    EVP_PKEY *pair = problem ? NULL : EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->seed, SIGN_KEY_BYTES);
    /* The file has the public half as well: with a wrong password, or a changed byte, they are no pair. */
    if (problem == NULL && (pair == NULL || EVP_PKEY_get_raw_public_key(pair, found, &length) != 1 ||
                            memcmp(found, bytes + HIDDEN_AT + SIGN_ID_BYTES + SIGN_KEY_BYTES, SIGN_KEY_BYTES) != 0))
        problem = has_password ? "does not open with this password" : "is damaged: its two halves are no pair";
    EVP_PKEY_free(pair);
    OPENSSL_cleanse(bytes, sizeof bytes);
    if (problem) sign_forget(key);
    return problem;
}

void sign_forget(struct sign_secret *key) { OPENSSL_cleanse(key, sizeof *key); }

/* ---- signatures ---- */

static bool hash(struct str bytes, uint8_t out[HASH_BYTES])
{
    unsigned length = HASH_BYTES;
    return EVP_Digest(bytes.n ? bytes.p : "", bytes.n, out, &length, EVP_blake2b512(), NULL) == 1 && length == HASH_BYTES;
}

static bool sign(const struct sign_secret *key, const uint8_t *message, size_t count, uint8_t out[SIGN_SIGNATURE_BYTES])
{
    size_t length = SIGN_SIGNATURE_BYTES;
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->seed, SIGN_KEY_BYTES);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const bool good = pair && context && EVP_DigestSignInit(context, NULL, NULL, NULL, pair) == 1 && EVP_DigestSign(context, out, &length, message, count) == 1 && length == SIGN_SIGNATURE_BYTES;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pair);
    return good;
}

static bool check(const struct sign_public *key, const uint8_t *message, size_t count, const uint8_t signature[SIGN_SIGNATURE_BYTES])
{
    EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->key, SIGN_KEY_BYTES);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const bool good = public && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1 && EVP_DigestVerify(context, signature, SIGN_SIGNATURE_BYTES, message, count) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public);
    return good;
}

bool sign_make(struct arena *arena, const struct sign_secret *key, struct str bytes, struct str comment, struct str *signature)
{
    uint8_t digest[HASH_BYTES], line[SIGNED_BYTES] = {'E', 'D'}, whole[SIGN_SIGNATURE_BYTES];
    char first[MOST_BASE64], second[MOST_BASE64];
    uint8_t *both = arena_alloc(arena, SIGN_SIGNATURE_BYTES + (size_t)comment.n);
    memcpy(line + 2, key->id, SIGN_ID_BYTES);
    if (!hash(bytes, digest) || !sign(key, digest, sizeof digest, line + 2 + SIGN_ID_BYTES)) return false;
    memcpy(both, line + 2 + SIGN_ID_BYTES, SIGN_SIGNATURE_BYTES);
    memcpy(both + SIGN_SIGNATURE_BYTES, comment.p, comment.n);
    if (!sign(key, both, SIGN_SIGNATURE_BYTES + (size_t)comment.n, whole)) return false;
    encode(line, sizeof line, first);
    encode(whole, sizeof whole, second);
    *signature = arena_printf(arena, "untrusted comment: signature from weir\n%s\ntrusted comment: " STR_FMT "\n%s\n", first, STR_ARG(comment), second);
    return true;
}

const char *sign_check(const struct sign_public *key, struct str bytes, struct str signature, struct str *comment)
{
    enum { MOST_COMMENT = 8192 };
    uint8_t digest[HASH_BYTES], line[SIGNED_BYTES], whole[SIGN_SIGNATURE_BYTES], both[SIGN_SIGNATURE_BYTES + MOST_COMMENT];
    struct str untrusted, first, trusted, second;
    const struct str mark = STR("trusted comment: ");
    if (!next_line(&signature, &untrusted) || !next_line(&signature, &first) || !next_line(&signature, &trusted) || !next_line(&signature, &second) ||
        !starts(untrusted, STR("untrusted comment: ")) || !starts(trusted, mark) || trusted.n > MOST_COMMENT || !decode(first, line, sizeof line) || !decode(second, whole, sizeof whole))
        return "the signature is not in minisign's format";
    if (line[0] != 'E' || line[1] != 'D') return "the signature is of an older kind, over the bytes themselves and not over their hash";
    if (memcmp(line + 2, key->id, SIGN_ID_BYTES) != 0) return "the signature is of another key";
    if (!hash(bytes, digest) || !check(key, digest, sizeof digest, line + 2 + SIGN_ID_BYTES)) return "the signature is not one of these bytes";
    *comment = (struct str){trusted.p + mark.n, trusted.n - mark.n};
    memcpy(both, line + 2 + SIGN_ID_BYTES, SIGN_SIGNATURE_BYTES);
    memcpy(both + SIGN_SIGNATURE_BYTES, comment->p, comment->n);
    return check(key, both, SIGN_SIGNATURE_BYTES + (size_t)comment->n, whole) ? NULL : "the trusted comment was changed";
}
