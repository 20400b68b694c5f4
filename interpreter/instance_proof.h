/* What a well-formed Template Instance is, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h, verify_proof.h. Out: predicates of bytes (`..._ok`: what docs/channel-format.md says in words).
 * Must hold: definitions only; none says how the verifier works. */
#ifndef WEIR_INSTANCE_PROOF_H
#define WEIR_INSTANCE_PROOF_H

/* ---- what stands in the record itself ---- */

/*@ // How many strings were used behind a use of one.
    logic integer seen_behind(integer number, integer seen) = seen + (number == seen ? 1 : 0);
    logic integer texts_seen{L}(uint8_t *b, integer at, integer seen) =
      seen_behind(u32(b, at + WEIR_INSTANCE_TITLE), seen_behind(u32(b, at + WEIR_INSTANCE_NAME), seen));

    // Its id, behind that of the instance before it; a name that is not empty, and a title; and its other fields.
    predicate instance_plain_ok{L}(uint8_t *b, integer at, integer allowed, integer offsets, integer bytes, integer total, integer before, integer seen) =
      before < u64(b, at + WEIR_INSTANCE_ID) <= 9007199254740991 && text_ok(b, offsets, bytes, total, u32(b, at + WEIR_INSTANCE_NAME), seen) &&
      u32(b, offsets + 4 * u32(b, at + WEIR_INSTANCE_NAME)) < u32(b, offsets + 4 * u32(b, at + WEIR_INSTANCE_NAME) + 4) &&
      text_ok(b, offsets, bytes, total, u32(b, at + WEIR_INSTANCE_TITLE), seen_behind(u32(b, at + WEIR_INSTANCE_NAME), seen)) && fields_ok(b, at, allowed);
*/
#define WEIR_PROOF_PLAIN_OK(v, at, before, seen) \
    instance_plain_ok((v)->b, at, (v)->b[(v)->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS], \
                      (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].offset, (v)->channel.section[WEIR_SECTION_STRING_BYTES].offset, \
                      (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].count, before, seen)

/* ---- where its parts stand ---- */

/*@ // A range in a table of which so many records are those of the instances before.
    predicate range_ok(integer first, integer count, integer used, integer total) = first == (count == 0 ? 0 : used) && used + count <= total;

    // The first n numbers of a vector together: where the criteria on ordinal n + 1 start.
    logic integer start_of{L}(uint8_t *b, integer vector, integer n) =
      n <= 0 ? 0 : start_of(b, vector, n - 1) + u16(b, vector + WEIR_BYTES_VECTORS * (n - 1));

    // Its parameter count is the Template Type's, its vector has as many numbers, and together they are the count of its criteria.
    predicate vector_ok{L}(uint8_t *b, integer at, integer parameters, integer vectors, integer used, integer total) =
      u32(b, at + WEIR_INSTANCE_PARAMETER_COUNT) == parameters && range_ok(u32(b, at + WEIR_INSTANCE_VECTOR_FIRST), parameters, used, total) &&
      start_of(b, vectors + WEIR_BYTES_VECTORS * used, parameters) == u32(b, at + WEIR_INSTANCE_CRITERION_COUNT);

    predicate ranges_ok{L}(uint8_t *b, integer at, integer parameters, integer vectors, integer vectors_used, integer vector_total, integer criteria_used,
                           integer criterion_total, integer code_used, integer code_total) =
      vector_ok(b, at, parameters, vectors, vectors_used, vector_total) &&
      range_ok(u32(b, at + WEIR_INSTANCE_CRITERION_FIRST), u32(b, at + WEIR_INSTANCE_CRITERION_COUNT), criteria_used, criterion_total) &&
      1 <= u32(b, at + WEIR_INSTANCE_CODE_COUNT) &&
      range_ok(u32(b, at + WEIR_INSTANCE_CODE_FIRST), u32(b, at + WEIR_INSTANCE_CODE_COUNT), code_used, code_total);

    // What the verifier keeps of a vector.
    predicate starts_ok{L}(int32_t *start, uint8_t *b, integer vector, integer parameters) =
      (\forall integer k; 0 <= k <= parameters ==> start[k] == start_of(b, vector, k)) &&
      (\forall integer k; 0 < k <= parameters ==> 0 <= start[k - 1] <= start[k] <= start[parameters]);
*/
#define WEIR_PROOF_VECTOR_AT(v, used) ((v)->channel.section[WEIR_SECTION_VECTORS].offset + WEIR_BYTES_VECTORS * (used))
#define WEIR_PROOF_VECTOR_OK(v, at, used) \
    vector_ok((v)->b, at, (v)->channel.parameter_count, (v)->channel.section[WEIR_SECTION_VECTORS].offset, used, (v)->channel.section[WEIR_SECTION_VECTORS].count)
#define WEIR_PROOF_RANGES_OK(v, at, vectors_used, criteria_used, code_used) \
    ranges_ok((v)->b, at, (v)->channel.parameter_count, (v)->channel.section[WEIR_SECTION_VECTORS].offset, vectors_used, \
              (v)->channel.section[WEIR_SECTION_VECTORS].count, criteria_used, (v)->channel.section[WEIR_SECTION_CRITERIA].count, code_used, \
              (v)->channel.section[WEIR_SECTION_CODE].count)

/* ---- its criteria ---- */

/*@ // How many sets were used before criterion k of the table: each first use is of the next one.
    logic integer sets_before{L}(uint8_t *b, integer criteria, integer k) =
      k <= 0 ? 0 : sets_before(b, criteria, k - 1) + (criterion_set(b, criteria, k - 1) == sets_before(b, criteria, k - 1) ? 1 : 0);

    // How many inputs the criteria before criterion k read.
    logic integer most(integer a, integer b) = a < b ? b : a;
    logic integer reads_before{L}(uint8_t *b, integer criteria, integer k) =
      k <= 0 ? 0 : most(most(reads_before(b, criteria, k - 1), criterion_ordinal(b, criteria, k - 1)), criterion_other(b, criteria, k - 1));

    // The criteria from .. to - 1 are well formed, and on this ordinal.
    predicate ordinal_ok{L}(uint8_t *b, integer criteria, integer parameters, integer count, integer sets, integer numbers, integer total, integer from,
                            integer to, integer ordinal) =
      \forall integer k; from <= k < to ==> criterion_ok(b, criteria, parameters, count, sets, numbers, total, k, ordinal, sets_before(b, criteria, k));

    // Those of an instance, the first of which is `first` of the table, and of which those on ordinal n + 1 start at start[n].
    predicate criteria_ok{L}(uint8_t *b, integer criteria, integer parameters, integer count, integer sets, integer numbers, integer total, integer first,
                             int32_t *start) =
      \forall integer p; 0 <= p < count ==>
        ordinal_ok(b, criteria, parameters, count, sets, numbers, total, first + start[p], first + start[p + 1], p + 1);
*/
#define WEIR_PROOF_SETS_BEFORE(c, k) sets_before((c)->bytes, (c)->section[WEIR_SECTION_CRITERIA].offset, k)
#define WEIR_PROOF_READS_BEFORE(c, k) reads_before((c)->bytes, (c)->section[WEIR_SECTION_CRITERIA].offset, k)
#define WEIR_PROOF_ORDINAL_OK(c, from, to, ordinal) \
    ordinal_ok((c)->bytes, (c)->section[WEIR_SECTION_CRITERIA].offset, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->parameter_count, \
               (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_NUMBERS].offset, (c)->section[WEIR_SECTION_SETS].count, from, to, ordinal)
#define WEIR_PROOF_CRITERIA_OK(c, first, start) \
    criteria_ok((c)->bytes, (c)->section[WEIR_SECTION_CRITERIA].offset, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->parameter_count, \
                (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_NUMBERS].offset, (c)->section[WEIR_SECTION_SETS].count, first, start)

/* ---- the same by the bytes of the vector alone ---- */

/*@ predicate ordinal_in{L}(uint8_t *b, integer criteria, integer k, integer parameters) = 1 <= criterion_ordinal(b, criteria, k) <= parameters;

    predicate word_pushes_in{L}(uint8_t *b, integer code, integer criteria, integer first, integer vector, integer i) =
      b[code + WEIR_BYTES_CODE * i] == WEIR_CODE_CRITERION ==>
        push_ok(u16(b, code + WEIR_BYTES_CODE * i + 2), start_of(b, vector, pushed_on(b, code, criteria, first, i)),
                pushed_at(b, code, criteria, first, start_of(b, vector, pushed_on(b, code, criteria, first, i)), pushed_on(b, code, criteria, first, i), i));
    predicate pushes_all_in{L}(uint8_t *b, integer code, integer criteria, integer first, integer vector, integer p, integer count) =
      start_of(b, vector, p) + pushed_at(b, code, criteria, first, start_of(b, vector, p), p, count) == start_of(b, vector, p + 1);

    // An instance's condition is well formed, where its criteria start at `first` of the table.
    predicate instance_condition_ok{L}(uint8_t *b, integer code, integer count, integer criteria, integer first, integer total, integer vector,
                                       integer parameters) =
      code_in(b, code, count, total) && (\forall integer i; 0 <= i < count ==> word_pushes_in(b, code, criteria, first, vector, i)) &&
      (\forall integer p; 0 <= p < parameters ==> pushes_all_in(b, code, criteria, first, vector, p, count));

    // And its criteria are.
    predicate instance_criteria_ok{L}(uint8_t *b, integer criteria, integer parameters, integer count, integer sets, integer numbers, integer total,
                                      integer first, integer vector) =
      \forall integer p; 0 <= p < count ==>
        ordinal_ok(b, criteria, parameters, count, sets, numbers, total, first + start_of(b, vector, p), first + start_of(b, vector, p + 1), p + 1);
*/
/*@ ghost
    /@ requires starts_ok(start, b, vector, count);
       assigns \nothing;
       ensures criteria_ok(b, criteria, parameters, count, sets, numbers, total, first, start) <==>
               instance_criteria_ok(b, criteria, parameters, count, sets, numbers, total, first, vector); @/
    static void criteria_by_bytes(const uint8_t *b, uint32_t criteria, uint32_t parameters, uint32_t count, uint32_t sets, uint32_t numbers, uint32_t total,
                                  uint32_t first, const int32_t *start, size_t vector)
    {
        /@ assert step: \forall integer p; 0 <= p < count ==>
                  (ordinal_ok(b, criteria, parameters, count, sets, numbers, total, first + start[p], first + start[p + 1], p + 1) <==>
                   ordinal_ok(b, criteria, parameters, count, sets, numbers, total, first + start_of(b, vector, p), first + start_of(b, vector, p + 1), p + 1)); @/
    }

    /@ requires starts_ok(start, b, vector, parameters);
       requires \forall integer k; first <= k < first + total ==> ordinal_in(b, criteria, k, parameters);
       assigns \nothing;
       ensures condition_ok(b, code, count, criteria, first, total, start, parameters) <==>
               instance_condition_ok(b, code, count, criteria, first, total, vector, parameters); @/
    static void condition_by_bytes(const uint8_t *b, size_t code, uint32_t count, uint32_t criteria, uint32_t first, uint32_t total, const int32_t *start,
                                   size_t vector, uint32_t parameters)
    {
        /@ loop invariant 0 <= i <= count;
           loop invariant words: code_in(b, code, count, total) ==> (\forall integer k; 0 <= k < i ==>
                  (word_pushes(b, code, criteria, first, start, k) <==> word_pushes_in(b, code, criteria, first, vector, k)));
           loop assigns i;
           loop variant count - i; @/
        for (uint32_t i = 0; i < count; i++) {
            /@ assert word: code_in(b, code, count, total) ==> word_in(b, code, total, i); @/
            /@ assert number: code_in(b, code, count, total) ==> b[code + WEIR_BYTES_CODE * i] == WEIR_CODE_CRITERION ==>
                      0 <= u16(b, code + WEIR_BYTES_CODE * i + 2) < total; @/
            /@ assert in: code_in(b, code, count, total) ==> b[code + WEIR_BYTES_CODE * i] == WEIR_CODE_CRITERION ==>
                      ordinal_in(b, criteria, first + u16(b, code + WEIR_BYTES_CODE * i + 2), parameters); @/
            /@ assert on: code_in(b, code, count, total) ==> b[code + WEIR_BYTES_CODE * i] == WEIR_CODE_CRITERION ==>
                      0 <= pushed_on(b, code, criteria, first, i) < parameters; @/
            /@ assert one: code_in(b, code, count, total) ==>
                      (word_pushes(b, code, criteria, first, start, i) <==> word_pushes_in(b, code, criteria, first, vector, i)); @/
        }
        /@ assert pushes: \forall integer p; 0 <= p < parameters ==>
                  (pushes_all(b, code, criteria, first, start, p, count) <==> pushes_all_in(b, code, criteria, first, vector, p, count)); @/
    }
*/

#define WEIR_PROOF_INSTANCE_CRITERIA_OK(c, first, vector) \
    instance_criteria_ok((c)->bytes, (c)->section[WEIR_SECTION_CRITERIA].offset, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->parameter_count, \
                         (c)->section[WEIR_SECTION_SETS].offset, (c)->section[WEIR_SECTION_NUMBERS].offset, (c)->section[WEIR_SECTION_SETS].count, first, vector)
#define WEIR_PROOF_INSTANCE_CONDITION_OK(c, code_first, code_count, first, count, vector) \
    instance_condition_ok((c)->bytes, (c)->section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * (code_first), code_count, \
                          (c)->section[WEIR_SECTION_CRITERIA].offset, first, count, vector, (c)->parameter_count)
/* Its parts, where so much of the tables is that of the instances before it, and the whole. */
#define WEIR_PROOF_ITS_CRITERIA_OK(v, vectors_used, criteria_used) \
    WEIR_PROOF_INSTANCE_CRITERIA_OK(&(v)->channel, criteria_used, WEIR_PROOF_VECTOR_AT(v, vectors_used))
#define WEIR_PROOF_ITS_CONDITION_OK(v, at, vectors_used, criteria_used, code_used) \
    WEIR_PROOF_INSTANCE_CONDITION_OK(&(v)->channel, code_used, u32((v)->b, (at) + WEIR_INSTANCE_CODE_COUNT), criteria_used, \
                                     u32((v)->b, (at) + WEIR_INSTANCE_CRITERION_COUNT), WEIR_PROOF_VECTOR_AT(v, vectors_used))
#define WEIR_PROOF_INSTANCE_OK(v, at, ...) WEIR_PROOF_INSTANCE_OK_(v, at, __VA_ARGS__) /* the last: what the instances before it have used */
#define WEIR_PROOF_INSTANCE_OK_(v, at, before, seen, vectors_used, criteria_used, code_used) \
    (WEIR_PROOF_PLAIN_OK(v, at, before, seen) && WEIR_PROOF_RANGES_OK(v, at, vectors_used, criteria_used, code_used) && \
     WEIR_PROOF_ITS_CRITERIA_OK(v, vectors_used, criteria_used) && WEIR_PROOF_ITS_CONDITION_OK(v, at, vectors_used, criteria_used, code_used))

/*@ ghost
    /@ requires code_in(b, code + WEIR_BYTES_CODE * instance_code(b, instances, i), instance_words(b, instances, i), instance_criteria(b, instances, i));
       assigns \nothing;
       ensures condition_in(b, instances, code, i); @/
    static void condition_is_in(const uint8_t *b, uint32_t instances, uint32_t code, uint32_t i)
    {
    }
*/

/* ---- the whole table ---- */

/*@ // What the instances before instance i have used.
    logic integer id_at{L}(uint8_t *b, integer instances, integer i) = i <= 0 ? 0 : u64(b, instances + WEIR_BYTES_INSTANCES * (i - 1) + WEIR_INSTANCE_ID);
    logic integer strings_at{L}(uint8_t *b, integer instances, integer seen, integer i) =
      i <= 0 ? seen : texts_seen(b, instances + WEIR_BYTES_INSTANCES * (i - 1), strings_at(b, instances, seen, i - 1));
    logic integer vectors_at(integer parameters, integer i) = i <= 0 ? 0 : vectors_at(parameters, i - 1) + parameters;
    logic integer criteria_at{L}(uint8_t *b, integer instances, integer i) =
      i <= 0 ? 0 : criteria_at(b, instances, i - 1) + instance_criteria(b, instances, i - 1);
    logic integer code_at{L}(uint8_t *b, integer instances, integer i) = i <= 0 ? 0 : code_at(b, instances, i - 1) + instance_words(b, instances, i - 1);
*/
#define WEIR_PROOF_INSTANCE_AT(v, index) ((v)->channel.section[WEIR_SECTION_INSTANCES].offset + WEIR_BYTES_INSTANCES * (index))
#define WEIR_PROOF_ID_AT(v, index) id_at((v)->b, (v)->channel.section[WEIR_SECTION_INSTANCES].offset, index)
#define WEIR_PROOF_STRINGS_AT(v, seen, index) strings_at((v)->b, (v)->channel.section[WEIR_SECTION_INSTANCES].offset, seen, index)
#define WEIR_PROOF_CRITERIA_AT(v, index) criteria_at((v)->b, (v)->channel.section[WEIR_SECTION_INSTANCES].offset, index)
#define WEIR_PROOF_WORDS_AT(v, index) code_at((v)->b, (v)->channel.section[WEIR_SECTION_INSTANCES].offset, index)
/*@ // Instance i is well formed, where those before it are, and so many strings were used before the first: each of its parts.
    predicate plain_ok_at{L}(uint8_t *b, integer instances, integer allowed, integer offsets, integer bytes, integer total, integer seen, integer i) =
      instance_plain_ok(b, instances + WEIR_BYTES_INSTANCES * i, allowed, offsets, bytes, total, id_at(b, instances, i), strings_at(b, instances, seen, i));
    predicate ranges_ok_at{L}(uint8_t *b, integer instances, integer parameters, integer vectors, integer vector_total, integer criterion_total,
                              integer code_total, integer i) =
      ranges_ok(b, instances + WEIR_BYTES_INSTANCES * i, parameters, vectors, vectors_at(parameters, i), vector_total, criteria_at(b, instances, i),
                criterion_total, code_at(b, instances, i), code_total);
    predicate criteria_ok_at{L}(uint8_t *b, integer instances, integer criteria, integer parameters, integer count, integer sets, integer numbers,
                                integer total, integer vectors, integer i) =
      instance_criteria_ok(b, criteria, parameters, count, sets, numbers, total, criteria_at(b, instances, i),
                           vectors + WEIR_BYTES_VECTORS * vectors_at(count, i));
    predicate condition_ok_at{L}(uint8_t *b, integer instances, integer code, integer criteria, integer vectors, integer count, integer i) =
      instance_condition_ok(b, code + WEIR_BYTES_CODE * code_at(b, instances, i), instance_words(b, instances, i), criteria, criteria_at(b, instances, i),
                            instance_criteria(b, instances, i), vectors + WEIR_BYTES_VECTORS * vectors_at(count, i), count);
*/
#define WEIR_PROOF_PLAIN_OK_AT(v, seen, index) \
    plain_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_INSTANCES].offset, \
                (v)->b[(v)->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS], (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].offset, \
                (v)->channel.section[WEIR_SECTION_STRING_BYTES].offset, (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].count, seen, index)
#define WEIR_PROOF_RANGES_OK_AT(v, index) \
    ranges_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_INSTANCES].offset, (v)->channel.parameter_count, (v)->channel.section[WEIR_SECTION_VECTORS].offset, \
                 (v)->channel.section[WEIR_SECTION_VECTORS].count, (v)->channel.section[WEIR_SECTION_CRITERIA].count, \
                 (v)->channel.section[WEIR_SECTION_CODE].count, index)
#define WEIR_PROOF_CRITERIA_OK_AT(v, index) \
    criteria_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_INSTANCES].offset, (v)->channel.section[WEIR_SECTION_CRITERIA].offset, \
                   (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, (v)->channel.parameter_count, (v)->channel.section[WEIR_SECTION_SETS].offset, \
                   (v)->channel.section[WEIR_SECTION_NUMBERS].offset, (v)->channel.section[WEIR_SECTION_SETS].count, \
                   (v)->channel.section[WEIR_SECTION_VECTORS].offset, index)
#define WEIR_PROOF_CONDITION_OK_AT(v, index) \
    condition_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_INSTANCES].offset, (v)->channel.section[WEIR_SECTION_CODE].offset, \
                    (v)->channel.section[WEIR_SECTION_CRITERIA].offset, (v)->channel.section[WEIR_SECTION_VECTORS].offset, (v)->channel.parameter_count, index)
#define WEIR_PROOF_INSTANCE_OK_AT(v, seen, index) \
    (WEIR_PROOF_PLAIN_OK_AT(v, seen, index) && WEIR_PROOF_RANGES_OK_AT(v, index) && WEIR_PROOF_CRITERIA_OK_AT(v, index) && WEIR_PROOF_CONDITION_OK_AT(v, index))
/* All are, and together they use the whole of each table and read as many inputs as the header says. */
#define WEIR_PROOF_INSTANCES_OK(v, seen) \
    ((\forall integer each; 0 <= each < (v)->channel.section[WEIR_SECTION_INSTANCES].count ==> WEIR_PROOF_INSTANCE_OK_AT(v, seen, each)) && \
     (v)->channel.section[WEIR_SECTION_VECTORS].count == vectors_at((v)->channel.parameter_count, (v)->channel.section[WEIR_SECTION_INSTANCES].count) && \
     (v)->channel.section[WEIR_SECTION_CRITERIA].count == WEIR_PROOF_CRITERIA_AT(v, (v)->channel.section[WEIR_SECTION_INSTANCES].count) && \
     (v)->channel.section[WEIR_SECTION_CODE].count == WEIR_PROOF_WORDS_AT(v, (v)->channel.section[WEIR_SECTION_INSTANCES].count) && \
     (v)->channel.inputs_read == WEIR_PROOF_READS_BEFORE(&(v)->channel, (v)->channel.section[WEIR_SECTION_CRITERIA].count))

#endif
