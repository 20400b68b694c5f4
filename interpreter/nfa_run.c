/* Regular expressions that ask for so many characters of a class in a row, such as .{1000,}: counted, and not gone through state by state.
 *
 * In:   a program of the file, a text. Out: whether it is found anywhere in the text, if it is such a program: an assertion of a start, then again and again "a byte of one class, then
 *       any number of bytes of another" (a character whose first byte tells it), then the end.
 * Must hold: the same is found as by nfa.c. The two classes have no byte in common, so that a try has one way to go; it starts at the start of the text or behind a line's end, and
 *            a line's end is in neither class, so that there is one try at a time. */
#include "match.h"

#define BLOCK 4u /* instructions of one character */

static uint64_t instruction(const uint8_t *code, uint32_t index)
{
    return weir_u64_at(code, (size_t)WEIR_BYTES_PROGRAM_CODE * index);
}

static uint64_t split_to(uint32_t target)
{
    return WEIR_NFA_SPLIT | (uint64_t)target << 32;
}

/* How many characters a program of `count` instructions counts; 0: it is not such a program. */
static uint32_t characters_of(struct weir_run *run, const uint8_t *code, uint32_t count)
{
    (void)run; /* counts steps */
    if (code[0] != WEIR_NFA_ASSERT || count < BLOCK + 2 || (count - 2) % BLOCK != 0) return 0;
    if (code[1] != WEIR_ASSERT_TEXT_START && code[1] != WEIR_ASSERT_LINE_START) return 0;
    const uint64_t first = instruction(code, 1), rest = instruction(code, 3);
    if (first % 256 != WEIR_NFA_SET || rest % 256 != WEIR_NFA_SET) return 0;
    for (uint32_t i = 1; i < count - 1; i += BLOCK) {
        WEIR_STEPS(run, BLOCK);
        if (instruction(code, i) != first || instruction(code, i + 1) != split_to(i + BLOCK) || instruction(code, i + 2) != rest || instruction(code, i + 3) != split_to(i + 2)) return 0;
    }
    return instruction(code, count - 1) % 256 == WEIR_NFA_MATCH ? (count - 2) / BLOCK : 0;
}

static bool have_common_byte(const uint8_t *a, const uint8_t *b)
{
    uint64_t common = 0;
    for (uint32_t i = 0; i < 32; i += 8)
        common |= weir_u64_at(a, i) & weir_u64_at(b, i);
    return common != 0;
}

enum weir_found weir_run_found(struct weir_run *run, const uint8_t *code, uint32_t count, const struct weir_view *text)
{
    const struct weir_channel *c = run->channel;
    const uint32_t wanted = characters_of(run, code, count);
    if (wanted == 0) return WEIR_NOT_SEARCHED;
    const uint8_t *first = c->bytes + WEIR_RECORD(c, CLASSES, (uint32_t)(instruction(code, 1) >> 32)), *rest = c->bytes + WEIR_RECORD(c, CLASSES, (uint32_t)(instruction(code, 3) >> 32));
    const bool lines = code[1] == WEIR_ASSERT_LINE_START;
    if (have_common_byte(first, rest) || (lines && (weir_bit(first, '\n') || weir_bit(rest, '\n')))) return WEIR_NOT_SEARCHED;
    uint32_t characters = 0;
    bool trying = true;
    WEIR_STEPS(run, text->length);
    for (uint32_t at = 0; at < text->length && (trying || lines); at++) {
        const uint8_t byte = text->data[at];
        if (byte == '\n' && lines) {
            trying = true;
            characters = 0;
        } else if (trying && weir_bit(first, byte)) {
            if (++characters == wanted) return WEIR_FOUND;
        } else if (characters == 0 || !weir_bit(rest, byte)) {
            trying = false;
        }
    }
    return WEIR_NOT_FOUND;
}
