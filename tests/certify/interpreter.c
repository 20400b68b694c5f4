/* The Content Interpreter of libweir behind the line protocol of docs/certify.md: what `weir certify` asks another interpreter through, and the example for those
 * who write one.
 *
 * In:   questions, one a line. Out: an answer to each, one a line. Ends at `quit`, or where the questions end. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weir.h"

struct sensor {
    struct weir_slots slots;
    struct weir_contract contract;
    struct weir_contract_input supplied[256];
    int has_contract;
    struct weir_limits limits;
    struct weir_input values[256];
};

/* The next word of a line, or NULL. */
static char *next_word(char **line)
{
    char *word = *line, *end = strchr(word, ' ');
    *line = end ? end + 1 : word + strlen(word);
    if (end) *end = '\0';
    return *word ? word : NULL;
}

static uint64_t next_number(char **line)
{
    const char *word = next_word(line);
    return word ? strtoull(word, NULL, 10) : 0;
}

/* contract none | contract TEMPLATE VERSION PLATFORM COUNT, and for each input NAME TYPE-TEXT TYPE */
static void read_contract(struct sensor *s, char *line)
{
    struct weir_contract *c = &s->contract;
    s->has_contract = strcmp(line, "none") != 0;
    c->template_name_hash = next_number(&line);
    c->template_version = (uint32_t)next_number(&line);
    c->platform = (uint32_t)next_number(&line);
    c->input_count = (uint32_t)next_number(&line);
    c->inputs = s->supplied;
    for (uint32_t i = 0; i < c->input_count && i < 256; i++) {
        s->supplied[i].name_hash = next_number(&line);
        s->supplied[i].type_hash = next_number(&line);
        s->supplied[i].type = (uint8_t)next_number(&line);
    }
    puts("ok");
}

static void read_limits(struct sensor *s, char *line)
{
    s->limits.file_bytes = next_number(&line);
    s->limits.steps_per_event = next_number(&line);
    s->limits.workspace_bytes = next_number(&line);
    s->limits.text_bytes = (uint32_t)next_number(&line);
    s->limits.channel = (uint32_t)next_number(&line);
    s->limits.template_version = (uint32_t)next_number(&line);
    s->limits.revision = (uint32_t)next_number(&line);
    s->limits.least_revision = (uint32_t)next_number(&line);
    puts("ok");
}

/* A file of more than WEIR_MAX_FILE_BYTES is refused for its size: not all of it need be read for that. */
static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    if (file && fseek(file, 0, SEEK_END) == 0 && (*size = (size_t)ftell(file)) <= WEIR_MAX_FILE_BYTES) {
        bytes = malloc(*size + 1);
        rewind(file);
        if (bytes && fread(bytes, 1, *size, file) != *size) *size = 0;
    }
    if (file) fclose(file);
    return bytes;
}

static void open_content(struct sensor *s, const char *path)
{
    struct weir_verdict_on_file verdict = {WEIR_REFUSED_FILE_TOO_LARGE, 0};
    size_t size = 0;
    uint8_t *bytes = read_file(path, &size);
    const uint8_t *old = NULL;
    if (bytes && weir_slots_reclaim(&s->slots, &old)) {
        free((void *)(uintptr_t)old);
        if (weir_slots_open(&s->slots, bytes, size, s->has_contract ? &s->contract : NULL, &s->limits, &verdict) == WEIR_SLOTS_OK) {
            weir_slots_swap(&s->slots);
            puts("accepted");
            return;
        }
    }
    free(bytes);
    printf("refused %s\n", weir_refusal_name(verdict.code));
}

static int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

/* Two digits become a byte, in the place of the word itself. */
static struct weir_input read_value(char *word)
{
    uint8_t *out = (uint8_t *)word + 1;
    uint32_t length = 0;
    if (*word == '-') return weir_input_absent();
    if (*word == 'n') return weir_input_number(1, strtoull(word + 1, NULL, 10));
    for (char *p = word + 1; p[0] && p[1]; p += 2) out[length++] = (uint8_t)(digit(p[0]) << 4 | digit(p[1]));
    return *word == 't' ? weir_input_text(1, (const char *)out, length) : weir_input_bytes(1, out, length);
}

static int on_hit(void *context, const struct weir_hit *hit)
{
    (void)context;
    printf(" %" PRIu64 " %s", hit->id, hit->verdict == WEIR_MATCH ? "match" : "undecided");
    return 0;
}

static void match(struct sensor *s, char *line)
{
    const uint32_t count = (uint32_t)next_number(&line);
    size_t text_bytes = 0;
    for (uint32_t i = 0; i < count && i < 256; i++) {
        char *word = next_word(&line);
        s->values[i] = word ? read_value(word) : weir_input_absent();
        text_bytes += s->values[i].length;
    }
    const struct weir_channel *channel = weir_slots_enter(&s->slots);
    if (!channel) {
        puts("no-content");
        return;
    }
    const size_t bytes = weir_workspace_bytes(channel, text_bytes);
    void *workspace = malloc(bytes ? bytes : 1);
    if (count != channel->parameter_count) {
        puts(weir_match(channel, s->values, count, workspace, bytes, on_hit, NULL) == WEIR_WRONG_INPUT_COUNT ? "wrong-count" : "");
    } else {
        fputs("verdicts", stdout);
        if (!workspace || weir_match(channel, s->values, count, workspace, bytes, on_hit, NULL) != WEIR_OK) fputs(" failed", stdout);
        putchar('\n');
    }
    free(workspace);
    weir_slots_leave(&s->slots, channel);
}

int main(void)
{
    static struct sensor sensor;
    char *line = NULL;
    size_t room = 0;
    for (ssize_t n; (n = getline(&line, &room, stdin)) > 0 && strcmp(line, "quit\n") != 0; fflush(stdout)) {
        char *rest = line;
        line[n - 1] = '\0';
        const char *question = next_word(&rest);
        if (!question) puts("empty");
        else if (strcmp(question, "weir-certify") == 0) puts("weir-certify 1 libweir");
        else if (strcmp(question, "contract") == 0) read_contract(&sensor, rest);
        else if (strcmp(question, "limits") == 0) read_limits(&sensor, rest);
        else if (strcmp(question, "open") == 0) open_content(&sensor, rest);
        else if (strcmp(question, "match") == 0) match(&sensor, rest);
        else puts("unknown");
    }
    free(line);
    return 0;
}
