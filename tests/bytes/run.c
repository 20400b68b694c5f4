/* run CASES.TXT: opens every file of tests/bytes as the assembler wrote it and compares the verdict with what the file expects.
 *
 * In:   the assembler's folder. Out: 0 when each file's verdict and offset are as expected and no refusal is without a file.
 * Must hold: each file lies in memory of exactly its size, so that a sanitizer sees a byte read too many. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../interpreter/weir.h"

enum { LINE_BYTES = 65536, MOST_CODES = 1024, COPY_BYTES = 1 << 24 };

struct bytes_case {
    const char *name, *code;
    uint64_t offset;
    struct weir_limits limits;
    struct weir_contract contract;
    struct weir_contract_input inputs[WEIR_MAX_PARAMETERS + 1];
    int with_contract;
};

static int set_limit(struct weir_limits *limits, const char *name, uint64_t number)
{
    if (strcmp(name, "file_bytes") == 0) limits->file_bytes = number;
    else if (strcmp(name, "steps_per_event") == 0) limits->steps_per_event = number;
    else if (strcmp(name, "workspace_bytes") == 0) limits->workspace_bytes = number;
    else if (strcmp(name, "channel") == 0) limits->channel = (uint32_t)number;
    else if (strcmp(name, "template_version") == 0) limits->template_version = (uint32_t)number;
    else if (strcmp(name, "revision") == 0) limits->revision = (uint32_t)number;
    else if (strcmp(name, "least_revision") == 0) limits->least_revision = (uint32_t)number;
    else return 0;
    return 1;
}

/* A word `name=...` of a case. */
static int parse_word(struct bytes_case *c, char *word)
{
    char *value = strchr(word, '=');
    if (value == NULL) return 0;
    *value++ = '\0';
    if (strcmp(word, "contract") == 0) {
        c->with_contract = 1;
        return sscanf(value, "%" SCNu64 ":%" SCNu32 ":%" SCNu32, &c->contract.template_name_hash, &c->contract.template_version, &c->contract.platform) == 3;
    }
    if (strcmp(word, "input") == 0) {
        if (c->contract.input_count > WEIR_MAX_PARAMETERS) return 0;
        struct weir_contract_input *input = &c->inputs[c->contract.input_count++];
        unsigned type = 0;
        if (sscanf(value, "%u:%" SCNu64 ":%" SCNu64, &type, &input->name_hash, &input->type_hash) != 3) return 0;
        input->type = (uint8_t)type;
        return 1;
    }
    return set_limit(&c->limits, word, strtoull(value, NULL, 10));
}

static int parse_case(struct bytes_case *c, char *line)
{
    memset(c, 0, sizeof *c);
    c->contract.inputs = c->inputs;
    const char *start = strtok(line, " \n");
    c->name = strtok(NULL, " \n");
    c->code = strtok(NULL, " \n");
    const char *offset = strtok(NULL, " \n");
    if (offset == NULL || strcmp(start, "case") != 0) return 0;
    c->offset = strtoull(offset, NULL, 10);
    for (char *word; (word = strtok(NULL, " \n")) != NULL;)
        if (!parse_word(c, word)) return 0;
    return 1;
}

/* The verdict on a file, or 0. Small ones are copied into memory of their own. */
static int open_file(const struct bytes_case *c, const char *folder, struct weir_verdict_on_file *verdict, struct weir_channel *channel)
{
    char path[4096];
    struct stat stat;
    snprintf(path, sizeof path, "%s/%s.chn", folder, c->name);
    const int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &stat) != 0) return perror(path), 0;
    const size_t size = (size_t)stat.st_size;
    void *mapped = size == 0 ? NULL : mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (mapped == MAP_FAILED) return perror(path), 0;
    uint8_t *copy = size < COPY_BYTES ? malloc(size == 0 ? 1 : size) : NULL;
    if (copy != NULL && size != 0) memcpy(copy, mapped, size);
    memset(channel, 0xff, sizeof *channel);
    *verdict = weir_open(copy != NULL ? copy : mapped, size, c->with_contract ? &c->contract : NULL, &c->limits, channel);
    free(copy);
    if (mapped != NULL) munmap(mapped, size);
    return 1;
}

static int is_zero(const struct weir_channel *channel)
{
    struct weir_channel zero;
    memset(&zero, 0, sizeof zero);
    if (channel->bytes != NULL || channel->size != 0 || channel->parameter_count != 0 || channel->steps_per_byte != 0 || channel->steps_fixed != 0) return 0;
    return memcmp(channel->section, zero.section, sizeof zero.section) == 0;
}

static int run_case(const struct bytes_case *c, const char *folder, unsigned char *seen)
{
    struct weir_verdict_on_file verdict;
    struct weir_channel channel;
    if (!open_file(c, folder, &verdict, &channel)) return 0;
    if (verdict.code < MOST_CODES) seen[verdict.code] = 1;
    if (strcmp(weir_refusal_name(verdict.code), c->code) != 0 || verdict.offset != c->offset) {
        printf("%s: expected %s at %" PRIu64 ", got %s at %" PRIu64 "\n", c->name, c->code, c->offset, weir_refusal_name(verdict.code), verdict.offset);
        return 0;
    }
    if (verdict.code != WEIR_ACCEPTED && !is_zero(&channel)) {
        printf("%s: refused, but the channel is filled in\n", c->name);
        return 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    static unsigned char seen[MOST_CODES];
    static char line[LINE_BYTES];
    static struct bytes_case one;
    char path[4096];
    int good = 1, count = 0;
    if (argc != 2) return fputs("usage: run FOLDER\n", stderr), 3;
    snprintf(path, sizeof path, "%s/cases.txt", argv[1]);
    FILE *cases = fopen(path, "r");
    if (cases == NULL) return perror(path), 4;
    for (; fgets(line, sizeof line, cases) != NULL; count++) {
        if (!parse_case(&one, line)) return fprintf(stderr, "%s: line %d cannot be read\n", path, count + 1), 4;
        good &= run_case(&one, argv[1], seen);
    }
    fclose(cases);
#define REFUSAL(name, number, text, why) \
    if (!seen[number]) good = 0, printf("%s: no file in tests/bytes is refused for it\n", #name);
#include "../../interpreter/refusals.def"
#undef REFUSAL
    printf("bytes: %d files%s\n", count, good ? ", each with its verdict" : ": FAILED");
    return good ? 0 : 1;
}
