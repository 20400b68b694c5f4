/* Fuzz target: bytes -> lines -> JSON -> keys -> inputs of every type. Each input must keep the promises of weir_input. */
#include <setjmp.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/events.h"
#include "compiler/base/limits.h"

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

static void take(struct arena *arena, struct str line)
{
    struct json_error error;
    const struct json *event = json_parse(arena, line, 0, &error);
    if (!event) return;
    struct events events;
    events_init(&events, arena);
    uint32_t keys[] = {events_add_key(&events, STR("a")), events_add_key(&events, STR("a.b")), events_add_key(&events, STR(""))};
    for (int round = 0; round < 2; round++) {
        events_take(&events, event);
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (events_value(&events, keys[i])) convert_all(events_value(&events, keys[i]));
    }
    convert_all(event);
    events_free(&events);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    jmp_buf exhausted;
    if (setjmp(exhausted)) abort();
    arena_init(&arena, &exhausted);
    char *text = malloc(size + 1);
    if (!text) abort();
    memcpy(text, data, size);
    text[size] = 0;
    take(&arena, (struct str){text, (uint32_t)size});
    free(text);
    arena_free(&arena);
    return 0;
}
