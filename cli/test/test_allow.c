/* The allow list: which matches of known-good events were looked at and are accepted, and why. See test.h.
 *
 *   [ { "id": 291001, "matches": 2, "reason": "the inventory agent" },
 *     { "id": 291002, "events": ["known_good/office.jsonl:17"], "reason": "..." } ]
 *
 * In:   a JSON file with comments. Out: an entry by id, and the events that are named one by one.
 * Must hold: an entry says how many or which, not both, and why; an instance has one entry at most. */
#include "test.h"

#include <errno.h>

#include "../../compiler/base/limits.h"
#include "../../compiler/project/reader.h"

struct allow_reading {
    struct suite *suite;
    struct allow_list *list;
    struct reader reader;
    struct intern ids;   /* by number of the entry */
};

static struct str event_key(struct arena *arena, uint64_t id, struct str path, uint64_t line)
{
    return arena_printf(arena, "%llu " STR_FMT ":%llu", (unsigned long long)id, STR_ARG(path), (unsigned long long)line);
}

static bool read_reason(struct allow_reading *r, const struct json *entry)
{
    const struct json *reason = reader_member(&r->reader, entry, "reason", JSON_STRING, false, "an entry of the allow list");
    if (reason == NULL) return false;
    for (uint32_t i = 0; i < reason->string.n; i++)
        if (reason->string.p[i] != ' ') return true;
    diag_report(r->reader.sink, DIAG_ALLOW_ENTRY, reader_span(&r->reader, reason), "the reason is empty");
    return false;
}

static void add_event(struct allow_reading *r, uint32_t entry, const struct json *value)
{
    struct allow_list *list = r->list;
    const struct allowance *allowance = MODEL_AT(list->entries, struct allowance, entry);
    const struct span span = reader_span(&r->reader, value);
    if (!reader_expect(&r->reader, value, JSON_STRING, "an event of 'events'")) return;
    struct str key = arena_printf(r->reader.arena, "%llu " STR_FMT, (unsigned long long)allowance->id, STR_ARG(value->string));
    const char *colon = NULL;
    for (uint32_t i = 0; i < value->string.n; i++)
        if (value->string.p[i] == ':') colon = value->string.p + i;
    bool number = colon != NULL && colon + 1 < value->string.p + value->string.n && colon > value->string.p;
    for (const char *p = colon; number && ++p < value->string.p + value->string.n;) number = *p >= '0' && *p <= '9';
    if (!number) {
        diag_report(r->reader.sink, DIAG_ALLOW_ENTRY, span, "'" STR_FMT "' does not name an event: write 'FILE:LINE'", STR_ARG(reader_short(&r->reader, value->string)));
        return;
    }
    if (intern_add(&list->events, key) < list->owners.count) {
        diag_report(r->reader.sink, DIAG_ALLOW_ENTRY, span, "event '" STR_FMT "' stands here twice", STR_ARG(reader_short(&r->reader, value->string)));
        return;
    }
    *(struct allowed_event *)vec_push(&list->owners, sizeof(struct allowed_event)) = (struct allowed_event){.entry = entry, .span = span};
}

/* How many, or which. */
static bool read_extent(struct allow_reading *r, const struct json *entry, struct allowance *allowance)
{
    const struct json *matches = json_get(entry, "matches"), *events = json_get(entry, "events");
    if ((matches == NULL) == (events == NULL)) {
        diag_report(r->reader.sink, DIAG_ALLOW_ENTRY, reader_opening(&r->reader, entry),
                    matches ? "an entry says how many events may match, or which, and this one says both" : "an entry says with 'matches' how many events may match, or with 'events' which");
        return false;
    }
    allowance->by_event = events != NULL;
    if (events) {
        allowance->matches = events->count;
        return reader_expect(&r->reader, events, JSON_ARRAY, "'events'");
    }
    return reader_number(&r->reader, matches, 1, UINT32_MAX, "'matches'", &allowance->matches);
}

static void read_entry(struct allow_reading *r, const struct json *entry)
{
    static const struct str keys[] = {{"id", 2}, {"matches", 7}, {"events", 6}, {"reason", 6}};
    struct allow_list *list = r->list;
    struct allowance allowance = {.instance = TEST_NONE};
    if (!reader_expect(&r->reader, entry, JSON_OBJECT, "an entry of the allow list")) return;
    reader_check_keys(&r->reader, entry, keys, 4, "an entry of the allow list");
    const struct json *id = reader_member(&r->reader, entry, "id", JSON_NUMBER, false, "an entry of the allow list");
    const bool has_reason = read_reason(r, entry), has_extent = read_extent(r, entry, &allowance);
    if (id == NULL || !reader_number(&r->reader, id, 1, (UINT64_C(1) << 53) - 1, "'id'", &allowance.id) || !has_reason || !has_extent) return;
    allowance.span = reader_span(&r->reader, id);
    const uint32_t number = (uint32_t)list->entries.count;
    const uint32_t same = intern_add(&r->ids, arena_printf(r->reader.arena, "%llu", (unsigned long long)allowance.id));
    if (same < number) {
        struct diag *d = diag_report(r->reader.sink, DIAG_ALLOW_ENTRY, allowance.span, "instance %llu has two entries", (unsigned long long)allowance.id);
        diag_add_label(r->reader.sink, d, MODEL_AT(list->entries, struct allowance, same)->span, "the first one");
        return;
    }
    *(struct allowance *)vec_push(&list->entries, sizeof allowance) = allowance;
    const struct json *events = json_get(entry, "events");
    for (const struct json *event = events ? events->first : NULL; event; event = event->next) add_event(r, number, event);
}

/* Which instance an entry is for; it may be one that is not there any more. */
static void find_instances(struct suite *suite, struct allow_reading *r)
{
    struct allow_list *list = r->list;
    for (uint32_t i = 0; i < suite->pipeline->model.instances.count; i++) {
        const uint32_t entry = intern_find(&r->ids, arena_printf(&suite->scratch, "%llu", (unsigned long long)suite_instance(suite, i)->id));
        if (entry == INTERN_NONE) continue;
        MODEL_AT(list->entries, struct allowance, entry)->instance = i;
        list->of_instance[i] = entry + 1;
    }
    arena_reset(&suite->scratch);
}

enum cli_status allow_read(struct suite *suite, const char *path, struct allow_list *list)
{
    struct pipeline *pipeline = suite->pipeline;
    struct str text;
    *list = (struct allow_list){.entries.exhausted = &suite->cli->exhausted, .owners.exhausted = &suite->cli->exhausted};
    intern_init(&list->events, &pipeline->arena);
    list->of_instance = arena_array(&suite->cli->arena, pipeline->model.instances.count + 1, sizeof *list->of_instance);
    if (path == NULL) return CLI_OK;
    const struct file_status status = file_read(&pipeline->arena, path, LIMIT_JSON_BYTES, &text);
    if (file_failed(status)) return cli_world(suite->cli, status, path);
    if (!sources_has_room(&pipeline->sources, text.n)) return cli_world(suite->cli, (struct file_status){EFBIG, "read"}, path);
    struct allow_reading r = {.suite = suite, .list = list};
    const uint32_t file = sources_add(&pipeline->sources, pipeline_shown_path(&pipeline->arena, pipeline->project.root, path), text);
    const uint32_t errors = pipeline->sink.count[DIAG_ERROR];
    const struct json *root = reader_open(&r.reader, &pipeline->sink, &pipeline->sources, file, JSON_COMMENTS);
    intern_init(&r.ids, &pipeline->arena);
    if (root && reader_expect(&r.reader, root, JSON_ARRAY, "an allow list"))
        for (const struct json *entry = root->first; entry; entry = entry->next) read_entry(&r, entry);
    find_instances(suite, &r);
    intern_free(&r.ids);
    return pipeline->sink.count[DIAG_ERROR] > errors ? CLI_USAGE : CLI_OK;
}

void allow_free(struct allow_list *list)
{
    vec_free(&list->entries);
    vec_free(&list->owners);
    intern_free(&list->events);
}

bool allow_event(struct allow_list *list, uint64_t id, const char *path, uint64_t line)
{
    struct arena scratch;
    arena_init(&scratch, list->entries.exhausted);
    const uint32_t number = intern_find(&list->events, event_key(&scratch, id, str_from(path), line));
    arena_free(&scratch);
    if (number == INTERN_NONE) return false;
    MODEL_AT(list->owners, struct allowed_event, number)->used = true;
    return true;
}

void allow_report_unused(struct suite *suite, struct allow_list *list)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    for (size_t i = 0; i < list->entries.count; i++) {
        const struct allowance *allowance = MODEL_AT(list->entries, struct allowance, i);
        if (allowance->instance == TEST_NONE)
            diag_report(sink, DIAG_ALLOW_UNUSED, allowance->span, "there is no instance with the id %llu", (unsigned long long)allowance->id);
        else if (!allowance->by_event && allowance->used < allowance->matches)
            diag_report(sink, DIAG_ALLOW_UNUSED, allowance->span, "%llu match%s allowed, and '" STR_FMT "' has %llu", (unsigned long long)allowance->matches,
                        allowance->matches == 1 ? " is" : "es are", STR_ARG(suite_instance(suite, allowance->instance)->name), (unsigned long long)allowance->used);
    }
    for (size_t i = 0; i < list->owners.count; i++) {
        const struct allowed_event *event = MODEL_AT(list->owners, struct allowed_event, i);
        const struct allowance *allowance = MODEL_AT(list->entries, struct allowance, event->entry);
        if (!event->used && allowance->instance != TEST_NONE)
            diag_report(sink, DIAG_ALLOW_UNUSED, event->span, "'" STR_FMT "' does not match this event", STR_ARG(suite_instance(suite, allowance->instance)->name));
    }
}
