/* Where an evaluation stands in an event, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h, match.h. Out: what weir_run_start has made true of an event in work, and what evaluating keeps true.
 * Must hold: definitions only. */
#ifndef WEIR_MATCH_PROOF_H
#define WEIR_MATCH_PROOF_H

/*@ // An input of an accepted event: what a value of its type needs is there.
    predicate input_in{L}(struct weir_input *input, integer type) =
      input->present != 0 ==>
        (is_text(type) ==> input->length == 0 || \valid_read(input->data + (0 .. input->length - 1))) &&
        (type == WEIR_TYPE_GUID ==> input->length == 16 && \valid_read(input->data + (0 .. 15))) &&
        (type == WEIR_TYPE_IP ==> (input->length == 4 || input->length == 16) && \valid_read(input->data + (0 .. input->length - 1)));
    predicate inputs_in{L}(struct weir_input *inputs, uint8_t *b, integer parameters, integer count) =
      \valid_read(inputs + (0 .. count - 1)) && (\forall integer i; 0 <= i < count ==> input_in(inputs + i, parameter_type(b, parameters, i)));

    // A text that is there, or is not made yet.
    predicate view_in{L}(struct weir_view *view) = view->data == \null || \valid_read(view->data + (0 .. view->length - 1));
    predicate views_in{L}(struct weir_view *views, integer count) = \valid(views + (0 .. count - 1)) && (\forall integer i; 0 <= i < count ==> view_in(views + i));
*/

/*@ // What the sensor hands over as an input that is present: its bytes, where it points to any.
    predicate given_in{L}(struct weir_input *input) = input->present != 0 && input->data != \null ==> \valid_read(input->data + (0 .. input->length - 1));
    predicate given{L}(struct weir_input *inputs, integer count) =
      \valid_read(inputs + (0 .. count - 1)) && (\forall integer i; 0 <= i < count ==> given_in(inputs + i));
*/

/* Two bits a question; and of these words a bit each, as layout_of of match.c has it. */
#define WEIR_PROOF_TOUCHED(words) (((words) + 31) / 32)
#define WEIR_PROOF_ANSWER_WORDS_OF(c) ((2 * (c)->section[WEIR_SECTION_QUESTIONS].count + 31) / 32)
#define WEIR_PROOF_ANSWER_WORDS(run) WEIR_PROOF_ANSWER_WORDS_OF((run)->channel)
#define WEIR_PROOF_ANSWER_TOUCHED(run) WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run))
/* What lies apart: writing one changes nothing of another. */
#define WEIR_PROOF_APART(run) \
    \separated(run, (run)->channel, (run)->inputs + (0 .. (run)->channel->parameter_count - 1), (run)->raw + (0 .. (run)->channel->parameter_count - 1), \
               (run)->folded + (0 .. (run)->channel->parameter_count - 1), (run)->states[0] + (0 .. (run)->channel->max_program - 1), \
               (run)->states[1] + (0 .. (run)->channel->max_program - 1), (run)->in_list + (0 .. (run)->channel->max_program - 1), \
               (run)->answers.words + (0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1), (run)->answers.touched + (0 .. WEIR_PROOF_ANSWER_TOUCHED(run) - 1), \
               (run)->room + (0 .. (run)->room_bytes - 1), (run)->channel->bytes + (0 .. (run)->channel->size - 1))
/*@ predicate room_in{L}(struct weir_run *run) =
      \valid(run->room + (0 .. run->room_bytes - 1)) && 0 <= run->free_bytes <= run->room_bytes &&
      \valid(run->states[0] + (0 .. run->channel->max_program - 1)) && \valid(run->states[1] + (0 .. run->channel->max_program - 1)) &&
      \valid(run->in_list + (0 .. run->channel->max_program - 1)) && \valid(run->memo + (0 .. run->channel->max_criteria - 1)) &&
      \valid(run->answers.words + (0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1)) && \valid(run->answers.touched + (0 .. WEIR_PROOF_ANSWER_TOUCHED(run) - 1));

    // Where every function that evaluates stands: an accepted file, an event with as many inputs as the file has parameters, and a workspace.
    predicate run_in{L}(struct weir_run *run) =
      \valid(run) && content_in(run->channel) &&
      inputs_in(run->inputs, run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, run->channel->parameter_count) &&
      views_in(run->raw, run->channel->parameter_count) && views_in(run->folded, run->channel->parameter_count) && room_in(run) && WEIR_PROOF_APART(run);

    // What stands behind `opened` provers take apart only where `opened(0)` is asserted: many separations are of no use to what follows, and in its way.
    predicate opened(integer key) = key == 0;

    predicate bytes_stay{L1, L2}(uint8_t *b, integer size) = \forall integer i; 0 <= i < size ==> \at(b[i], L1) == \at(b[i], L2);

    // Conditions are what they were.
    predicate codes_stay{L1, L2}(uint8_t *b, integer size) =
      (\forall integer code, i; 0 <= code && 0 <= i && code + WEIR_BYTES_CODE * i <= size ==> depth_at{L1}(b, code, i) == depth_at{L2}(b, code, i)) &&
      (\forall integer code, count, criteria; 0 <= code && 0 <= count && code + WEIR_BYTES_CODE * count <= size ==>
         code_in{L1}(b, code, count, criteria) ==> code_in{L2}(b, code, count, criteria));

    // The same of all else that is relied on of a file, each for tables anywhere in it: where its bytes are what they were, so is what they say. Numbers and records:
    predicate words_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer at; 0 <= at && at + 4 <= size ==> 0 <= u32{L1}(b, at) == u32{L2}(b, at);
    predicate types_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer parameters, i; 0 <= parameters && 0 <= i && parameters + WEIR_BYTES_PARAMETERS * (i + 1) <= size ==>
         parameter_type{L1}(b, parameters, i) == parameter_type{L2}(b, parameters, i);
    predicate parameters_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer parameters, members, i; 0 <= parameters && 0 <= i && parameters + WEIR_BYTES_PARAMETERS * (i + 1) <= size ==>
         parameter_in{L1}(b, parameters, members, i) ==> parameter_in{L2}(b, parameters, members, i);
    predicate set_fields_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer sets, i; 0 <= sets && 0 <= i && sets + WEIR_BYTES_SETS * (i + 1) <= size ==>
         set_kind{L1}(b, sets, i) == set_kind{L2}(b, sets, i) && set_form{L1}(b, sets, i) == set_form{L2}(b, sets, i) &&
         set_first{L1}(b, sets, i) == set_first{L2}(b, sets, i) && set_count{L1}(b, sets, i) == set_count{L2}(b, sets, i);
    predicate value_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer values, k, total; 0 <= values && 0 <= k && values + WEIR_BYTES_VALUES * (k + 1) <= size ==>
         (value_below{L1}(b, values, k, total) <==> value_below{L2}(b, values, k, total));
    predicate criterion_fields_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer criteria, k; 0 <= criteria && 0 <= k && criteria + WEIR_BYTES_CRITERIA * (k + 1) <= size ==>
         criterion_op{L1}(b, criteria, k) == criterion_op{L2}(b, criteria, k) && criterion_ordinal{L1}(b, criteria, k) == criterion_ordinal{L2}(b, criteria, k) &&
         criterion_other{L1}(b, criteria, k) == criterion_other{L2}(b, criteria, k) && criterion_set{L1}(b, criteria, k) == criterion_set{L2}(b, criteria, k);
    predicate asked_fields_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer asked, k; 0 <= asked && 0 <= k && asked + WEIR_BYTES_ASKED * (k + 1) <= size ==>
         asked_question{L1}(b, asked, k) == asked_question{L2}(b, asked, k) && asked_kind{L1}(b, asked, k) == asked_kind{L2}(b, asked, k);
    predicate required_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer questions, q; 0 <= questions && 0 <= q && questions + WEIR_BYTES_QUESTIONS * (q + 1) <= size ==>
         question_required{L1}(b, questions, q) == question_required{L2}(b, questions, q);
    predicate instances_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer instances, i; 0 <= instances && 0 <= i && instances + WEIR_BYTES_INSTANCES * (i + 1) <= size ==>
         instance_parameters{L1}(b, instances, i) == instance_parameters{L2}(b, instances, i) && instance_first{L1}(b, instances, i) == instance_first{L2}(b, instances, i) &&
         instance_criteria{L1}(b, instances, i) == instance_criteria{L2}(b, instances, i) && instance_code{L1}(b, instances, i) == instance_code{L2}(b, instances, i) &&
         instance_words{L1}(b, instances, i) == instance_words{L2}(b, instances, i);
    predicate pops_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer at; 0 <= at && at + WEIR_BYTES_CODE <= size ==> word_pops{L1}(b, at) == word_pops{L2}(b, at);
    predicate code_words_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer code, criteria, i; 0 <= code && 0 <= i && code + WEIR_BYTES_CODE * (i + 1) <= size && depth_at{L1}(b, code, i) == depth_at{L2}(b, code, i) ==>
         (word_in{L1}(b, code, criteria, i) <==> word_in{L2}(b, code, criteria, i));
    predicate program_fields_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer programs, k; 0 <= programs && 0 <= k && programs + WEIR_BYTES_PROGRAMS * (k + 1) <= size ==>
         program_first{L1}(b, programs, k) == program_first{L2}(b, programs, k) && program_count{L1}(b, programs, k) == program_count{L2}(b, programs, k);
    // And what is said of them together:
    predicate network_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer offsets, bytes, n;
         0 <= offsets && 0 <= n && offsets + 4 * n + 8 <= size && 0 <= bytes && bytes + u32{L1}(b, offsets + 4 * n + 4) <= size ==>
         (network_in{L1}(b, offsets, bytes, n) <==> network_in{L2}(b, offsets, bytes, n));
    predicate instruction_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer code, count, classes, i; 0 <= code && 0 <= i && code + WEIR_BYTES_PROGRAM_CODE * (i + 1) <= size ==>
         (instruction_in{L1}(b, code, count, classes, i) <==> instruction_in{L2}(b, code, count, classes, i));
    predicate string_ends_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer offsets, count, bytes; 0 <= offsets && offsets + 4 * count <= size ==> strings_ok{L1}(b, offsets, count, bytes) ==>
         u32{L2}(b, offsets) == 0 && u32{L2}(b, offsets + 4 * (count - 1)) == bytes;
    predicate strings_rise_still{L1, L2}(uint8_t *b, integer size) =
      \forall integer offsets, count, bytes, i; 0 <= offsets && offsets + 4 * count <= size && 0 <= i < count - 1 ==> strings_ok{L1}(b, offsets, count, bytes) ==>
         rises{L2}(b, offsets, i);
    predicate string_named{L1, L2}(uint8_t *b, integer size) =
      \forall integer offsets, count, bytes, at; 0 <= offsets && offsets + 4 * count <= size && offsets + 4 <= at < offsets + 4 * count && (at - offsets) % 4 == 0 ==>
         strings_ok{L1}(b, offsets, count, bytes) ==> u32{L2}(b, at) > bytes ==> rises{L1}(b, offsets, (at - offsets) / 4 - 1);
    predicate string_ends{L1, L2}(uint8_t *b, integer size) =
      \forall integer offsets, count, bytes, at, i; 0 <= offsets && offsets + 4 * count <= size && 0 <= i < count - 1 && at == offsets + 4 * i + 4 ==>
         strings_ok{L1}(b, offsets, count, bytes) ==> rises{L1}(b, offsets, i) ==> u32{L2}(b, at) <= bytes;
    predicate strings_end_inside{L1, L2}(uint8_t *b, integer size) =
      \forall integer offsets, count, bytes, at; 0 <= offsets && offsets + 4 * count <= size && offsets + 4 <= at < offsets + 4 * count && (at - offsets) % 4 == 0 ==>
         strings_ok{L1}(b, offsets, count, bytes) ==> u32{L2}(b, at) <= bytes;
    predicate strings_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer offsets, count, bytes; 0 <= offsets && offsets + 4 * count <= size ==>
         strings_ok{L1}(b, offsets, count, bytes) ==> strings_ok{L2}(b, offsets, count, bytes);
    predicate instance_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer instances, parameters, criteria, words, i; 0 <= instances && 0 <= i && instances + WEIR_BYTES_INSTANCES * (i + 1) <= size ==>
         instance_in{L1}(b, instances, parameters, criteria, words, i) ==> instance_in{L2}(b, instances, parameters, criteria, words, i);
    predicate sets_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer sets, values, numbers, i; 0 <= sets && 0 <= i && sets + WEIR_BYTES_SETS * (i + 1) <= size ==>
         set_in{L1}(b, sets, values, numbers, i) ==> set_in{L2}(b, sets, values, numbers, i);
    predicate values_stay{L1, L2}(uint8_t *b, integer size, integer total, integer numbers) =
      \forall integer sets, values, strings, programs, i;
         0 <= sets && 0 <= i && sets + WEIR_BYTES_SETS * (i + 1) <= size && 0 <= values && values + WEIR_BYTES_VALUES * total <= size ==>
         set_in{L1}(b, sets, total, numbers, i) ==> set_values_in{L1}(b, sets, values, strings, programs, i) ==>
         set_values_in{L2}(b, sets, values, strings, programs, i);
    predicate network_ats_stay{L1, L2}(uint8_t *b, integer size, integer strings, integer string_bytes) =
      \forall integer values, offsets, bytes, k; 0 <= values && 0 <= k && values + WEIR_BYTES_VALUES * (k + 1) <= size &&
         0 <= offsets && offsets + 4 * (strings + 1) <= size && 0 <= bytes && bytes + string_bytes <= size ==>
         strings_ok{L1}(b, offsets, strings + 1, string_bytes) ==> value_below{L1}(b, values, k, strings) ==>
         network_at{L1}(b, values, offsets, bytes, k) ==> network_at{L2}(b, values, offsets, bytes, k);
    predicate networks_stay{L1, L2}(uint8_t *b, integer size, integer total, integer numbers, integer strings, integer programs, integer string_bytes) =
      \forall integer sets, values, offsets, bytes, i;
         0 <= sets && 0 <= i && sets + WEIR_BYTES_SETS * (i + 1) <= size && 0 <= values && values + WEIR_BYTES_VALUES * total <= size &&
         0 <= offsets && offsets + 4 * (strings + 1) <= size && 0 <= bytes && bytes + string_bytes <= size ==>
         set_in{L1}(b, sets, total, numbers, i) ==> set_values_in{L1}(b, sets, values, strings, programs, i) ==>
         strings_ok{L1}(b, offsets, strings + 1, string_bytes) ==>
         set_networks_in{L1}(b, sets, values, offsets, bytes, i) ==> set_networks_in{L2}(b, sets, values, offsets, bytes, i);
    predicate criteria_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer criteria, parameters, count, sets, total, k;
         0 <= criteria && 0 <= k && criteria + WEIR_BYTES_CRITERIA * (k + 1) <= size && 0 <= parameters && parameters + WEIR_BYTES_PARAMETERS * count <= size &&
         0 <= sets && sets + WEIR_BYTES_SETS * total <= size ==>
         criterion_in{L1}(b, criteria, parameters, count, sets, total, k) ==> criterion_in{L2}(b, criteria, parameters, count, sets, total, k);
    predicate asked_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer asked, criteria, questions, count, sets, total, k;
         0 <= asked && 0 <= k && asked + WEIR_BYTES_ASKED * (k + 1) <= size && 0 <= criteria && criteria + WEIR_BYTES_CRITERIA * (k + 1) <= size &&
         0 <= questions && questions + WEIR_BYTES_QUESTIONS * count <= size && 0 <= sets && sets + WEIR_BYTES_SETS * total <= size ==>
         asked_in{L1}(b, asked, criteria, questions, count, sets, total, k) ==> asked_in{L2}(b, asked, criteria, questions, count, sets, total, k);
    predicate programs_stay{L1, L2}(uint8_t *b, integer size) =
      \forall integer programs, code, total, classes, k;
         0 <= programs && 0 <= k && programs + WEIR_BYTES_PROGRAMS * (k + 1) <= size && 0 <= code && code + WEIR_BYTES_PROGRAM_CODE * total <= size ==>
         program_ok{L1}(b, programs, code, total, classes, k) ==> program_ok{L2}(b, programs, code, total, classes, k);
    predicate conditions_stay{L1, L2}(uint8_t *b, integer size, integer parameters, integer criteria, integer words) =
      \forall integer instances, code, i; 0 <= instances && 0 <= i && instances + WEIR_BYTES_INSTANCES * (i + 1) <= size &&
         0 <= code && code + WEIR_BYTES_CODE * words <= size ==>
         instance_in{L1}(b, instances, parameters, criteria, words, i) ==> condition_in{L1}(b, instances, code, i) ==> condition_in{L2}(b, instances, code, i);

    // Its parts lie where they lay, and so do the sections of the file.
    predicate places_stay{L1, L2}(struct weir_run *run) =
      \at(run->channel, L1) == \at(run->channel, L2) && \at(run->inputs, L1) == \at(run->inputs, L2) && \at(run->raw, L1) == \at(run->raw, L2) &&
      \at(run->folded, L1) == \at(run->folded, L2) && \at(run->states[0], L1) == \at(run->states[0], L2) &&
      \at(run->states[1], L1) == \at(run->states[1], L2) && \at(run->in_list, L1) == \at(run->in_list, L2) && \at(run->room, L1) == \at(run->room, L2) &&
      \at(run->memo, L1) == \at(run->memo, L2) && \at(run->answers.words, L1) == \at(run->answers.words, L2) &&
      \at(run->answers.touched, L1) == \at(run->answers.touched, L2) && \at(run->channel->bytes, L1) == \at(run->channel->bytes, L2);
    predicate sizes_stay{L1, L2}(struct weir_run *run) =
      \at(run->room_bytes, L1) == \at(run->room_bytes, L2) && \at(run->channel->parameter_count, L1) == \at(run->channel->parameter_count, L2) &&
      \at(run->channel->max_program, L1) == \at(run->channel->max_program, L2) && \at(run->channel->size, L1) == \at(run->channel->size, L2) &&
      \at(run->searched, L1) == \at(run->searched, L2) && \at(run->channel->max_criteria, L1) == \at(run->channel->max_criteria, L2);
    predicate sections_stay{L1, L2}(struct weir_run *run) =
      \forall integer s; 0 <= s <= WEIR_SECTION_COUNT ==> \at(run->channel->section[s].offset, L1) == \at(run->channel->section[s].offset, L2) &&
         \at(run->channel->section[s].count, L1) == \at(run->channel->section[s].count, L2);

    // It is the same event over the same file: what evaluating leaves as it is.
    predicate run_stays{L1, L2}(struct weir_run *run) =
      \at(run->channel, L1) == \at(run->channel, L2) && \at(run->inputs, L1) == \at(run->inputs, L2) && \at(run->raw, L1) == \at(run->raw, L2) &&
      \at(run->folded, L1) == \at(run->folded, L2) && \at(run->states[0], L1) == \at(run->states[0], L2) &&
      \at(run->states[1], L1) == \at(run->states[1], L2) && \at(run->in_list, L1) == \at(run->in_list, L2) && \at(run->room, L1) == \at(run->room, L2) &&
      \at(run->room_bytes, L1) == \at(run->room_bytes, L2) && \at(run->channel->parameter_count, L1) == \at(run->channel->parameter_count, L2) &&
      \at(run->channel->max_program, L1) == \at(run->channel->max_program, L2) && \at(run->channel->bytes, L1) == \at(run->channel->bytes, L2) &&
      \at(run->channel->size, L1) == \at(run->channel->size, L2) &&
      (\forall integer s; 0 <= s <= WEIR_SECTION_COUNT ==> \at(run->channel->section[s].offset, L1) == \at(run->channel->section[s].offset, L2) &&
         \at(run->channel->section[s].count, L1) == \at(run->channel->section[s].count, L2)) &&
      bytes_stay{L1, L2}(\at(run->channel->bytes, L1), \at(run->channel->size, L1)) &&
      \at(run->memo, L1) == \at(run->memo, L2) && \at(run->searched, L1) == \at(run->searched, L2) &&
      \at(run->answers.words, L1) == \at(run->answers.words, L2) && \at(run->answers.touched, L1) == \at(run->answers.touched, L2) &&
      \at(run->channel->max_criteria, L1) == \at(run->channel->max_criteria, L2) && codes_stay{L1, L2}(\at(run->channel->bytes, L1), \at(run->channel->size, L1));
*/
/*@ // What is relied on of a file, part by part (content_in of proof.h): provers show each by itself.
    predicate holds_tables{L}(struct weir_channel *c) = WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_PARAMETERS(c);
    predicate holds_strings{L}(struct weir_channel *c) = WEIR_PROOF_STRINGS(c);
    predicate holds_sets{L}(struct weir_channel *c) = WEIR_PROOF_SETS(c);
    predicate holds_values{L}(struct weir_channel *c) = WEIR_PROOF_VALUES(c);
    predicate holds_networks{L}(struct weir_channel *c) = WEIR_PROOF_NETWORKS(c);
    predicate holds_places{L}(struct weir_channel *c) = WEIR_PROOF_IN(c, CRITERIA) && WEIR_PROOF_IN(c, INSTANCES) && WEIR_PROOF_IN(c, CODE);
    predicate holds_criteria{L}(struct weir_channel *c) = WEIR_PROOF_CRITERIA_IN(c, 0, c->section[WEIR_SECTION_CRITERIA].count);
    predicate holds_asked{L}(struct weir_channel *c) = WEIR_PROOF_ASKED(c);
    predicate holds_instances{L}(struct weir_channel *c) = WEIR_PROOF_INSTANCES_IN(c, c->section[WEIR_SECTION_INSTANCES].count);
    predicate holds_conditions{L}(struct weir_channel *c) = WEIR_PROOF_CONDITIONS_IN(c, c->section[WEIR_SECTION_INSTANCES].count);
    predicate holds_most{L}(struct weir_channel *c) = WEIR_PROOF_MAX_CRITERIA(c, c->section[WEIR_SECTION_INSTANCES].count);
    predicate holds_code{L}(struct weir_channel *c) = WEIR_PROOF_IN(c, PROGRAMS) && WEIR_PROOF_IN(c, PROGRAM_CODE) && WEIR_PROOF_IN(c, CLASSES);
    predicate holds_programs{L}(struct weir_channel *c) = WEIR_PROOF_PROGRAMS_OK(c, c->section[WEIR_SECTION_PROGRAMS].count);
    predicate holds_room{L}(struct weir_channel *c) = WEIR_PROOF_PROGRAMS_FIT(c, c->section[WEIR_SECTION_PROGRAMS].count, c->max_program);
*/
/* What making a text writes to, and what all of a criterion's evaluation does. */
#define WEIR_PROOF_TEXTS(run) \
    (run)->free_bytes, (run)->room[0 .. (run)->room_bytes - 1], (run)->raw[0 .. (run)->channel->parameter_count - 1], \
        (run)->folded[0 .. (run)->channel->parameter_count - 1]
#define WEIR_PROOF_STATES(run) \
    (run)->states[0][0 .. (run)->channel->max_program - 1], (run)->states[1][0 .. (run)->channel->max_program - 1], \
        (run)->in_list[0 .. (run)->channel->max_program - 1]
#define WEIR_PROOF_ANSWERS(run) \
    (run)->answers.words[0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1], (run)->answers.touched[0 .. WEIR_PROOF_ANSWER_TOUCHED(run) - 1]
/* The same where a loop writes to it: named by what stood where the function began, so that it is plain that it is the same in each turn. */
#define WEIR_PROOF_FROM_START(pointer, bytes) *(\at(pointer, Pre) + (0 .. \at(bytes, Pre) - 1))
#define WEIR_PROOF_LOOP_TEXTS(run) \
    (run)->free_bytes, WEIR_PROOF_FROM_START((run)->room, (run)->room_bytes), WEIR_PROOF_FROM_START((run)->raw, (run)->channel->parameter_count), \
        WEIR_PROOF_FROM_START((run)->folded, (run)->channel->parameter_count)
#define WEIR_PROOF_LOOP_STATES(run) \
    WEIR_PROOF_FROM_START((run)->states[0], (run)->channel->max_program), WEIR_PROOF_FROM_START((run)->states[1], (run)->channel->max_program), \
        WEIR_PROOF_FROM_START((run)->in_list, (run)->channel->max_program)
#define WEIR_PROOF_LOOP_ANSWERS(run) \
    WEIR_PROOF_FROM_START((run)->answers.words, WEIR_PROOF_ANSWER_WORDS(run)), \
        WEIR_PROOF_FROM_START((run)->answers.touched, WEIR_PROOF_ANSWER_TOUCHED(run))
#define WEIR_PROOF_LOOP_MEMO(run) WEIR_PROOF_FROM_START((run)->memo, (run)->channel->max_criteria)


/* ---- the workspace ---- */

/* The sensor's memory for an event, apart from what the event and the file are. */
#define WEIR_PROOF_WORKSPACE(workspace, length, c, inputs) \
    (\valid((char *)(workspace) + (0 .. (length) - 1)) && \
     \separated((char *)(workspace) + (0 .. (length) - 1), c, (inputs) + (0 .. (c)->parameter_count - 1), (c)->bytes + (0 .. (c)->size - 1)))

/* What the sensor's call hands over. What is written lies in the workspace; as what, only the cutting of it says (match.c), so that these contracts do not. */
#define WEIR_PROOF_REQUIRES_EVENT(c, inputs, count, workspace, length) \
    requires content_in(c) && \separated(c, inputs + (0 .. c->parameter_count - 1), c->bytes + (0 .. c->size - 1)); \
    requires count == c->parameter_count ==> given(inputs, count); \
    requires WEIR_PROOF_WORKSPACE(workspace, length, c, inputs);

/* ---- marks of the search ---- */

/* A bit an instance, a bit an entry; and of each row of words a bit a word. */
#define WEIR_PROOF_WOKEN_WORDS(run) (((run)->channel->section[WEIR_SECTION_INSTANCES].count + 31) / 32)
#define WEIR_PROOF_HIT_WORDS(run) (((run)->channel->section[WEIR_SECTION_ENTRIES].count + 31) / 32)
#define WEIR_PROOF_MARKS(marks, count) \
    (\valid((marks).words + (0 .. (count) - 1)) && \valid((marks).touched + (0 .. WEIR_PROOF_TOUCHED(count) - 1)))
#define WEIR_PROOF_HIT_MARKS(run) (\valid_read(run) && \valid_read((run)->channel) && WEIR_PROOF_MARKS((run)->entries, WEIR_PROOF_HIT_WORDS(run)))
/* What writing to marks writes to, and the same where a loop does. */
#define WEIR_PROOF_WOKEN(run) \
    (run)->woken.words[0 .. WEIR_PROOF_WOKEN_WORDS(run) - 1], (run)->woken.touched[0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_WOKEN_WORDS(run)) - 1]
#define WEIR_PROOF_LOOP_WOKEN(run) \
    WEIR_PROOF_FROM_START((run)->woken.words, WEIR_PROOF_WOKEN_WORDS(run)), \
        WEIR_PROOF_FROM_START((run)->woken.touched, WEIR_PROOF_TOUCHED(WEIR_PROOF_WOKEN_WORDS(run)))
#define WEIR_PROOF_ANSWERED(run) \
    (run)->answers.words[0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1], (run)->answers.touched[0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run)) - 1]
#define WEIR_PROOF_HIT_ASSIGNS(run) \
    WEIR_PROOF_ANSWERED(run), WEIR_PROOF_WOKEN(run), (run)->entries.words[0 .. WEIR_PROOF_HIT_WORDS(run) - 1], \
        (run)->entries.touched[0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_HIT_WORDS(run)) - 1]
#define WEIR_PROOF_LOOP_HITS(run) \
    WEIR_PROOF_FROM_START((run)->answers.words, WEIR_PROOF_ANSWER_WORDS(run)), \
        WEIR_PROOF_FROM_START((run)->answers.touched, WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run))), WEIR_PROOF_LOOP_WOKEN(run), WEIR_PROOF_FROM_START((run)->entries.words, WEIR_PROOF_HIT_WORDS(run)), \
        WEIR_PROOF_FROM_START((run)->entries.touched, WEIR_PROOF_TOUCHED(WEIR_PROOF_HIT_WORDS(run)))
/* Those of an event, and what they lie apart from. */
/*@ predicate marks_in{L}(struct weir_run *run) =
      WEIR_PROOF_MARKS(run->woken, WEIR_PROOF_WOKEN_WORDS(run)) && WEIR_PROOF_MARKS(run->entries, WEIR_PROOF_HIT_WORDS(run)) &&
      WEIR_PROOF_MARKS(run->answers, WEIR_PROOF_ANSWER_WORDS(run));
*/
#define WEIR_PROOF_MARKS_APART(run) \
    \separated(run, (run)->channel, (run)->inputs + (0 .. (run)->channel->parameter_count - 1), (run)->raw + (0 .. (run)->channel->parameter_count - 1), \
               (run)->folded + (0 .. (run)->channel->parameter_count - 1), (run)->answers.words + (0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1), \
               (run)->answers.touched + (0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run)) - 1), (run)->woken.words + (0 .. WEIR_PROOF_WOKEN_WORDS(run) - 1), \
               (run)->woken.touched + (0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_WOKEN_WORDS(run)) - 1), (run)->entries.words + (0 .. WEIR_PROOF_HIT_WORDS(run) - 1), \
               (run)->entries.touched + (0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_HIT_WORDS(run)) - 1))
/* What waking needs, as clauses of a contract, because provers take them one by one: the numbers of instances, and where they are marked, apart from the channel. */
#define WEIR_PROOF_REQUIRES_MARKS(run, name, count) \
    requires \valid((run)->name.words + (0 .. (count) - 1)); \
    requires \valid((run)->name.touched + (0 .. WEIR_PROOF_TOUCHED(count) - 1)); \
    requires \separated((run)->channel, (run)->name.words + (0 .. (count) - 1)); \
    requires \separated((run)->channel, (run)->name.touched + (0 .. WEIR_PROOF_TOUCHED(count) - 1));
#define WEIR_PROOF_REQUIRES_WAKING(run) \
    requires \valid_read(run); \
    requires WEIR_PROOF_CHANNEL((run)->channel); \
    requires WEIR_PROOF_IN((run)->channel, WAKES); \
    requires WEIR_PROOF_WAKES_IN((run)->channel, (run)->channel->section[WEIR_SECTION_WAKES].count); \
    WEIR_PROOF_REQUIRES_MARKS(run, woken, WEIR_PROOF_WOKEN_WORDS(run))
#define WEIR_PROOF_REQUIRES_ANSWERING(run) \
    requires WEIR_PROOF_IN((run)->channel, QUESTIONS); \
    WEIR_PROOF_REQUIRES_MARKS(run, answers, WEIR_PROOF_ANSWER_WORDS(run))
#define WEIR_PROOF_REQUIRES_HITTING(run) \
    WEIR_PROOF_REQUIRES_WAKING(run) \
    WEIR_PROOF_REQUIRES_ANSWERING(run) \
    WEIR_PROOF_REQUIRES_MARKS(run, entries, WEIR_PROOF_HIT_WORDS(run)) \
    requires WEIR_PROOF_ALL_WAKES_RISE((run)->channel, (run)->channel->section[WEIR_SECTION_QUESTIONS].count); \
    requires WEIR_PROOF_IN((run)->channel, HITS); \
    requires WEIR_PROOF_HITS_IN((run)->channel, (run)->channel->section[WEIR_SECTION_HITS].count);

/* ---- a table that is asked ---- */

/*@ // The buckets of a table: their entries are some of those that there are, and the values of these are among so many.
    predicate buckets_of{L}(uint8_t *buckets, integer bits, uint8_t *b, integer entries, integer count, integer total) =
      bits <= WEIR_MAX_BUCKET_BITS && \valid_read(buckets + (0 .. WEIR_BYTES_BUCKETS * pow2(bits) + 3)) &&
      (\forall integer k; 0 <= k < pow2(bits) ==> bucket_in(buckets, 0, 0, pow2(bits), k)) && bucket_at(buckets, 0, pow2(bits)) <= count &&
      entries_below(b, entries, bucket_at(buckets, 0, 0), bucket_at(buckets, 0, pow2(bits)), total);
*/
/* Clauses of contracts: what is apart from the marks; where a search stands; a table that is asked. */
#define WEIR_PROOF_REQUIRES_UNMARKED(run, p) \
    requires \separated(p, (run)->answers.words + (0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1)); \
    requires \separated(p, (run)->answers.touched + (0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run)) - 1)); \
    requires \separated(p, (run)->woken.words + (0 .. WEIR_PROOF_WOKEN_WORDS(run) - 1)); \
    requires \separated(p, (run)->woken.touched + (0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_WOKEN_WORDS(run)) - 1)); \
    requires \separated(p, (run)->entries.words + (0 .. WEIR_PROOF_HIT_WORDS(run) - 1)); \
    requires \separated(p, (run)->entries.touched + (0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_HIT_WORDS(run)) - 1));
#define WEIR_PROOF_REQUIRES_SEARCH(s) \
    requires \valid_read(s); \
    WEIR_PROOF_REQUIRES_HITTING((s)->run) \
    requires WEIR_PROOF_IN((s)->run->channel, ENTRIES); \
    requires (s)->entries == (s)->run->channel->bytes + (s)->run->channel->section[WEIR_SECTION_ENTRIES].offset; \
    requires WEIR_PROOF_ENTRIES_HITS_IN((s)->run->channel, (s)->run->channel->section[WEIR_SECTION_ENTRIES].count, (s)->run->channel->section[WEIR_SECTION_HITS].count);
#define WEIR_PROOF_REQUIRES_STRINGS(s) \
    requires WEIR_PROOF_STRINGS((s)->run->channel); \
    requires (s)->string_offsets == (s)->run->channel->bytes + (s)->run->channel->section[WEIR_SECTION_STRING_OFFSETS].offset; \
    requires (s)->string_bytes == (s)->run->channel->bytes + (s)->run->channel->section[WEIR_SECTION_STRING_BYTES].offset;
#define WEIR_PROOF_REQUIRES_FILTER(a) \
    requires 1 <= (a)->filter_bits <= 31; \
    requires \valid_read((a)->filter + (0 .. (pow2((a)->filter_bits) - 1) / 8));
#define WEIR_PROOF_BUCKETS_OF(s, a, total) \
    buckets_of((a)->buckets, (a)->bucket_bits, (s)->run->channel->bytes, (s)->run->channel->section[WEIR_SECTION_ENTRIES].offset, \
               (s)->run->channel->section[WEIR_SECTION_ENTRIES].count, total)
/* A table as it stands in the file, before it is asked. */
#define WEIR_PROOF_TABLE(c, table, total) \
    ((table).bucket_bits <= WEIR_MAX_BUCKET_BITS && (table).gram <= WEIR_MAX_GRAM && \
     places_of_table((table).gram, (table).bucket_bits, (table).bucket_first, (table).filter_first, (c)->section[WEIR_SECTION_BUCKETS].count, \
                     (c)->section[WEIR_SECTION_FILTERS].count) && \
     buckets_in((c)->bytes, (c)->section[WEIR_SECTION_BUCKETS].offset, (table).bucket_first, (table).bucket_first + pow2((table).bucket_bits), \
                (c)->section[WEIR_SECTION_ENTRIES].count) && \
     entries_below((c)->bytes, (c)->section[WEIR_SECTION_ENTRIES].offset, bucket_at((c)->bytes, (c)->section[WEIR_SECTION_BUCKETS].offset, (table).bucket_first), \
                   bucket_at((c)->bytes, (c)->section[WEIR_SECTION_BUCKETS].offset, (table).bucket_first + pow2((table).bucket_bits)), total))
/* The type of a parameter; how many values there are to choose from for it. */
#define WEIR_PROOF_TYPE(c, parameter) parameter_type((c)->bytes, (c)->section[WEIR_SECTION_PARAMETERS].offset, parameter)
#define WEIR_PROOF_VALUES_FOR(c, parameter) \
    values_for(WEIR_PROOF_TYPE(c, parameter), (c)->section[WEIR_SECTION_STRING_OFFSETS].count - 1, (c)->section[WEIR_SECTION_NUMBERS].count)
/* What is asked: the event's inputs, and the tables with the texts that they are of. */
#define WEIR_PROOF_REQUIRES_INPUTS(run) \
    requires WEIR_PROOF_PARAMETERS((run)->channel); \
    requires inputs_in((run)->inputs, (run)->channel->bytes, (run)->channel->section[WEIR_SECTION_PARAMETERS].offset, (run)->channel->parameter_count);
#define WEIR_PROOF_REQUIRES_TABLES(s) \
    requires WEIR_PROOF_SEARCH_SECTIONS((s)->run->channel) && WEIR_PROOF_TABLES_IN((s)->run->channel, (s)->run->channel->section[WEIR_SECTION_TABLES].count); \
    requires (s)->last_entry == (uint32_t)((s)->run->channel->section[WEIR_SECTION_ENTRIES].count - 1); \
    requires views_in((s)->run->raw, (s)->run->channel->parameter_count) && views_in((s)->run->folded, (s)->run->channel->parameter_count);
/* An entry of the table: it is there, and so are its value and its hits. */
#define WEIR_PROOF_ENTRY(s, i, total) \
    ((i) < (s)->run->channel->section[WEIR_SECTION_ENTRIES].count && \
     entry_below((s)->run->channel->bytes, (s)->run->channel->section[WEIR_SECTION_ENTRIES].offset, total, i) && \
     entry_hits_in((s)->run->channel->bytes, (s)->run->channel->section[WEIR_SECTION_ENTRIES].offset, (s)->run->channel->section[WEIR_SECTION_HITS].count, \
                   (s)->run->channel->section[WEIR_SECTION_QUESTIONS].count, i))

#endif
