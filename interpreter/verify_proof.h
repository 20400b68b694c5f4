/* What a well-formed channel file is, and where the verifier stands in one, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h. Out: predicates of bytes (`..._ok`: what docs/channel-format.md says in words) and of a verifier's state (`..._in`: what
 *       the stages before have shown). Must hold: definitions only; a predicate of bytes says nothing of how the verifier works. */
#ifndef WEIR_VERIFY_PROOF_H
#define WEIR_VERIFY_PROOF_H

/* Header and section table. */
#define WEIR_PROOF_TABLE_END (WEIR_HEADER_BYTES + WEIR_SECTION_COUNT * WEIR_SECTION_ROW_BYTES)

/* ---- where the verifier stands ---- */

/*@ predicate file_in{L}(struct verifier *v) =
      \valid(v) && \valid_read(v->b + (0 .. v->n - 1)) && WEIR_PROOF_TABLE_END <= v->n <= WEIR_MAX_FILE_BYTES &&
      v->channel.bytes == v->b && v->channel.size == v->n;

    predicate section_in{L}(struct verifier *v, integer s, integer bytes) =
      WEIR_PROOF_TABLE_END <= v->channel.section[s].offset && v->channel.section[s].offset + v->channel.section[s].count * bytes <= v->n;

    predicate sections_in{L}(struct verifier *v) =
      file_in(v) &&
      section_in(v, WEIR_SECTION_TEMPLATE, WEIR_BYTES_TEMPLATE) && section_in(v, WEIR_SECTION_PARAMETERS, WEIR_BYTES_PARAMETERS) &&
      section_in(v, WEIR_SECTION_MEMBERS, WEIR_BYTES_MEMBERS) && section_in(v, WEIR_SECTION_ALIASES, WEIR_BYTES_ALIASES) &&
      section_in(v, WEIR_SECTION_RECORDED, WEIR_BYTES_RECORDED) && section_in(v, WEIR_SECTION_INSTANCES, WEIR_BYTES_INSTANCES) &&
      section_in(v, WEIR_SECTION_VECTORS, WEIR_BYTES_VECTORS) && section_in(v, WEIR_SECTION_CRITERIA, WEIR_BYTES_CRITERIA) &&
      section_in(v, WEIR_SECTION_CODE, WEIR_BYTES_CODE) && section_in(v, WEIR_SECTION_SETS, WEIR_BYTES_SETS) &&
      section_in(v, WEIR_SECTION_VALUES, WEIR_BYTES_VALUES) && section_in(v, WEIR_SECTION_NUMBERS, WEIR_BYTES_NUMBERS) &&
      section_in(v, WEIR_SECTION_PROGRAMS, WEIR_BYTES_PROGRAMS) && section_in(v, WEIR_SECTION_PROGRAM_CODE, WEIR_BYTES_PROGRAM_CODE) &&
      section_in(v, WEIR_SECTION_CLASSES, WEIR_BYTES_CLASSES) && section_in(v, WEIR_SECTION_STRING_OFFSETS, WEIR_BYTES_STRING_OFFSETS) &&
      section_in(v, WEIR_SECTION_STRING_BYTES, WEIR_BYTES_STRING_BYTES) && section_in(v, WEIR_SECTION_QUESTIONS, WEIR_BYTES_QUESTIONS) &&
      section_in(v, WEIR_SECTION_ASKED, WEIR_BYTES_ASKED) &&
      section_in(v, WEIR_SECTION_WAKES, WEIR_BYTES_WAKES) &&
      section_in(v, WEIR_SECTION_ALWAYS, WEIR_BYTES_ALWAYS) &&
      section_in(v, WEIR_SECTION_TABLES, WEIR_BYTES_TABLES) &&
      section_in(v, WEIR_SECTION_BUCKETS, WEIR_BYTES_BUCKETS) &&
      section_in(v, WEIR_SECTION_FILTERS, WEIR_BYTES_FILTERS) &&
      section_in(v, WEIR_SECTION_ENTRIES, WEIR_BYTES_ENTRIES) &&
      section_in(v, WEIR_SECTION_HITS, WEIR_BYTES_HITS) &&
      section_in(v, WEIR_SECTION_WINDOWS, WEIR_BYTES_WINDOWS);

    predicate limits_in{L}(struct verifier *v, struct weir_limits *limits) =
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
/* What a sensor says of an input is what the file says of the parameter at this place. */
#define WEIR_PROOF_INPUT_OK(b, at, input) \
    ((input).name_hash == u64(b, (at) + WEIR_PARAMETER_NAME_HASH) && (input).type == (b)[(at) + WEIR_PARAMETER_TYPE] && \
     (input).type_hash == u64(b, (at) + WEIR_PARAMETER_TYPE_HASH))
#define WEIR_PROOF_ALL_FILLED(v) \
    (WEIR_PROOF_FILLED(v, 1) && WEIR_PROOF_FILLED(v, 2) && WEIR_PROOF_FILLED(v, 3) && WEIR_PROOF_FILLED(v, 4) && WEIR_PROOF_FILLED(v, 5) && \
     WEIR_PROOF_FILLED(v, 6) && WEIR_PROOF_FILLED(v, 7) && WEIR_PROOF_FILLED(v, 8) && WEIR_PROOF_FILLED(v, 9) && WEIR_PROOF_FILLED(v, 10) && \
     WEIR_PROOF_FILLED(v, 11) && WEIR_PROOF_FILLED(v, 12) && WEIR_PROOF_FILLED(v, 13) && WEIR_PROOF_FILLED(v, 14) && WEIR_PROOF_FILLED(v, 15) && \
     WEIR_PROOF_FILLED(v, 16) && WEIR_PROOF_FILLED(v, 17) && WEIR_PROOF_FILLED(v, 18) && WEIR_PROOF_FILLED(v, 19) && WEIR_PROOF_FILLED(v, 20) && \
     WEIR_PROOF_FILLED(v, 21) && WEIR_PROOF_FILLED(v, 22) && WEIR_PROOF_FILLED(v, 23) && WEIR_PROOF_FILLED(v, 24) && WEIR_PROOF_FILLED(v, 25) && \
     WEIR_PROOF_FILLED(v, 26) && WEIR_PROOF_FILLED(v, 27))

#endif
