/* What well-formed programs of regular expressions are: the values of some sets, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h, verify_proof.h, instance_proof.h, table_proof.h. Out: predicates of bytes (what docs/channel-format.md says in words).
 * Must hold: definitions only; none says how the verifier works. */
#ifndef WEIR_SET_PROOF_H
#define WEIR_SET_PROOF_H

/* ---- PROGRAM_CODE, CLASSES ---- */

/*@ // How many classes were used before instruction i of all programs: each first use is of the next one.
    logic integer classes_before{L}(uint8_t *b, integer code, integer i) =
      i <= 0 ? 0 :
        classes_before(b, code, i - 1) +
        (instruction_op(b, code + WEIR_BYTES_PROGRAM_CODE * (i - 1)) == WEIR_NFA_SET &&
         instruction_target(b, code + WEIR_BYTES_PROGRAM_CODE * (i - 1)) == classes_before(b, code, i - 1) ? 1 : 0);

    predicate unnamed_a{L}(uint8_t *b, integer at) = b[at + 1] == 0;
    predicate unnamed_b{L}(uint8_t *b, integer at) = b[at + 2] == 0;

    // The table of operations: what is named is in its bounds, what is not is 0. Instruction i of a program of so many, where so many classes are and were used.
    predicate instruction_well_formed{L}(uint8_t *b, integer at, integer i, integer count, integer classes, integer seen) =
      b[at + 3] == 0 &&
      (instruction_op(b, at) == WEIR_NFA_RANGE ? b[at + 1] <= b[at + 2] && instruction_target(b, at) < count :
       instruction_op(b, at) == WEIR_NFA_SET ?
         unnamed_a(b, at) && unnamed_b(b, at) && instruction_target(b, at) < classes && instruction_target(b, at) <= seen && i + 1 < count :
       instruction_op(b, at) == WEIR_NFA_SPLIT ? unnamed_a(b, at) && unnamed_b(b, at) && instruction_target(b, at) < count && i + 1 < count :
       instruction_op(b, at) == WEIR_NFA_JUMP ? unnamed_a(b, at) && unnamed_b(b, at) && instruction_target(b, at) < count :
       instruction_op(b, at) == WEIR_NFA_ASSERT ?
         WEIR_ASSERT_TEXT_START <= b[at + 1] <= WEIR_ASSERT_NOT_WORD && unnamed_b(b, at) && instruction_target(b, at) == 0 && i + 1 < count :
         instruction_op(b, at) == WEIR_NFA_MATCH && unnamed_a(b, at) && unnamed_b(b, at) && instruction_target(b, at) == 0);
    predicate instruction_well_formed_at{L}(uint8_t *b, integer code, integer first, integer count, integer classes, integer i) =
      instruction_well_formed(b, code + WEIR_BYTES_PROGRAM_CODE * (first + i), i, count, classes, classes_before(b, code, first + i));

    // All of a program that starts at instruction `first` of all.
    predicate instructions_well_formed{L}(uint8_t *b, integer code, integer first, integer count, integer classes) =
      \forall integer i; 0 <= i < count ==> instruction_well_formed_at(b, code, first, count, classes, i);
*/
#define WEIR_PROOF_CODE_OFFSET(v) (v)->channel.section[WEIR_SECTION_PROGRAM_CODE].offset
#define WEIR_PROOF_CLASS_TOTAL(v) (v)->channel.section[WEIR_SECTION_CLASSES].count
#define WEIR_PROOF_CLASSES_BEFORE(v, i) classes_before((v)->b, WEIR_PROOF_CODE_OFFSET(v), i)
#define WEIR_PROOF_INSTRUCTIONS_WELL_FORMED(v, first, length) \
    instructions_well_formed((v)->b, WEIR_PROOF_CODE_OFFSET(v), first, length, WEIR_PROOF_CLASS_TOTAL(v))

/* ---- PROGRAMS ---- */

/*@ // What the programs before program k have used: instructions, strings; and the longest of them.
    logic integer instructions_before{L}(uint8_t *b, integer programs, integer k) =
      k <= 0 ? 0 : instructions_before(b, programs, k - 1) + program_count(b, programs, k - 1);
    logic integer expressions_seen{L}(uint8_t *b, integer programs, integer seen, integer k) =
      k <= 0 ? seen : seen_behind(u32(b, programs + WEIR_BYTES_PROGRAMS * (k - 1) + WEIR_PROGRAM_TEXT), expressions_seen(b, programs, seen, k - 1));
    logic integer longest_before{L}(uint8_t *b, integer programs, integer k) =
      k <= 0 ? 0 : most(longest_before(b, programs, k - 1), program_count(b, programs, k - 1));

    // A program's record, where those before it have used so many instructions and strings.
    predicate program_record_well_formed{L}(uint8_t *b, integer at, integer used, integer total, integer offsets, integer bytes, integer strings, integer seen) =
      1 <= u32(b, at + WEIR_PROGRAM_COUNT) <= WEIR_MAX_PROGRAM_CODE && range_ok(u32(b, at + WEIR_PROGRAM_FIRST), u32(b, at + WEIR_PROGRAM_COUNT), used, total) &&
      text_ok(b, offsets, bytes, strings, u32(b, at + WEIR_PROGRAM_TEXT), seen) && u32(b, at + WEIR_PROGRAM_RESERVED) == 0;
    predicate program_well_formed{L}(uint8_t *b, integer at, integer used, integer total, integer offsets, integer bytes, integer strings, integer seen,
                                     integer code, integer classes) =
      program_record_well_formed(b, at, used, total, offsets, bytes, strings, seen) &&
      instructions_well_formed(b, code, used, u32(b, at + WEIR_PROGRAM_COUNT), classes);
    predicate program_well_formed_at{L}(uint8_t *b, integer programs, integer total, integer offsets, integer bytes, integer strings, integer seen,
                                        integer code, integer classes, integer k) =
      program_well_formed(b, programs + WEIR_BYTES_PROGRAMS * k, instructions_before(b, programs, k), total, offsets, bytes, strings,
                          expressions_seen(b, programs, seen, k), code, classes);
*/
#define WEIR_PROOF_PROGRAMS_AT(v) (v)->channel.section[WEIR_SECTION_PROGRAMS].offset
#define WEIR_PROOF_PROGRAM_TOTAL(v) (v)->channel.section[WEIR_SECTION_PROGRAMS].count
#define WEIR_PROOF_CODE_TOTAL(v) (v)->channel.section[WEIR_SECTION_PROGRAM_CODE].count
#define WEIR_PROOF_PROGRAM_RECORD_WELL_FORMED(v, at, used, seen) \
    program_record_well_formed((v)->b, at, used, WEIR_PROOF_CODE_TOTAL(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen)
#define WEIR_PROOF_PROGRAM_WELL_FORMED(v, at, used, seen) \
    program_well_formed((v)->b, at, used, WEIR_PROOF_CODE_TOTAL(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen, \
                        WEIR_PROOF_CODE_OFFSET(v), WEIR_PROOF_CLASS_TOTAL(v))
#define WEIR_PROOF_PROGRAM_WELL_FORMED_AT(v, seen, k) \
    program_well_formed_at((v)->b, WEIR_PROOF_PROGRAMS_AT(v), WEIR_PROOF_CODE_TOTAL(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), \
                           seen, WEIR_PROOF_CODE_OFFSET(v), WEIR_PROOF_CLASS_TOTAL(v), k)
#define WEIR_PROOF_INSTRUCTIONS_BEFORE(v, k) instructions_before((v)->b, WEIR_PROOF_PROGRAMS_AT(v), k)
#define WEIR_PROOF_EXPRESSIONS_SEEN(v, seen, k) expressions_seen((v)->b, WEIR_PROOF_PROGRAMS_AT(v), seen, k)
#define WEIR_PROOF_LONGEST_BEFORE(v, k) longest_before((v)->b, WEIR_PROOF_PROGRAMS_AT(v), k)
/* All are, together they use the whole of PROGRAM_CODE and CLASSES, and the header says how long the longest is. */
#define WEIR_PROOF_PROGRAMS_WELL_FORMED(v, seen) \
    ((\forall integer each; 0 <= each < WEIR_PROOF_PROGRAM_TOTAL(v) ==> WEIR_PROOF_PROGRAM_WELL_FORMED_AT(v, seen, each)) && \
     WEIR_PROOF_CODE_TOTAL(v) == WEIR_PROOF_INSTRUCTIONS_BEFORE(v, WEIR_PROOF_PROGRAM_TOTAL(v)) && \
     WEIR_PROOF_CLASS_TOTAL(v) == WEIR_PROOF_CLASSES_BEFORE(v, WEIR_PROOF_CODE_TOTAL(v)) && \
     (v)->channel.max_program == WEIR_PROOF_LONGEST_BEFORE(v, WEIR_PROOF_PROGRAM_TOTAL(v)))

/* ---- SETS ---- */

/*@ logic boolean of_values(integer kind) = kind == WEIR_SET_STRINGS || kind == WEIR_SET_PROGRAMS;
    // How many records of VALUES and of NUMBERS set i has; a range is two numbers.
    logic integer set_values{L}(uint8_t *b, integer sets, integer i) = of_values(set_kind(b, sets, i)) ? set_count(b, sets, i) : 0;
    logic integer set_numbers{L}(uint8_t *b, integer sets, integer i) =
      set_kind(b, sets, i) == WEIR_SET_NUMBERS ? set_count(b, sets, i) : set_kind(b, sets, i) == WEIR_SET_RANGES ? 2 * set_count(b, sets, i) : 0;
    logic integer set_weight{L}(uint8_t *b, integer sets, integer i) = u32(b, sets + WEIR_BYTES_SETS * i + WEIR_SET_WEIGHT);

    // A kind, a form where it is of strings and only there, and values.
    predicate set_plain_ok{L}(uint8_t *b, integer sets, integer i) =
      WEIR_SET_STRINGS <= set_kind(b, sets, i) <= WEIR_SET_PROGRAMS &&
      (set_kind(b, sets, i) == WEIR_SET_STRINGS ? WEIR_FORM_TEXT <= set_form(b, sets, i) <= WEIR_FORM_NETWORK : set_form(b, sets, i) == WEIR_FORM_NONE) &&
      u16(b, sets + WEIR_BYTES_SETS * i + WEIR_SET_RESERVED) == 0 && 1 <= set_count(b, sets, i);
    // And its values follow those of the sets before, which have so many.
    predicate set_record_ok{L}(uint8_t *b, integer sets, integer values_used, integer values, integer numbers_used, integer numbers, integer i) =
      set_plain_ok(b, sets, i) &&
      (of_values(set_kind(b, sets, i)) ? range_ok(set_first(b, sets, i), set_values(b, sets, i), values_used, values) :
                                         range_ok(set_first(b, sets, i), set_numbers(b, sets, i), numbers_used, numbers));

    logic integer values_before{L}(uint8_t *b, integer sets, integer i) = i <= 0 ? 0 : values_before(b, sets, i - 1) + set_values(b, sets, i - 1);
    logic integer numbers_before{L}(uint8_t *b, integer sets, integer i) = i <= 0 ? 0 : numbers_before(b, sets, i - 1) + set_numbers(b, sets, i - 1);
    predicate set_record_ok_at{L}(uint8_t *b, integer sets, integer values, integer numbers, integer i) =
      set_record_ok(b, sets, values_before(b, sets, i), values, numbers_before(b, sets, i), numbers, i);
*/
#define WEIR_PROOF_SETS_AT(v) (v)->channel.section[WEIR_SECTION_SETS].offset
#define WEIR_PROOF_SET_TOTAL(v) (v)->channel.section[WEIR_SECTION_SETS].count
#define WEIR_PROOF_VALUE_TOTAL(v) (v)->channel.section[WEIR_SECTION_VALUES].count
#define WEIR_PROOF_NUMBER_TOTAL(v) (v)->channel.section[WEIR_SECTION_NUMBERS].count
#define WEIR_PROOF_SET_RECORD_OK_AT(v, i) set_record_ok_at((v)->b, WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUE_TOTAL(v), WEIR_PROOF_NUMBER_TOTAL(v), i)
#define WEIR_PROOF_VALUES_BEFORE(v, i) values_before((v)->b, WEIR_PROOF_SETS_AT(v), i)
#define WEIR_PROOF_NUMBERS_BEFORE(v, i) numbers_before((v)->b, WEIR_PROOF_SETS_AT(v), i)
/* All are, and together they use the whole of VALUES and NUMBERS. */
#define WEIR_PROOF_SET_RECORDS_OK(v) \
    ((\forall integer each; 0 <= each < WEIR_PROOF_SET_TOTAL(v) ==> WEIR_PROOF_SET_RECORD_OK_AT(v, each)) && \
     WEIR_PROOF_VALUE_TOTAL(v) == WEIR_PROOF_VALUES_BEFORE(v, WEIR_PROOF_SET_TOTAL(v)) && \
     WEIR_PROOF_NUMBER_TOTAL(v) == WEIR_PROOF_NUMBERS_BEFORE(v, WEIR_PROOF_SET_TOTAL(v)))

/* ---- the strings of a set ---- */

/*@ // String s is before string t in byte order, where they are alike up to byte i; a prefix is before what it starts.
    predicate string_before{L}(uint8_t *s, integer length, uint8_t *t, integer other, integer i) =
      i < other && (i >= length || s[i] < t[i] || (s[i] == t[i] && string_before(s, length, t, other, i + 1)));

    predicate folded_form(integer form) = form == WEIR_FORM_TEXT_FOLDED || form == WEIR_FORM_GLOB_FOLDED;

    predicate star_at{L}(uint8_t *t, integer i) = t[i] == '*' && t[i - 1] == '*';
    predicate glob_ok{L}(uint8_t *t, integer length) = \forall integer i; 1 <= i < length ==> !star_at(t, i);

    // Byte i of an IPv4 address inside an IPv6 one: ten of zero, two of ff, and the address.
    predicate mapped_at{L}(uint8_t *t, integer i) = i < 10 ? t[i] == 0 : t[i] == 0xff;
    predicate is_mapped_address{L}(uint8_t *t) = \forall integer i; 0 <= i < 12 ==> mapped_at(t, i);
    predicate address_ok{L}(uint8_t *t, integer length) = length == 4 || (length == 16 && !is_mapped_address(t));

    // Byte i of a network, none of those that the prefix has whole: the bits behind the prefix are zero.
    predicate host_ok{L}(uint8_t *t, integer prefix, integer i) = (t[i] & (i == prefix / 8 ? 0xff >> prefix % 8 : 0xff)) == 0;
    predicate network_ok{L}(uint8_t *t, integer length) =
      (length == 5 || length == 17) && t[length - 1] <= 8 * (length - 1) &&
      (\forall integer i; t[length - 1] / 8 <= i < length - 1 ==> host_ok(t, t[length - 1], i)) &&
      !(length == 17 && t[length - 1] >= 96 && is_mapped_address(t));

    // What a string of this form is.
    predicate string_ok{L}(uint8_t *t, integer length, integer form) =
      form == WEIR_FORM_GUID ? length == 16 : form == WEIR_FORM_ADDRESS ? address_ok(t, length) : form == WEIR_FORM_NETWORK ? network_ok(t, length) :
        (folded_form(form) ==> folded_ok(t, 0, length)) && (!folded_form(form) ==> utf8_ok(t, 0, length)) &&
        (form == WEIR_FORM_GLOB || form == WEIR_FORM_GLOB_FOLDED ==> glob_ok(t, length));
*/

/* ---- VALUES ---- */

/*@ logic integer value_of{L}(uint8_t *b, integer values, integer k) = u32(b, values + WEIR_BYTES_VALUES * k);
    // How many strings or programs were used behind the first k values from this one on, and how long those strings, those programs are together.
    logic integer values_seen{L}(uint8_t *b, integer values, integer first, integer seen, integer k) =
      k <= 0 ? seen : seen_behind(value_of(b, values, first + k - 1), values_seen(b, values, first, seen, k - 1));
    logic integer values_length{L}(uint8_t *b, integer values, integer offsets, integer first, integer k) =
      k <= 0 ? 0 : values_length(b, values, offsets, first, k - 1) + text_length(b, offsets, value_of(b, values, first + k - 1));
    logic integer values_instructions{L}(uint8_t *b, integer values, integer programs, integer first, integer k) =
      k <= 0 ? 0 : values_instructions(b, values, programs, first, k - 1) + program_count(b, programs, value_of(b, values, first + k - 1));

    // A value of a set of strings, where so many strings were used before and so many bytes of them: a string that is there, not too high a number for its place.
    predicate string_value_ok{L}(uint8_t *b, integer number, integer offsets, integer bytes, integer total, integer form, integer seen, integer uses,
                                 integer most) =
      number < total - 1 && number <= seen && uses + text_length(b, offsets, number) <= most &&
      string_ok(b + (bytes + u32(b, offsets + 4 * number)), text_length(b, offsets, number), form);
    // String `number` is before string `other`.
    predicate ascends_to{L}(uint8_t *b, integer offsets, integer bytes, integer number, integer other) =
      string_before(b + (bytes + u32(b, offsets + 4 * number)), text_length(b, offsets, number), b + (bytes + u32(b, offsets + 4 * other)),
                    text_length(b, offsets, other), 0);
    predicate string_value_ok_at{L}(uint8_t *b, integer values, integer offsets, integer bytes, integer total, integer form, integer first, integer seen,
                                    integer uses, integer most, integer k) =
      string_value_ok(b, value_of(b, values, first + k), offsets, bytes, total, form, values_seen(b, values, first, seen, k),
                      uses + values_length(b, values, offsets, first, k), most) &&
      (k > 0 ==> ascends_to(b, offsets, bytes, value_of(b, values, first + k - 1), value_of(b, values, first + k)));
    // All of a set of strings.
    predicate string_values_ok{L}(uint8_t *b, integer values, integer offsets, integer bytes, integer total, integer form, integer first, integer seen,
                                  integer uses, integer most, integer count) =
      \forall integer k; 0 <= k < count ==> string_value_ok_at(b, values, offsets, bytes, total, form, first, seen, uses, most, k);

    // A value of a set of programs, and all of them.
    predicate program_value_ok_at{L}(uint8_t *b, integer values, integer programs, integer first, integer seen, integer k) =
      value_of(b, values, first + k) < programs && value_of(b, values, first + k) <= values_seen(b, values, first, seen, k) &&
      (k > 0 ==> value_of(b, values, first + k - 1) < value_of(b, values, first + k));
    predicate program_values_ok{L}(uint8_t *b, integer values, integer programs, integer first, integer seen, integer count) =
      \forall integer k; 0 <= k < count ==> program_value_ok_at(b, values, programs, first, seen, k);
*/
#define WEIR_PROOF_VALUES_AT(v) (v)->channel.section[WEIR_SECTION_VALUES].offset
#define WEIR_PROOF_VALUE_OF(v, k) value_of((v)->b, WEIR_PROOF_VALUES_AT(v), k)
#define WEIR_PROOF_STRING_VALUE_OK(v, number, form, seen, uses) \
    string_value_ok((v)->b, number, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), form, seen, uses, WEIR_PROOF_USES(v))
#define WEIR_PROOF_STRING_VALUE_OK_AT(v, form, first, seen, uses, k) \
    string_value_ok_at((v)->b, WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), form, first, seen, uses, \
                       WEIR_PROOF_USES(v), k)
#define WEIR_PROOF_STRING_VALUES_OK(v, form, first, seen, uses, count) \
    string_values_ok((v)->b, WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), form, first, seen, uses, \
                     WEIR_PROOF_USES(v), count)
#define WEIR_PROOF_VALUES_SEEN(v, first, seen, k) values_seen((v)->b, WEIR_PROOF_VALUES_AT(v), first, seen, k)
#define WEIR_PROOF_VALUES_LENGTH(v, first, k) values_length((v)->b, WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), first, k)
#define WEIR_PROOF_VALUES_INSTRUCTIONS(v, first, k) values_instructions((v)->b, WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_PROGRAMS_AT(v), first, k)
#define WEIR_PROOF_PROGRAM_VALUE_OK_AT(v, first, seen, k) \
    program_value_ok_at((v)->b, WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_PROGRAM_TOTAL(v), first, seen, k)
#define WEIR_PROOF_PROGRAM_VALUES_OK(v, first, seen, count) \
    program_values_ok((v)->b, WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_PROGRAM_TOTAL(v), first, seen, count)

/* ---- NUMBERS ---- */

/*@ // Number i of a set, not the first, behind the one before it. Of a range the ends may be alike; between two ranges lies a number.
    predicate number_follows{L}(uint8_t *b, integer numbers, integer half, boolean ranges, integer first, integer i) =
      !ranges ? placed_at(b, numbers, half, first + i - 1) < placed_at(b, numbers, half, first + i) :
      i % 2 == 1 ? placed_at(b, numbers, half, first + i - 1) <= placed_at(b, numbers, half, first + i) :
                   placed_at(b, numbers, half, first + i - 1) + 1 < placed_at(b, numbers, half, first + i);
    predicate numbers_ascend{L}(uint8_t *b, integer numbers, integer half, boolean ranges, integer first, integer count) =
      \forall integer i; 1 <= i < count ==> number_follows(b, numbers, half, ranges, first, i);
    // In one of the two orders; that it is the one of their type is said of the criterion (ends_ok).
    predicate numbers_ok{L}(uint8_t *b, integer numbers, boolean ranges, integer first, integer count) =
      numbers_ascend(b, numbers, 0, ranges, first, count) || numbers_ascend(b, numbers, 9223372036854775808, ranges, first, count);
*/
#define WEIR_PROOF_NUMBERS_AT(v) (v)->channel.section[WEIR_SECTION_NUMBERS].offset
#define WEIR_PROOF_NUMBERS_OK(v, ranges, first, count) numbers_ok((v)->b, WEIR_PROOF_NUMBERS_AT(v), ranges, first, count)

/* ---- the values of all sets ---- */

/*@ // What set i holds, where so many strings, programs and bytes were used before.
    predicate set_listed_ok{L}(uint8_t *b, integer sets, integer values, integer numbers, integer offsets, integer bytes, integer total, integer programs,
                               integer seen, integer programs_used, integer uses, integer most, integer i) =
      set_kind(b, sets, i) == WEIR_SET_STRINGS ?
        string_values_ok(b, values, offsets, bytes, total, set_form(b, sets, i), set_first(b, sets, i), seen, uses, most, set_count(b, sets, i)) :
      set_kind(b, sets, i) == WEIR_SET_PROGRAMS ? program_values_ok(b, values, programs, set_first(b, sets, i), programs_used, set_count(b, sets, i)) :
        numbers_ok(b, numbers, (set_kind(b, sets, i) == WEIR_SET_RANGES), set_first(b, sets, i), set_numbers(b, sets, i));
    logic integer weight_of{L}(uint8_t *b, integer sets, integer values, integer offsets, integer records, integer i) =
      set_kind(b, sets, i) == WEIR_SET_STRINGS ? values_length(b, values, offsets, set_first(b, sets, i), set_count(b, sets, i)) :
      set_kind(b, sets, i) == WEIR_SET_PROGRAMS ? values_instructions(b, values, records, set_first(b, sets, i), set_count(b, sets, i)) : 0;

    // What the sets before set i have used.
    logic integer strings_behind{L}(uint8_t *b, integer sets, integer values, integer seen, integer i) =
      i <= 0 ? seen : set_kind(b, sets, i - 1) == WEIR_SET_STRINGS ?
        values_seen(b, values, set_first(b, sets, i - 1), strings_behind(b, sets, values, seen, i - 1), set_count(b, sets, i - 1)) :
        strings_behind(b, sets, values, seen, i - 1);
    logic integer programs_behind{L}(uint8_t *b, integer sets, integer values, integer i) =
      i <= 0 ? 0 : set_kind(b, sets, i - 1) == WEIR_SET_PROGRAMS ?
        values_seen(b, values, set_first(b, sets, i - 1), programs_behind(b, sets, values, i - 1), set_count(b, sets, i - 1)) :
        programs_behind(b, sets, values, i - 1);
    logic integer read_behind{L}(uint8_t *b, integer sets, integer values, integer offsets, integer uses, integer i) =
      i <= 0 ? uses : read_behind(b, sets, values, offsets, uses, i - 1) + (set_kind(b, sets, i - 1) == WEIR_SET_STRINGS ?
        values_length(b, values, offsets, set_first(b, sets, i - 1), set_count(b, sets, i - 1)) : 0);
*/
#define WEIR_PROOF_SET_LISTED_OK(v, seen, programs_used, uses, i) \
    set_listed_ok((v)->b, WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_NUMBERS_AT(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), \
                  WEIR_PROOF_TOTAL(v), WEIR_PROOF_PROGRAM_TOTAL(v), seen, programs_used, uses, WEIR_PROOF_USES(v), i)
#define WEIR_PROOF_WEIGHT_OF(v, i) \
    weight_of((v)->b, WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_PROGRAMS_AT(v), i)
#define WEIR_PROOF_SET_WEIGHS(v, i) (set_weight((v)->b, WEIR_PROOF_SETS_AT(v), i) == WEIR_PROOF_WEIGHT_OF(v, i))
#define WEIR_PROOF_STRINGS_BEHIND(v, seen, i) strings_behind((v)->b, WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUES_AT(v), seen, i)
#define WEIR_PROOF_PROGRAMS_BEHIND(v, i) programs_behind((v)->b, WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUES_AT(v), i)
#define WEIR_PROOF_READ_BEHIND(v, uses, i) read_behind((v)->b, WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), uses, i)
#define WEIR_PROOF_SET_VALUES_OK_AT(v, seen, uses, i) \
    (WEIR_PROOF_SET_LISTED_OK(v, WEIR_PROOF_STRINGS_BEHIND(v, seen, i), WEIR_PROOF_PROGRAMS_BEHIND(v, i), WEIR_PROOF_READ_BEHIND(v, uses, i), i) && \
     WEIR_PROOF_SET_WEIGHS(v, i))
/* All sets hold what they should, and together they use all programs. */
#define WEIR_PROOF_SETS_LISTED_OK(v, seen, uses) \
    ((\forall integer each; 0 <= each < WEIR_PROOF_SET_TOTAL(v) ==> WEIR_PROOF_SET_VALUES_OK_AT(v, seen, uses, each)) && \
     WEIR_PROOF_PROGRAM_TOTAL(v) == WEIR_PROOF_PROGRAMS_BEHIND(v, WEIR_PROOF_SET_TOTAL(v)))

#endif
