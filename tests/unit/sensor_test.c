/* Sensor manifests: what is read, and what is refused with which code at which place. */
#include <stdlib.h>

#include "check.h"
#include "model/model.h"

struct fixture {
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct model model;
};

static void start(struct fixture *f, jmp_buf *jump)
{
    arena_init(&f->arena, jump);
    sources_init(&f->sources, &f->arena);
    diag_init(&f->sink, &f->arena, &f->sources);
    f->model = (struct model){.arena = &f->arena, .sources = &f->sources, .sink = &f->sink, .sensors = {.exhausted = jump}};
}

static void stop(struct fixture *f)
{
    vec_free(&f->model.sensors);
    diag_free(&f->sink);
    sources_free(&f->sources);
    arena_free(&f->arena);
}

static const struct sensor *nth(const struct fixture *f, size_t i)
{
    return i < f->model.sensors.count ? MODEL_AT(f->model.sensors, struct sensor, i) : NULL;
}

static void test_whole(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    model_add_sensor(&f.model, "sensors/7.11.json",
                     STR("{ \"sensor\": \"7.11.0\", \"platform\": \"linux\",\n  \"supplies\": [ { \"template\": \"NamedPipe\", \"version\": 2,\n"
                         "    \"inputs\": [ { \"name\": \"PipeName\", \"type\": \"path\" },\n"
                         "      { \"name\": \"EventType\", \"type\": \"enum\", \"values\": [\"CreatePipe\",\"ConnectPipe\"] },\n"
                         "      { \"name\": \"Access\", \"type\": \"flags\", \"values\": {\"READ\": 2147483648, \"ALL\": 18446744073709551615} },\n"
                         "      { \"name\": \"\", \"type\": \"reserved\" } ] },\n"
                         "    { \"template\": \"NamedPipe\", \"version\": 1, \"inputs\": [] } ] }"));
    CHECK_INT(f.sink.list.count, 0);
    const struct sensor *sensor = nth(&f, 0);
    if (!CHECK(sensor != NULL)) return;
    CHECK_STR(sensor->name, "7.11.0");
    CHECK(sensor->platform == WEIR_LINUX && sensor->supply_count == 2);
    CHECK_STR(sources_text(&f.sources, sensor->span), "\"7.11.0\"");
    const struct sensor_supply *supply = sensor_find(sensor, STR("NamedPipe"), 2);
    if (!CHECK(supply != NULL && supply->input_count == 4)) return;
    CHECK_INT(sources_place(&f.sources, supply->span.at).line, 2);
    CHECK_STR(supply->inputs[0].name, "PipeName");
    CHECK(supply->inputs[0].type == WEIR_TYPE_PATH && sources_place(&f.sources, supply->inputs[0].span.at).line == 3);
    CHECK_STR(supply->inputs[0].type_text, "path");
    CHECK_STR(supply->inputs[1].type_text, "enum{CreatePipe,ConnectPipe}");
    CHECK_STR(supply->inputs[2].type_text, "flags{READ=2147483648,ALL=18446744073709551615}");
    CHECK(supply->inputs[3].name.n == 0 && supply->inputs[3].type == WEIR_TYPE_RESERVED);
    CHECK_STR(supply->inputs[3].type_text, "reserved");
    CHECK(sources_text(&f.sources, supply->inputs_span).p[0] == '[');
    CHECK(sensor_find(sensor, STR("NamedPipe"), 1) != NULL && sensor_find(sensor, STR("NamedPipe"), 3) == NULL && sensor_find(sensor, STR("namedpipe"), 2) == NULL);
    stop(&f);
}

#define HEAD "{\"sensor\": \"s\", \"platform\": \"windows\", \"supplies\": ["
#define ENTRY "{\"template\": \"T\", \"version\": 1, \"inputs\": "
#define INPUTS HEAD ENTRY

/* One mistake: one diagnostic of this code at this text; this many inputs are kept (-1: no entry to look at). */
static void refuses(jmp_buf *jump, const char *text, enum diag_code code, const char *marked, int inputs, int line)
{
    struct fixture f;
    start(&f, jump);
    model_add_sensor(&f.model, "m.json", str_from(text));
    if (!check_numbers((long long)f.sink.list.count, 1, __FILE__, line, "diagnostics"))
        for (size_t i = 0; i < f.sink.list.count; i++) puts(((struct diag **)f.sink.list.p)[i]->text.p);
    if (f.sink.list.count != 0) {
        const struct diag *diag = *(struct diag **)f.sink.list.p;
        check_texts(str_from(diag_row(diag->code)->code), str_from(diag_row(code)->code), __FILE__, line, "code");
        check_texts(sources_text(&f.sources, diag->span), str_from(marked), __FILE__, line, "place");
    }
    const struct sensor *sensor = nth(&f, 0);
    const struct sensor_supply *supply = sensor != NULL ? sensor_find(sensor, STR("T"), 1) : NULL;
    check_numbers(supply != NULL ? (int)supply->input_count : -1, inputs, __FILE__, line, "inputs");
    stop(&f);
}
#define REFUSES(text, code, marked, inputs) refuses(jump, text, DIAG_##code, marked, inputs, __LINE__)

static void test_refused(jmp_buf *jump)
{
    REFUSES("{\"sensor\": \"a\\u0000\"}", JSON_SYNTAX, "\\", -1);
    REFUSES("[]", JSON_WRONG_KIND, "[", -1);
    REFUSES("// no\n{}", JSON_SYNTAX, "/", -1);
    REFUSES("{\"platform\": \"windows\", \"supplies\": []}", JSON_MISSING_KEY, "{", -1);
    REFUSES("{\"sensor\": \"s\", \"platform\": \"windows\"}", JSON_MISSING_KEY, "{", -1);
    REFUSES("{\"sensor\": \"s\", \"platform\": \"window\", \"supplies\": []}", SENSOR_UNKNOWN_PLATFORM, "\"window\"", -1);
    REFUSES("{\"sensor\": \"\", \"platform\": \"windows\", \"supplies\": []}", SENSOR_NAME, "\"\"", -1);
    REFUSES("{\"sensor\": \"s\", \"platform\": \"windows\", \"supplies\": [], \"supplys\": []}", JSON_UNKNOWN_KEY, "\"supplys\"", -1);
    REFUSES(HEAD "7]}", JSON_WRONG_KIND, "7", -1);
    REFUSES(HEAD "{\"template\": \"T\", \"inputs\": []}]}", JSON_MISSING_KEY, "{", -1);
    REFUSES(HEAD "{\"template\": \"T\", \"version\": 1}]}", JSON_MISSING_KEY, "{", -1);
    REFUSES(HEAD "{\"template\": \"T\", \"version\": 0, \"inputs\": []}]}", JSON_OUT_OF_RANGE, "0", -1);
    REFUSES(HEAD "{\"template\": \"T\", \"version\": 1.0, \"inputs\": []}]}", JSON_OUT_OF_RANGE, "1.0", -1);
    REFUSES(HEAD "{\"template\": \"T\", \"version\": 4294967296, \"inputs\": []}]}", JSON_OUT_OF_RANGE, "4294967296", -1);
    REFUSES(HEAD "{\"template\": \"\", \"version\": 1, \"inputs\": []}]}", SENSOR_NAME, "\"\"", -1);
    REFUSES(HEAD ENTRY "[]}, " ENTRY "[]}]}", SENSOR_REPEATED_SUPPLY, "\"T\"", 0);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"path\"}, {\"name\": \"A\", \"type\": \"u32\"}]}]}", SENSOR_REPEATED_INPUT, "\"A\"", 2);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"paht\"}, {\"name\": \"B\", \"type\": \"u32\"}]}]}", SENSOR_UNKNOWN_TYPE, "\"paht\"", 2);
    REFUSES(INPUTS "[12, {\"name\": \"B\", \"type\": \"u32\"}]}]}", JSON_WRONG_KIND, "12", 2);
    REFUSES(INPUTS "[{\"type\": \"u32\"}]}]}", JSON_MISSING_KEY, "{", 1);
    REFUSES(INPUTS "[{\"name\": \"A\"}]}]}", JSON_MISSING_KEY, "{", 1);
    REFUSES(INPUTS "[{\"name\": \"\", \"type\": \"u32\"}]}]}", SENSOR_NAME, "\"\"", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"reserved\"}]}]}", SENSOR_NAME, "\"A\"", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"u32\", \"values\": []}]}]}", SENSOR_VALUES, "\"values\"", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"enum\"}]}]}", SENSOR_VALUES, "{", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"enum\", \"values\": []}]}]}", SENSOR_VALUES, "[", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"enum\", \"values\": {}}]}]}", JSON_WRONG_KIND, "{", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"enum\", \"values\": [\"x\", \"x\"]}]}]}", SENSOR_VALUES, "\"x\"", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"enum\", \"values\": [\"x,y\"]}]}]}", SENSOR_NAME, "\"x,y\"", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"flags\", \"values\": {\"X\": 0}}]}]}", JSON_OUT_OF_RANGE, "0", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"flags\", \"values\": {\"X\": 18446744073709551616}}]}]}", JSON_OUT_OF_RANGE, "18446744073709551616", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"type\": \"flags\", \"values\": {\"X\": \"0x80\"}}]}]}", JSON_WRONG_KIND, "\"0x80\"", 1);
    REFUSES(INPUTS "[{\"name\": \"A\", \"typ\": 1, \"type\": \"u32\"}]}]}", JSON_UNKNOWN_KEY, "\"typ\"", 1);
}

/* More inputs than can be: said once, and the true count kept for the proof. */
static void test_too_many(jmp_buf *jump, unsigned count)
{
    struct fixture f;
    start(&f, jump);
    char *text = arena_alloc(&f.arena, 200 + count * 64u);
    int n = sprintf(text, INPUTS "[");
    for (unsigned i = 0; i < count; i++) n += sprintf(text + n, "%s{\"name\": \"I%u\", \"type\": \"string\"}", i ? "," : "", i);
    n += sprintf(text + n, "]}]}");
    model_add_sensor(&f.model, "m.json", (struct str){text, (uint32_t)n});
    CHECK_INT(f.sink.list.count, count > WEIR_MAX_PARAMETERS);
    if (f.sink.list.count != 0) CHECK((*(struct diag **)f.sink.list.p)->code == DIAG_SENSOR_LIMIT);
    const struct sensor_supply *supply = nth(&f, 0) != NULL ? sensor_find(nth(&f, 0), STR("T"), 1) : NULL;
    CHECK(supply != NULL && supply->input_count == (count < 4096 ? count : 4096));
    stop(&f);
}

static void test_two(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    model_add_sensor(&f.model, "a.json", STR("{\"sensor\": \"s\", \"platform\": \"windows\", \"supplies\": []}"));
    model_add_sensor(&f.model, "b.json", STR("{\"sensor\": \"s\", \"platform\": \"linux\", \"supplies\": []}"));
    CHECK_INT(f.sink.list.count, 0);
    model_add_sensor(&f.model, "c.json", STR("{\"sensor\": \"s\", \"platform\": \"windows\", \"supplies\": []}"));
    if (CHECK(f.sink.list.count == 1)) {
        const struct diag *diag = *(struct diag **)f.sink.list.p;
        CHECK(diag->code == DIAG_SENSOR_REPEATED && diag->labels != NULL);
        CHECK_TEXT(sources_place(&f.sources, diag->span.at).path, "c.json");
        CHECK_TEXT(sources_place(&f.sources, diag->labels->span.at).path, "a.json");
    }
    stop(&f);
}

int main(void)
{
    jmp_buf jump;
    CHECK_MEMORY(jump);
    test_whole(&jump);
    test_refused(&jump);
    test_too_many(&jump, 64);
    test_too_many(&jump, 70);
    test_too_many(&jump, 20000);
    test_two(&jump);
    return CHECK_DONE("sensor");
}
