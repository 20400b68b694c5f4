/* L113: a control character, or one that nobody sees, in a value: from a list's file, or written as an escape. A tab and a line end are seen for what they are.
 * A value of such characters alone is what is looked for, and is not meant; nor are those that
 * say how an emoji is drawn. */
#include "../fix.h"
#include "../rules.h"

static const struct {
    uint32_t character;
    const char *name;
} names[] = {{0x00, "NULL"},
             {0x08, "BACKSPACE"},
             {0x1B, "ESCAPE"},
             {0x7F, "DELETE"},
             {0xAD, "SOFT HYPHEN"},
             {0x200B, "ZERO WIDTH SPACE"},
             {0x200C, "ZERO WIDTH NON-JOINER"},
             {0x200D, "ZERO WIDTH JOINER"},
             {0x200E, "LEFT-TO-RIGHT MARK"},
             {0x200F, "RIGHT-TO-LEFT MARK"},
             {0x202A, "LEFT-TO-RIGHT EMBEDDING"},
             {0x202B, "RIGHT-TO-LEFT EMBEDDING"},
             {0x202D, "LEFT-TO-RIGHT OVERRIDE"},
             {0x202E, "RIGHT-TO-LEFT OVERRIDE"},
             {0x2060, "WORD JOINER"},
             {0xFEFF, "ZERO WIDTH NO-BREAK SPACE"}};

/* Variation selectors, and the joiner between two pictures. */
static bool is_drawing(uint32_t c, uint32_t before) { return (c >= 0xFE00 && c <= 0xFE0F) || (c == 0x200D && before >= 0x2000); }

static bool is_hidden(uint32_t c) { return c != '\t' && c != '\n' && c != '\r' && c <= 0x10FFFF && utf8_is_hidden(c); }

static bool is_wrong(const struct lint_use *use, struct str value)
{
    (void)use;
    if (str_is_printable_ascii(value)) return false;
    bool hidden = false, seen = false;
    uint32_t before = 0;
    for (uint32_t i = 0, n; i < value.n; i += n) {
        const uint32_t c = utf8_decode(value, i, &n);
        const bool is = is_hidden(c) && !is_drawing(c, before);
        before = c;
        hidden |= is;
        seen |= !is;
    }
    return hidden && seen;
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    char *mended = arena_alloc(arena, (size_t)text.n + 1);
    uint32_t n = 0;
    if (!is_wrong(use, text)) return false;
    for (uint32_t i = 0, length, before = 0; i < text.n; i += length) {
        const uint32_t c = utf8_decode(text, i, &length);
        if (!is_hidden(c) || is_drawing(c, before)) {
            memcpy(mended + n, text.p + i, length);
            n += length;
        }
        before = c;
    }
    *out = (struct str){mended, n};
    return true;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    uint32_t c = 0;
    for (uint32_t at = 0, n, before = 0; at < value.n; at += n, before = c) {
        c = utf8_decode(value, at, &n);
        if (is_hidden(c) && !is_drawing(c, before)) break;
    }
    const char *name = "a character that is not seen";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].character == c) name = names[i].name;
    struct diag *d = lint_report(lint, DIAG_HIDDEN_CHARACTER, use->criterion->span, "'" STR_FMT "' has %s in it, U+%04X", STR_ARG(value), name, (unsigned)c);
    lint_wish_literals(lint, d, use, mend);
    return d != NULL;
}

void lint_rule_hidden_character(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_HIDDEN_CHARACTER)) lint_each_wrong_value(lint, (LINT_TEXT_OPS | LINT_OP(LIKE)), LINT_HIDDEN, is_wrong, say);
}
