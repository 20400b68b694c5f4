/* Globs: '*' any run of characters, '?' any one, '[*]', '[?]' and '[[]' those characters, everything else itself.
 *
 * Must hold: a run of '*' is one '*' everywhere, between brackets too, so that '[**]' is '[*]'; therefore a glob and its normal
 * form describe the same texts, and the normal form never has two '*' side by side. */
#include "pattern.h"

enum glob_kind { GLOB_END, GLOB_LITERAL, GLOB_ONE, GLOB_RUN };
struct glob_token {
    enum glob_kind kind;
    uint32_t at, end; /* bytes in the glob */
};

static uint32_t end_of_stars(struct str glob, uint32_t at)
{
    while (at < glob.n && glob.p[at] == '*') at++;
    return at;
}

/* The end of '[*]', '[**]', ... , '[?]' or '[[]' at glob[at], or at. */
static uint32_t end_of_quoted(struct str glob, uint32_t at)
{
    if (glob.p[at] != '[' || glob.n - at < 3) return at;
    const uint32_t close = glob.p[at + 1] == '?' || glob.p[at + 1] == '[' ? at + 2 : end_of_stars(glob, at + 1);
    return close > at + 1 && close < glob.n && glob.p[close] == ']' ? close + 1 : at;
}

static struct glob_token glob_token_at(struct str glob, uint32_t at)
{
    if (at >= glob.n) return (struct glob_token){GLOB_END, at, at};
    if (glob.p[at] == '*') return (struct glob_token){GLOB_RUN, at, end_of_stars(glob, at)};
    if (glob.p[at] == '?') return (struct glob_token){GLOB_ONE, at, at + 1};
    uint32_t end = end_of_quoted(glob, at);
    if (end == at) {
        uint32_t length;
        utf8_decode(glob, at, &length);
        end = at + length;
    }
    return (struct glob_token){GLOB_LITERAL, at, end};
}

/* What a literal token stands for. */
static struct str glob_token_text(struct str glob, struct glob_token token)
{
    const bool quoted = glob.p[token.at] == '[' && token.end - token.at > 1;
    return (struct str){glob.p + token.at + quoted, quoted ? 1 : token.end - token.at};
}

struct str glob_normalise(struct arena *arena, struct str glob)
{
    uint32_t at = 0;
    while (at + 1 < glob.n && !(glob.p[at] == '*' && glob.p[at + 1] == '*')) at++;
    if (at + 1 >= glob.n) return glob;
    char *out = arena_alloc(arena, glob.n);
    uint32_t made = 0;
    for (at = 0; at < glob.n; at++)
        if (glob.p[at] != '*' || made == 0 || out[made - 1] != '*') out[made++] = glob.p[at];
    return (struct str){out, made};
}

/* Goes back to the last '*' only: an earlier one never needs to take more than it did. */
bool glob_matches(struct str glob, struct str text)
{
    uint32_t at = 0, from = 0;
    uint32_t run_end = UINT32_MAX, run_from = 0; /* behind the last '*', and where in the text what follows it was tried */
    while (from < text.n) {
        const struct glob_token token = glob_token_at(glob, at);
        uint32_t length;
        utf8_decode(text, from, &length);
        if (token.kind == GLOB_RUN) {
            run_end = at = token.end;
            run_from = from;
        } else if (token.kind == GLOB_ONE ||
                   (token.kind == GLOB_LITERAL &&
                    str_equal(glob_token_text(glob, token), (struct str){text.p + from, length}))) {
            at = token.end;
            from += length;
        } else if (run_end != UINT32_MAX) {
            utf8_decode(text, run_from, &length);
            run_from += length;
            from = run_from;
            at = run_end;
        } else {
            return false;
        }
    }
    const struct glob_token token = glob_token_at(glob, at);
    return token.kind == GLOB_END || (token.kind == GLOB_RUN && token.end == glob.n);
}

/* A '[' stands for itself unless what follows would make it the start of '[[]'; before '*' and '?' it does, for these are quoted themselves. */
static bool needs_quotes(struct str text, uint32_t at)
{
    const char c = text.p[at];
    return c == '*' || c == '?' || (c == '[' && text.n - at > 2 && text.p[at + 1] == '[' && text.p[at + 2] == ']');
}

enum glob_piece glob_next(struct str glob, uint32_t *at, uint32_t *code_point)
{
    const struct glob_token token = glob_token_at(glob, *at);
    *at = token.end;
    if (token.kind == GLOB_RUN) return GLOB_PIECE_RUN;
    if (token.kind == GLOB_ONE) return GLOB_PIECE_ONE;
    uint32_t length;
    *code_point = utf8_decode(glob_token_text(glob, token), 0, &length);
    return GLOB_PIECE_CHARACTER;
}

struct str glob_quote(struct arena *arena, struct str text)
{
    uint32_t special = 0;
    for (uint32_t at = 0; at < text.n; at++) special += needs_quotes(text, at);
    if (special == 0) return text;
    char *out = arena_alloc(arena, (size_t)text.n + 2 * (size_t)special);
    uint32_t made = 0;
    for (uint32_t at = 0; at < text.n; at++) {
        const bool quoted = needs_quotes(text, at);
        if (quoted) out[made++] = '[';
        out[made++] = text.p[at];
        if (quoted) out[made++] = ']';
    }
    return (struct str){out, made};
}
