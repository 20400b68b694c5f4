/* Texts of an event: checked, mended and folded once; and what can be asked of them.
 *
 * In:   an input; strings of the file. Out: a view of the text; whether something holds of it.
 * Must hold: a view is well-formed UTF-8 and at most three times as long as the input; nothing is written outside run->room. */
#include "match.h"
#include "vectors.h"

/* ---- making views ---- */

/*@ requires 1 <= length <= 4 && \valid(to + (0 .. length - 1));
    assigns to[0 .. length - 1]; */
static void write_utf8(uint8_t *to, uint32_t code_point, uint32_t length)
{
    if (length == 1) {
        to[0] = (uint8_t)code_point;
    } else if (length == 2) {
        to[0] = (uint8_t)(0xc0 + code_point / 64);
        to[1] = (uint8_t)(0x80 + code_point % 64);
    } else if (length == 3) {
        to[0] = (uint8_t)(0xe0 + code_point / 4096);
        to[1] = (uint8_t)(0x80 + code_point / 64 % 64);
        to[2] = (uint8_t)(0x80 + code_point % 64);
    } else {
        to[0] = (uint8_t)(0xf0 + code_point / 262144);
        to[1] = (uint8_t)(0x80 + code_point / 4096 % 64);
        to[2] = (uint8_t)(0x80 + code_point / 64 % 64);
        to[3] = (uint8_t)(0x80 + code_point % 64);
    }
}

/*@ assigns \nothing;
    ensures 1 <= \result <= 4; */
static uint32_t utf8_length(uint32_t code_point)
{
    return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

/* How far the text is what the view must be already. */
/*@ requires \valid_read(text + (0 .. length - 1));
    assigns \nothing;
    ensures \result <= length; */
static uint32_t unchanged(const uint8_t *text, uint32_t length, bool folded)
{
    uint32_t i = 0;
    /*@ loop invariant 0 <= i <= length;
        loop assigns i;
        loop variant length - i; */
    while (i < length) {
        if (length - i >= 8) {
            const uint64_t eight = weir_u64_at(text, i);
            if ((eight & WEIR_EACH_BYTE(0x80)) == 0 && (!folded || weir_upper_case(eight) == 0)) {
                i += 8;
                continue;
            }
        }
        const uint8_t byte = text[i];
        if (byte < 0x80) {
            if (folded && (uint32_t)byte - 'A' < 26u) break;
            i++;
            continue;
        }
        uint32_t code_point = 0;
        const uint32_t bytes = weir_utf8_at(text + i, length - i, &code_point);
        if (bytes == 0 || (folded && weir_fold(code_point) != code_point)) break;
        i += bytes;
    }
    return i;
}

/*@ requires \valid(to + (0 .. 7));
    assigns to[0 .. 7]; */
static void write_eight(uint8_t *to, uint64_t eight)
{
    to[0] = (uint8_t)(eight & 0xff);
    to[1] = (uint8_t)(eight >> 8 & 0xff);
    to[2] = (uint8_t)(eight >> 16 & 0xff);
    to[3] = (uint8_t)(eight >> 24 & 0xff);
    to[4] = (uint8_t)(eight >> 32 & 0xff);
    to[5] = (uint8_t)(eight >> 40 & 0xff);
    to[6] = (uint8_t)(eight >> 48 & 0xff);
    to[7] = (uint8_t)(eight >> 56 & 0xff);
}

/*@ requires \valid_read(run) && run->free_bytes <= run->room_bytes;
    assigns \nothing;
    ensures \result == run->room + (run->room_bytes - run->free_bytes); */
static uint8_t *room_left(const struct weir_run *run)
{
    return run->room + (run->room_bytes - run->free_bytes);
}

/* The first bytes of the room that is left are the view. */
/*@ requires \valid(run) && \valid(run->room + (0 .. run->room_bytes - 1)) && run->free_bytes <= run->room_bytes && 0 < used <= run->free_bytes && used <= UINT32_MAX;
    requires \valid(view) && \separated(view, run);
    assigns run->free_bytes, view->data, view->length;
    ensures run->free_bytes == \old(run->free_bytes) - used;
    ensures view->data != \null && \valid_read(view->data + (0 .. view->length - 1)); */
static void take_room(struct weir_run *run, size_t used, struct weir_view *view)
{
    view->data = room_left(run);
    view->length = (uint32_t)used;
    run->free_bytes -= used;
}

//@ assigns \nothing;
static uint64_t fold_eight(uint64_t eight)
{
    return eight | weir_upper_case(eight) >> 2;
}

/* Folds the bytes, of which there are some; false where they are not all ASCII. Many at a time, of the last ones some once more. */
/*@ requires 0 < length && \valid_read(text + (0 .. length - 1)) && \valid(to + (0 .. length - 1));
    assigns to[0 .. length - 1]; */
static bool fold_bytes(uint8_t *to, const uint8_t *text, uint32_t length)
{
    uint64_t others = 0;
    uint32_t i = 0;
#if WEIR_HAS_VECTORS
    if (length >= 16) {
        for (; length - i > 16; i += 16)
            others |= weir_fold_sixteen(to + i, text + i);
        return (others | weir_fold_sixteen(to + (length - 16), text + (length - 16))) == 0;
    }
#endif
    /*@ loop invariant 0 <= i <= length;
        loop assigns i, others, to[0 .. length - 1];
        loop variant length - i; */
    for (; length - i >= 8; i += 8) {
        const uint64_t eight = weir_u64_at(text, i);
        others |= eight & WEIR_EACH_BYTE(0x80);
        write_eight(to + i, fold_eight(eight));
    }
    if (i < length && length >= 8) {
        const uint64_t last = weir_u64_at(text, length - 8);
        others |= last & WEIR_EACH_BYTE(0x80);
        write_eight(to + (length - 8), fold_eight(last));
        i = length;
    }
    /*@ loop invariant 0 <= i <= length;
        loop assigns i, others, to[0 .. length - 1];
        loop variant length - i; */
    for (; i < length; i++) {
        others |= text[i] & 0x80u;
        to[i] = (uint8_t)((uint32_t)text[i] - 'A' < 26u ? text[i] + 32u : text[i]);
    }
    return others == 0;
}

/* Most texts are ASCII: these are folded in one pass. false: this one is not, or is empty, and nothing is taken. */
/*@ requires \valid(run) && \valid(run->room + (0 .. run->room_bytes - 1)) && run->free_bytes <= run->room_bytes;
    requires \valid_read(text + (0 .. length - 1));
    requires \valid(view) && \separated(view, run, run->room + (0 .. run->room_bytes - 1)) && \separated(run, run->room + (0 .. run->room_bytes - 1));
    assigns run->free_bytes, run->room[0 .. run->room_bytes - 1], view->data, view->length;
    ensures run->free_bytes <= \old(run->free_bytes);
    ensures there: \result ==> view->data != \null && \valid_read(view->data + (0 .. view->length - 1));
    ensures not: !\result ==> view->data == \old(view->data) && view->length == \old(view->length); */
static bool fold_ascii(struct weir_run *run, const uint8_t *text, uint32_t length, struct weir_view *view)
{
    if (length == 0 || length > run->free_bytes || !fold_bytes(room_left(run), text, length)) return false;
    take_room(run, length, view);
    return true;
}

/* The view into the free room: the first `same` bytes as they are, the others decoded, mended and folded. */
/*@ requires \valid(run) && \valid(run->room + (0 .. run->room_bytes - 1)) && run->free_bytes <= run->room_bytes;
    requires \valid_read(text + (0 .. length - 1)) && same < length;
    requires \valid(view) && \separated(view, run, run->room + (0 .. run->room_bytes - 1)) && \separated(run, run->room + (0 .. run->room_bytes - 1));
    assigns run->free_bytes, run->room[0 .. run->room_bytes - 1], view->data, view->length;
    ensures run->free_bytes <= \old(run->free_bytes);
    ensures there: \result ==> view->data != \null && \valid_read(view->data + (0 .. view->length - 1));
    ensures not: !\result ==> view->data == \old(view->data) && view->length == \old(view->length); */
static bool transcribe(struct weir_run *run, const uint8_t *text, uint32_t length, uint32_t same, bool folded, struct weir_view *view)
{
    uint8_t *to = room_left(run);
    const size_t room = run->free_bytes < UINT32_MAX ? run->free_bytes : UINT32_MAX;
    if (same > room) return false;
    size_t used = 0;
    /*@ loop invariant 0 <= used <= same;
        loop assigns used, to[0 .. room - 1];
        loop variant same - used; */
    for (; same - used >= 8; used += 8)
        write_eight(to + used, weir_u64_at(text, used));
    /*@ loop invariant 0 <= used <= same;
        loop assigns used, to[0 .. room - 1];
        loop variant same - used; */
    for (; used < same; used++)
        to[used] = text[used];
    /*@ loop invariant same <= i <= length && 0 <= used <= room && (i > same ==> used > 0);
        loop assigns i, used, to[0 .. room - 1];
        loop variant length - i; */
    for (uint32_t i = same; i < length;) {
        if (length - i >= 8 && room - used >= 8) {
            const uint64_t eight = weir_u64_at(text, i);
            if ((eight & WEIR_EACH_BYTE(0x80)) == 0) {
                write_eight(to + used, folded ? fold_eight(eight) : eight);
                used += 8;
                i += 8;
                continue;
            }
        }
        uint32_t code_point = text[i];
        if (code_point < 0x80) {
            if (used == room) return false;
            to[used++] = (uint8_t)(folded && code_point - 'A' < 26u ? code_point + 32 : code_point);
            i++;
            continue;
        }
        const uint32_t bytes = weir_utf8_at(text + i, length - i, &code_point);
        if (bytes == 0) code_point = 0xfffd;
        if (folded) code_point = weir_fold(code_point);
        const uint32_t written = utf8_length(code_point);
        if (written > room - used) return false;
        write_utf8(to + used, code_point, written);
        used += written;
        i += bytes == 0 ? 1 : bytes;
    }
    take_room(run, used, view);
    return true;
}

/* Makes the view of a text, unless there is no room for it, which is never where the parameter is not without room. */
/*@ requires \valid(run) && WEIR_PROOF_CHANNEL(run->channel) && WEIR_PROOF_APART(run) && \valid_read(run->inputs + (0 .. run->channel->parameter_count - 1));
    requires \valid(run->raw + (0 .. run->channel->parameter_count - 1)) && \valid(run->folded + (0 .. run->channel->parameter_count - 1));
    requires \valid(run->room + (0 .. run->room_bytes - 1)) && run->free_bytes <= run->room_bytes && parameter < run->channel->parameter_count;
    requires run->inputs[parameter].length == 0 || \valid_read(run->inputs[parameter].data + (0 .. run->inputs[parameter].length - 1));
    requires view == (folded ? run->folded + parameter : run->raw + parameter) && view->data == \null;
    assigns run->free_bytes, run->room[0 .. run->room_bytes - 1], view->data, view->length;
    ensures room: run->free_bytes <= run->room_bytes == \old(run->room_bytes);
    ensures there: \result ==> view->data != \null && \valid_read(view->data + (0 .. view->length - 1));
    ensures not: !\result ==> view->data == \null;
    ensures bytes: bytes_stay{Pre, Post}(run->channel->bytes, run->channel->size);
    ensures raw: \forall integer i; 0 <= i < run->channel->parameter_count && (folded != 0 || i != parameter) ==> run->raw[i].data == \old(run->raw[i].data) &&
            run->raw[i].length == \old(run->raw[i].length);
    ensures folded: \forall integer i; 0 <= i < run->channel->parameter_count && (folded == 0 || i != parameter) ==> run->folded[i].data == \old(run->folded[i].data) &&
            run->folded[i].length == \old(run->folded[i].length);
    ensures inputs: \forall integer i; 0 <= i < run->channel->parameter_count ==> run->inputs[i].data == \old(run->inputs[i].data) &&
            run->inputs[i].length == \old(run->inputs[i].length) && run->inputs[i].present == \old(run->inputs[i].present);
    ensures sections: \forall integer s; 0 <= s <= WEIR_SECTION_COUNT ==> run->channel->section[s].offset == \old(run->channel->section[s].offset) &&
            run->channel->section[s].count == \old(run->channel->section[s].count);
    ensures same: run->channel == \old(run->channel) && run->inputs == \old(run->inputs) && run->raw == \old(run->raw) && run->folded == \old(run->folded);
    ensures same: run->states[0] == \old(run->states[0]) && run->states[1] == \old(run->states[1]) && run->in_list == \old(run->in_list);
    ensures same: run->room == \old(run->room) && run->memo == \old(run->memo) && run->searched == \old(run->searched);
    ensures same: run->answers.words == \old(run->answers.words) && run->answers.touched == \old(run->answers.touched);
    ensures same: run->channel->parameter_count == \old(run->channel->parameter_count) && run->channel->max_program == \old(run->channel->max_program);
    ensures same: run->channel->max_criteria == \old(run->channel->max_criteria) && run->channel->size == \old(run->channel->size);
    ensures same: run->channel->bytes == \old(run->channel->bytes); */
static bool make_view(struct weir_run *run, uint32_t parameter, bool folded, struct weir_view *view)
{
    static const uint8_t nothing[1] = {0};
    const struct weir_input *input = weir_input_of(run, parameter);
    const uint8_t *text = input->length == 0 ? nothing : input->data;
    WEIR_STEPS(run, input->length);
    const uint32_t length = input->length;
    bool made = folded && fold_ascii(run, text, length, view);
    if (!made) {
        const uint32_t same = unchanged(text, length, folded);
        made = same == length || transcribe(run, text, length, same, folded, view);
        if (same == length) {
            view->data = text;
            view->length = length;
        }
    }
    return made;
}

/*@ // What making a view needs. Behind `opened`, so that provers take it apart only where that is said: its separations are many, and of no use to what follows.
    predicate makes_view{L}(struct weir_run *run, integer parameter, integer folded, struct weir_view *view) = \forall integer key; opened(key) ==>
      \valid(run) && WEIR_PROOF_CHANNEL(run->channel) && WEIR_PROOF_APART(run) && \valid_read(run->inputs + (0 .. run->channel->parameter_count - 1)) &&
      \valid(run->raw + (0 .. run->channel->parameter_count - 1)) && \valid(run->folded + (0 .. run->channel->parameter_count - 1)) &&
      \valid(run->room + (0 .. run->room_bytes - 1)) && run->free_bytes <= run->room_bytes && parameter < run->channel->parameter_count &&
      (run->inputs[parameter].length == 0 || \valid_read(run->inputs[parameter].data + (0 .. run->inputs[parameter].length - 1))) &&
      view == (folded != 0 ? run->folded + parameter : run->raw + parameter) && view->data == \null;
*/
/* The file as it was. */
#define FILE_BYTES \at(run->channel->bytes, Pre), \at(run->channel->size, Pre)
#define COUNT_OF(section_name) \at(run->channel->section[WEIR_SECTION_##section_name].count, Pre)
#define HOLDS(part) holds_##part(run->channel)
#define INPUTS_IN(run) inputs_in((run)->inputs, (run)->channel->bytes, (run)->channel->section[WEIR_SECTION_PARAMETERS].offset, (run)->channel->parameter_count)
/* What stays with it, and what is made. */
#define KEEPS(run, view) \
    requires makes: makes_view(run, parameter, folded, view); \
    assigns (run)->free_bytes, (run)->room[0 .. (run)->room_bytes - 1], (view)->data, (view)->length; \
    ensures room: (run)->free_bytes <= (run)->room_bytes == \old((run)->room_bytes); \
    ensures there: \result ==> (view)->data != \null && \valid_read((view)->data + (0 .. (view)->length - 1)); \
    ensures not: !\result ==> (view)->data == \null; \
    ensures places: places_stay{Pre, Post}(run); \
    ensures sizes: sizes_stay{Pre, Post}(run); \
    ensures sections: sections_stay{Pre, Post}(run); \
    ensures raw: \forall integer i; 0 <= i < (run)->channel->parameter_count && (folded != 0 || i != parameter) ==> \
            (run)->raw[i].data == \old((run)->raw[i].data) && (run)->raw[i].length == \old((run)->raw[i].length); \
    ensures folded: \forall integer i; 0 <= i < (run)->channel->parameter_count && (folded == 0 || i != parameter) ==> \
            (run)->folded[i].data == \old((run)->folded[i].data) && (run)->folded[i].length == \old((run)->folded[i].length); \
    ensures inputs: \forall integer i; 0 <= i < (run)->channel->parameter_count ==> (run)->inputs[i].data == \old((run)->inputs[i].data) && \
            (run)->inputs[i].length == \old((run)->inputs[i].length) && (run)->inputs[i].present == \old((run)->inputs[i].present);
/* The file stays what it is: its bytes and records, its tables, its conditions. Each of these says it of the next with little else in sight, because provers
 * find it only so. */
/*@ KEEPS(run, view)
    ensures bytes: \forall integer key; opened(key) ==> bytes_stay{Pre, Post}(FILE_BYTES);
    ensures words: words_stay{Pre, Post}(FILE_BYTES);
    ensures types: types_stay{Pre, Post}(FILE_BYTES);
    ensures parameters: parameters_stay{Pre, Post}(FILE_BYTES);
    ensures set_fields: set_fields_stay{Pre, Post}(FILE_BYTES);
    ensures value: value_stays{Pre, Post}(FILE_BYTES);
    ensures criterion_fields: criterion_fields_stay{Pre, Post}(FILE_BYTES);
    ensures asked_fields: asked_fields_stay{Pre, Post}(FILE_BYTES);
    ensures required: required_stays{Pre, Post}(FILE_BYTES);
    ensures instances: instances_stay{Pre, Post}(FILE_BYTES);
    ensures pops: pops_stay{Pre, Post}(FILE_BYTES);
    ensures code_words: code_words_stay{Pre, Post}(FILE_BYTES);
    ensures string_ends: string_ends_stay{Pre, Post}(FILE_BYTES);
    ensures string_named: string_named{Pre, Post}(FILE_BYTES);
    ensures string_end: string_ends{Pre, Post}(FILE_BYTES);
    ensures network: network_stays{Pre, Post}(FILE_BYTES);
    ensures instruction: instruction_stays{Pre, Post}(FILE_BYTES);
    ensures program_fields: program_fields_stay{Pre, Post}(FILE_BYTES); */
static bool keep_records(struct weir_run *run, uint32_t parameter, bool folded, struct weir_view *view)
{
    //@ assert opened: opened(0);
    return make_view(run, parameter, folded, view);
}

/*@ KEEPS(run, view)
    ensures bytes: \forall integer key; opened(key) ==> bytes_stay{Pre, Post}(FILE_BYTES);
    ensures words: words_stay{Pre, Post}(FILE_BYTES);
    ensures types: types_stay{Pre, Post}(FILE_BYTES);
    ensures parameters: parameters_stay{Pre, Post}(FILE_BYTES);
    ensures instances: instances_stay{Pre, Post}(FILE_BYTES);
    ensures program_fields: program_fields_stay{Pre, Post}(FILE_BYTES);
    ensures strings: strings_stay{Pre, Post}(FILE_BYTES);
    ensures instance: instance_stays{Pre, Post}(FILE_BYTES);
    ensures sets: sets_stay{Pre, Post}(FILE_BYTES);
    ensures values: values_stay{Pre, Post}(FILE_BYTES, COUNT_OF(VALUES), COUNT_OF(NUMBERS));
    ensures networks: networks_stay{Pre, Post}(FILE_BYTES, COUNT_OF(VALUES), COUNT_OF(NUMBERS),
                                               COUNT_OF(STRING_OFFSETS) - 1, COUNT_OF(PROGRAMS), COUNT_OF(STRING_BYTES));
    ensures criteria: criteria_stay{Pre, Post}(FILE_BYTES);
    ensures asked: asked_stay{Pre, Post}(FILE_BYTES);
    ensures programs: programs_stay{Pre, Post}(FILE_BYTES);
    ensures codes: codes_stay{Pre, Post}(FILE_BYTES);
    ensures conditions: conditions_stay{Pre, Post}(FILE_BYTES, \old(run->channel->parameter_count), COUNT_OF(CRITERIA), COUNT_OF(CODE)); */
static bool keep_tables(struct weir_run *run, uint32_t parameter, bool folded, struct weir_view *view)
{
    //@ ghost const uint8_t *b = run->channel->bytes;
    //@ ghost const size_t size = run->channel->size;
    const bool made = keep_records(run, parameter, folded, view);
    /*@ ghost
        /@ loop invariant 0 <= i <= size;
           loop invariant depths: \forall integer code, k; 0 <= code && 0 <= k <= i && code + WEIR_BYTES_CODE * k <= size ==>
                depth_at{Pre}(b, code, k) == depth_at(b, code, k);
           loop assigns i;
           loop variant size - i; @/
        for (size_t i = 0; i < size; i++) {
            /@ assert step: \forall integer code; 0 <= code && code + WEIR_BYTES_CODE * (i + 1) <= size ==>
                 depth_at{Pre}(b, code, i + 1) == depth_at{Pre}(b, code, i) - word_pops{Pre}(b, code + WEIR_BYTES_CODE * i) + 1 &&
                 depth_at(b, code, i + 1) == depth_at(b, code, i) - word_pops(b, code + WEIR_BYTES_CODE * i) + 1; @/
        } */
    /*@ assert depths: \forall integer code, k; 0 <= code && 0 <= k && code + WEIR_BYTES_CODE * k <= size ==>
               depth_at{Pre}(b, code, k) == depth_at(b, code, k); */
    //@ assert codes: codes_stay{Pre, Here}(b, size);
    //@ assert rise: strings_rise_still{Pre, Here}(b, size);
    //@ assert inside: strings_end_inside{Pre, Here}(b, size);
    //@ assert network_ats: network_ats_stay{Pre, Here}(b, size, COUNT_OF(STRING_OFFSETS) - 1, COUNT_OF(STRING_BYTES));
    /*@ assert of_strings: \forall integer sets, values, programs, i, k;
               set_values_in{Pre}(b, sets, values, COUNT_OF(STRING_OFFSETS) - 1, programs, i) && set_kind{Pre}(b, sets, i) == WEIR_SET_STRINGS &&
               set_first{Pre}(b, sets, i) <= k < set_first{Pre}(b, sets, i) + set_count{Pre}(b, sets, i) ==> value_below{Pre}(b, values, k, COUNT_OF(STRING_OFFSETS) - 1); */
    return made;
}

/*@ KEEPS(run, view)
    ensures bytes: \forall integer key; opened(key) ==> bytes_stay{Pre, Post}(FILE_BYTES);
    ensures words: words_stay{Pre, Post}(FILE_BYTES);
    ensures tables: \old(HOLDS(tables)) ==> HOLDS(tables);
    ensures strings: \old(HOLDS(tables) && HOLDS(strings)) ==> HOLDS(strings);
    ensures sets: \old(HOLDS(tables) && HOLDS(sets)) ==> HOLDS(sets);
    ensures values: \old(HOLDS(tables) && HOLDS(sets) && HOLDS(values)) ==> HOLDS(values);
    ensures networks: \old(HOLDS(tables) && HOLDS(strings) && HOLDS(sets) && HOLDS(values) && HOLDS(networks)) ==> HOLDS(networks);
    ensures places: \old(HOLDS(tables) && HOLDS(places)) ==> HOLDS(places);
    ensures criteria: \old(HOLDS(tables) && HOLDS(sets) && HOLDS(places) && HOLDS(criteria)) ==> HOLDS(criteria);
    ensures asked: \old(HOLDS(tables) && HOLDS(sets) && HOLDS(places) && HOLDS(asked)) ==> HOLDS(asked);
    ensures instances: \old(HOLDS(tables) && HOLDS(places) && HOLDS(instances)) ==> HOLDS(instances);
    ensures most: \old(HOLDS(tables) && HOLDS(places) && HOLDS(most)) ==> HOLDS(most);
    ensures code: \old(HOLDS(tables) && HOLDS(code)) ==> HOLDS(code);
    ensures room: \old(HOLDS(tables) && HOLDS(code) && HOLDS(room)) ==> HOLDS(room);
    ensures programs: \old(HOLDS(tables) && HOLDS(code) && HOLDS(programs)) ==> HOLDS(programs);
    ensures conditions: \old(HOLDS(tables) && HOLDS(places) && HOLDS(instances) && HOLDS(conditions)) ==> HOLDS(conditions);
    ensures codes: codes_stay{Pre, Post}(FILE_BYTES);
    ensures types: \old(HOLDS(tables) && INPUTS_IN(run)) ==> INPUTS_IN(run); */
static bool keep_file(struct weir_run *run, uint32_t parameter, bool folded, struct weir_view *view)
{
    return keep_tables(run, parameter, folded, view);
}

const struct weir_view *weir_view_of(struct weir_run *run, uint32_t parameter, bool folded)
{
    struct weir_view *view = folded ? &run->folded[parameter] : &run->raw[parameter];
    //@ assert view_in(view);
    if (view->data != NULL) return view;
    if ((run->without_room >> parameter) % 2 != 0) return NULL;
    //@ assert input_in(run->inputs + parameter, parameter_type(run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, parameter));
    //@ assert before: HOLDS(tables) && HOLDS(strings) && HOLDS(sets) && HOLDS(values) && HOLDS(networks) && HOLDS(places) && HOLDS(criteria) && HOLDS(asked);
    //@ assert before: HOLDS(instances) && HOLDS(conditions) && HOLDS(most) && HOLDS(code) && HOLDS(programs) && HOLDS(room);
    const bool made = keep_file(run, parameter, folded, view);
    //@ assert after: HOLDS(tables) && HOLDS(strings) && HOLDS(sets) && HOLDS(values) && HOLDS(networks) && HOLDS(places) && HOLDS(criteria) && HOLDS(asked);
    //@ assert after: HOLDS(instances) && HOLDS(conditions) && HOLDS(most) && HOLDS(code) && HOLDS(programs) && HOLDS(room);
    //@ assert content: content_in(run->channel);
    //@ assert inputs: INPUTS_IN(run);
    //@ assert raw: views_in(run->raw, run->channel->parameter_count);
    //@ assert folded: views_in(run->folded, run->channel->parameter_count);
    //@ assert workspace: room_in(run);
    //@ assert apart: WEIR_PROOF_APART(run);
    //@ assert run: run_in(run);
    return made ? view : NULL;
}

/* ---- asking ---- */

uint32_t weir_text_next(struct weir_run *run, const struct weir_view *text, uint32_t at, uint32_t byte)
{
    (void)run; /* counts steps */
    /*@ loop invariant \at(at, Pre) <= at <= text->length;
        loop assigns at;
        loop variant text->length - at; */
    for (; text->length - at >= WEIR_STRIDE; at += WEIR_STRIDE) {
        const uint64_t found = weir_equal_bytes(text->data + at, byte);
        if (found != 0) return at + weir_lowest_bit(found) / WEIR_MARK;
        WEIR_STEPS(run, WEIR_STRIDE);
    }
    return at;
}

/* Many places at a time: where the first and the last byte of the part stand as far apart as in it, the rest is compared. */
bool weir_text_contains(struct weir_run *run, const struct weir_view *text, struct weir_bytes part)
{
    (void)run; /* counts steps */
    if (part.length == 0) return true;
    if (part.length > text->length) return false;
    const uint8_t *data = text->data, first = part.data[0], last = part.data[part.length - 1];
    const uint32_t places = text->length - part.length + 1, rest = part.length - 1, inner = part.length > 2 ? part.length - 2 : 0;
    uint32_t at = 0;
    /*@ loop invariant 0 <= at <= places;
        loop assigns at;
        loop variant places - at; */
    for (; places - at >= WEIR_STRIDE; at += WEIR_STRIDE) {
        WEIR_STEPS(run, WEIR_STRIDE);
        const uint64_t both = weir_equal_bytes(data + at, first) & weir_equal_bytes(data + at + rest, last);
        /*@ loop assigns found;
            loop variant found; */
        for (uint64_t found = both; found != 0; found = weir_without_lowest(found)) {
            WEIR_STEPS(run, part.length);
            const uint32_t place = at + weir_lowest_bit(found) / WEIR_MARK;
            //@ assert place < places && place + part.length <= text->length;
            if (weir_text_equal(data + place + 1, part.data + 1, inner)) return true;
        }
    }
    /*@ loop invariant 0 <= at <= places;
        loop assigns at;
        loop variant places - at; */
    for (; at < places; at++) {
        WEIR_STEPS(run, 1);
        if (data[at] != first || data[(size_t)at + rest] != last) continue;
        WEIR_STEPS(run, part.length);
        if (weir_text_equal(data + at + 1, part.data + 1, inner)) return true;
    }
    return false;
}

/* The greatest suffix of part by byte order (or by the reverse order): where it starts, and its period. */
/*@ requires \valid_read(part) && part->length >= 1 && \valid_read(part->data + (0 .. part->length - 1)) && \valid(period) && \separated(period, part);
    assigns *period;
    ensures \result < part->length && 1 <= *period <= part->length; */
static uint32_t greatest_suffix(struct weir_run *run, const struct weir_view *part, bool reverse, uint32_t *period)
{
    (void)run; /* counts steps */
    const uint8_t *p = part->data;
    uint32_t start = 0, candidate = 1, same = 0;
    *period = 1;
    /*@ loop invariant start < candidate && candidate + same <= part->length;
        loop invariant 1 <= *period <= part->length && 0 <= same < *period <= candidate - start;
        loop assigns start, candidate, same, *period;
        loop variant 2 * part->length - (start + candidate + same); */
    while (candidate + same < part->length) {
        WEIR_STEPS(run, 1);
        const uint8_t a = p[candidate + same], b = p[start + same];
        if (a == b) {
            if (same + 1 == *period) {
                candidate += *period;
                same = 0;
            } else {
                same++;
            }
        } else if (reverse ? a > b : a < b) {
            candidate += same + 1;
            same = 0;
            *period = candidate - start;
        } else {
            start = candidate;
            candidate = start + 1;
            same = 0;
            *period = 1;
        }
    }
    return start;
}

/* The two-way search of Crochemore and Perrin: linear, and without memory of its own, because either text is the event's and may be made to be slow. */
bool weir_text_contains_text(struct weir_run *run, const struct weir_view *text, const struct weir_view *part)
{
    const uint8_t *t = text->data, *p = part->data;
    const uint32_t n = text->length, m = part->length;
    if (m == 0) return true;
    if (m > n) return false;
    uint32_t period = 0, other_period = 0;
    const uint32_t one = greatest_suffix(run, part, false, &period), two = greatest_suffix(run, part, true, &other_period);
    const uint32_t cut = one > two ? one : two; /* the parts are p[0 .. cut-1] and p[cut .. m-1] */
    if (one <= two) period = other_period;
    const bool periodic = cut <= m - period && weir_text_equal(p, p + period, cut);
    //@ assert cut == 0 ==> periodic;
    if (!periodic) period = (cut > m - cut ? cut : m - cut) + 1;
    //@ assert 1 <= period <= m && cut < m;
    uint32_t known = 0; /* so much of the start is known to stand at `at` */
    /*@ loop invariant 0 <= at <= n && known <= m;
        loop assigns at, known;
        loop variant n - at; */
    for (uint32_t at = 0; at <= n - m;) {
        uint32_t i = cut > known ? cut : known;
        WEIR_STEPS(run, 1);
        /*@ loop invariant cut <= i <= m;
            loop assigns i;
            loop variant m - i; */
        while (i < m && p[i] == t[at + i]) {
            WEIR_STEPS(run, 1);
            i++;
        }
        if (i < m) {
            at += i - cut + 1;
            known = 0;
            continue;
        }
        i = cut;
        /*@ loop invariant 0 <= i <= cut;
            loop assigns i;
            loop variant i; */
        while (i > known && p[i - 1] == t[at + i - 1]) {
            WEIR_STEPS(run, 1);
            i--;
        }
        if (i <= known) return true;
        if (period > n - m - at) return false;
        at += period;
        known = periodic ? m - period : 0;
    }
    return false;
}

/* Bytes of the glob's element at glob[g], which is not a star: how many, and which byte it stands for; '?' has none. */
/*@ requires g < glob.length && \valid_read(glob.data + (0 .. glob.length - 1)) && \valid(byte) && \valid(any);
    assigns *byte, *any;
    ensures 1 <= \result && g + \result <= glob.length; */
static uint32_t glob_element(struct weir_bytes glob, uint32_t g, uint8_t *byte, bool *any)
{
    const uint8_t *p = glob.data + g;
    *any = p[0] == '?';
    *byte = p[0];
    if (p[0] == '[' && glob.length - g >= 3 && (p[1] == '*' || p[1] == '?' || p[1] == '[') && p[2] == ']') {
        *byte = p[1];
        return 3;
    }
    return 1;
}

/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && at < text->length;
    assigns \nothing;
    ensures at < \result <= text->length; */
static uint32_t next_character(const struct weir_view *text, uint32_t at)
{
    at++;
    /*@ loop invariant \at(at, Pre) < at <= text->length;
        loop assigns at;
        loop variant text->length - at; */
    while (at < text->length && (text->data[at] & 0xc0) == 0x80)
        at++;
    return at;
}

/* The next place at which what stands behind a star can stand. */
/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && at <= text->length;
    requires g < glob.length && \valid_read(glob.data + (0 .. glob.length - 1));
    assigns \nothing;
    ensures at <= \result <= text->length; */
static uint32_t behind_star(struct weir_run *run, const struct weir_view *text, uint32_t at, struct weir_bytes glob, uint32_t g)
{
    uint8_t byte = 0;
    bool any = false;
    glob_element(glob, g, &byte, &any);
    return any || byte == '*' ? at : weir_text_next(run, text, at, byte);
}

/* What falls: where the last star is taken to end, the place from which it takes text, the rest of the glob. */
/*@ logic integer stars_left(integer star_g, integer star_t, integer glob, integer text) = (glob - star_g) * (text + 1) + (text - star_t);
    logic integer like_left(integer star_g, integer star_t, integer g, integer glob, integer text) =
      stars_left(star_g, star_t, glob, text) * (glob + 1) + (glob - g);
*/
/*@ ghost
    /@ requires star_g <= g <= glob && star_t <= text && new_g <= glob && new_t <= text && new_star <= glob;
       requires new_star > star_g || (new_star == star_g && new_t > star_t);
       assigns \nothing;
       ensures like_left(new_star, new_t, new_g, glob, text) < like_left(star_g, star_t, g, glob, text); @/
    static void star_takes(uint32_t star_g, uint32_t star_t, uint32_t g, uint32_t new_star, uint32_t new_t, uint32_t new_g, uint32_t glob, uint32_t text)
    {
        /@ assert new_star > star_g ==> (new_star - star_g - 1) * (text + 1) >= 0; @/
        /@ assert new_star > star_g ==> (glob - star_g) * (text + 1) == (glob - new_star) * (text + 1) + (new_star - star_g - 1) * (text + 1) + (text + 1); @/
        /@ assert less: stars_left(new_star, new_t, glob, text) < stars_left(star_g, star_t, glob, text); @/
        /@ assert (stars_left(star_g, star_t, glob, text) - stars_left(new_star, new_t, glob, text) - 1) * (glob + 1) >= 0; @/
        /@ assert stars_left(star_g, star_t, glob, text) * (glob + 1) == stars_left(new_star, new_t, glob, text) * (glob + 1) +
                  (stars_left(star_g, star_t, glob, text) - stars_left(new_star, new_t, glob, text) - 1) * (glob + 1) + (glob + 1); @/
    }
    /@ requires star_g <= g <= glob && star_t <= text;
       assigns \nothing;
       ensures like_left(star_g, star_t, g, glob, text) >= 0; @/
    static void like_stays(uint32_t star_g, uint32_t star_t, uint32_t g, uint32_t glob, uint32_t text)
    {
        /@ assert (glob - star_g) * (text + 1) >= 0; @/
        /@ assert stars_left(star_g, star_t, glob, text) >= 0; @/
        /@ assert stars_left(star_g, star_t, glob, text) * (glob + 1) >= 0; @/
    } */

/* After a mismatch only the last star need take more: what stood before it has matched as early as it can. */
bool weir_text_like(struct weir_run *run, const struct weir_view *text, struct weir_bytes glob)
{
    uint32_t g = 0, t = 0, star_g = 0, star_t = 0;
    bool starred = false;
    /*@ loop invariant star_g <= g <= glob.length && star_t <= t <= text->length && (starred ==> star_g < glob.length);
        loop assigns g, t, star_g, star_t, starred;
        loop variant like_left(star_g, star_t, g, glob.length, text->length); */
    for (;;) {
        WEIR_STEPS(run, 1);
        //@ ghost const uint32_t old_star = star_g;
        //@ ghost const uint32_t old_t = star_t;
        //@ ghost const uint32_t old_g = g;
        //@ ghost like_stays(star_g, star_t, g, glob.length, text->length);
        if (g < glob.length && glob.data[g] == '*') {
            g++;
            if (g == glob.length) return true;
            starred = true;
            star_g = g;
            star_t = t = behind_star(run, text, t, glob, g);
            //@ ghost star_takes(old_star, old_t, old_g, star_g, star_t, g, glob.length, text->length);
            continue;
        }
        uint8_t byte = 0;
        bool any = false;
        if (g < glob.length && t < text->length) {
            const uint32_t bytes = glob_element(glob, g, &byte, &any);
            if (any || text->data[t] == byte) {
                g += bytes;
                t = any ? next_character(text, t) : t + 1;
                continue;
            }
        } else if (g == glob.length && t == text->length) {
            return true;
        } else if (t == text->length) {
            return false; /* more text is not to be had */
        }
        if (!starred) return false;
        g = star_g;
        star_t = t = behind_star(run, text, next_character(text, star_t), glob, g);
        //@ ghost star_takes(old_star, old_t, old_g, star_g, star_t, g, glob.length, text->length);
    }
}
