/* What a well-formed file is as a whole, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   verify_proof.h, table_proof.h, instance_proof.h, set_proof.h, question_proof.h, wake_proof.h, searched_proof.h. Out: predicates that join what these say of their tables: the strings, sets and
 *       bytes that one uses are counted on in the next.
 * Must hold: definitions only. Each is of the bytes and of where the sections lie, and of nothing else that the verifier keeps. */
#ifndef WEIR_CONTENT_PROOF_H
#define WEIR_CONTENT_PROOF_H

/*@ // What stands behind `shown` provers do not take apart: it is much, and in the way of all else that is to be proved there.
    predicate shown(integer key) = key == 0;

    // But for the digest: the file as such, its header, where its sections lie, its strings; and it is the one that was asked for.
    predicate layout_well_formed{L}(uint8_t *b, integer n, struct weir_limits *limits) =
      file_ok(b, n, limits) && header_ok(b) &&
      (limits == \null || name_ok(limits, u32(b, WEIR_AT_CHANNEL), u32(b, WEIR_AT_TEMPLATE_VERSION), u32(b, WEIR_AT_REVISION))) && sections_ok(b, n) &&
      strings_ok(b, row_offset(b, WEIR_SECTION_STRING_OFFSETS), row_count(b, WEIR_SECTION_STRING_OFFSETS), row_count(b, WEIR_SECTION_STRING_BYTES));

    // How many strings are used behind the Template Type; the instances; the programs; the sets. And how many bytes are read behind the Template Type; the sets.
    logic integer seen_by_tables{L}(struct verifier *v) = WEIR_PROOF_TABLES_SEEN(v, 0);
    logic integer seen_by_instances{L}(struct verifier *v) = WEIR_PROOF_STRINGS_AT(v, seen_by_tables(v), v->channel.section[WEIR_SECTION_INSTANCES].count);
    logic integer seen_by_programs{L}(struct verifier *v) = WEIR_PROOF_EXPRESSIONS_SEEN(v, seen_by_instances(v), WEIR_PROOF_PROGRAM_TOTAL(v));
    logic integer seen_by_sets{L}(struct verifier *v) = WEIR_PROOF_STRINGS_BEHIND(v, seen_by_programs(v), WEIR_PROOF_SET_TOTAL(v));
    logic integer read_by_tables{L}(struct verifier *v) = WEIR_PROOF_TABLES_READ(v, 0);
    logic integer read_by_sets{L}(struct verifier *v) = WEIR_PROOF_READ_BEHIND(v, read_by_tables(v), WEIR_PROOF_SET_TOTAL(v));
    // And how many sets behind the criteria.
    logic integer sets_by_criteria{L}(struct verifier *v) = WEIR_PROOF_SETS_BEFORE(&v->channel, WEIR_PROOF_CRITERION_TOTAL(v));

    predicate tables_well_formed{L}(struct verifier *v) = WEIR_PROOF_TABLES_OK(v, 0, 0);
    predicate set_records_well_formed{L}(struct verifier *v) = WEIR_PROOF_SET_RECORDS_OK(v);
    predicate instances_well_formed{L}(struct verifier *v) = WEIR_PROOF_INSTANCES_OK(v, seen_by_tables(v));
    predicate programs_well_formed{L}(struct verifier *v) = WEIR_PROOF_PROGRAMS_WELL_FORMED(v, seen_by_instances(v));
    predicate sets_well_formed{L}(struct verifier *v) = WEIR_PROOF_SETS_LISTED_OK(v, seen_by_programs(v), read_by_tables(v));

    // All of it, and no string is left over.
    predicate content_well_formed{L}(struct verifier *v) =
      tables_well_formed(v) && set_records_well_formed(v) && instances_well_formed(v) && programs_well_formed(v) && sets_well_formed(v) &&
      seen_by_sets(v) == WEIR_PROOF_TOTAL(v) - 1;

    // How it is searched, where so many sets were used before, and so many bytes read.
    predicate questions_well_formed{L}(struct verifier *v, integer sets, integer uses) = WEIR_PROOF_QUESTIONS_OK(v, sets, uses);
    predicate wakes_well_formed{L}(struct verifier *v) = WEIR_PROOF_WAKES_OK(&v->channel);
    predicate search_well_formed{L}(struct verifier *v) = search_tables_ok(&v->channel, WEIR_PROOF_QUESTIONS_COUNT(v, WEIR_PROOF_QUESTION_TOTAL(v)));
*/

#endif
