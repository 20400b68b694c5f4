/* L112: a letter of another alphabet that looks like one of ours, in a word of ours: `pоwershell` with the Cyrillic letter o. A word that is all of the other alphabet is a word
 * of another language, and is not meant. */
#include "../fix.h"
#include "../rules.h"

static const struct look_alike {
    uint32_t character;
    char like;
    const char *name;
} look_alikes[] = {
#define ALIKE(character, like, name) {character, like, name},
#include "../look_alikes.def"
#undef ALIKE
};
enum { LOOK_ALIKES = sizeof look_alikes / sizeof look_alikes[0] };

static const struct look_alike *find(uint32_t character)
{
    uint32_t low = 0, high = LOOK_ALIKES;
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (look_alikes[middle].character < character) low = middle + 1;
        else high = middle;
    }
    return low < LOOK_ALIKES && look_alikes[low].character == character ? &look_alikes[low] : NULL;
}

static bool is_ours(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The first one in a word that has a letter of ours too. A word is of letters; whatever else there is parts words. */
static const struct look_alike *find_in(struct str value)
{
    const struct look_alike *alike = NULL;
    bool ours = false;
    for (uint32_t i = 0, n; i < value.n; i += n) {
        const uint32_t c = utf8_decode(value, i, &n);
        if (c < 0x80 && !is_ours(c)) {
            if (alike && ours) return alike;
            alike = NULL;
            ours = false;
            continue;
        }
        ours |= is_ours(c);
        if (alike == NULL && c >= 0x80) alike = find(c);
    }
    return ours ? alike : NULL;
}

static bool is_wrong(const struct lint_use *use, struct str value)
{
    (void)use;
    return !str_is_printable_ascii(value) && find_in(value) != NULL;
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    char *mended = arena_alloc(arena, (size_t)text.n + 1);
    uint32_t n = 0;
    (void)use;
    for (uint32_t i = 0, end; i < text.n; i = end) { /* a word, or what parts words */
        end = i;
        while (end < text.n && ((unsigned char)text.p[end] >= 0x80 || is_ours((unsigned char)text.p[end]))) end++;
        const bool mixed = find_in((struct str){text.p + i, end - i}) != NULL;
        if (end == i) mended[n++] = text.p[end++];
        else for (uint32_t at = i, length; at < end; at += length) {
            const uint32_t c = utf8_decode(text, at, &length);
            const struct look_alike *alike = mixed && c >= 0x80 ? find(c) : NULL;
            if (alike) mended[n++] = alike->like;
            else memcpy(mended + n, text.p + at, length), n += length;
        }
    }
    *out = (struct str){mended, n};
    return !str_equal(*out, text);
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    const struct look_alike *alike = find_in(value);
    struct diag *d = lint_report(lint, DIAG_LOOK_ALIKE, use->criterion->span, "'" STR_FMT "' has %s in it, U+%04X, which looks like '%c'", STR_ARG(value), alike->name,
                                 (unsigned)alike->character, alike->like);
    lint_wish_literals(lint, d, use, mend);
    return d != NULL;
}

void lint_rule_look_alike(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_LOOK_ALIKE)) lint_each_wrong_value(lint, LINT_TEXT_OPS | LINT_OP(LIKE), LINT_HIDDEN, is_wrong, say);
}
