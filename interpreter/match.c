/* The Content Interpreter: an accepted file and the inputs of one event -> verdicts. The workspace, the start of an event, and the plain
 * evaluator, which walks every instance.
 *
 * In:   a channel of weir_open, inputs, a workspace. Out: instances that match or cannot be decided, in the file's order.
 * Must hold: inputs are read only when there are as many as the file has parameters; the texts that find room are the same for both evaluators,
 *            whatever they ask for first. */
#include "match.h"
#include "search.h"

/* ---- the workspace ---- */

/*@ requires \valid_read(c) && c->section[WEIR_SECTION_QUESTIONS].count <= 268435456;
    assigns \nothing;
    ensures \result == WEIR_PROOF_WORDS(2 * c->section[WEIR_SECTION_QUESTIONS].count); */
static uint32_t answer_words(const struct weir_channel *c)
{
    return weir_words_for(2 * c->section[WEIR_SECTION_QUESTIONS].count); /* fewer than 2^28 */
}

/* Bytes of marks for so many words: these, and a bit for each of them. */
/*@ assigns \nothing;
    ensures \result == WEIR_PROOF_MARKS_BYTES(words); */
static size_t marks_bytes(uint32_t words)
{
    return ((size_t)words + weir_words_for(words)) * sizeof(uint32_t);
}

/* Where each part of the workspace starts, in bytes; widest alignment first. The raw views start at 0; every event of the channel needs all that stands before the
 * room for texts. */
struct layout {
    size_t folded, answers, woken, entries, states, more_states, in_list, memo, room;
};

/*@ predicate layout_of{L}(struct weir_channel *c, struct layout l) =
      l.folded == 16 * c->parameter_count && l.answers == 2 * l.folded &&
      l.woken == l.answers + WEIR_PROOF_MARKS_BYTES(WEIR_PROOF_WORDS(2 * c->section[WEIR_SECTION_QUESTIONS].count)) &&
      l.entries == l.woken + WEIR_PROOF_MARKS_BYTES(WEIR_PROOF_WORDS(c->section[WEIR_SECTION_INSTANCES].count)) &&
      l.states == l.entries + WEIR_PROOF_MARKS_BYTES(WEIR_PROOF_WORDS(c->section[WEIR_SECTION_ENTRIES].count)) &&
      l.more_states == l.states + 4 * c->max_program && l.in_list == l.more_states + 4 * c->max_program && l.memo == l.in_list + c->max_program &&
      l.room == l.memo + c->max_criteria;
*/
/*@ requires \valid_read(c) && c->section[WEIR_SECTION_QUESTIONS].count <= 268435456;
    assigns \nothing;
    ensures layout_of(c, \result); */
static struct layout layout_of(const struct weir_channel *c)
{
    const size_t views = c->parameter_count * sizeof(struct weir_view), states = c->max_program * sizeof(int32_t);
    struct layout l;
    l.folded = views;
    l.answers = l.folded + views;
    l.woken = l.answers + marks_bytes(answer_words(c));
    l.entries = l.woken + marks_bytes(weir_words_for(c->section[WEIR_SECTION_INSTANCES].count));
    l.states = l.entries + marks_bytes(weir_words_for(c->section[WEIR_SECTION_ENTRIES].count));
    l.more_states = l.states + states;
    l.in_list = l.more_states + states;
    l.memo = l.in_list + c->max_program;
    l.room = l.memo + c->max_criteria;
    return l;
}

size_t weir_workspace_bytes(const struct weir_channel *channel, size_t text_bytes)
{
    /* A text of n bytes takes at most 3 n with its bad bytes replaced, and 3 n folded. */
    const size_t fixed = layout_of(channel).room;
    return text_bytes > (SIZE_MAX - fixed) / 6 ? SIZE_MAX : fixed + 6 * text_bytes;
}

/* The parts, as what they hold. */
struct parts {
    struct weir_view *raw, *folded;
    struct weir_marks answers, woken, entries;
    int32_t *states, *more_states;
    int8_t *in_list, *memo; /* one behind the other */
    uint8_t *room;
    size_t room_bytes;
};

#define WEIR_PROOF_MARKED(marks, words) \
    (WEIR_PROOF_MARKS(marks, words) && (marks).touched_count == WEIR_PROOF_TOUCHED(words))
/*@ // Each part is there, and the event and the file lie apart from them.
    predicate parts_in{L}(struct parts p, integer parameters, integer program, integer criteria) =
      \valid(p.raw + (0 .. parameters - 1)) && \valid(p.folded + (0 .. parameters - 1)) && \valid(p.states + (0 .. program - 1)) &&
      \valid(p.more_states + (0 .. program - 1)) && \valid(p.in_list + (0 .. program - 1)) && \valid(p.memo + (0 .. criteria - 1)) &&
      \valid(p.room + (0 .. p.room_bytes - 1));
*/
/*@ // The parts, the event and the file lie apart; so many parameters, states of a program, words of answers and bytes of the file there are.
    predicate parts_apart(struct parts p, struct weir_run *run, struct weir_channel *c, struct weir_input *inputs, uint8_t *bytes, integer parameters,
                          integer program, integer answers, integer size) =
      \separated(run, c, inputs + (0 .. parameters - 1), p.raw + (0 .. parameters - 1), p.folded + (0 .. parameters - 1), p.states + (0 .. program - 1),
                 p.more_states + (0 .. program - 1), p.in_list + (0 .. program - 1), p.answers.words + (0 .. answers - 1),
                 p.answers.touched + (0 .. WEIR_PROOF_TOUCHED(answers) - 1), p.room + (0 .. p.room_bytes - 1), bytes + (0 .. size - 1));
    // And all marks; so many words of each.
    predicate marks_apart(struct parts p, struct weir_run *run, struct weir_channel *c, struct weir_input *inputs, integer parameters, integer answers,
                          integer woken, integer entries) =
      \separated(run, c, inputs + (0 .. parameters - 1), p.raw + (0 .. parameters - 1), p.folded + (0 .. parameters - 1),
                 p.answers.words + (0 .. answers - 1), p.answers.touched + (0 .. WEIR_PROOF_TOUCHED(answers) - 1), p.woken.words + (0 .. woken - 1),
                 p.woken.touched + (0 .. WEIR_PROOF_TOUCHED(woken) - 1), p.entries.words + (0 .. entries - 1),
                 p.entries.touched + (0 .. WEIR_PROOF_TOUCHED(entries) - 1));
*/
#define WEIR_PROOF_PARTS_APART(p, run, c, inputs) \
    parts_apart(p, run, c, inputs, (c)->bytes, (c)->parameter_count, (c)->max_program, WEIR_PROOF_ANSWER_WORDS_OF(c), (c)->size)
#define WEIR_PROOF_PARTS_MARKS_APART(p, run, c, inputs) \
    marks_apart(p, run, c, inputs, (c)->parameter_count, WEIR_PROOF_ANSWER_WORDS_OF(c), WEIR_PROOF_WORDS((c)->section[WEIR_SECTION_INSTANCES].count), \
                WEIR_PROOF_WORDS((c)->section[WEIR_SECTION_ENTRIES].count))

static struct weir_marks marks_at(void *at, uint32_t words)
{
    const struct weir_marks marks = {at, (int32_t *)at + words, weir_words_for(words)};
    return marks;
}

/* The one place where bytes of the workspace become numbers: trusted (docs/proof.md), because the memory of the proof has no block that holds numbers of several types. */
/*@ requires \valid_read(c) && layout_of(c, l) && l.room <= workspace_bytes;
    requires WEIR_PROOF_WORKSPACE(workspace, workspace_bytes, c, inputs) && \separated(run, (char *)workspace + (0 .. workspace_bytes - 1));
    assigns \nothing;
    ensures room: \result.room_bytes == workspace_bytes - l.room;
    ensures parts: parts_in(\result, c->parameter_count, c->max_program, c->max_criteria);
    ensures answers: WEIR_PROOF_MARKED(\result.answers, WEIR_PROOF_ANSWER_WORDS_OF(c));
    ensures woken: WEIR_PROOF_MARKED(\result.woken, WEIR_PROOF_WORDS(c->section[WEIR_SECTION_INSTANCES].count));
    ensures entries: WEIR_PROOF_MARKED(\result.entries, WEIR_PROOF_WORDS(c->section[WEIR_SECTION_ENTRIES].count));
    ensures run: \separated(run, inputs + (0 .. c->parameter_count - 1), \result.raw + (0 .. c->parameter_count - 1), \result.folded + (0 .. c->parameter_count - 1));
    ensures views: \separated(c, inputs + (0 .. c->parameter_count - 1), \result.raw + (0 .. c->parameter_count - 1), \result.folded + (0 .. c->parameter_count - 1));
    ensures apart: WEIR_PROOF_PARTS_APART(\result, run, c, inputs);
    ensures marks: WEIR_PROOF_PARTS_MARKS_APART(\result, run, c, inputs); */
static struct parts cut(const struct weir_run *run, const struct weir_channel *c, const struct weir_input *inputs, struct layout l, void *workspace, size_t workspace_bytes)
{
    uint8_t *bytes = workspace;
    struct parts p;
    (void)run, (void)inputs; /* only the proof asks */
    p.raw = workspace;
    p.folded = (void *)(bytes + l.folded);
    p.answers = marks_at(bytes + l.answers, answer_words(c));
    p.woken = marks_at(bytes + l.woken, weir_words_for(c->section[WEIR_SECTION_INSTANCES].count));
    p.entries = marks_at(bytes + l.entries, weir_words_for(c->section[WEIR_SECTION_ENTRIES].count));
    p.states = (void *)(bytes + l.states);
    p.more_states = (void *)(bytes + l.more_states);
    p.in_list = (void *)(bytes + l.in_list);
    p.memo = p.in_list + c->max_program;
    p.room = bytes + l.room;
    p.room_bytes = workspace_bytes - l.room;
    return p;
}

/*@ requires \valid(touched + (0 .. count - 1));
    assigns touched[0 .. count - 1];
    exits \false; */
static void clear_touched(int32_t *touched, size_t count)
{
    /*@ loop invariant 0 <= i <= count;
        loop assigns i, touched[0 .. count - 1];
        loop variant count - i; */
    for (size_t i = 0; i < count; i++)
        touched[i] = 0;
}

/* A value that is no text. */
/*@ requires \valid_read(input);
    assigns \nothing;
    ensures \result && type == WEIR_TYPE_GUID ==> input->data != \null && input->length == 16;
    ensures \result && type == WEIR_TYPE_IP ==> input->data != \null && (input->length == 4 || input->length == 16);
    exits \false; */
static bool value_is_good(uint32_t type, const struct weir_input *input)
{
    if (type == WEIR_TYPE_GUID) return input->data != NULL && input->length == 16;
    if (type == WEIR_TYPE_IP) return input->data != NULL && (input->length == 4 || input->length == 16);
    return type != WEIR_TYPE_BOOL || input->number <= 1;
}

/* Whether an input of this type is one: what a value of the type needs is there. */
/*@ requires \valid_read(input) && given_in(input);
    assigns \nothing;
    ensures \result ==> input_in(input, type);
    exits \false; */
static bool input_is_good(uint32_t type, const struct weir_input *input)
{
    if (!input->present || type == WEIR_TYPE_RESERVED) return true;
    return weir_is_text(type) ? input->data != NULL || input->length == 0 : value_is_good(type, input);
}

/* What the inputs of an event are good for. */
struct taken {
    bool good;             /* each is one of its type */
    uint64_t without_room; /* a bit for each text that found no room */
};

/* No texts are made yet. They are given room in the order of the parameters. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, PARAMETERS) && count <= c->section[WEIR_SECTION_PARAMETERS].count && count <= WEIR_MAX_PARAMETERS;
    requires given(inputs, count) && \valid(raw + (0 .. count - 1)) && \valid(folded + (0 .. count - 1));
    requires \separated(c, inputs + (0 .. count - 1), raw + (0 .. count - 1), folded + (0 .. count - 1));
    assigns raw[0 .. count - 1].data, folded[0 .. count - 1].data;
    ensures c->bytes == \old(c->bytes);
    ensures given(inputs, count);
    ensures \result.good ==> inputs_in(inputs, c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, count);
    ensures \result.good ==> views_in(raw, count) && views_in(folded, count);
    exits \false; */
static struct taken take_inputs(const struct weir_channel *c, const struct weir_input *inputs, uint32_t count, struct weir_view *raw, struct weir_view *folded,
                                uint64_t room_bytes)
{
    const uint8_t *bytes = c->bytes;
    const uint32_t parameters = c->section[WEIR_SECTION_PARAMETERS].offset;
    struct taken taken;
    taken.good = false;
    taken.without_room = 0;
    uint64_t left = room_bytes, without_room = 0;
    /*@ loop invariant 0 <= i <= count;
        loop invariant given: given(inputs, count);
        loop invariant inputs: \forall integer k; 0 <= k < i ==> input_in(inputs + k, parameter_type(bytes, parameters, k));
        loop invariant raw: \forall integer k; 0 <= k < i ==> raw[k].data == \null;
        loop invariant folded: \forall integer k; 0 <= k < i ==> folded[k].data == \null;
        loop assigns i, left, without_room, raw[0 .. count - 1].data, folded[0 .. count - 1].data;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t type = bytes[parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_TYPE];
        //@ assert type: type == parameter_type(bytes, parameters, i);
        raw[i].data = NULL;
        folded[i].data = NULL;
        //@ assert given: given_in(inputs + i);
        if (!input_is_good(type, &inputs[i])) return taken;
        if (!inputs[i].present || !weir_is_text(type)) continue;
        const uint64_t need = 6 * (uint64_t)inputs[i].length;
        if (need > left)
            without_room |= (uint64_t)1 << i;
        else
            left -= need;
    }
    taken.good = true;
    taken.without_room = without_room;
    return taken;
}

/* A file whose parts all hold (match_proof.h) is one. */
/*@ ghost
    /@ requires holds_tables(c) && holds_strings(c) && holds_sets(c) && holds_values(c) && holds_networks(c) && holds_places(c) && holds_criteria(c) && holds_asked(c);
       requires holds_instances(c) && holds_conditions(c) && holds_most(c);
       requires holds_code(c) && holds_programs(c) && holds_room(c);
       assigns \nothing;
       ensures content_in(c);
       exits \false; @/
    static void content_is(const struct weir_channel *c)
    {
    }
    /@ requires \valid_read(run) && \valid_read(run->channel);
       requires parts_in(p, run->channel->parameter_count, run->channel->max_program, run->channel->max_criteria);
       requires WEIR_PROOF_MARKED(p.answers, WEIR_PROOF_ANSWER_WORDS_OF(run->channel));
       requires run->room == p.room && run->free_bytes == run->room_bytes == p.room_bytes;
       requires run->states[0] == p.states && run->states[1] == p.more_states && run->in_list == p.in_list && run->memo == p.memo;
       requires run->answers.words == p.answers.words && run->answers.touched == p.answers.touched;
       assigns \nothing;
       ensures room_in(run);
       exits \false; @/
    static void room_is(const struct weir_run *run, struct parts p)
    {
    }
    /@ requires \valid_read(run) && \valid_read(run->channel) && WEIR_PROOF_MARKED(p.answers, WEIR_PROOF_ANSWER_WORDS(run));
       requires WEIR_PROOF_MARKED(p.woken, WEIR_PROOF_WOKEN_WORDS(run)) && WEIR_PROOF_MARKED(p.entries, WEIR_PROOF_HIT_WORDS(run));
       requires run->answers.words == p.answers.words && run->answers.touched == p.answers.touched && run->woken.words == p.woken.words;
       requires run->woken.touched == p.woken.touched && run->entries.words == p.entries.words && run->entries.touched == p.entries.touched;
       assigns \nothing;
       ensures marks_in(run);
       exits \false; @/
    static void marks_are(const struct weir_run *run, struct parts p)
    {
    }
*/
/* Where the event, the file and the parts are. */
/*@ requires \valid(run) && \valid_read(c) && \separated(run, c) && \separated(run, inputs + (0 .. c->parameter_count - 1));
    requires \separated(run, p.raw + (0 .. c->parameter_count - 1)) && \separated(run, p.folded + (0 .. c->parameter_count - 1));
    assigns run->channel, run->inputs, run->answers.words, run->answers.touched, run->woken.words, run->woken.touched, run->entries.words, run->entries.touched,
            run->raw, run->folded, run->states[0], run->states[1], run->in_list, run->memo, run->room;
    ensures bytes: c->bytes == \old(c->bytes);
    ensures raw: \old(views_in(p.raw, c->parameter_count)) ==> views_in(p.raw, c->parameter_count);
    ensures folded: \old(views_in(p.folded, c->parameter_count)) ==> views_in(p.folded, c->parameter_count);
    ensures inputs: \old(inputs_in(inputs, c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count)) ==>
                    inputs_in(inputs, c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count);
    ensures places: run->channel == c && run->inputs == inputs && run->raw == p.raw && run->folded == p.folded;
    ensures answers: run->answers.words == p.answers.words && run->answers.touched == p.answers.touched;
    ensures woken: run->woken.words == p.woken.words && run->woken.touched == p.woken.touched;
    ensures entries: run->entries.words == p.entries.words && run->entries.touched == p.entries.touched;
    ensures states: run->states[0] == p.states && run->states[1] == p.more_states && run->in_list == p.in_list && run->memo == p.memo && run->room == p.room;
    exits \false; */
static void run_point(struct weir_run *run, const struct weir_channel *c, const struct weir_input *inputs, struct parts p)
{
    run->channel = c;
    run->inputs = inputs;
    run->answers.words = p.answers.words;
    run->answers.touched = p.answers.touched;
    run->woken.words = p.woken.words;
    run->woken.touched = p.woken.touched;
    run->entries.words = p.entries.words;
    run->entries.touched = p.entries.touched;
    run->raw = p.raw;
    run->folded = p.folded;
    run->states[0] = p.states;
    run->states[1] = p.more_states;
    run->in_list = p.in_list;
    run->memo = p.memo;
    run->room = p.room;
    //@ assert raw: \forall integer i; 0 <= i < c->parameter_count ==> p.raw[i].data == \at(p.raw[i].data, Pre);
    //@ assert folded: \forall integer i; 0 <= i < c->parameter_count ==> p.folded[i].data == \at(p.folded[i].data, Pre);
    //@ assert inputs: \forall integer i; 0 <= i < c->parameter_count ==> inputs[i].data == \at(inputs[i].data, Pre);
}

/* An event in work is these parts. */
/*@ requires \valid(run) && content_in(c) && \separated(run, c);
    requires \separated(run, inputs + (0 .. c->parameter_count - 1), p.raw + (0 .. c->parameter_count - 1), p.folded + (0 .. c->parameter_count - 1));
    requires parts_in(p, c->parameter_count, c->max_program, c->max_criteria) && WEIR_PROOF_MARKED(p.answers, WEIR_PROOF_ANSWER_WORDS_OF(c));
    requires WEIR_PROOF_PARTS_APART(p, run, c, inputs);
    requires WEIR_PROOF_MARKED(p.woken, WEIR_PROOF_WORDS(c->section[WEIR_SECTION_INSTANCES].count));
    requires WEIR_PROOF_MARKED(p.entries, WEIR_PROOF_WORDS(c->section[WEIR_SECTION_ENTRIES].count));
    requires WEIR_PROOF_PARTS_MARKS_APART(p, run, c, inputs);
    requires taken.good ==> inputs_in(inputs, c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count);
    requires taken.good ==> views_in(p.raw, c->parameter_count) && views_in(p.folded, c->parameter_count);
    assigns *run;
    ensures places: run->channel == c && run->inputs == inputs && run->raw == p.raw && run->folded == p.folded && run->answers.touched == p.answers.touched;
    ensures touched: run->woken.touched == p.woken.touched && run->entries.touched == p.entries.touched;
    ensures run: taken.good ==> run_in(run);
    ensures marks: marks_in(run);
    ensures apart: WEIR_PROOF_MARKS_APART(run);
    ensures count: run->woken.touched_count == WEIR_PROOF_TOUCHED(WEIR_PROOF_WOKEN_WORDS(run));
    exits \false; */
static void run_fill(struct weir_run *run, const struct weir_channel *c, const struct weir_input *inputs, struct parts p, struct taken taken)
{
    run_point(run, c, inputs, p);
    run->searched = false;
    run->without_room = taken.without_room;
    run->answers.touched_count = p.answers.touched_count;
    run->woken.touched_count = p.woken.touched_count;
    run->entries.touched_count = p.entries.touched_count;
    run->room_bytes = run->free_bytes = p.room_bytes;
#ifdef WEIR_COUNT_STEPS
    run->steps = 0;
#endif
    //@ assert places: c->bytes == \at(c->bytes, Pre) && c->size == \at(c->size, Pre);
    //@ assert tables: holds_tables(c);
    //@ assert strings: holds_strings(c);
    //@ assert sets: holds_sets(c);
    //@ assert values: holds_values(c);
    //@ assert networks: holds_networks(c);
    //@ assert in: holds_places(c);
    //@ assert criteria: holds_criteria(c);
    //@ assert asked: holds_asked(c);
    //@ assert instances: holds_instances(c);
    //@ assert conditions: holds_conditions(c);
    //@ assert most: holds_most(c);
    //@ assert code: holds_code(c);
    //@ assert programs: holds_programs(c);
    //@ assert fit: holds_room(c);
    //@ ghost content_is(c);
    //@ assert raw: taken.good ==> views_in(p.raw, c->parameter_count);
    //@ assert folded: taken.good ==> views_in(p.folded, c->parameter_count);
    //@ assert inputs: taken.good ==> inputs_in(inputs, c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count);
    //@ ghost room_is(run, p);
    //@ ghost marks_are(run, p);
    //@ assert apart: WEIR_PROOF_APART(run);
    //@ assert good: taken.good ==> views_in(run->raw, run->channel->parameter_count) && views_in(run->folded, run->channel->parameter_count);
    //@ assert given: taken.good ==> inputs_in(run->inputs, run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, run->channel->parameter_count);
}

enum weir_status weir_run_start(struct weir_run *run, const struct weir_channel *c, const struct weir_input *inputs, uint32_t input_count,
                                void *workspace, size_t workspace_bytes)
{
    const struct layout layout = layout_of(c);
    if (input_count != c->parameter_count) return WEIR_WRONG_INPUT_COUNT;
    if (workspace_bytes < layout.room) return WEIR_WORKSPACE_TOO_SMALL;
    const struct parts p = cut(run, c, inputs, layout, workspace, workspace_bytes);
    clear_touched(p.answers.touched, p.answers.touched_count);
    clear_touched(p.woken.touched, p.woken.touched_count);
    clear_touched(p.entries.touched, p.entries.touched_count);
    const struct taken taken = take_inputs(c, inputs, input_count, p.raw, p.folded, p.room_bytes);
    //@ assert content: content_in(c);
    run_fill(run, c, inputs, p, taken);
    WEIR_STEPS(run, (uint64_t)WEIR_PARAMETER_STEPS * input_count + p.answers.touched_count + p.woken.touched_count + p.entries.touched_count);
    return taken.good ? WEIR_OK : WEIR_BAD_INPUT;
}

/* ---- the plain evaluator ---- */

/* Nothing is known of the criteria of one instance yet; so many there are. */
/*@ requires run_in(run) && instance < run->channel->section[WEIR_SECTION_INSTANCES].count;
    assigns run->memo[0 .. run->channel->max_criteria - 1];
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run); */
static void forget_criteria(struct weir_run *run, uint32_t instance)
{
    const size_t at = WEIR_RECORD(run->channel, INSTANCES, instance);
    //@ assert at: at == run->channel->section[WEIR_SECTION_INSTANCES].offset + WEIR_BYTES_INSTANCES * instance && at + WEIR_BYTES_INSTANCES <= run->channel->size;
    const size_t place = at + WEIR_INSTANCE_CRITERION_COUNT;
    //@ assert place: place == run->channel->section[WEIR_SECTION_INSTANCES].offset + WEIR_BYTES_INSTANCES * instance + WEIR_INSTANCE_CRITERION_COUNT;
    const uint32_t count = weir_u32_at(run->channel->bytes, place);
    //@ assert count: count == instance_criteria(run->channel->bytes, run->channel->section[WEIR_SECTION_INSTANCES].offset, instance);
    //@ assert most: count <= run->channel->max_criteria;
    /*@ loop invariant 0 <= n <= count;
        loop assigns n, run->memo[0 .. count - 1];
        loop variant count - n; */
    for (uint32_t n = 0; n < count; n++)
        run->memo[n] = WEIR_UNKNOWN;
}

/*@ requires run_in(run);
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run), run->memo[0 .. run->channel->max_criteria - 1]; */
static enum weir_status walk(struct weir_run *run, weir_on_hit *on_hit, void *context)
{
    const uint32_t count = run->channel->section[WEIR_SECTION_INSTANCES].count;
    /*@ loop invariant run: run_in(run);
        loop invariant places: places_stay{Pre, Here}(run);
        loop invariant sizes: sizes_stay{Pre, Here}(run);
        loop invariant questions: run->channel->section[WEIR_SECTION_QUESTIONS].count == \at(run->channel->section[WEIR_SECTION_QUESTIONS].count, Pre);
        loop invariant instances: run->channel->section[WEIR_SECTION_INSTANCES].count == count;
        loop invariant 0 <= i <= count;
        loop assigns i, WEIR_PROOF_LOOP_TEXTS(run), WEIR_PROOF_LOOP_STATES(run), WEIR_PROOF_LOOP_ANSWERS(run), WEIR_PROOF_LOOP_MEMO(run);
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        forget_criteria(run, i);
        const enum weir_verdict verdict = weir_instance_verdict(run, i);
        if (verdict != WEIR_NO_MATCH && weir_instance_report(run->channel, i, verdict, on_hit, context) != 0) return WEIR_STOPPED;
    }
    return WEIR_OK;
}

/*@ WEIR_PROOF_REQUIRES_EVENT(channel, inputs, input_count, workspace, workspace_bytes) */
enum weir_status weir_match_plain(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count,
                                  void *workspace, size_t workspace_bytes, weir_on_hit *on_hit, void *context)
{
    struct weir_run run;
    const enum weir_status status = weir_run_start(&run, channel, inputs, input_count, workspace, workspace_bytes);
    return status == WEIR_OK ? walk(&run, on_hit, context) : status;
}

/* Each criterion of one instance is asked, and noted in the memo; how many there are. */
/*@ requires run_in(run) && instance < run->channel->section[WEIR_SECTION_INSTANCES].count;
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), run->memo[0 .. run->channel->max_criteria - 1];
    ensures run: run_in(run);
    ensures same: run->channel == \old(run->channel) && run->memo == \old(run->memo);
    ensures same: run->channel->section[WEIR_SECTION_INSTANCES].count == \old(run->channel->section[WEIR_SECTION_INSTANCES].count);
    ensures count: \result == instance_criteria{Pre}(\old(run->channel->bytes), \old(run->channel->section[WEIR_SECTION_INSTANCES].offset), instance);
    ensures most: \result <= run->channel->max_criteria; */
static uint32_t ask_criteria(struct weir_run *run, uint32_t instance)
{
    const size_t at = WEIR_RECORD(run->channel, INSTANCES, instance);
    //@ assert at: at == run->channel->section[WEIR_SECTION_INSTANCES].offset + WEIR_BYTES_INSTANCES * instance && at + WEIR_BYTES_INSTANCES <= run->channel->size;
    const size_t first_at = at + WEIR_INSTANCE_CRITERION_FIRST, count_at = at + WEIR_INSTANCE_CRITERION_COUNT;
    //@ assert first_at: first_at == run->channel->section[WEIR_SECTION_INSTANCES].offset + WEIR_BYTES_INSTANCES * instance + WEIR_INSTANCE_CRITERION_FIRST;
    //@ assert count_at: count_at == run->channel->section[WEIR_SECTION_INSTANCES].offset + WEIR_BYTES_INSTANCES * instance + WEIR_INSTANCE_CRITERION_COUNT;
    const uint32_t first = weir_u32_at(run->channel->bytes, first_at);
    const uint32_t count = weir_u32_at(run->channel->bytes, count_at);
    //@ assert first: first == instance_first(run->channel->bytes, run->channel->section[WEIR_SECTION_INSTANCES].offset, instance);
    //@ assert count: count == instance_criteria(run->channel->bytes, run->channel->section[WEIR_SECTION_INSTANCES].offset, instance);
    //@ assert most: count <= run->channel->max_criteria;
    //@ assert instance: WEIR_PROOF_INSTANCE_IN(run->channel, instance);
    //@ assert criteria: first + count <= run->channel->section[WEIR_SECTION_CRITERIA].count;
    /*@ loop invariant run: run_in(run);
        loop invariant places: places_stay{Pre, Here}(run);
        loop invariant sizes: sizes_stay{Pre, Here}(run);
        loop invariant criteria: run->channel->section[WEIR_SECTION_CRITERIA].count == \at(run->channel->section[WEIR_SECTION_CRITERIA].count, Pre);
        loop invariant instances: run->channel->section[WEIR_SECTION_INSTANCES].count == \at(run->channel->section[WEIR_SECTION_INSTANCES].count, Pre);
        loop invariant 0 <= n <= count;
        loop assigns n, WEIR_PROOF_LOOP_TEXTS(run), WEIR_PROOF_LOOP_STATES(run), WEIR_PROOF_LOOP_MEMO(run);
        loop variant count - n; */
    for (uint32_t n = 0; n < count; n++) {
        const int8_t verdict = (int8_t)weir_criterion_plain(run, first + n);
        //@ assert room: room_in(run) && n < run->channel->max_criteria;
        run->memo[n] = verdict;
    }
    return count;
}

/* Hands the noted verdicts over. */
/*@ requires \valid_read(memo + (0 .. count - 1)) && \valid(criteria + (0 .. count - 1));
    assigns criteria[0 .. count - 1]; */
static void copy_verdicts(uint8_t *criteria, const int8_t *memo, uint32_t count)
{
    /*@ loop invariant 0 <= n <= count;
        loop assigns n, criteria[0 .. count - 1];
        loop variant count - n; */
    for (uint32_t n = 0; n < count; n++)
        criteria[n] = (uint8_t)memo[n];
}

/*@ WEIR_PROOF_REQUIRES_EVENT(channel, inputs, input_count, workspace, workspace_bytes)
    requires instance < channel->section[WEIR_SECTION_INSTANCES].count;
    requires \valid(verdict) && \valid(criteria + (0 .. instance_criteria(channel->bytes, channel->section[WEIR_SECTION_INSTANCES].offset, instance) - 1));
    requires \separated(criteria + (0 .. instance_criteria(channel->bytes, channel->section[WEIR_SECTION_INSTANCES].offset, instance) - 1),
                        channel->bytes + (0 .. channel->size - 1)); */
enum weir_status weir_match_one(const struct weir_channel *channel, uint32_t instance, const struct weir_input *inputs, uint32_t input_count,
                                void *workspace, size_t workspace_bytes, uint8_t *criteria, enum weir_verdict *verdict)
{
    struct weir_run run;
    const enum weir_status status = weir_run_start(&run, channel, inputs, input_count, workspace, workspace_bytes);
    if (status != WEIR_OK) return status;
    //@ assert bytes: bytes_stay{Pre, Here}(channel->bytes, channel->size) && channel->bytes == \at(channel->bytes, Pre);
    //@ assert instances: channel->section[WEIR_SECTION_INSTANCES].offset == \at(channel->section[WEIR_SECTION_INSTANCES].offset, Pre);
    /*@ assert same: instance_criteria(channel->bytes, channel->section[WEIR_SECTION_INSTANCES].offset, instance) ==
                     \at(instance_criteria(channel->bytes, channel->section[WEIR_SECTION_INSTANCES].offset, instance), Pre); */
    const uint32_t count = ask_criteria(&run, instance);
    const enum weir_verdict whole = weir_instance_verdict(&run, instance);
    //@ assert room: room_in(&run);
    //@ assert memo: count <= run.channel->max_criteria && \valid_read(run.memo + (0 .. count - 1));
    //@ assert criteria: \valid(criteria + (0 .. count - 1));
    copy_verdicts(criteria, run.memo, count);
    *verdict = whole;
    return WEIR_OK;
}
