/* Keys and signatures in minisign's format out of any bytes.
 *
 * In:   what is signed, NUL, a signature file; or, behind a first NUL, a key file.
 * Must hold: the readers end; what is accepted as the fixed key's signature is, but for its untrusted comment and line ends, the one that the key makes of the
 *            same bytes and trusted comment: nobody without the key makes one. What the key makes is accepted. */
#include "cli/gate/sign.h"
#include "command.h"

static const char secret_text[] = "untrusted comment: of RFC 8032, test 1\n"
                                  "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQIDBAUGBwidYbGd7/1aYLqESvSS7CzEREnFaX"
                                  "syaRlwO6wDHK5/YNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Easnti+28UCxR4s44CIMHgVQLxV3yjCRorwu2dsQ2VcXg=\n";

/* The lines without what may differ: the untrusted comment, and the ends. */
static struct str essence(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, (size_t)text.n + 1);
    uint32_t n = 0, line = 0;
    for (uint32_t i = 0; i < text.n && line < 4; i++) {
        if (text.p[i] == '\n') {
            if (n && out[n - 1] == '\r') n--;
            if (line++) out[n++] = '\n';
        } else if (line) out[n++] = text.p[i];
    }
    if (line == 3) { /* the last line may have no end */
        if (n && out[n - 1] == '\r') n--;
        out[n++] = '\n';
    }
    return (struct str){out, n};
}

static void check_signature(struct arena *arena, const struct sign_secret *secret, struct str bytes, struct str signature)
{
    const char public_text[] = "RWQBAgMEBQYHCNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
    struct sign_public public;
    struct str comment, made;
    require(sign_read_public(str_from(public_text), &public) == NULL);
    if (sign_check(&public, bytes, signature, &comment) == NULL) {
        require(sign_make(arena, secret, bytes, comment, &made));
        require(str_equal(essence(arena, signature), essence(arena, made)));
    }
    const struct str said = signature.n && memchr(signature.p, '\n', signature.n) == NULL && memchr(signature.p, 0, signature.n) == NULL && signature.p[signature.n - 1] != '\r' ? signature : STR("a comment");
    if (said.n < 4096) {
        require(sign_make(arena, secret, bytes, said, &made) && sign_check(&public, bytes, made, &comment) == NULL);
        require(str_equal(comment, said));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf exhausted;
    struct arena arena;
    struct sign_secret secret;
    struct sign_public public;
    if (size > 1 << 14) return 0;
    if (setjmp(exhausted)) abort();
    arena_init(&arena, &exhausted);
    const struct str bytes = arena_copy(&arena, fuzz_part(&data, &size));
    const struct str rest = arena_copy(&arena, (struct str){(const char *)data, (uint32_t)size});
    if (bytes.n == 0) {
        if (sign_read_secret(rest, rest.n % 8 ? NULL : "secret", &secret) == NULL) sign_forget(&secret);
        (void)!sign_read_public(rest, &public);
    } else {
        require(sign_read_secret(str_from(secret_text), NULL, &secret) == NULL);
        check_signature(&arena, &secret, bytes, rest);
    }
    arena_free(&arena);
    return 0;
}
