/* A small sensor: what an integration of Weir looks like, whole. Its events are made up; everything else is as in a real one.
 *
 *   sensor manifest                   prints the manifest that `weir lint` and `weir compile` prove against
 *   sensor run FILE... [back]         for each file: opens it, puts it into use if it is accepted, runs the events, prints the hits; `back` goes back to the
 *                                     last good content
 *
 * The header is made by `weir bind ExampleCall`, or by `weir bind ExampleCall@1` with -DWITHOUT_ARGUMENTS: then there are 20 parameters. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <weir/weir.h>

#include "example_call.h"

/* ---- what the sensor sees ---- */

struct call {
    const char *caller_image, *caller_hash, *caller_user, *target_image, *remote_name, *method, *arguments;
    const uint8_t *caller_guid, *remote_address;
    uint32_t caller_pid, target_pid, remote_port;
    uint64_t started, access;
    int64_t nice;
    int elevated, kind, has_remote_port;
};

static size_t bytes_of(const char *text) { return text == NULL ? 0 : strlen(text); }

/* ---- what it supplies: the one list from which contract, manifest and inputs come ---- */

#ifdef WITHOUT_ARGUMENTS
#define SUPPLY_ARGUMENTS(SUPPLY)
#else
#define SUPPLY_ARGUMENTS(SUPPLY) SUPPLY(Arguments, call->arguments != NULL, call->arguments, bytes_of(call->arguments))
#endif
#define SUPPLY_TEXT(SUPPLY, name, text) SUPPLY(name, (text) != NULL, text, bytes_of(text))

#ifdef USER_TWICE
#define SUPPLY_MORE(SUPPLY) SUPPLY_TEXT(SUPPLY, CallerUser, call->caller_user)
#elif defined UNKNOWN_NAME
#define SUPPLY_MORE(SUPPLY) SUPPLY_TEXT(SUPPLY, CallerColour, call->caller_user)
#else
#define SUPPLY_MORE(SUPPLY)
#endif

#define CALL_SUPPLIES(SUPPLY)                                                                   \
    SUPPLY_TEXT(SUPPLY, CallerImage, call->caller_image)                                        \
    SUPPLY_TEXT(SUPPLY, CallerHash, call->caller_hash)                                          \
    SUPPLY(CallerGuid, call->caller_guid != NULL, call->caller_guid)                            \
    SUPPLY(CallerPid, 1, call->caller_pid)                                                      \
    SUPPLY_TEXT(SUPPLY, CallerUser, call->caller_user)                                          \
    SUPPLY(CallerStarted, call->started != 0, call->started)                                    \
    SUPPLY(CallerElevated, 1, call->elevated)                                                   \
    SUPPLY_TEXT(SUPPLY, TargetImage, call->target_image)                                        \
    SUPPLY(TargetHash, 0, NULL, 0) /* never known here: always absent, and still an input */    \
    SUPPLY(TargetGuid, 0, NULL)                                                                 \
    SUPPLY(TargetPid, 1, call->target_pid)                                                      \
    SUPPLY(TargetUser, 0, NULL, 0)                                                              \
    SUPPLY(Nice, 1, call->nice)                                                                 \
    SUPPLY(Kind, 1, (uint64_t)call->kind)                                                       \
    SUPPLY(Access, 1, call->access)                                                             \
    SUPPLY(RemoteAddress, call->remote_address != NULL, call->remote_address, 4)                \
    SUPPLY(RemotePort, call->has_remote_port, call->remote_port)                                \
    SUPPLY_TEXT(SUPPLY, RemoteName, call->remote_name)                                          \
    SUPPLY(Interface, 0, NULL, 0)                                                               \
    SUPPLY_TEXT(SUPPLY, Method, call->method)                                                   \
    SUPPLY_ARGUMENTS(SUPPLY)                                                                    \
    SUPPLY_MORE(SUPPLY)

ExampleCall_SUPPLIED(CALL_SUPPLIES);

/* ---- one event ---- */

struct sensor {
    struct weir_slots slots;
    struct weir_policy policy;
};
struct reaction {
    const struct sensor *sensor;
    const struct weir_channel *channel;
    const char *event;
    enum weir_action strongest;
};

static int on_hit(void *context, const struct weir_hit *hit)
{
    static const char *const actions[] = {"observe", "detect", "prevent"};
    struct reaction *reaction = context;
    const enum weir_action action = weir_disposition(reaction->channel, &reaction->sensor->policy, hit);
    printf("%s: %" PRIu64 " %s\n", reaction->event, hit->id, actions[action]);
    if (action > reaction->strongest) reaction->strongest = action;
    return 0;
}

/* 1: the operation is to be blocked. */
static int on_call(struct sensor *sensor, const char *name, const struct call *call)
{
    struct weir_input inputs[ExampleCall_parameter_count];
    const struct weir_channel *channel = weir_slots_enter(&sensor->slots);
    if (channel == NULL) return 0;
    struct reaction reaction = {sensor, channel, name, WEIR_OBSERVE};
    const size_t room = weir_workspace_bytes(channel, 4096);
    void *workspace = malloc(room);
    ExampleCall_FILL(inputs, CALL_SUPPLIES);
    const enum weir_status status = weir_match(channel, inputs, ExampleCall_parameter_count, workspace, room, on_hit, &reaction);
    if (status != WEIR_OK) printf("%s: status %d\n", name, (int)status);
    free(workspace);
    weir_slots_leave(&sensor->slots, channel);
    return reaction.strongest == WEIR_PREVENT;
}

static void run_events(struct sensor *sensor)
{
    static const uint8_t guid[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
    static const uint8_t address[4] = {192, 0, 2, 77};
    const struct call writer = {.caller_image = "C:\\Temp\\tool.exe", .target_image = "C:\\Windows\\SESSION.EXE", .kind = (int)ExampleCall_value_Kind_Write,
                                .access = ExampleCall_value_Access_WRITE | ExampleCall_value_Access_QUERY};
    const struct call odd = {.caller_image = "C:\\Tools\\odd.exe", .caller_hash = "D41D8CD98F00B204E9800998ECF8427F", .caller_guid = guid, .nice = -10, .started = 123456789,
                             .remote_address = address, .remote_port = 4444, .has_remote_port = 1};
    const struct call talker = {.caller_image = "C:\\Tools\\talk.exe", .arguments = "--really EVIL --now"};
    const struct call quiet = {.caller_image = "C:\\Tools\\quiet.exe", .target_image = "C:\\Windows\\session.exe", .elevated = 1};
    if (on_call(sensor, "writer", &writer)) puts("writer: blocked");
    if (on_call(sensor, "odd", &odd)) puts("odd: blocked");
    if (on_call(sensor, "talker", &talker)) puts("talker: blocked");
    if (on_call(sensor, "quiet", &quiet)) puts("quiet: blocked");
}

/* ---- content ---- */

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(1u << 20);
    if (file == NULL || bytes == NULL) {
        perror(path);
        exit(4);
    }
    *size = fread(bytes, 1, 1u << 20, file);
    fclose(file);
    return bytes;
}

static void take_file(struct sensor *sensor, const char *path)
{
    size_t size;
    const uint8_t *old;
    uint8_t *bytes = read_file(path, &size);
    const struct weir_limits limits = {.file_bytes = 1u << 20, .steps_per_event = 100000000, .workspace_bytes = 1u << 20, .channel = ExampleCall_channel};
    struct weir_verdict_on_file verdict;
    if (!weir_slots_reclaim(&sensor->slots, &old)) abort(); /* nothing runs here now */
    free((void *)(uintptr_t)old);
    if (weir_slots_open(&sensor->slots, bytes, size, &ExampleCall_contract, &limits, &verdict) != WEIR_SLOTS_OK) {
        printf("refused at %" PRIu64 ": %s\n", verdict.offset, weir_refusal_name(verdict.code));
        free(bytes);
        return;
    }
    weir_slots_swap(&sensor->slots);
    puts("accepted");
}

static void stop(struct sensor *sensor)
{
    for (int i = 0; i < 2; i++) {
        const uint8_t *old;
        if (!weir_slots_reclaim(&sensor->slots, &old)) abort();
        free((void *)(uintptr_t)old);
        weir_slots_withdraw(&sensor->slots);
    }
}

static int put_out(void *context, const char *text, size_t bytes) { return fwrite(text, 1, bytes, context) != bytes; }

int main(int argc, char **argv)
{
    static const struct weir_supply *const supplies[] = {&ExampleCall_supply};
    if (argc == 2 && strcmp(argv[1], "manifest") == 0) return weir_manifest("7.11.0", supplies, 1, put_out, stdout);
    if (argc < 3 || strcmp(argv[1], "run") != 0) return 3;
    struct sensor sensor = {.policy = {{WEIR_OBSERVE, WEIR_DETECT, WEIR_DETECT, WEIR_DETECT, WEIR_PREVENT}}};
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "back") == 0) puts(weir_slots_swap(&sensor.slots) == WEIR_SLOTS_OK ? "back" : "nothing to go back to");
        else take_file(&sensor, argv[i]);
        run_events(&sensor);
    }
    stop(&sensor);
    return 0;
}
