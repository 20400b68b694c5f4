/* Regular expressions that ask for so many characters of a class in a row, such as .{1000,}: counted, and not gone through state by state.
 *
 * In:   a program of the file, a text. Out: whether it is found anywhere in the text, if it is such a program: an assertion of a start, then again and again "a byte of one class, then
 *       any number of bytes of another" (a character whose first byte tells it), then the end.
 * Must hold: the same is found as by nfa.c. The two classes have no byte in common, so that a try has one way to go; it starts at the start of the text or behind a line's end, and
 *            a line's end is in neither class, so that there is one try at a time. */
#include "match.h"

#define BLOCK 4u /* instructions of one character */

/*@ requires \valid_read(code + (0 .. WEIR_BYTES_PROGRAM_CODE * (index + 1) - 1)) && index < WEIR_MAX_PROGRAM_CODE;
    assigns \nothing; */
static uint64_t instruction(const uint8_t *code, uint32_t index)
{
    return weir_u64_at(code, (size_t)WEIR_BYTES_PROGRAM_CODE * index);
}

/*@ requires \valid_read(code + (0 .. WEIR_BYTES_PROGRAM_CODE * (index + 1) - 1)) && index < WEIR_MAX_PROGRAM_CODE;
    assigns \nothing;
    ensures \result == classes + WEIR_BYTES_CLASSES * instruction_target(code, WEIR_BYTES_PROGRAM_CODE * index); */
static const uint8_t *byte_class(const uint8_t *code, const uint8_t *classes, uint32_t index)
{
    return classes + (size_t)WEIR_BYTES_CLASSES * weir_u32_at(code, (size_t)WEIR_BYTES_PROGRAM_CODE * index + 4);
}

//@ assigns \nothing;
static uint64_t split_to(uint32_t target)
{
    return WEIR_NFA_SPLIT | (uint64_t)target << 32;
}

/* How many characters a program of `count` instructions counts; 0: it is not such a program. */
/*@ requires \valid_read(code + (0 .. WEIR_BYTES_PROGRAM_CODE * count - 1)) && 1 <= count <= WEIR_MAX_PROGRAM_CODE;
    assigns \nothing;
    ensures \result != 0 ==> count >= BLOCK + 2;
    ensures \result != 0 ==> code[WEIR_BYTES_PROGRAM_CODE] == WEIR_NFA_SET && code[3 * WEIR_BYTES_PROGRAM_CODE] == WEIR_NFA_SET; */
static uint32_t characters_of(struct weir_run *run, const uint8_t *code, uint32_t count)
{
    (void)run; /* counts steps */
    if (code[0] != WEIR_NFA_ASSERT || count < BLOCK + 2 || (count - 2) % BLOCK != 0) return 0;
    if (code[1] != WEIR_ASSERT_TEXT_START && code[1] != WEIR_ASSERT_LINE_START) return 0;
    const uint64_t first = instruction(code, 1), rest = instruction(code, 3);
    if (code[WEIR_BYTES_PROGRAM_CODE] != WEIR_NFA_SET || code[3 * WEIR_BYTES_PROGRAM_CODE] != WEIR_NFA_SET) return 0;
    //@ assert (count - 2) % BLOCK == 0;
    /*@ loop invariant 1 <= i <= count - 1 && (count - 1 - i) % BLOCK == 0;
        loop assigns i;
        loop variant count - 1 - i; */
    for (uint32_t i = 1; i < count - 1; i += BLOCK) {
        WEIR_STEPS(run, BLOCK);
        //@ assert i + BLOCK <= count - 1;
        if (instruction(code, i) != first || instruction(code, i + 1) != split_to(i + BLOCK) || instruction(code, i + 2) != rest || instruction(code, i + 3) != split_to(i + 2)) return 0;
    }
    return instruction(code, count - 1) % 256 == WEIR_NFA_MATCH ? (count - 2) / BLOCK : 0;
}

/*@ requires \valid_read(a + (0 .. WEIR_BYTES_CLASSES - 1)) && \valid_read(b + (0 .. WEIR_BYTES_CLASSES - 1));
    assigns \nothing; */
static bool have_common_byte(const uint8_t *a, const uint8_t *b)
{
    uint64_t common = 0;
    /*@ loop invariant 0 <= i <= 32 && i % 8 == 0;
        loop assigns i, common;
        loop variant 32 - i; */
    for (uint32_t i = 0; i < 32; i += 8)
        common |= weir_u64_at(a, i) & weir_u64_at(b, i);
    return common != 0;
}

enum weir_found weir_run_found(struct weir_run *run, const uint8_t *code, const uint8_t *classes, uint32_t count, const struct weir_view *text)
{
    const uint32_t wanted = characters_of(run, code, count);
    if (wanted == 0) return WEIR_NOT_SEARCHED;
    //@ assert instruction_runs(code, classes, count, 1) && instruction_runs(code, classes, count, 3);
    const uint8_t *first = byte_class(code, classes, 1), *rest = byte_class(code, classes, 3);
    const bool lines = code[1] == WEIR_ASSERT_LINE_START;
    if (have_common_byte(first, rest) || (lines && (weir_bit(first, '\n') || weir_bit(rest, '\n')))) return WEIR_NOT_SEARCHED;
    uint32_t characters = 0;
    bool trying = true;
    WEIR_STEPS(run, text->length);
    /*@ loop invariant 0 <= at <= text->length;
        loop assigns at, characters, trying;
        loop variant text->length - at; */
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
