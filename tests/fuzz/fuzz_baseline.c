/* Any bytes as the baseline of known findings of a fixed project.
 *
 * Must hold: linting with it ends; --update-baseline only takes lines away, and a second time nothing; a baseline that is written anew leaves nothing to tell and nothing stale. */
#include "command.h"

static const char project[] = "{ \"name\": \"p\", \"sources\": [\"rules\"], \"sensors\": [\"sensors/*.json\"], \"lint\": {\"baseline\": \"known.txt\"} }\n";
static const char rules[] = "template A { channel 1 version 1 platform linux actions observe phase post 1 T : string }\n"
                            "instance X : A { id 1 title 'x' severity low action observe match T contains 'ab' or T contains 'abc' }\n"
                            "instance Y : A { id 2 title 'x' severity low action observe match T contains 'ab' or T contains 'abc' }\n";
static const char sensor[] = "{ \"sensor\": \"linux\", \"platform\": \"linux\", \"supplies\": [ { \"template\": \"A\", \"version\": 1, \"inputs\": [ { \"name\": \"T\", \"type\": \"string\" } ] } ] }\n";

static struct str known(struct fuzz_room *room)
{
    struct str text = {"", 0};
    char path[512];
    (void)!file_failed(file_read(&room->cli.arena, fuzz_path("p/known.txt", path), 1 << 20, &text));
    return text;
}

static uint32_t count_lines(struct str text)
{
    uint32_t lines = 0;
    for (uint32_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    return lines + (text.n && text.p[text.n - 1] != '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_room room;
    char root[512];
    char *update[] = {"--update-baseline"}, *write[] = {"--write-baseline"}, *strict[] = {"--fail-on=note"};
    if (size > 1 << 14) return 0;
    fuzz_folder("p");
    fuzz_folder("p/rules");
    fuzz_folder("p/sensors");
    fuzz_write("p/weir.json", project, sizeof project - 1);
    fuzz_write("p/rules/a.weir", rules, sizeof rules - 1);
    fuzz_write("p/sensors/s.json", sensor, sizeof sensor - 1);
    fuzz_write("p/known.txt", data, size);
    fuzz_path("p", root);
    fuzz_open(&room);
    if (setjmp(room.cli.exhausted)) abort();
    fuzz_command_in(root, "lint", 0, update);
    const struct str before = known(&room);
    const enum cli_status first = fuzz_command_in(root, "lint", 1, update);
    const struct str once = known(&room);
    const enum cli_status second = fuzz_command_in(root, "lint", 1, update);
    require(count_lines(once) <= count_lines(before) + 1 && str_equal(once, known(&room)) && (first == second || first != CLI_OK));
    if (fuzz_command_in(root, "lint", 1, write) == CLI_OK) {
        require(fuzz_command_in(root, "lint", 1, strict) == CLI_OK);
        const struct str made = known(&room);
        require(fuzz_command_in(root, "lint", 1, update) == CLI_OK && str_equal(made, known(&room)));
    }
    fuzz_close(&room);
    return 0;
}
