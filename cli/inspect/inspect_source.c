/* weir inspect --source: an accepted channel file -> Weir source that compiles to the same bytes again.
 *
 * Must hold: what is printed is in the one style. What the language cannot say, which no compiler of ours puts into a file, is reported, and then nothing is printed. */
#include "../../compiler/syntax/printer.h"
#include "../../exchange/export.h"
#include "../../exchange/export_term.h"
#include "../channel/decode.h"
#include "inspect.h"

/* false: it is no source; a file that another compiler made may have names that none has. */
static bool print(struct arena *arena, struct str text)
{
    struct str styled = {NULL, 0};
    if (!printer_restyle(arena, arena_copy(arena, text), &styled)) return false;
    fwrite(styled.p, 1, styled.n, stdout);
    return true;
}

enum cli_status inspect_write_source(struct cli *cli, const struct loaded *loaded)
{
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct model model;
    struct text text;
    uint32_t type;
    const enum cli_status depth = decode_check(cli, loaded->path, &loaded->channel);
    if (depth != CLI_OK) return depth;
    arena_init(&arena, &cli->exhausted);
    sources_init(&sources, &arena);
    diag_init(&sink, &arena, &sources);
    model_init(&model, &arena, &sources, &sink);
    text_init(&text, &cli->exhausted);
    decode_channel(&model, &loaded->channel, &type);
    const uint32_t unsayable = export_weir(&text, &model, type);
    bool is_said = unsayable == 0;
    if (is_said && !print(&arena, text_str(&text))) {
        is_said = false;
        fprintf(stderr, "weir inspect: %s: this file has names that no source can have; weir inspect without --source shows them\n", loaded->path);
    } else if (!is_said) fprintf(stderr, "weir inspect: %s: %u condition%s of this file cannot be said in Weir's language; weir inspect without --source shows them\n", loaded->path, (unsigned)unsayable, cli_s(unsayable));
    text_free(&text);
    model_free(&model);
    diag_free(&sink);
    sources_free(&sources);
    arena_free(&arena);
    return is_said ? CLI_OK : CLI_CONTENT;
}
