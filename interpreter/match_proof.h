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

/* Two bits a question. */
#define WEIR_PROOF_ANSWER_WORDS(run) ((2 * (run)->channel->section[WEIR_SECTION_QUESTIONS].count + 31) / 32)
/* What lies apart: writing one changes nothing of another. */
#define WEIR_PROOF_APART(run) \
    \separated(run, (run)->channel, (run)->inputs + (0 .. (run)->channel->parameter_count - 1), (run)->raw + (0 .. (run)->channel->parameter_count - 1), \
               (run)->folded + (0 .. (run)->channel->parameter_count - 1), (run)->states[0] + (0 .. (run)->channel->max_program - 1), \
               (run)->states[1] + (0 .. (run)->channel->max_program - 1), (run)->in_list + (0 .. (run)->channel->max_program - 1), \
               (run)->answers.words + (0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1), (run)->answers.touched + (0 .. WEIR_PROOF_ANSWER_WORDS(run) / 32), \
               (run)->room + (0 .. (run)->room_bytes - 1), (run)->channel->bytes + (0 .. (run)->channel->size - 1))
/*@ predicate room_in{L}(struct weir_run *run) =
      \valid(run->room + (0 .. run->room_bytes - 1)) && 0 <= run->free_bytes <= run->room_bytes &&
      \valid(run->states[0] + (0 .. run->channel->max_program - 1)) && \valid(run->states[1] + (0 .. run->channel->max_program - 1)) &&
      \valid(run->in_list + (0 .. run->channel->max_program - 1)) && \valid(run->memo + (0 .. run->channel->max_criteria - 1)) &&
      \valid(run->answers.words + (0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1)) && \valid(run->answers.touched + (0 .. WEIR_PROOF_ANSWER_WORDS(run) / 32));

    // Where every function that evaluates stands: an accepted file, an event with as many inputs as the file has parameters, and a workspace.
    predicate run_in{L}(struct weir_run *run) =
      \valid(run) && content_in(run->channel) &&
      inputs_in(run->inputs, run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, run->channel->parameter_count) &&
      views_in(run->raw, run->channel->parameter_count) && views_in(run->folded, run->channel->parameter_count) && room_in(run) && WEIR_PROOF_APART(run);

    predicate bytes_stay{L1, L2}(uint8_t *b, integer size) = \forall integer i; 0 <= i < size ==> \at(b[i], L1) == \at(b[i], L2);

    // Conditions are what they were.
    predicate codes_stay{L1, L2}(uint8_t *b, integer size) =
      (\forall integer code, i; 0 <= code && 0 <= i && code + WEIR_BYTES_CODE * i <= size ==> depth_at{L1}(b, code, i) == depth_at{L2}(b, code, i)) &&
      (\forall integer code, count, criteria; 0 <= code && 0 <= count && code + WEIR_BYTES_CODE * count <= size ==>
         code_in{L1}(b, code, count, criteria) ==> code_in{L2}(b, code, count, criteria));

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
/* What making a text writes to, and what all of a criterion's evaluation does. */
#define WEIR_PROOF_TEXTS(run) \
    (run)->free_bytes, (run)->room[0 .. (run)->room_bytes - 1], (run)->raw[0 .. (run)->channel->parameter_count - 1], \
        (run)->folded[0 .. (run)->channel->parameter_count - 1]
#define WEIR_PROOF_STATES(run) \
    (run)->states[0][0 .. (run)->channel->max_program - 1], (run)->states[1][0 .. (run)->channel->max_program - 1], \
        (run)->in_list[0 .. (run)->channel->max_program - 1]
#define WEIR_PROOF_ANSWERS(run) \
    (run)->answers.words[0 .. WEIR_PROOF_ANSWER_WORDS(run) - 1], (run)->answers.touched[0 .. WEIR_PROOF_ANSWER_WORDS(run) / 32]
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
        WEIR_PROOF_FROM_START((run)->answers.touched, WEIR_PROOF_ANSWER_WORDS(run) / 32 + 1)
#define WEIR_PROOF_LOOP_MEMO(run) WEIR_PROOF_FROM_START((run)->memo, (run)->channel->max_criteria)

#endif
