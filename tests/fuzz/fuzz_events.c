/* Fuzz target: bytes -> lines -> JSON -> keys -> inputs of every type. Each input must keep the promises of weir_input. The quick reader gives the tree of
 * json_parse or none, and events_read takes the same lines and finds the same values as json_parse and events_take. */
#include <setjmp.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/events/events.h"
#include "compiler/base/limits.h"
#include "same_tree.h"

static const struct events_member members[] = {{{"READ", 4}, 1}, {{"WRITE", 5}, 2}, {{"\xc3\x84rger", 6}, 4}};

static void check_input(const struct events_field *field, const struct weir_input *input, bool good)
{
    enum weir_type type = (enum weir_type)field->type;
    if (!good && input->present) abort();
    if (!input->present) return;
    if (type == WEIR_TYPE_GUID && input->length != 16) abort();
    if (type == WEIR_TYPE_IP && input->length != 4 && input->length != 16) abort();
    if (type == WEIR_TYPE_BOOL && input->number > 1) abort();
    if (type == WEIR_TYPE_ENUM && input->number >= field->member_count) {
        /* A name gives its member's value, a number only one below the count. */
        if (input->number != 4) abort();
    }
    if (type == WEIR_TYPE_U32 && input->number > UINT32_MAX) abort();
    if (input->length && !input->data) abort();
    uint8_t sum = 0; /* every byte can be read */
    for (uint32_t i = 0; i < input->length; i++) sum = (uint8_t)(sum + input->data[i]);
    (void)sum;
}

static void convert_all(const struct json *value)
{
    for (uint8_t type = WEIR_TYPE_STRING; type < WEIR_TYPE_COUNT; type++) {
        struct events_field field = {.type = type, .members = (struct events_member *)members, .member_count = 3};
        struct weir_input input;
        uint8_t bytes[16];
        bool good = events_convert(&field, value, bytes, &input);
        check_input(&field, &input, good);
    }
}

enum { KEYS = 4 };

static void add_keys(struct events *events, struct arena *arena, uint32_t keys[KEYS])
{
    events_init(events, arena);
    keys[0] = events_add_key(events, STR("a"));
    keys[1] = events_add_key(events, STR("a.b"));
    keys[2] = events_add_key(events, STR(""));
    keys[3] = events_add_path(events, STR("a.b"));
}

static void compare_reader(struct reader *reader, const struct json *event, const struct json_error *error, struct str line)
{
    const struct json *read = reader_take(reader, line);
    if (read && event && !same_tree(read, event)) abort();
    if (read && !event && !error->key.p) abort(); /* a repeated key is for events_read to see */
}

/* Twice: what was learned from a line is there when it comes again. */
static void compare_events(struct events *quick, struct events *plain, const uint32_t *keys, struct arena *arena, struct str line, const struct json *event,
                           const struct json_error *error)
{
    for (int round = 0; round < 2; round++) {
        struct json_error own;
        const struct json *read = events_read(quick, arena, line, &own);
        if (!read != !event) abort();
        if (!event && (own.at != error->at || strcmp(own.text, error->text) != 0)) abort();
        if (!event) continue;
        events_take(plain, event);
        for (size_t i = 0; i < KEYS; i++) {
            const struct json *value = events_value(plain, keys[i]), *other = events_value(quick, keys[i]);
            if (!value != !other || (value && !same_tree(value, other))) abort();
            if (value) convert_all(other);
        }
    }
    if (event) convert_all(event);
}

static void take(struct arena *arena, struct str text)
{
    struct events quick, plain;
    uint32_t keys[KEYS];
    add_keys(&quick, arena, keys);
    add_keys(&plain, arena, keys);
    static struct reader *reader; /* keeps nothing from one line to the next */
    if (!reader && !(reader = reader_new())) abort();
    for (uint32_t start = 0, at = 0; at <= text.n; at++) {
        if (at < text.n && text.p[at] != '\n') continue;
        struct json_error error = {0};
        const struct str line = {text.p + start, at - start};
        const struct json *event = json_parse(arena, line, JSON_EVENT, &error);
        compare_reader(reader, event, &error, line);
        compare_events(&quick, &plain, keys, arena, line, event, &error);
        start = at + 1;
    }
    events_free(&quick);
    events_free(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    jmp_buf exhausted;
    if (setjmp(exhausted)) abort();
    arena_init(&arena, &exhausted);
    char *text = calloc(size + READER_PADDING, 1);
    if (!text) abort();
    memcpy(text, data, size);
    take(&arena, (struct str){text, (uint32_t)size});
    free(text);
    arena_free(&arena);
    return 0;
}
