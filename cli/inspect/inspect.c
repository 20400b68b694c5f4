/* weir inspect FILE...: an accepted channel file -> all that is in it, for people or as JSON (inspect_json.c).
 *
 * Must hold: a file is verified before anything of it is shown; text of the file reaches a terminal only escaped. */
#include "inspect.h"

#include <inttypes.h>
#include <stdlib.h>

#include "../commands.h"
#include "../channel/view.h"
#include "../channel/words.h"

enum { INSPECT_VALUES = 16 /* of one set, for people */ };

const struct cli_option command_inspect_options[] = {
    {"--json", NULL, NULL, "the same as --format json: one JSON object a file, complete", false},
    {"--source", NULL, NULL, "Weir source that compiles to the same bytes again", false},
    {"--summary", NULL, NULL, "the head of the file only, without its instances", false},
    {"--all-values", NULL, NULL, "show every value of long sets", false},
    {0},
};

/* ---- facts that both forms show ---- */

struct inspect_range inspect_criteria(const struct weir_channel *channel, uint32_t instance)
{
    return (struct inspect_range){view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_CRITERION_FIRST),
                                  view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_CRITERION_COUNT)};
}

const char *inspect_section_name(uint32_t section)
{
    static const char *const names[WEIR_SECTION_COUNT + 1] = {
#define SECTION(name, number, record_bytes, text) [number] = #name,
#include "../../interpreter/sections.def"
#undef SECTION
    };
    return names[section];
}

/* ---- for people ---- */

static void show_name(const struct weir_channel *channel, enum weir_section section, uint32_t record, uint32_t at)
{
    words_plain(stdout, view_name(channel, section, record, at));
}

static void show_header(const struct loaded *loaded)
{
    const struct weir_channel *channel = &loaded->channel;
    const uint8_t *unicode = channel->bytes + WEIR_AT_UNICODE_VERSION;
    char number[CLI_NUMBER_BYTES];
    printf("%s\n", loaded->path);
    printf("  channel           %" PRIu32 "\n", channel->channel);
    printf("  template version  %" PRIu32 "\n", channel->template_version);
    printf("  content revision  %" PRIu32 "\n", channel->revision);
    printf("  format version    %u\n", WEIR_FORMAT_VERSION);
    printf("  digest            ");
    for (uint32_t i = 0; i < WEIR_DIGEST_BYTES; i++) printf("%02x", (unsigned)channel->bytes[WEIR_AT_DIGEST + i]);
    printf("\n  size              %s bytes\n", cli_thousands(channel->size, number));
    printf("  instances         %s\n", cli_thousands(view_count(channel, WEIR_SECTION_INSTANCES), number));
    printf("  parameters        %" PRIu32 "\n", channel->parameter_count);
    printf("  inputs read       %" PRIu32 "\n", channel->inputs_read);
    printf("  steps per event   at most %s", cli_thousands(channel->steps_fixed, number));
    printf(", and %s for each byte of text", cli_thousands(channel->steps_per_byte, number));
    printf(": %s with 64 KiB\n", cli_thousands(weir_steps(channel, WEIR_TEXT_BYTES_MEANT), number));
    printf("  workspace         %s bytes", cli_thousands(weir_workspace_bytes(channel, 0), number));
    printf(", and 6 for each byte of text: %s with 64 KiB\n", cli_thousands(weir_workspace_bytes(channel, WEIR_TEXT_BYTES_MEANT), number));
    printf("  longest regex     %s instructions\n", cli_thousands(channel->max_program, number));
    printf("  case folding      Unicode %u.%u.%u\n", (unsigned)unicode[2], (unsigned)unicode[1], (unsigned)unicode[0]);
}

static void show_sections(const struct weir_channel *channel)
{
    fputs("\nsections\n", stdout);
    for (uint32_t i = 1; i <= WEIR_SECTION_COUNT; i++) {
        uint32_t count = channel->section[i].count;
        printf("  %-14s %10" PRIu32 " record%s %*s%12" PRIu64 " bytes at %" PRIu32 "\n", inspect_section_name(i), count, cli_s(count), count == 1 ? 1 : 0, "",
               (uint64_t)count * view_record_bytes((enum weir_section)i), channel->section[i].offset);
    }
}

/* As the language writes it: bare where it is a name, or names with dots between them. */
static void show_key(struct str key)
{
    bool bare = key.n != 0, start = true;
    for (uint32_t i = 0; i < key.n && bare; i++) {
        const char c = key.p[i];
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
        bare = letter || (!start && ((c >= '0' && c <= '9') || (c == '.' && i + 1 < key.n)));
        start = c == '.';
    }
    if (bare) words_plain(stdout, key);
    else words_string(stdout, key);
}

static void show_recorded(const struct weir_channel *channel)
{
    uint32_t count = view_count(channel, WEIR_SECTION_RECORDED), last = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t key = view_u32(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KEY);
        uint64_t value = view_u64(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_VALUE);
        if (key == last) {
            fputs(", ", stdout);
        } else {
            fputs(last == UINT32_MAX ? "  recorded " : ")\n       and ", stdout);
            show_key(view_string(channel, key));
            fputs(" in (", stdout);
        }
        last = key;
        if (view_u32(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KIND) == 0) printf("%" PRIu64, value);
        else words_string(stdout, view_string(channel, (uint32_t)value));
    }
    if (count) fputs(")\n", stdout);
}

static void show_parameter(const struct weir_channel *channel, uint32_t ordinal, uint32_t *alias)
{
    struct str name = view_name(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_NAME);
    if (view_u8(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_TYPE) == WEIR_TYPE_RESERVED) {
        printf("  %2" PRIu32 " reserved\n", ordinal);
        return;
    }
    printf("  %2" PRIu32 " ", ordinal);
    words_plain(stdout, name);
    fputs(" : ", stdout);
    words_type(stdout, channel, ordinal);
    if (view_u8(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_FLAGS) & WEIR_PARAMETER_CASED) fputs(" cased", stdout);
    for (const char *before = "  alias "; *alias < view_count(channel, WEIR_SECTION_ALIASES); ++*alias, before = ", ") {
        if (view_u32(channel, WEIR_SECTION_ALIASES, *alias, WEIR_ALIAS_ORDINAL) != ordinal) break;
        fputs(before, stdout);
        show_name(channel, WEIR_SECTION_ALIASES, *alias, WEIR_ALIAS_SCHEME);
        putchar(' ');
        words_string(stdout, view_name(channel, WEIR_SECTION_ALIASES, *alias, WEIR_ALIAS_PATH));
    }
    putchar('\n');
}

static void show_template(const struct weir_channel *channel)
{
    uint32_t alias = 0, actions = view_u8(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_ACTIONS);
    const char *before = "";
    fputs("\ntemplate ", stdout);
    show_name(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_NAME);
    printf("\n  platform %s\n  phase    %s\n  actions  ", words_platforms[view_u8(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_PLATFORM)],
           words_phases[view_u8(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_PHASE)]);
    for (uint32_t i = 0; i < WEIR_ACTION_COUNT; i++) {
        if (!(actions >> i & 1)) continue;
        printf("%s%s", before, words_actions[i]);
        before = ", ";
    }
    putchar('\n');
    show_recorded(channel);
    for (uint32_t ordinal = 1; ordinal <= channel->parameter_count; ordinal++) show_parameter(channel, ordinal, &alias);
}

/* "2 * 1 * *": how many criteria each parameter has, in ordinal order. */
static void show_vector(const struct weir_channel *channel, uint32_t instance)
{
    uint32_t first = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_VECTOR_FIRST);
    uint32_t count = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_PARAMETER_COUNT);
    fputs("  vector    (", stdout);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t criteria = view_u16(channel, WEIR_SECTION_VECTORS, first + i, 0);
        if (i) putchar(' ');
        if (criteria) printf("%" PRIu32, criteria);
        else putchar('*');
    }
    printf(") of %" PRIu32 " parameter%s\n", count, cli_s(count));
}

static void show_instance(struct arena *scratch, const struct weir_channel *channel, uint32_t instance, uint32_t most_values)
{
    char steps[CLI_NUMBER_BYTES];
    struct inspect_range criteria = inspect_criteria(channel, instance);
    printf("\ninstance %" PRIu64 " ", view_u64(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_ID));
    show_name(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_NAME);
    fputs("\n  title     ", stdout);
    show_name(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_TITLE);
    printf("\n  severity  %s\n  action    %s\n", words_severities[view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_SEVERITY)],
           words_actions[view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_ACTION)]);
    if (view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_FLAGS) & WEIR_INSTANCE_STRESS) puts("  stress    matches everything");
    const uint64_t fixed = weir_instance_steps(channel, instance, 0), per_byte = weir_instance_steps(channel, instance, 1) - fixed;
    printf("  steps     %s when it is woken", cli_thousands(fixed, steps));
    if (per_byte) printf(", and %s for each byte of text", cli_thousands(per_byte, steps));
    putchar('\n');
    show_vector(channel, instance);
    for (uint32_t i = 0; i < criteria.count; i++) {
        char label[16];
        snprintf(label, sizeof label, "c%" PRIu32, i + 1);
        printf("  %-9s ", label);
        words_criterion(stdout, channel, criteria.first + i, most_values);
        putchar('\n');
    }
    fputs("  match     ", stdout);
    words_condition(stdout, scratch, channel, instance);
    putchar('\n');
    inspect_show_wakers(channel, instance);
}

static void show(struct cli *cli, const struct loaded *loaded)
{
    const struct weir_channel *channel = &loaded->channel;
    uint32_t count = view_count(channel, WEIR_SECTION_INSTANCES), most_values = cli_has(cli, "--all-values") ? 0 : INSPECT_VALUES;
    struct arena scratch;
    show_header(loaded);
    show_sections(channel);
    show_template(channel);
    inspect_show_tables(channel);
    if (cli_has(cli, "--summary")) return;
    arena_init(&scratch, &cli->exhausted);
    for (uint32_t i = 0; i < count && !cli_output_failed(); i++) {
        arena_reset(&scratch);
        show_instance(&scratch, channel, i, most_values);
    }
    arena_free(&scratch);
}

enum cli_status command_inspect(struct cli *cli, int argc, char **argv)
{
    enum cli_status worst = CLI_OK;
    if (argc == 0) return cli_usage(cli, "no channel file is given");
    if (cli_has(cli, "--json")) cli->format = RENDER_JSON;
    bool is_first = true;
    for (int i = 0; i < argc && !cli_output_failed(); i++) {
        struct loaded loaded;
        enum cli_status status = load_channel(cli, argv[i], &loaded);
        if (status > worst) worst = status;
        if (status != CLI_OK) continue;
        if (cli_has(cli, "--source")) {
            status = inspect_write_source(cli, &loaded);
            if (status > worst) worst = status;
            continue;
        }
        if (cli->format == RENDER_JSON) {
            inspect_write_json(cli, &loaded, !cli_has(cli, "--summary"));
            continue;
        }
        if (!is_first) putchar('\n');
        is_first = false;
        show(cli, &loaded);
    }
    return worst;
}
