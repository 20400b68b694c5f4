/* What the proofs of this folder say of bytes: logic only, for Frama-C (`make prove`, docs/proof.md). No compiler sees any of it.
 *
 * In:   nothing. Out: the logic that the contracts of the functions speak in, and the contracts of the public functions.
 * Must hold: no axiom and no admit: everything here is a definition or is proved. */
#ifndef WEIR_PROOF_H
#define WEIR_PROOF_H

/* Places in a file stay below this, also in sums and on machines whose size_t has 32 bits. */
#define WEIR_PROOF_MOST 0x7fffff00

/*@ logic integer u16{L}(uint8_t *b, integer at) = b[at] + 256 * b[at + 1];
    logic integer u32{L}(uint8_t *b, integer at) = b[at] + 256 * b[at + 1] + 65536 * b[at + 2] + 16777216 * b[at + 3];
    logic integer u64{L}(uint8_t *b, integer at) = u32(b, at) + 4294967296 * u32(b, at + 4);
*/

/* What is named ..._unseen only CVC4 takes apart, and Z3 nowhere (tests/prove/patterned.py): it is much, and in the way of all else that is to be proved there. */

/* ---- a channel: where its sections lie ---- */

/* Header and section table. */
#define WEIR_PROOF_TABLE_END (WEIR_HEADER_BYTES + WEIR_SECTION_COUNT * WEIR_SECTION_ROW_BYTES)

/* Macros and not predicates, because provers find no instance of a predicate over memory that has changed since, and what these say of a channel must hold
 * after each change of something else in the verifier's state. */
#define WEIR_PROOF_CHANNEL(c) \
    (\valid_read(c) && \valid_read((c)->bytes + (0 .. (c)->size - 1)) && WEIR_PROOF_TABLE_END <= (c)->size <= WEIR_MAX_FILE_BYTES)
/* The section's records lie in the file. */
#define WEIR_PROOF_SECTION(c, s, bytes) \
    (WEIR_PROOF_TABLE_END <= (c)->section[s].offset && (c)->section[s].offset + (bytes) * (c)->section[s].count <= (c)->size)
#define WEIR_PROOF_IN(c, NAME) WEIR_PROOF_SECTION(c, WEIR_SECTION_##NAME, WEIR_BYTES_##NAME)
#define WEIR_PROOF_ALL_IN(c) \
    (WEIR_PROOF_IN(c, TEMPLATE) && WEIR_PROOF_IN(c, PARAMETERS) && WEIR_PROOF_IN(c, MEMBERS) && WEIR_PROOF_IN(c, ALIASES) && \
     WEIR_PROOF_IN(c, RECORDED) && WEIR_PROOF_IN(c, INSTANCES) && WEIR_PROOF_IN(c, VECTORS) && WEIR_PROOF_IN(c, CRITERIA) && \
     WEIR_PROOF_IN(c, CODE) && WEIR_PROOF_IN(c, SETS) && WEIR_PROOF_IN(c, VALUES) && WEIR_PROOF_IN(c, NUMBERS) && \
     WEIR_PROOF_IN(c, PROGRAMS) && WEIR_PROOF_IN(c, PROGRAM_CODE) && WEIR_PROOF_IN(c, CLASSES) && WEIR_PROOF_IN(c, STRING_OFFSETS) && \
     WEIR_PROOF_IN(c, STRING_BYTES) && WEIR_PROOF_IN(c, QUESTIONS) && WEIR_PROOF_IN(c, ASKED) && WEIR_PROOF_IN(c, WAKES) && \
     WEIR_PROOF_IN(c, ALWAYS) && WEIR_PROOF_IN(c, TABLES) && WEIR_PROOF_IN(c, BUCKETS) && WEIR_PROOF_IN(c, FILTERS) && \
     WEIR_PROOF_IN(c, ENTRIES) && WEIR_PROOF_IN(c, HITS) && WEIR_PROOF_IN(c, WINDOWS))

/* ---- strings ---- */

/*@ predicate rises{L}(uint8_t *b, integer offsets, integer i) = u32(b, offsets + 4 * i) <= u32(b, offsets + 4 * i + 4);

    // Where each string starts, and where the last ends.
    predicate strings_ok{L}(uint8_t *b, integer offsets, integer count, integer bytes) =
      1 <= count && u32(b, offsets) == 0 && u32(b, offsets + 4 * (count - 1)) == bytes &&
      (\forall integer i; 0 <= i < count - 1 ==> rises(b, offsets, i) && u32(b, offsets + 4 * i + 4) <= bytes);

    // The length of the well-formed UTF-8 sequence at t, of which there are `left` bytes; 0 if there is none.
    logic integer utf8_least(integer a) = a == 0xe0 ? 0xa0 : a == 0xf0 ? 0x90 : 0x80; // else overlong
    logic integer utf8_most(integer a) = a == 0xed ? 0x9f : a == 0xf4 ? 0x8f : 0xbf;  // else a surrogate, or above U+10FFFF
    logic integer utf8_length{L}(uint8_t *t, integer left) =
      left <= 0 ? 0 : t[0] < 0x80 ? 1 : t[0] < 0xc2 || t[0] > 0xf4 || left < 2 || t[1] < utf8_least(t[0]) || t[1] > utf8_most(t[0]) ? 0 :
      t[0] < 0xe0 ? 2 : left < 3 || t[2] < 0x80 || t[2] > 0xbf ? 0 : t[0] < 0xf0 ? 3 : left < 4 || t[3] < 0x80 || t[3] > 0xbf ? 0 : 4;

    // The bytes from i up to the end are sequences, one behind the other.
    predicate utf8_ok{L}(uint8_t *t, integer i, integer end) =
      i >= end || (utf8_length(t + i, end - i) > 0 && utf8_ok(t, i + utf8_length(t + i, end - i), end));
*/

/* ---- folding ---- */

/* What a code point folds to: by Unicode's simple case folding, the rows of which are the table's. */
#include "fold.def"
#define WEIR_PROOF_FOLD(first, last, stride, delta) c <= last ? (first <= c && (c - first) % stride == 0 ? c + (delta) : c) :
/*@ logic integer fold_of(integer c) = WEIR_FOLDS(WEIR_PROOF_FOLD) c;
    logic integer fold_of_unseen(integer c) = fold_of(c);
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer c; fold_of_unseen(c) == fold_of(c); @/
    static void fold_is(void)
    {
    }

    /@ assigns \nothing;
       ensures \forall integer c; 0 <= c < 0x80 ==> fold_of_unseen(c) == ('A' <= c <= 'Z' ? c + 32 : c); @/
    static void ascii_folds(void)
    {
        /@ assert \forall integer c; 0 <= c < 0x80 ==> fold_of(c) == ('A' <= c <= 'Z' ? c + 32 : c); @/
        fold_is();
    } */
/*@ // The code point of a sequence of so many bytes; and sequences, each of which folds to itself.
    logic integer utf8_value{L}(uint8_t *t, integer length) =
      length == 1 ? t[0] : length == 2 ? (t[0] - 0xc0) * 64 + (t[1] - 0x80) : length == 3 ? (t[0] - 0xe0) * 4096 + (t[1] - 0x80) * 64 + (t[2] - 0x80) :
        (t[0] - 0xf0) * 262144 + (t[1] - 0x80) * 4096 + (t[2] - 0x80) * 64 + (t[3] - 0x80);
    predicate is_folded(integer c) = fold_of_unseen(c) == c;
    predicate folded_ok{L}(uint8_t *t, integer i, integer end) =
      i >= end || (utf8_length(t + i, end - i) > 0 && is_folded(utf8_value(t + i, utf8_length(t + i, end - i))) &&
                   folded_ok(t, i + utf8_length(t + i, end - i), end));
*/
#define WEIR_PROOF_IS_TEXT(t, i, end, folded) ((folded) ? folded_ok(t, i, end) : utf8_ok(t, i, end))
#define WEIR_PROOF_STRINGS(c) \
    (WEIR_PROOF_IN(c, STRING_OFFSETS) && WEIR_PROOF_IN(c, STRING_BYTES) && \
     strings_ok((c)->bytes, (c)->section[WEIR_SECTION_STRING_OFFSETS].offset, (c)->section[WEIR_SECTION_STRING_OFFSETS].count, \
                (c)->section[WEIR_SECTION_STRING_BYTES].count))
/* Where string i starts, and how long it is. */
#define WEIR_PROOF_STRING_AT(c, i) \
    ((c)->section[WEIR_SECTION_STRING_BYTES].offset + u32((c)->bytes, (c)->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * (i)))
#define WEIR_PROOF_STRING_LENGTH(c, i) \
    (u32((c)->bytes, (c)->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * (i) + 4) - \
     u32((c)->bytes, (c)->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * (i)))

/* ---- parameters ---- */

/*@ logic integer parameter_type{L}(uint8_t *b, integer parameters, integer i) = b[parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_TYPE];
    logic integer parameter_type_hash{L}(uint8_t *b, integer parameters, integer i) =
      u64(b, parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_TYPE_HASH);

    // A type that is one, and members that are there.
    predicate parameter_in{L}(uint8_t *b, integer parameters, integer members, integer i) =
      parameter_type(b, parameters, i) < WEIR_TYPE_COUNT &&
      (u16(b, parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_MEMBER_COUNT) == 0 ||
       u32(b, parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_MEMBER_FIRST) +
           u16(b, parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_MEMBER_COUNT) <= members);

    predicate parameters_in{L}(uint8_t *b, integer parameters, integer members, integer count) =
      \forall integer i; 0 <= i < count ==> parameter_in(b, parameters, members, i);
*/

/* ---- sets ---- */

/*@ logic integer set_kind{L}(uint8_t *b, integer sets, integer i) = b[sets + WEIR_BYTES_SETS * i + WEIR_SET_KIND];
    logic integer set_form{L}(uint8_t *b, integer sets, integer i) = b[sets + WEIR_BYTES_SETS * i + WEIR_SET_FORM];
    logic integer set_first{L}(uint8_t *b, integer sets, integer i) = u32(b, sets + WEIR_BYTES_SETS * i + WEIR_SET_FIRST);
    logic integer set_count{L}(uint8_t *b, integer sets, integer i) = u32(b, sets + WEIR_BYTES_SETS * i + WEIR_SET_COUNT);

    // A kind that is one, and values that are there: so many are in VALUES and NUMBERS.
    predicate set_in{L}(uint8_t *b, integer sets, integer values, integer numbers, integer i) =
      WEIR_SET_STRINGS <= set_kind(b, sets, i) <= WEIR_SET_PROGRAMS && 1 <= set_count(b, sets, i) &&
      (set_form(b, sets, i) != WEIR_FORM_NONE <==> set_kind(b, sets, i) == WEIR_SET_STRINGS) && set_form(b, sets, i) < WEIR_FORM_COUNT &&
      (set_kind(b, sets, i) == WEIR_SET_STRINGS || set_kind(b, sets, i) == WEIR_SET_PROGRAMS ?
         set_first(b, sets, i) + set_count(b, sets, i) <= values :
       set_kind(b, sets, i) == WEIR_SET_NUMBERS ? set_first(b, sets, i) + set_count(b, sets, i) <= numbers :
         set_first(b, sets, i) + 2 * set_count(b, sets, i) <= numbers);

    predicate sets_in{L}(uint8_t *b, integer sets, integer count, integer values, integer numbers) =
      \forall integer i; 0 <= i < count ==> set_in(b, sets, values, numbers, i);
*/
/*@ // What the values of set i are: strings or programs that are there; of a network so many bytes and a prefix that fits them.
    predicate value_below{L}(uint8_t *b, integer values, integer k, integer total) = u32(b, values + WEIR_BYTES_VALUES * k) < total;
    predicate network_in{L}(uint8_t *b, integer offsets, integer bytes, integer number) =
      (u32(b, offsets + 4 * number + 4) == u32(b, offsets + 4 * number) + 5 ==> b[bytes + u32(b, offsets + 4 * number) + 4] <= 32) &&
      (u32(b, offsets + 4 * number + 4) == u32(b, offsets + 4 * number) + 17 ==> b[bytes + u32(b, offsets + 4 * number) + 16] <= 128);
    predicate network_at{L}(uint8_t *b, integer values, integer offsets, integer bytes, integer k) =
      network_in(b, offsets, bytes, u32(b, values + WEIR_BYTES_VALUES * k));
    predicate set_values_in{L}(uint8_t *b, integer sets, integer values, integer strings, integer programs, integer i) =
      (set_kind(b, sets, i) == WEIR_SET_STRINGS ==>
        (\forall integer k; set_first(b, sets, i) <= k < set_first(b, sets, i) + set_count(b, sets, i) ==> value_below(b, values, k, strings))) &&
      (set_kind(b, sets, i) == WEIR_SET_PROGRAMS ==>
        (\forall integer k; set_first(b, sets, i) <= k < set_first(b, sets, i) + set_count(b, sets, i) ==> value_below(b, values, k, programs)));
    predicate set_networks_in{L}(uint8_t *b, integer sets, integer values, integer offsets, integer bytes, integer i) =
      set_form(b, sets, i) == WEIR_FORM_NETWORK ==>
        (\forall integer k; set_first(b, sets, i) <= k < set_first(b, sets, i) + set_count(b, sets, i) ==>
           network_at(b, values, offsets, bytes, k));
    predicate values_in{L}(uint8_t *b, integer sets, integer count, integer values, integer strings, integer programs) =
      \forall integer i; 0 <= i < count ==> set_values_in(b, sets, values, strings, programs, i);
    predicate networks_in{L}(uint8_t *b, integer sets, integer count, integer values, integer offsets, integer bytes) =
      \forall integer i; 0 <= i < count ==> set_networks_in(b, sets, values, offsets, bytes, i);
*/
#define WEIR_PROOF_SET_VALUES(c, i) \
    set_values_in((c)->bytes, (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_VALUES].offset, \
                  (c)->section[WEIR_SECTION_STRING_OFFSETS].count - 1, (c)->section[WEIR_SECTION_PROGRAMS].count, i)
#define WEIR_PROOF_SET_NETWORKS(c, i) \
    set_networks_in((c)->bytes, (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_VALUES].offset, \
                    (c)->section[WEIR_SECTION_STRING_OFFSETS].offset, (c)->section[WEIR_SECTION_STRING_BYTES].offset, i)
#define WEIR_PROOF_VALUES(c) \
    values_in((c)->bytes, (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_SETS].count, (c)->section[WEIR_SECTION_VALUES].offset, \
              (c)->section[WEIR_SECTION_STRING_OFFSETS].count - 1, (c)->section[WEIR_SECTION_PROGRAMS].count)
#define WEIR_PROOF_NETWORKS(c) \
    networks_in((c)->bytes, (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_SETS].count, (c)->section[WEIR_SECTION_VALUES].offset, \
                (c)->section[WEIR_SECTION_STRING_OFFSETS].offset, (c)->section[WEIR_SECTION_STRING_BYTES].offset)
#define WEIR_PROOF_SETS(c) \
    (WEIR_PROOF_IN(c, SETS) && WEIR_PROOF_IN(c, VALUES) && WEIR_PROOF_IN(c, NUMBERS) && \
     sets_in((c)->bytes, (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_SETS].count, (c)->section[WEIR_SECTION_VALUES].count, \
             (c)->section[WEIR_SECTION_NUMBERS].count))
#define WEIR_PROOF_PARAMETERS(c) \
    (WEIR_PROOF_IN(c, PARAMETERS) && (c)->section[WEIR_SECTION_PARAMETERS].count == (c)->parameter_count && \
     1 <= (c)->parameter_count <= WEIR_MAX_PARAMETERS && \
     parameters_in((c)->bytes, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->section[WEIR_SECTION_MEMBERS].count, (c)->parameter_count))

/* ---- criteria ---- */

/*@ predicate is_text(integer type) = type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH;

    // Which operators are allowed on which types, and what their sets are: the table of docs/channel-format.md.
    predicate allowed(integer op, integer type) =
      ((op == WEIR_OP_EXISTS || op == WEIR_OP_FIELD_EQUALS) && WEIR_TYPE_RESERVED < type < WEIR_TYPE_COUNT) ||
      ((WEIR_OP_EQUALS <= op <= WEIR_OP_MATCHES || WEIR_OP_FIELD_STARTS <= op <= WEIR_OP_FIELD_CONTAINS) && is_text(type)) ||
      (op == WEIR_OP_NUMBER_IN && WEIR_TYPE_U32 <= type <= WEIR_TYPE_FLAGS) ||
      ((op == WEIR_OP_NUMBER_RANGE || op == WEIR_OP_FIELD_LESS || op == WEIR_OP_FIELD_LESS_EQUAL) && WEIR_TYPE_U32 <= type <= WEIR_TYPE_I64) ||
      ((op == WEIR_OP_HAS_ALL || op == WEIR_OP_HAS_ANY) && type == WEIR_TYPE_FLAGS) ||
      (op == WEIR_OP_BYTES_IN && (type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP)) || (op == WEIR_OP_WITHIN && type == WEIR_TYPE_IP);
    logic integer kind_of_set(integer op) =
      op == WEIR_OP_MATCHES ? WEIR_SET_PROGRAMS : op == WEIR_OP_NUMBER_RANGE ? WEIR_SET_RANGES :
      op == WEIR_OP_NUMBER_IN || op == WEIR_OP_HAS_ALL || op == WEIR_OP_HAS_ANY ? WEIR_SET_NUMBERS :
      WEIR_OP_EQUALS <= op && op <= WEIR_OP_WITHIN ? WEIR_SET_STRINGS : 0;
    logic integer form_of_set(integer op, integer type, boolean cased) =
      WEIR_OP_EQUALS <= op && op <= WEIR_OP_CONTAINS ? (cased ? WEIR_FORM_TEXT : WEIR_FORM_TEXT_FOLDED) :
      op == WEIR_OP_LIKE ? (cased ? WEIR_FORM_GLOB : WEIR_FORM_GLOB_FOLDED) :
      op == WEIR_OP_BYTES_IN ? (type == WEIR_TYPE_GUID ? WEIR_FORM_GUID : WEIR_FORM_ADDRESS) :
      op == WEIR_OP_WITHIN ? WEIR_FORM_NETWORK : WEIR_FORM_NONE;
    predicate compares_fields(integer op) = WEIR_OP_FIELD_EQUALS <= op <= WEIR_OP_FIELD_LESS_EQUAL;

    logic integer criterion_op{L}(uint8_t *b, integer criteria, integer k) = b[criteria + WEIR_BYTES_CRITERIA * k + WEIR_CRITERION_OP];
    logic integer criterion_flags{L}(uint8_t *b, integer criteria, integer k) = b[criteria + WEIR_BYTES_CRITERIA * k + WEIR_CRITERION_FLAGS];
    logic integer criterion_ordinal{L}(uint8_t *b, integer criteria, integer k) = b[criteria + WEIR_BYTES_CRITERIA * k + WEIR_CRITERION_ORDINAL];
    logic integer criterion_other{L}(uint8_t *b, integer criteria, integer k) = b[criteria + WEIR_BYTES_CRITERIA * k + WEIR_CRITERION_OTHER];
    logic integer criterion_set{L}(uint8_t *b, integer criteria, integer k) = u32(b, criteria + WEIR_BYTES_CRITERIA * k + WEIR_CRITERION_SET);

    // What the evaluator relies on of criterion k: so many parameters and sets there are. No criterion reads an input behind the last.
    predicate criterion_in{L}(uint8_t *b, integer criteria, integer parameters, integer count, integer sets, integer set_total, integer k) =
      1 <= criterion_op(b, criteria, k) < WEIR_OP_COUNT && 1 <= criterion_ordinal(b, criteria, k) <= count &&
      criterion_other(b, criteria, k) <= count && criterion_other(b, criteria, k) != criterion_ordinal(b, criteria, k) &&
      (criterion_other(b, criteria, k) != 0 <==> compares_fields(criterion_op(b, criteria, k))) &&
      allowed(criterion_op(b, criteria, k), parameter_type(b, parameters, criterion_ordinal(b, criteria, k) - 1)) &&
      (compares_fields(criterion_op(b, criteria, k)) ==>
         (is_text(parameter_type(b, parameters, criterion_ordinal(b, criteria, k) - 1)) <==>
          is_text(parameter_type(b, parameters, criterion_other(b, criteria, k) - 1))) &&
         (is_text(parameter_type(b, parameters, criterion_ordinal(b, criteria, k) - 1)) ||
          parameter_type(b, parameters, criterion_ordinal(b, criteria, k) - 1) == parameter_type(b, parameters, criterion_other(b, criteria, k) - 1))) &&
      (kind_of_set(criterion_op(b, criteria, k)) == 0 ? criterion_set(b, criteria, k) == WEIR_NO_SET :
         criterion_set(b, criteria, k) < set_total &&
         set_kind(b, sets, criterion_set(b, criteria, k)) == kind_of_set(criterion_op(b, criteria, k)) &&
         (criterion_op(b, criteria, k) == WEIR_OP_WITHIN ==> set_form(b, sets, criterion_set(b, criteria, k)) == WEIR_FORM_NETWORK));
*/
/*@ ghost
    // What the evaluator takes from a criterion at its place.
    /@ requires criterion_in(b, at, parameters, count, sets, total, 0);
       assigns \nothing;
       ensures 1 <= b[at + WEIR_CRITERION_OP] < WEIR_OP_COUNT && 1 <= b[at + WEIR_CRITERION_ORDINAL] <= count && b[at + WEIR_CRITERION_OTHER] <= count;
       ensures b[at + WEIR_CRITERION_OTHER] != b[at + WEIR_CRITERION_ORDINAL];
       ensures b[at + WEIR_CRITERION_OTHER] != 0 <==> compares_fields(b[at + WEIR_CRITERION_OP]);
       ensures allowed(b[at + WEIR_CRITERION_OP], parameter_type(b, parameters, b[at + WEIR_CRITERION_ORDINAL] - 1));
       ensures compares_fields(b[at + WEIR_CRITERION_OP]) ==>
               (is_text(parameter_type(b, parameters, b[at + WEIR_CRITERION_ORDINAL] - 1)) <==>
                is_text(parameter_type(b, parameters, b[at + WEIR_CRITERION_OTHER] - 1)));
       ensures compares_fields(b[at + WEIR_CRITERION_OP]) && !is_text(parameter_type(b, parameters, b[at + WEIR_CRITERION_ORDINAL] - 1)) ==>
               parameter_type(b, parameters, b[at + WEIR_CRITERION_ORDINAL] - 1) == parameter_type(b, parameters, b[at + WEIR_CRITERION_OTHER] - 1);
       ensures kind_of_set(b[at + WEIR_CRITERION_OP]) == 0 ==> u32(b, at + WEIR_CRITERION_SET) == WEIR_NO_SET;
       ensures kind_of_set(b[at + WEIR_CRITERION_OP]) != 0 ==> u32(b, at + WEIR_CRITERION_SET) < total &&
               set_kind(b, sets, u32(b, at + WEIR_CRITERION_SET)) == kind_of_set(b[at + WEIR_CRITERION_OP]);
       ensures b[at + WEIR_CRITERION_OP] == WEIR_OP_WITHIN ==> set_form(b, sets, u32(b, at + WEIR_CRITERION_SET)) == WEIR_FORM_NETWORK; @/
    static void criterion_is(const uint8_t *b, size_t at, uint32_t parameters, uint32_t count, uint32_t sets, uint32_t total)
    {
    }

    // A criterion of the table is one at its own place.
    /@ requires criterion_in(b, criteria, parameters, count, sets, total, k);
       assigns \nothing;
       ensures criterion_in(b, criteria + WEIR_BYTES_CRITERIA * k, parameters, count, sets, total, 0); @/
    static void criterion_is_at(const uint8_t *b, uint32_t criteria, uint32_t parameters, uint32_t count, uint32_t sets, uint32_t total, uint32_t k)
    {
    } */
#define WEIR_PROOF_CRITERION_IN(c, k) \
    criterion_in((c)->bytes, (c)->section[WEIR_SECTION_CRITERIA].offset, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->parameter_count, \
                 (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_SETS].count, k)
#define WEIR_PROOF_CRITERIA_IN(c, from, to) (\forall integer each; (from) <= each < (to) ==> WEIR_PROOF_CRITERION_IN(c, each))

/* The same of the criterion at this place. */
#define WEIR_PROOF_CRITERION_AT(c, at) \
    criterion_in((c)->bytes, at, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->parameter_count, (c)->section[WEIR_SECTION_SETS].offset, \
                 (c)->section[WEIR_SECTION_SETS].count, 0)

/* ---- conditions ---- */

/*@ // How many values a word takes from the stack; it puts one there.
    logic integer word_pops{L}(uint8_t *b, integer at) =
      b[at] == WEIR_CODE_NOT ? 1 : b[at] == WEIR_CODE_AND || b[at] == WEIR_CODE_OR ? 2 : b[at] == WEIR_CODE_ATLEAST ? u16(b, at + 2) : 0;

    // A word that is one, where so many values are on the stack.
    predicate operands_ok{L}(uint8_t *b, integer at) =
      1 <= b[at] < WEIR_CODE_COUNT && (b[at] != WEIR_CODE_ATLEAST ==> b[at + 1] == 0 && (u16(b, at + 2) == 0 || b[at] == WEIR_CODE_CRITERION)) &&
      (b[at] == WEIR_CODE_ATLEAST ==> 2 <= b[at + 1] < u16(b, at + 2));
    predicate word_ok{L}(uint8_t *b, integer at, integer depth) =
      operands_ok(b, at) && word_pops(b, at) <= depth && depth - word_pops(b, at) + 1 <= WEIR_MAX_STACK;

    // The values on the stack before word i of the code.
    logic integer depth_at{L}(uint8_t *b, integer code, integer i) =
      i <= 0 ? 0 : depth_at(b, code, i - 1) - word_pops(b, code + WEIR_BYTES_CODE * (i - 1)) + 1;

    predicate word_in{L}(uint8_t *b, integer code, integer criteria, integer i) =
      word_ok(b, code + WEIR_BYTES_CODE * i, depth_at(b, code, i)) &&
      (b[code + WEIR_BYTES_CODE * i] == WEIR_CODE_CRITERION ==> u16(b, code + WEIR_BYTES_CODE * i + 2) < criteria);

    // A condition of so many words over so many criteria: the stack holds what each word takes, has room for what it gives, and holds one value at the end.
    predicate code_in{L}(uint8_t *b, integer code, integer count, integer criteria) =
      1 <= count && depth_at(b, code, count) == 1 && (\forall integer i; 0 <= i < count ==> word_in(b, code, criteria, i));
*/

/* ---- instances ---- */

/*@ logic integer instance_criteria{L}(uint8_t *b, integer instances, integer i) =
      u32(b, instances + WEIR_BYTES_INSTANCES * i + WEIR_INSTANCE_CRITERION_COUNT);
    logic integer instance_first{L}(uint8_t *b, integer instances, integer i) =
      u32(b, instances + WEIR_BYTES_INSTANCES * i + WEIR_INSTANCE_CRITERION_FIRST);
    logic integer instance_code{L}(uint8_t *b, integer instances, integer i) = u32(b, instances + WEIR_BYTES_INSTANCES * i + WEIR_INSTANCE_CODE_FIRST);
    logic integer instance_words{L}(uint8_t *b, integer instances, integer i) = u32(b, instances + WEIR_BYTES_INSTANCES * i + WEIR_INSTANCE_CODE_COUNT);
    logic integer instance_parameters{L}(uint8_t *b, integer instances, integer i) =
      u32(b, instances + WEIR_BYTES_INSTANCES * i + WEIR_INSTANCE_PARAMETER_COUNT);

    // What the evaluator relies on of instance i, where so many criteria and words of code there are. Its parameter count is the Template Type's.
    predicate instance_in{L}(uint8_t *b, integer instances, integer parameters, integer criteria, integer words, integer i) =
      instance_parameters(b, instances, i) == parameters &&
      instance_first(b, instances, i) + instance_criteria(b, instances, i) <= criteria &&
      1 <= instance_words(b, instances, i) && instance_code(b, instances, i) + instance_words(b, instances, i) <= words;

    // Its condition is one.
    predicate condition_in{L}(uint8_t *b, integer instances, integer code, integer i) =
      code_in(b, code + WEIR_BYTES_CODE * instance_code(b, instances, i), instance_words(b, instances, i), instance_criteria(b, instances, i));
*/
#define WEIR_PROOF_INSTANCE_IN(c, i) \
    instance_in((c)->bytes, (c)->section[WEIR_SECTION_INSTANCES].offset, (c)->parameter_count, (c)->section[WEIR_SECTION_CRITERIA].count, \
                (c)->section[WEIR_SECTION_CODE].count, i)
#define WEIR_PROOF_CONDITION_IN(c, i) \
    condition_in((c)->bytes, (c)->section[WEIR_SECTION_INSTANCES].offset, (c)->section[WEIR_SECTION_CODE].offset, i)
#define WEIR_PROOF_CONDITIONS_IN(c, to) (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_CONDITION_IN(c, each))
/* `each` is no name of a variable: an argument with the name of a bound variable would be taken for it. */
#define WEIR_PROOF_INSTANCES_IN(c, to) (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_INSTANCE_IN(c, each))
#define WEIR_PROOF_MAX_CRITERIA(c, to) \
    (\forall integer each; 0 <= each < (to) ==> instance_criteria((c)->bytes, (c)->section[WEIR_SECTION_INSTANCES].offset, each) <= (c)->max_criteria)

/* ---- questions ---- */

/*@ logic integer asked_question{L}(uint8_t *b, integer asked, integer k) = u32(b, asked + WEIR_BYTES_ASKED * k) % (WEIR_ASKED_QUESTION + 1);
    logic integer asked_kind{L}(uint8_t *b, integer asked, integer k) = u32(b, asked + WEIR_BYTES_ASKED * k) / (WEIR_ASKED_QUESTION + 1) % 8;
    logic integer question_required{L}(uint8_t *b, integer questions, integer q) =
      u32(b, questions + WEIR_BYTES_QUESTIONS * q + WEIR_QUESTION_REQUIRED);

    logic integer question_criterion{L}(uint8_t *b, integer questions, integer q) =
      u32(b, questions + WEIR_BYTES_QUESTIONS * q + WEIR_QUESTION_CRITERION);

    logic integer wakes_first{L}(uint8_t *b, integer questions, integer q) = u32(b, questions + WEIR_BYTES_QUESTIONS * q + WEIR_QUESTION_WAKE_FIRST);

    // What is relied on of a question: it is that of its first criterion, and what it requires is there.
    predicate question_in{L}(uint8_t *b, integer questions, integer asked, integer criteria, integer criterion_total, integer sets, integer set_total,
                             integer q) =
      question_criterion(b, questions, q) < criterion_total && asked_question(b, asked, question_criterion(b, questions, q)) == q &&
      (asked_kind(b, asked, question_criterion(b, questions, q)) == WEIR_QUESTION_REQUIRING ==>
         (criterion_op(b, criteria, question_criterion(b, questions, q)) == WEIR_OP_LIKE ||
          criterion_op(b, criteria, question_criterion(b, questions, q)) == WEIR_OP_MATCHES) &&
         question_required(b, questions, q) < set_total && set_kind(b, sets, question_required(b, questions, q)) == WEIR_SET_STRINGS);

    // What the evaluator relies on of what criterion k asks: the question is there, and where it requires a set of strings it is on a text, and they are there.
    predicate asked_in{L}(uint8_t *b, integer asked, integer criteria, integer questions, integer question_total, integer sets, integer set_total,
                          integer k) =
      asked_question(b, asked, k) < question_total &&
      (asked_kind(b, asked, k) == WEIR_QUESTION_REQUIRING ==>
         (criterion_op(b, criteria, k) == WEIR_OP_LIKE || criterion_op(b, criteria, k) == WEIR_OP_MATCHES) &&
         question_required(b, questions, asked_question(b, asked, k)) < set_total &&
         set_kind(b, sets, question_required(b, questions, asked_question(b, asked, k))) == WEIR_SET_STRINGS);
    predicate all_asked_in{L}(uint8_t *b, integer asked, integer criteria, integer questions, integer question_total, integer sets, integer set_total,
                              integer count) =
      \forall integer k; 0 <= k < count ==> asked_in(b, asked, criteria, questions, question_total, sets, set_total, k);
*/
#define WEIR_PROOF_QUESTION_IN(c, q) \
    question_in((c)->bytes, (c)->section[WEIR_SECTION_QUESTIONS].offset, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_CRITERIA].offset, \
                (c)->section[WEIR_SECTION_CRITERIA].count, (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_SETS].count, q)
#define WEIR_PROOF_QUESTIONS_IN(c, to) (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_QUESTION_IN(c, each))
#define WEIR_PROOF_ASKED_IN(c, k) \
    asked_in((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_CRITERIA].offset, (c)->section[WEIR_SECTION_QUESTIONS].offset, \
             (c)->section[WEIR_SECTION_QUESTIONS].count, (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_SETS].count, k)
#define WEIR_PROOF_ASKED(c) \
    (WEIR_PROOF_IN(c, ASKED) && WEIR_PROOF_IN(c, QUESTIONS) && (c)->section[WEIR_SECTION_ASKED].count == (c)->section[WEIR_SECTION_CRITERIA].count && \
     all_asked_in((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_CRITERIA].offset, \
                  (c)->section[WEIR_SECTION_QUESTIONS].offset, (c)->section[WEIR_SECTION_QUESTIONS].count, (c)->section[WEIR_SECTION_SETS].offset, \
                  (c)->section[WEIR_SECTION_SETS].count, (c)->section[WEIR_SECTION_CRITERIA].count))

/* ---- search tables ---- */

/*@ logic integer table_ordinal{L}(uint8_t *b, integer tables, integer i) = b[tables + WEIR_BYTES_TABLES * i + WEIR_TABLE_ORDINAL];

    // No table searches an input behind the last.
    predicate tables_in{L}(uint8_t *b, integer tables, integer count, integer parameters) =
      \forall integer i; 0 <= i < count ==> 1 <= table_ordinal(b, tables, i) <= parameters;
*/
#define WEIR_PROOF_TABLES(c) \
    (WEIR_PROOF_IN(c, TABLES) && \
     tables_in((c)->bytes, (c)->section[WEIR_SECTION_TABLES].offset, (c)->section[WEIR_SECTION_TABLES].count, (c)->parameter_count))

/* ---- values of a set that are looked at ---- */

/*@ predicate strings_of{L}(uint8_t *b, integer values, integer total, integer strings, integer first, integer count) =
      first + count <= total && (\forall integer k; first <= k < first + count ==> value_below(b, values, k, strings));
    predicate networks_of{L}(uint8_t *b, integer values, integer offsets, integer bytes, integer first, integer count) =
      \forall integer k; first <= k < first + count ==> network_at(b, values, offsets, bytes, k);
*/
/*@ ghost
    // The values of a set are values that are there.
    /@ requires set_in(b, sets, total, numbers, n) && set_values_in(b, sets, values, strings, programs, n);
       requires set_networks_in(b, sets, values, offsets, bytes, n);
       assigns \nothing;
       ensures set_kind(b, sets, n) == WEIR_SET_STRINGS ==> strings_of(b, values, total, strings, set_first(b, sets, n), set_count(b, sets, n));
       ensures set_kind(b, sets, n) == WEIR_SET_PROGRAMS ==> strings_of(b, values, total, programs, set_first(b, sets, n), set_count(b, sets, n));
       ensures set_form(b, sets, n) == WEIR_FORM_NETWORK ==> networks_of(b, values, offsets, bytes, set_first(b, sets, n), set_count(b, sets, n)); @/
    static void set_has(const uint8_t *b, uint32_t sets, uint32_t total, uint32_t numbers, uint32_t values, uint32_t strings, uint32_t programs, uint32_t offsets,
                        uint32_t bytes, uint32_t n)
    {
    }
*/
#define WEIR_PROOF_STRINGS_OF(c, first, length) \
    strings_of((c)->bytes, (c)->section[WEIR_SECTION_VALUES].offset, (c)->section[WEIR_SECTION_VALUES].count, \
               (c)->section[WEIR_SECTION_STRING_OFFSETS].count - 1, first, length)
#define WEIR_PROOF_PROGRAMS_OF(c, first, length) \
    strings_of((c)->bytes, (c)->section[WEIR_SECTION_VALUES].offset, (c)->section[WEIR_SECTION_VALUES].count, \
               (c)->section[WEIR_SECTION_PROGRAMS].count, first, length)
#define WEIR_PROOF_NETWORKS_OF(c, first, length) \
    networks_of((c)->bytes, (c)->section[WEIR_SECTION_VALUES].offset, (c)->section[WEIR_SECTION_STRING_OFFSETS].offset, \
                (c)->section[WEIR_SECTION_STRING_BYTES].offset, first, length)
/* The same of the criterion at this place. */
#define WEIR_PROOF_CRITERION_AT(c, at) \
    criterion_in((c)->bytes, at, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->parameter_count, (c)->section[WEIR_SECTION_SETS].offset, \
                 (c)->section[WEIR_SECTION_SETS].count, 0)

/* ---- the whole ---- */

#include "program_proof.h"
#include "search_proof.h"

/*@ // What the evaluator relies on of an accepted file.
    predicate content_in{L}(struct weir_channel *c) =
      WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_PARAMETERS(c) && WEIR_PROOF_STRINGS(c) && WEIR_PROOF_SETS(c) && WEIR_PROOF_VALUES(c) && WEIR_PROOF_NETWORKS(c) &&
      WEIR_PROOF_IN(c, CRITERIA) && WEIR_PROOF_CRITERIA_IN(c, 0, c->section[WEIR_SECTION_CRITERIA].count) && WEIR_PROOF_ASKED(c) &&
      WEIR_PROOF_IN(c, INSTANCES) && WEIR_PROOF_IN(c, CODE) && WEIR_PROOF_INSTANCES_IN(c, c->section[WEIR_SECTION_INSTANCES].count) &&
      WEIR_PROOF_CONDITIONS_IN(c, c->section[WEIR_SECTION_INSTANCES].count) &&
      WEIR_PROOF_MAX_CRITERIA(c, c->section[WEIR_SECTION_INSTANCES].count) && programs_in(c);
*/

/* ---- hashes ---- */

/*@ logic integer hash_of{L}(integer hash, uint8_t *data, integer length) =
      length <= 0 ? hash : (uint64_t)((uint64_t)((uint64_t)hash_of(hash, data, length - 1) ^ (uint64_t)data[length - 1]) * 0x100000001b3);
*/
#define WEIR_PROOF_HASH(data, length) hash_of(0xcbf29ce484222325, data, length)

/* ---- what an event takes ---- */

/* Words for so many bits; bytes of marks for so many words. */
#define WEIR_PROOF_WORDS(bits) (((bits) + 31) / 32)
#define WEIR_PROOF_MARKS_BYTES(words) (4 * ((words) + WEIR_PROOF_WORDS(words)))
/*@ // Saturated, as 64 bits hold it.
    logic integer at_most(integer number) = number > UINT64_MAX ? UINT64_MAX : number;

    // Bytes of workspace but for the texts: two views a parameter, marks of the answers (two bits a question), of instances and of entries; two lists of states,
    // who is in one, and what the criteria of an instance came to. And with so many bytes of text, each of which takes six at most.
    logic integer workspace_fixed{L}(struct weir_channel *c) =
      32 * c->parameter_count + WEIR_PROOF_MARKS_BYTES(WEIR_PROOF_WORDS(2 * c->section[WEIR_SECTION_QUESTIONS].count)) +
      WEIR_PROOF_MARKS_BYTES(WEIR_PROOF_WORDS(c->section[WEIR_SECTION_INSTANCES].count)) +
      WEIR_PROOF_MARKS_BYTES(WEIR_PROOF_WORDS(c->section[WEIR_SECTION_ENTRIES].count)) + 9 * c->max_program + c->max_criteria;
    logic integer workspace_of{L}(struct weir_channel *c, integer text_bytes) = at_most(workspace_fixed(c) + 6 * text_bytes);
*/

/* ---- the public functions ---- */

/*@ requires WEIR_PROOF_CHANNEL(channel) && WEIR_PROOF_STRINGS(channel);
    requires index < channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    assigns \nothing;
    ensures \result.data == channel->bytes + WEIR_PROOF_STRING_AT(channel, index);
    ensures \result.length == WEIR_PROOF_STRING_LENGTH(channel, index);
    ensures WEIR_PROOF_TABLE_END <= WEIR_PROOF_STRING_AT(channel, index);
    ensures WEIR_PROOF_STRING_AT(channel, index) + WEIR_PROOF_STRING_LENGTH(channel, index) <= channel->size; */
struct weir_bytes weir_string(const struct weir_channel *channel, uint32_t index);

/*@ requires length == 0 || \valid_read(data + (0 .. length - 1));
    assigns \nothing;
    ensures \result == WEIR_PROOF_HASH(data, length); */
uint64_t weir_hash(const uint8_t *data, size_t length);

/* What weir_open is called with. */
#define WEIR_PROOF_OPEN(bytes, size, contract, limits) \
    (((size) == 0 || \valid_read((bytes) + (0 .. (size) - 1))) && ((limits) == \null || \valid_read(limits)) && \
     ((contract) == \null || (\valid_read(contract) && ((contract)->input_count == 0 || \valid_read((contract)->inputs + (0 .. (contract)->input_count - 1))))))

/*@ requires WEIR_PROOF_OPEN(bytes, size, contract, limits) && \valid(channel) && \separated(channel, limits) && \separated(channel, contract);
    assigns *channel;
    ensures \result.code == WEIR_ACCEPTED ==> channel->bytes != \null && channel->bytes == bytes && channel->size == size;
    ensures \result.code != WEIR_ACCEPTED ==> channel->bytes == \null;
    ensures count: \result.code == WEIR_ACCEPTED && contract != \null ==> \old(contract->input_count) == channel->parameter_count;
    ensures content: \result.code == WEIR_ACCEPTED ==> content_in(channel);
    ensures search: \result.code == WEIR_ACCEPTED ==> WEIR_PROOF_SEARCH(channel);
    ensures kinds: \result.code == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTION_KINDS(channel, channel->section[WEIR_SECTION_QUESTIONS].count); */
struct weir_verdict_on_file weir_open(const uint8_t *bytes, size_t size, const struct weir_contract *contract,
                                      const struct weir_limits *limits, struct weir_channel *channel);

/*@ requires size >= WEIR_HEADER_BYTES;
    requires \valid_read(bytes + (0 .. size - 1)) && \valid(out + (0 .. WEIR_DIGEST_BYTES - 1));
    assigns out[0 .. WEIR_DIGEST_BYTES - 1]; */
void weir_digest(const uint8_t *bytes, size_t size, uint8_t out[WEIR_DIGEST_BYTES]);

/*@ requires \valid_read(channel) && channel->section[WEIR_SECTION_QUESTIONS].count <= 268435456;
    assigns \nothing;
    ensures exact: \result == workspace_of(channel, text_bytes); */
size_t weir_workspace_bytes(const struct weir_channel *channel, size_t text_bytes);

/*@ assigns \nothing;
    ensures exact: \result == fold_of_unseen(code_point); */
uint32_t weir_fold(uint32_t code_point);

#endif
