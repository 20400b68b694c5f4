/* Any bytes as the JSON that commands read beside sources: an allow list, a manifest.json of the run before, a source map, records.
 *
 * In:   a byte that says how the text is read; the text.
 * Must hold: the reader ends, its places are inside of the text, each node's place and length are inside of its parent's, and a string that is written with
 *            json_write_string is read as the same. The commands that read such files end with their statuses. */
#include "compiler/base/json.h"
#include "command.h"

static void check_string(struct arena *arena, struct str s)
{
    char *text = NULL;
    size_t bytes = 0;
    struct json_error error;
    FILE *stream = open_memstream(&text, &bytes);
    require(stream != NULL);
    json_write_string(stream, s);
    require(fclose(stream) == 0);
    const struct json *again = json_parse(arena, (struct str){text, (uint32_t)bytes}, JSON_EVENT, &error);
    require(again != NULL && again->kind == JSON_STRING && str_equal(again->string, s));
    free(text);
}

static void check_tree(struct arena *arena, const struct json *node, struct str text, uint32_t from, uint32_t to)
{
    uint32_t count = 0;
    require(node->at >= from && node->length <= to - from && node->at + node->length <= to && to <= text.n);
    if (node->kind == JSON_STRING && utf8_invalid_at(node->string) == node->string.n && memchr(node->string.p, 0, node->string.n) == NULL) check_string(arena, node->string);
    for (const struct json *child = node->first; child; child = child->next, count++) {
        check_tree(arena, child, text, node->at, node->at + node->length); /* as deep as the reader allows */
        if (node->kind == JSON_OBJECT) require(child->key_at >= node->at && child->key_at < child->at);
    }
    require(count == node->count);
}

static const char project[] = "{ \"name\": \"p\", \"sources\": [\"rules\"], \"sensors\": [\"sensors/*.json\"], \"output\": \"out\", \"revision\": 1,\n"
                              "  \"known_good\": {\"events\": [\"events/good.jsonl\"], \"allow\": \"events/allowed.json\"} }\n";
static const char rules[] = "template A { channel 1 version 1 platform linux actions observe phase post recorded K == 1 1 T : string }\n"
                            "instance X : A { id 1 title 'x' severity low action observe match T contains 'abc' test 'a' matches { T: 'abc' } }\n";
static const char sensor[] = "{ \"sensor\": \"linux\", \"platform\": \"linux\", \"supplies\": [ { \"template\": \"A\", \"version\": 1, \"inputs\": [ { \"name\": \"T\", \"type\": \"string\" } ] } ] }\n";

static void run_commands(unsigned how, struct str text)
{
    char root[512];
    fuzz_folder("p");
    fuzz_folder("p/rules");
    fuzz_folder("p/sensors");
    fuzz_folder("p/events");
    fuzz_folder("p/out");
    fuzz_write("p/weir.json", project, sizeof project - 1);
    fuzz_write("p/rules/a.weir", rules, sizeof rules - 1);
    fuzz_write("p/sensors/s.json", sensor, sizeof sensor - 1);
    fuzz_write("p/events/good.jsonl", "{\"K\": 1, \"T\": \"xabcx\"}\n", 24);
    fuzz_write("p/events/allowed.json", how & 1 ? text.p : "[]", how & 1 ? text.n : 2);
    fuzz_write("p/out/manifest.json", text.p, text.n);
    fuzz_path("p", root);
    char *one[] = {"rules/a.weir"};
    if (how & 1) fuzz_command_in(root, "test", 0, one);
    else fuzz_command_in(root, "compile", how & 2 ? 1 : 0, one);
    if (how & 4) {
        char *against[] = {"--against=out"};
        fuzz_command_in(root, "lint", 1, against);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf exhausted;
    struct arena arena;
    struct json_error error;
    if (size == 0 || size > 1 << 14) return 0;
    if (setjmp(exhausted)) abort();
    arena_init(&arena, &exhausted);
    const unsigned how = data[0];
    const struct str text = arena_copy(&arena, (struct str){(const char *)data + 1, (uint32_t)size - 1});
    const struct json *root = json_parse(&arena, text, how & (JSON_COMMENTS | JSON_EVENT), &error);
    if (root) check_tree(&arena, root, text, 0, text.n);
    else require(error.at <= text.n && error.text != NULL);
    if (root && how & 8) run_commands(how >> 4, text);
    arena_free(&arena);
    return 0;
}
