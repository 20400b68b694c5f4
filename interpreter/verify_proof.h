/* What a well-formed channel file is, and where the verifier stands in one, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h. Out: predicates of bytes (`..._ok`: what docs/channel-format.md says in words) and of a verifier's state (`..._in`: what
 *       the stages before have shown). Must hold: definitions only; a predicate of bytes says nothing of how the verifier works. */
#ifndef WEIR_VERIFY_PROOF_H
#define WEIR_VERIFY_PROOF_H

/* ---- where the verifier stands ---- */

#define WEIR_PROOF_FILE(v) \
    (\valid(v) && \valid_read((v)->b + (0 .. (v)->n - 1)) && WEIR_PROOF_TABLE_END <= (v)->n <= WEIR_MAX_FILE_BYTES && \
     (v)->channel.bytes == (v)->b && (v)->channel.size == (v)->n)
/*@ predicate limits_in{L}(struct verifier *v, struct weir_limits *limits) =
      limits == \null || (\valid_read(limits) && \separated(limits, v));
*/

/* ---- the file as a whole, and the header ---- */

/*@ predicate magic_ok{L}(uint8_t *b) =
      b[0] == 0x89 && b[1] == 'W' && b[2] == 'E' && b[3] == 'I' && b[4] == 'R' && b[5] == 0x0d && b[6] == 0x0a && b[7] == 0x1a;

    // All but the digest.
    predicate file_ok{L}(uint8_t *b, integer n, struct weir_limits *limits) =
      WEIR_PROOF_TABLE_END <= n <= WEIR_MAX_FILE_BYTES && (limits == \null || limits->file_bytes == 0 || n <= limits->file_bytes) &&
      magic_ok(b) && u32(b, WEIR_AT_FORMAT_VERSION) == WEIR_FORMAT_VERSION && u64(b, WEIR_AT_FILE_BYTES) == n;

    predicate number_ok(integer number) = 1 <= number <= WEIR_MAX_NUMBER;

    predicate header_ok{L}(uint8_t *b) =
      number_ok(u32(b, WEIR_AT_CHANNEL)) && number_ok(u32(b, WEIR_AT_TEMPLATE_VERSION)) && number_ok(u32(b, WEIR_AT_REVISION)) &&
      1 <= u32(b, WEIR_AT_PARAMETER_COUNT) <= WEIR_MAX_PARAMETERS && u32(b, WEIR_AT_UNICODE_VERSION) == WEIR_UNICODE_VERSION &&
      (\forall integer i; WEIR_AT_HEADER_RESERVED <= i < WEIR_HEADER_BYTES ==> b[i] == 0);

    predicate name_ok{L}(struct weir_limits *limits, integer channel, integer version, integer revision) =
      (limits->channel == 0 || limits->channel == channel) && (limits->template_version == 0 || limits->template_version == version) &&
      (limits->revision == 0 || limits->revision == revision) && limits->least_revision <= revision;
*/

/* ---- the section table ---- */

// Bytes of so many records. Not a product of two unknowns: provers follow each case, but not such a product.
/*@ logic integer size_of_records(integer s, integer count) =
      s == WEIR_SECTION_TEMPLATE ? WEIR_BYTES_TEMPLATE * count : s == WEIR_SECTION_PARAMETERS ? WEIR_BYTES_PARAMETERS * count :
      s == WEIR_SECTION_MEMBERS ? WEIR_BYTES_MEMBERS * count : s == WEIR_SECTION_ALIASES ? WEIR_BYTES_ALIASES * count :
      s == WEIR_SECTION_RECORDED ? WEIR_BYTES_RECORDED * count : s == WEIR_SECTION_INSTANCES ? WEIR_BYTES_INSTANCES * count :
      s == WEIR_SECTION_VECTORS ? WEIR_BYTES_VECTORS * count : s == WEIR_SECTION_CRITERIA ? WEIR_BYTES_CRITERIA * count :
      s == WEIR_SECTION_CODE ? WEIR_BYTES_CODE * count : s == WEIR_SECTION_SETS ? WEIR_BYTES_SETS * count :
      s == WEIR_SECTION_VALUES ? WEIR_BYTES_VALUES * count : s == WEIR_SECTION_NUMBERS ? WEIR_BYTES_NUMBERS * count :
      s == WEIR_SECTION_PROGRAMS ? WEIR_BYTES_PROGRAMS * count : s == WEIR_SECTION_PROGRAM_CODE ? WEIR_BYTES_PROGRAM_CODE * count :
      s == WEIR_SECTION_CLASSES ? WEIR_BYTES_CLASSES * count : s == WEIR_SECTION_STRING_OFFSETS ? WEIR_BYTES_STRING_OFFSETS * count :
      s == WEIR_SECTION_STRING_BYTES ? WEIR_BYTES_STRING_BYTES * count :
      s == WEIR_SECTION_QUESTIONS ? WEIR_BYTES_QUESTIONS * count :
      s == WEIR_SECTION_ASKED ? WEIR_BYTES_ASKED * count :
      s == WEIR_SECTION_WAKES ? WEIR_BYTES_WAKES * count :
      s == WEIR_SECTION_ALWAYS ? WEIR_BYTES_ALWAYS * count :
      s == WEIR_SECTION_TABLES ? WEIR_BYTES_TABLES * count :
      s == WEIR_SECTION_BUCKETS ? WEIR_BYTES_BUCKETS * count :
      s == WEIR_SECTION_FILTERS ? WEIR_BYTES_FILTERS * count :
      s == WEIR_SECTION_ENTRIES ? WEIR_BYTES_ENTRIES * count : s == WEIR_SECTION_HITS ? WEIR_BYTES_HITS * count : WEIR_BYTES_WINDOWS * count;

    logic integer row_at(integer s) = WEIR_HEADER_BYTES + (s - 1) * WEIR_SECTION_ROW_BYTES;
    logic integer row_count{L}(uint8_t *b, integer s) = u32(b, row_at(s) + 4);
    logic integer row_offset{L}(uint8_t *b, integer s) = u32(b, row_at(s) + 8);
    logic integer row_bytes{L}(uint8_t *b, integer s) = u32(b, row_at(s) + 12);
    // Where section s ends; section 0 stands for all that is before the first.
    logic integer section_end{L}(uint8_t *b, integer s) = s <= 0 ? WEIR_PROOF_TABLE_END : row_offset(b, s) + row_bytes(b, s);

    predicate is_aligned(integer at) = \exists integer k; at == WEIR_ALIGN * k;

    predicate gap_ok{L}(uint8_t *b, integer start, integer end) = \forall integer i; start <= i < end ==> b[i] == 0;

    predicate row_ok{L}(uint8_t *b, integer n, integer s) =
      u32(b, row_at(s)) == s && section_end(b, s - 1) <= row_offset(b, s) <= section_end(b, s - 1) + (WEIR_ALIGN - 1) && is_aligned(row_offset(b, s)) &&
      size_of_records(s, row_count(b, s)) == row_bytes(b, s) && WEIR_PROOF_TABLE_END <= row_offset(b, s) && section_end(b, s) <= n &&
      gap_ok(b, section_end(b, s - 1), row_offset(b, s));

    predicate rows_ok{L}(uint8_t *b, integer n, integer s) = \forall integer k; 1 <= k <= s ==> row_ok(b, n, k);

    // Behind the last section are as few zero bytes as a multiple of WEIR_ALIGN needs.
    predicate file_end_ok{L}(uint8_t *b, integer n) =
      section_end(b, WEIR_SECTION_COUNT) <= n <= section_end(b, WEIR_SECTION_COUNT) + (WEIR_ALIGN - 1) && is_aligned(n) &&
      gap_ok(b, section_end(b, WEIR_SECTION_COUNT), n);

    predicate sections_ok{L}(uint8_t *b, integer n) =
      u32(b, WEIR_AT_SECTION_COUNT) == WEIR_SECTION_COUNT && rows_ok(b, n, WEIR_SECTION_COUNT) && file_end_ok(b, n) &&
      row_count(b, WEIR_SECTION_TEMPLATE) == 1 && row_count(b, WEIR_SECTION_PARAMETERS) == u32(b, WEIR_AT_PARAMETER_COUNT);
*/
/* Macros and one by one, because provers find no instance of a quantified predicate over memory that has changed since. */
#define WEIR_PROOF_FILLED(v, s) \
    ((v)->channel.section[s].offset == row_offset((v)->b, s) && (v)->channel.section[s].count == row_count((v)->b, s))
#define WEIR_PROOF_ALL_FILLED(v) \
    (WEIR_PROOF_FILLED(v, 1) && WEIR_PROOF_FILLED(v, 2) && WEIR_PROOF_FILLED(v, 3) && WEIR_PROOF_FILLED(v, 4) && \
     WEIR_PROOF_FILLED(v, 5) && WEIR_PROOF_FILLED(v, 6) && WEIR_PROOF_FILLED(v, 7) && WEIR_PROOF_FILLED(v, 8) && \
     WEIR_PROOF_FILLED(v, 9) && WEIR_PROOF_FILLED(v, 10) && WEIR_PROOF_FILLED(v, 11) && WEIR_PROOF_FILLED(v, 12) && \
     WEIR_PROOF_FILLED(v, 13) && WEIR_PROOF_FILLED(v, 14) && WEIR_PROOF_FILLED(v, 15) && WEIR_PROOF_FILLED(v, 16) && \
     WEIR_PROOF_FILLED(v, 17) && WEIR_PROOF_FILLED(v, 18) && WEIR_PROOF_FILLED(v, 19) && WEIR_PROOF_FILLED(v, 20) && \
     WEIR_PROOF_FILLED(v, 21) && WEIR_PROOF_FILLED(v, 22) && WEIR_PROOF_FILLED(v, 23) && WEIR_PROOF_FILLED(v, 24) && \
     WEIR_PROOF_FILLED(v, 25) && WEIR_PROOF_FILLED(v, 26) && WEIR_PROOF_FILLED(v, 27))
/* Where all stages behind the strings stand. */
#define WEIR_PROOF_STAGE(v) (WEIR_PROOF_FILE(v) && WEIR_PROOF_STRINGS(&(v)->channel))
/* One Template Type, with as many parameters as the header says. */
#define WEIR_PROOF_COUNTS(v) \
    ((v)->channel.section[WEIR_SECTION_TEMPLATE].count == 1 && (v)->channel.section[WEIR_SECTION_PARAMETERS].count == (v)->channel.parameter_count && \
     1 <= (v)->channel.parameter_count <= WEIR_MAX_PARAMETERS)
/* What is relied on of an accepted file, as clauses of a contract, because provers take them one by one: of its content; of how it is searched. `clause` is requires
 * or ensures; `when`: where it holds. Of the whole see content_in and WEIR_PROOF_SEARCH. */
#define WEIR_PROOF_CONTENT_CLAUSES(clause, when, c) \
    clause parameters: (when) ==> WEIR_PROOF_PARAMETERS(c); \
    clause sets: (when) ==> WEIR_PROOF_SETS(c); \
    clause values: (when) ==> WEIR_PROOF_VALUES(c); \
    clause networks: (when) ==> WEIR_PROOF_NETWORKS(c); \
    clause criteria: (when) ==> WEIR_PROOF_CRITERIA_IN(c, 0, (c)->section[WEIR_SECTION_CRITERIA].count); \
    clause instances: (when) ==> WEIR_PROOF_INSTANCES_IN(c, (c)->section[WEIR_SECTION_INSTANCES].count); \
    clause conditions: (when) ==> WEIR_PROOF_CONDITIONS_IN(c, (c)->section[WEIR_SECTION_INSTANCES].count); \
    clause most: (when) ==> WEIR_PROOF_MAX_CRITERIA(c, (c)->section[WEIR_SECTION_INSTANCES].count); \
    clause programs: (when) ==> WEIR_PROOF_PROGRAMS(c);
#define WEIR_PROOF_SEARCH_CLAUSES(clause, when, c) \
    clause asked: (when) ==> WEIR_PROOF_ASKED(c); \
    clause questions: (when) ==> WEIR_PROOF_QUESTIONS_IN(c, (c)->section[WEIR_SECTION_QUESTIONS].count); \
    clause kinds: (when) ==> WEIR_PROOF_QUESTION_KINDS(c, (c)->section[WEIR_SECTION_QUESTIONS].count); \
    clause wakes: (when) ==> WEIR_PROOF_WAKES(c); \
    clause searched: (when) ==> WEIR_PROOF_SEARCHED(c);
#define WEIR_PROOF_ACCEPTED_CLAUSES(clause, when, c) \
    clause channel: (when) ==> WEIR_PROOF_CHANNEL(c); \
    clause strings: (when) ==> WEIR_PROOF_STRINGS(c); \
    clause in: (when) ==> WEIR_PROOF_IN(c, CRITERIA) && WEIR_PROOF_IN(c, INSTANCES) && WEIR_PROOF_IN(c, CODE); \
    WEIR_PROOF_CONTENT_CLAUSES(clause, when, c) \
    WEIR_PROOF_SEARCH_CLAUSES(clause, when, c)
/* Where the sections of the one lie are those of the other, as these were where the function began. */
#define WEIR_PROOF_SAME_SECTION(to, from, s) \
    ((to)->section[s].offset == \at((from)->section[s].offset, Pre) && (to)->section[s].count == \at((from)->section[s].count, Pre))
#define WEIR_PROOF_SAME_SECTIONS(to, from) \
    (WEIR_PROOF_SAME_SECTION(to, from, 1) && WEIR_PROOF_SAME_SECTION(to, from, 2) && WEIR_PROOF_SAME_SECTION(to, from, 3) && \
     WEIR_PROOF_SAME_SECTION(to, from, 4) && WEIR_PROOF_SAME_SECTION(to, from, 5) && WEIR_PROOF_SAME_SECTION(to, from, 6) && \
     WEIR_PROOF_SAME_SECTION(to, from, 7) && WEIR_PROOF_SAME_SECTION(to, from, 8) && WEIR_PROOF_SAME_SECTION(to, from, 9) && \
     WEIR_PROOF_SAME_SECTION(to, from, 10) && WEIR_PROOF_SAME_SECTION(to, from, 11) && WEIR_PROOF_SAME_SECTION(to, from, 12) && \
     WEIR_PROOF_SAME_SECTION(to, from, 13) && WEIR_PROOF_SAME_SECTION(to, from, 14) && WEIR_PROOF_SAME_SECTION(to, from, 15) && \
     WEIR_PROOF_SAME_SECTION(to, from, 16) && WEIR_PROOF_SAME_SECTION(to, from, 17) && WEIR_PROOF_SAME_SECTION(to, from, 18) && \
     WEIR_PROOF_SAME_SECTION(to, from, 19) && WEIR_PROOF_SAME_SECTION(to, from, 20) && WEIR_PROOF_SAME_SECTION(to, from, 21) && \
     WEIR_PROOF_SAME_SECTION(to, from, 22) && WEIR_PROOF_SAME_SECTION(to, from, 23) && WEIR_PROOF_SAME_SECTION(to, from, 24) && \
     WEIR_PROOF_SAME_SECTION(to, from, 25) && WEIR_PROOF_SAME_SECTION(to, from, 26) && WEIR_PROOF_SAME_SECTION(to, from, 27))
/* The bytes lie in the file. */
#define WEIR_PROOF_TEXT_IN(v, text) \
    ((text).data == (v)->b + ((text).data - (v)->b) && 0 <= (text).data - (v)->b && (text).data - (v)->b + (text).length <= (v)->n)
/*@ // A use of a text, where so many strings were used before: a string that is there, UTF-8 where this is its first use, and not too high a number for its place.
    predicate text_ok{L}(uint8_t *b, integer offsets, integer bytes, integer total, integer number, integer seen) =
      number < total - 1 && number <= seen &&
      (number == seen ==> utf8_ok(b + (bytes + u32(b, offsets + 4 * number)), 0, u32(b, offsets + 4 * number + 4) - u32(b, offsets + 4 * number)));
*/
#define WEIR_PROOF_TEXT_OK(v, number, seen) \
    text_ok((v)->b, (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].offset, (v)->channel.section[WEIR_SECTION_STRING_BYTES].offset, \
            (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].count, number, seen)
/* ---- the Template Type ---- */

/* What stands in the record itself. */
#define WEIR_PROOF_TEMPLATE_PLAIN(v, at) \
    ((v)->b[(at) + WEIR_TEMPLATE_PLATFORM] < WEIR_PLATFORM_COUNT && (v)->b[(at) + WEIR_TEMPLATE_PHASE] < WEIR_PHASE_COUNT && \
     1 <= (v)->b[(at) + WEIR_TEMPLATE_ACTIONS] < 8 && (v)->b[(at) + WEIR_TEMPLATE_RESERVED] == 0)

/*@ // The ordinals of the parameters are 1, 2, 3 and so on.
    predicate ordinal_ok{L}(uint8_t *b, integer parameters, integer i) =
      u32(b, parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_ORDINAL) == i + 1;
    predicate ordinals_ok{L}(uint8_t *b, integer parameters, integer count) = \forall integer i; 0 <= i < count ==> ordinal_ok(b, parameters, i);
*/

/* ---- criteria ---- */

/*@ // Where a number stands in an order: unsigned, or signed, in which those of 2^63 and more come first: `half` is 0 or 2^63.
    logic integer placed(integer number, integer half) = number + half < 18446744073709551616 ? number + half : number + half - 18446744073709551616;
    logic integer placed_at{L}(uint8_t *b, integer numbers, integer half, integer k) = placed(u64(b, numbers + WEIR_BYTES_NUMBERS * k), half);
    logic integer half_of(integer type) = type == WEIR_TYPE_I64 ? 9223372036854775808 : 0;

    // The first and the last number of a set are in the order of the type; of bits none is 0.
    predicate ends_ok{L}(uint8_t *b, integer numbers, integer op, integer type, integer first, integer last) =
      placed_at(b, numbers, half_of(type), first) <= placed_at(b, numbers, half_of(type), last) &&
      (op == WEIR_OP_HAS_ALL || op == WEIR_OP_HAS_ANY ==> u64(b, numbers + WEIR_BYTES_NUMBERS * first) != 0);

    // Of a criterion on an ordinal: operator, flags, type.
    predicate plain_ok(integer op, integer flags, integer own, integer type, integer ordinal) =
      1 <= op < WEIR_OP_COUNT && flags <= WEIR_CRITERION_CASED && own == ordinal && allowed(op, type) &&
      (op == WEIR_OP_MATCHES ==> flags == WEIR_CRITERION_CASED) && (op == WEIR_OP_EXISTS || !is_text(type) ==> flags == 0);

    // Its second field: there is one exactly where the operator compares fields, it is another one, and of a type to compare with.
    predicate other_ok{L}(uint8_t *b, integer parameters, integer count, integer op, integer type, integer ordinal, integer other) =
      compares_fields(op) ?
        1 <= other <= count && other != ordinal &&
        ((is_text(type) && is_text(parameter_type(b, parameters, other - 1))) ||
         (type == parameter_type(b, parameters, other - 1) &&
          parameter_type_hash(b, parameters, ordinal - 1) == parameter_type_hash(b, parameters, other - 1))) :
        other == 0;

    // The set is of the kind and form that the operator takes.
    predicate set_fits{L}(uint8_t *b, integer sets, integer numbers, integer op, integer type, boolean cased, integer n) =
      set_kind(b, sets, n) == kind_of_set(op) && set_form(b, sets, n) == form_of_set(op, type, cased) &&
      (kind_of_set(op) == WEIR_SET_NUMBERS ==>
         ends_ok(b, numbers, op, type, set_first(b, sets, n), set_first(b, sets, n) + set_count(b, sets, n) - 1)) &&
      (kind_of_set(op) == WEIR_SET_RANGES ==>
         ends_ok(b, numbers, op, type, set_first(b, sets, n), set_first(b, sets, n) + 2 * set_count(b, sets, n) - 1));

    // Its set, where so many sets were used before.
    predicate set_ok{L}(uint8_t *b, integer sets, integer numbers, integer total, integer seen, integer op, integer type, boolean cased, integer n) =
      kind_of_set(op) == 0 ? n == WEIR_NO_SET : n < total && n <= seen && set_fits(b, sets, numbers, op, type, cased, n);

    // A well-formed criterion on this ordinal, as docs/channel-format.md says it.
    predicate criterion_ok{L}(uint8_t *b, integer criteria, integer parameters, integer count, integer sets, integer numbers, integer total, integer k,
                              integer ordinal, integer seen) =
      plain_ok(criterion_op(b, criteria, k), criterion_flags(b, criteria, k), criterion_ordinal(b, criteria, k), parameter_type(b, parameters, ordinal - 1),
               ordinal) &&
      other_ok(b, parameters, count, criterion_op(b, criteria, k), parameter_type(b, parameters, ordinal - 1), ordinal, criterion_other(b, criteria, k)) &&
      set_ok(b, sets, numbers, total, seen, criterion_op(b, criteria, k), parameter_type(b, parameters, ordinal - 1),
             criterion_flags(b, criteria, k) != 0, criterion_set(b, criteria, k));

    // Where each ordinal's criteria start: from 0, never falling, up to all of the instance's.
    predicate starts_in{L}(int32_t *start, integer total, integer count) =
      start[0] == 0 && start[count] == total && (\forall integer k; 0 < k <= count ==> 0 <= start[k - 1] <= start[k] <= total);
*/
#define WEIR_PROOF_STARTS_APART(v, instance) \
    (\valid_read((instance).start + (0 .. WEIR_MAX_PARAMETERS)) && \separated((instance).start + (0 .. WEIR_MAX_PARAMETERS), v))
#define WEIR_PROOF_STARTS_IN(v, instance) \
    (WEIR_PROOF_STARTS_APART(v, instance) && starts_in((instance).start, (instance).criterion_count, (v)->channel.parameter_count))
/*@ predicate action_ok(integer action, integer allowed) = (action == 0 ? allowed : action == 1 ? allowed / 2 : allowed / 4) % 2 == 1;

    // Severity, action, flags and reserved bytes of an instance, where the Template Type allows these actions.
    predicate fields_ok{L}(uint8_t *b, integer at, integer allowed) =
      b[at + WEIR_INSTANCE_SEVERITY] < WEIR_SEVERITY_COUNT && b[at + WEIR_INSTANCE_ACTION] < WEIR_ACTION_COUNT &&
      action_ok(b[at + WEIR_INSTANCE_ACTION], allowed) &&
      b[at + WEIR_INSTANCE_FLAGS] <= WEIR_INSTANCE_STRESS && b[at + WEIR_INSTANCE_RESERVED] == 0 && u32(b, at + WEIR_INSTANCE_RESERVED2) == 0;
*/
/*@ // How many of the criteria on ordinal p + 1, which start at `start` of the instance's, had their first push before word i of its condition.
    logic integer pushed_at{L}(uint8_t *b, integer code, integer criteria, integer first, integer start, integer p, integer i) =
      i <= 0 ? 0 : pushed_at(b, code, criteria, first, start, p, i - 1) +
        (b[code + WEIR_BYTES_CODE * (i - 1)] == WEIR_CODE_CRITERION &&
         criterion_ordinal(b, criteria, first + u16(b, code + WEIR_BYTES_CODE * (i - 1) + 2)) == p + 1 &&
         u16(b, code + WEIR_BYTES_CODE * (i - 1) + 2) == start + pushed_at(b, code, criteria, first, start, p, i - 1) ? 1 : 0);

    // A push of criterion n, one on ordinal p + 1: so many of them had their first push before, and those are the first of them.
    predicate push_ok(integer n, integer start, integer pushed) = start <= n <= start + pushed;
    // The criterion that word i pushes is on the ordinal behind this one.
    logic integer pushed_on{L}(uint8_t *b, integer code, integer criteria, integer first, integer i) =
      criterion_ordinal(b, criteria, first + u16(b, code + WEIR_BYTES_CODE * i + 2)) - 1;
    predicate word_pushes{L}(uint8_t *b, integer code, integer criteria, integer first, int32_t *start, integer i) =
      b[code + WEIR_BYTES_CODE * i] == WEIR_CODE_CRITERION ==>
        push_ok(u16(b, code + WEIR_BYTES_CODE * i + 2), start[pushed_on(b, code, criteria, first, i)],
                pushed_at(b, code, criteria, first, start[pushed_on(b, code, criteria, first, i)], pushed_on(b, code, criteria, first, i), i));
    predicate pushes_all{L}(uint8_t *b, integer code, integer criteria, integer first, int32_t *start, integer p, integer count) =
      start[p] + pushed_at(b, code, criteria, first, start[p], p, count) == start[p + 1];

    // A well-formed condition: words that are ones, the stack, and each criterion has a part in it, the criteria of one ordinal in their order.
    predicate condition_ok{L}(uint8_t *b, integer code, integer count, integer criteria, integer first, integer total, int32_t *start, integer parameters) =
      code_in(b, code, count, total) && (\forall integer i; 0 <= i < count ==> word_pushes(b, code, criteria, first, start, i)) &&
      (\forall integer p; 0 <= p < parameters ==> pushes_all(b, code, criteria, first, start, p, count));
*/
#define WEIR_PROOF_FIELDS_OK(v, at) fields_ok((v)->b, at, (v)->b[(v)->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS])
#define WEIR_PROOF_CRITERION_OK(c, k, ordinal, seen) \
    criterion_ok((c)->bytes, (c)->section[WEIR_SECTION_CRITERIA].offset, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->parameter_count, \
                 (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_NUMBERS].offset, (c)->section[WEIR_SECTION_SETS].count, k, ordinal, seen)
#define WEIR_PROOF_CRITERIA_STAGE(v) (WEIR_PROOF_FILE(v) && WEIR_PROOF_PARAMETERS(&(v)->channel) && WEIR_PROOF_SETS(&(v)->channel))

/* Where the stages behind the values of sets stand. */
#define WEIR_PROOF_QUESTIONS_STAGE(v) \
    (WEIR_PROOF_STAGE(v) && WEIR_PROOF_CRITERIA_STAGE(v) && WEIR_PROOF_VALUES(&(v)->channel) && WEIR_PROOF_IN(&(v)->channel, CRITERIA) && \
     WEIR_PROOF_CRITERIA_IN(&(v)->channel, 0, (v)->channel.section[WEIR_SECTION_CRITERIA].count) && WEIR_PROOF_IN(&(v)->channel, QUESTIONS) && \
     WEIR_PROOF_IN(&(v)->channel, ASKED))

/* ---- the contract of a sensor ---- */

/*@ predicate contract_in{L}(struct weir_contract *contract) =
      \valid_read(contract) && (contract->input_count == 0 || \valid_read(contract->inputs + (0 .. contract->input_count - 1)));

    // What a sensor says of input i is what the file says of parameter i.
    predicate input_ok{L}(uint8_t *b, integer parameters, struct weir_contract_input *inputs, integer i) =
      inputs[i].name_hash == u64(b, parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_NAME_HASH) &&
      inputs[i].type == b[parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_TYPE] &&
      inputs[i].type_hash == u64(b, parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_TYPE_HASH);

    predicate contract_ok{L}(uint8_t *b, integer template, integer parameters, integer version, integer count, struct weir_contract *contract) =
      contract->platform == b[template + WEIR_TEMPLATE_PLATFORM] && contract->template_name_hash == u64(b, template + WEIR_TEMPLATE_NAME_HASH) &&
      contract->template_version == version && contract->input_count == count &&
      (\forall integer i; 0 <= i < count ==> input_ok(b, parameters, contract->inputs, i));
*/

#endif
