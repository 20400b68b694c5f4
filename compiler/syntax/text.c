/* The bytes of a whole file, looked at once before anything is read.
 *
 * In:  the text. Out: diagnostics for what is not UTF-8, control characters, lone carriage returns and lines over the limit.
 * Must hold: linear, and fast for ASCII: most lines are passed over eight bytes at a time. */
#include "parse.h"

/* A file that is not text at all says so a few times, not once a byte. */
enum { TEXT_FAULTS = 50 };

struct text {
    struct str text;
    uint32_t base;
    struct diag_sink *sink;
    uint32_t faults;
};

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

static uint64_t has_less(uint64_t word, uint8_t limit) { return (word - ONES * limit) & ~word & HIGHS; }
static uint64_t has_byte(uint64_t word, uint8_t byte) { return has_less(word ^ (ONES * byte), 1); }

/* The high bit of each of eight bytes that is neither printable ASCII nor a tab or a line feed. No sum carries from one byte into the next. */
static uint64_t odd_bytes(uint64_t word)
{
    const uint64_t low = word & ~HIGHS, printable = low + ONES * 0x60, tab = (low ^ (ONES * '\t')) + ~HIGHS, feed = (low ^ (ONES * '\n')) + ~HIGHS;
    return (word | (low + ONES) | (~printable & tab & feed)) & HIGHS;
}

/* Is there no such byte in the text? Of most files that is so, and it is quick to tell. */
static bool is_plain(struct str text)
{
    uint64_t odd = 0;
    uint32_t at = 0;
    for (uint64_t word; text.n - at >= 8; at += 8) {
        memcpy(&word, text.p + at, 8);
        odd |= odd_bytes(word);
    }
    if (at < text.n)
        odd |= odd_bytes(str_word(text.p + at, text.n - at) | ONES * ' ' << (text.n - at) * 8);
    return odd == 0;
}

/* Offset of the first byte from `at` that is not a printable ASCII character or a tab, or end. */
static uint32_t text_pass(const char *p, uint32_t at, uint32_t end)
{
    for (;;) {
        while (end - at >= 8) {
            uint64_t word;
            memcpy(&word, p + at, 8);
            if ((word & HIGHS) | has_less(word, 0x20) | has_byte(word, 0x7f))
                break;
            at += 8;
        }
        uint32_t stop = end - at >= 8 ? at + 8 : end;
        for (; at < stop; at++) {
            unsigned char c = (unsigned char)p[at];
            if ((c < 0x20 && c != '\t') || c >= 0x7f)
                return at;
        }
        if (at == end)
            return end;
    }
}

static struct span text_span(const struct text *t, uint32_t at, uint32_t length)
{
    return (struct span){t->base + at, length};
}

static void text_say_control(struct text *t, uint32_t at, unsigned char c)
{
    struct diag *diag = diag_report(t->sink, DIAG_CONTROL_CHARACTER, text_span(t, at, 1), "control character U+%04X in the text", c);
    diag_set_label(t->sink, diag, c ? "not visible in an editor" : "a NUL byte");
    if (c == 0)
        diag_set_help(t->sink, diag, "remove it; if the file is full of them, it is UTF-16 or not text at all: save it as UTF-8");
}

/* One odd byte at `at`; returns how many bytes it takes. */
static uint32_t text_odd(struct text *t, uint32_t at, uint32_t line_end)
{
    unsigned char c = (unsigned char)t->text.p[at];
    if (c >= 0x80) {
        uint32_t length;
        uint32_t code_point = utf8_decode(t->text, at, &length);
        if (code_point != UINT32_MAX) {
            if (code_point < 0xa0) {
                t->faults++;
                text_say_control(t, at, (unsigned char)code_point);
            }
            return length;
        }
        /* one report for a run of them: a word in another encoding is one mistake */
        length = 1;
        while (at + length < line_end && (unsigned char)t->text.p[at + length] >= 0x80)
            length++;
        t->faults++;
        struct diag *diag = diag_report(t->sink, DIAG_BAD_UTF8, text_span(t, at, length), "byte 0x%02X is not UTF-8 here", c);
        diag_set_label(t->sink, diag, "not UTF-8");
        return length;
    }
    t->faults++;
    if (c == '\r') {
        struct diag *diag = diag_report(t->sink, DIAG_LONE_CARRIAGE_RETURN, text_span(t, at, 1), "carriage return without a line feed");
        diag_set_label(t->sink, diag, "the line does not end here");
    } else {
        text_say_control(t, at, c);
    }
    return 1;
}

static void text_line(struct text *t, uint32_t at, uint32_t end)
{
    if (end - at > LIMIT_LINE_BYTES) {
        struct diag *diag = diag_report(t->sink, DIAG_OVER_LIMIT, text_span(t, at, 1), "this line has %u bytes, and a line may have %d",
                                        (unsigned)(end - at), LIMIT_LINE_BYTES);
        diag_set_help(t->sink, diag, "break it, one value a line, or move the values into a file: list x from 'file.txt'");
        t->faults++;
    }
    if (end > at && t->text.p[end - 1] == '\r' && end < t->text.n)
        end--; /* CR LF */
    while (t->faults < TEXT_FAULTS && (at = text_pass(t->text.p, at, end)) < end)
        at += text_odd(t, at, end);
}

bool text_check(struct str text, uint32_t base, struct diag_sink *sink)
{
    struct text t = {text, base, sink, 0};
    if (text.n <= LIMIT_LINE_BYTES && is_plain(text))
        return true;

    if (text.n >= 2 && (memcmp(text.p, "\xff\xfe", 2) == 0 || memcmp(text.p, "\xfe\xff", 2) == 0)) {
        struct diag *diag = diag_report(sink, DIAG_WRONG_ENCODING, (struct span){base, 2}, "the file is UTF-16, not UTF-8");
        diag_set_label(sink, diag, "the byte order mark of UTF-16");
        return false;
    }
    uint32_t at = 0;
    while (at < text.n && t.faults < TEXT_FAULTS) {
        const char *newline = memchr(text.p + at, '\n', text.n - at);
        uint32_t end = newline ? (uint32_t)(newline - text.p) : text.n;
        text_line(&t, at, end);
        at = end + 1;
    }
    if (t.faults >= TEXT_FAULTS) /* the rest would say the same about every line */
        return false;
    return true;
}
