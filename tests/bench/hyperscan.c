/* The same literals in Hyperscan (or Vectorscan): hyperscan [--seconds S] [--most N] LITERALS EVENTS
 *
 * In:  lines of a field, a tab, and a literal in hexadecimal; recorded events, whose top-level texts are the values. Out: one JSON object: how many
 *      literals, seconds to compile them and bytes of the databases, events done and the seconds that they took.
 * A database a field, block mode, without case, each literal once. What is measured is the bare search: nothing is made of the literals that are found, and
 * neither anchors nor regular expressions nor numbers nor conditions are looked at. */
#include <hs/hs.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/events/events.h"
#include "compiler/base/file.h"

enum { MOST_FIELDS = 128, LOOK_AT_CLOCK = 16 };

struct field {
    struct str name;
    struct vec texts, lengths, flags, ids; /* const char *, size_t, unsigned, unsigned */
    hs_database_t *database;
    uint32_t key;
};

static struct field fields[MOST_FIELDS];
static size_t field_count;
static jmp_buf exhausted;

static void die(const char *what, const char *more)
{
    fprintf(stderr, "hyperscan: %s: %s\n", what, more);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct str read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) die("cannot read", path);
    const long end = ftell(file);
    char *bytes = end < 0 || end > UINT32_MAX ? NULL : calloc((size_t)end + READER_PADDING, 1);
    if (!bytes) die("no memory for", path);
    rewind(file);
    const size_t got = fread(bytes, 1, (size_t)end, file);
    fclose(file);
    return (struct str){bytes, (uint32_t)got};
}

/* The next line of what is left. */
static struct str next_line(struct str *left)
{
    const char *found = memchr(left->p, '\n', left->n);
    const struct str line = {left->p, found ? (uint32_t)(found - left->p) : left->n};
    const uint32_t taken = line.n + (found ? 1 : 0);
    *left = (struct str){left->p + taken, left->n - taken};
    return line;
}

static struct field *field_named(struct str name)
{
    for (size_t i = 0; i < field_count; i++)
        if (str_equal(fields[i].name, name)) return &fields[i];
    if (field_count == MOST_FIELDS) die("too many fields", "in the literals");
    struct field *field = &fields[field_count++];
    *field = (struct field){.name = name};
    field->texts.exhausted = field->lengths.exhausted = field->flags.exhausted = field->ids.exhausted = &exhausted;
    return field;
}

static unsigned nibble(char c) { return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a') + 10; }

static void add_literal(struct arena *arena, struct str line)
{
    const char *tab = memchr(line.p, '\t', line.n);
    if (!tab) die("a line without a tab", "in the literals");
    struct field *field = field_named((struct str){line.p, (uint32_t)(tab - line.p)});
    const size_t n = (size_t)(line.p + line.n - tab - 1) / 2;
    char *text = arena_alloc(arena, n + 1);
    for (size_t i = 0; i < n; i++) text[i] = (char)(nibble(tab[1 + 2 * i]) << 4 | nibble(tab[2 + 2 * i]));
    *(unsigned *)vec_push(&field->ids, sizeof(unsigned)) = (unsigned)field->texts.count;
    *(const char **)vec_push(&field->texts, sizeof text) = text;
    *(size_t *)vec_push(&field->lengths, sizeof n) = n;
    *(unsigned *)vec_push(&field->flags, sizeof(unsigned)) = HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH;
}

static size_t compile_all(hs_scratch_t **scratch)
{
    size_t bytes = 0;
    for (size_t i = 0; i < field_count; i++) {
        struct field *field = &fields[i];
        hs_compile_error_t *error;
        if (hs_compile_lit_multi(field->texts.p, field->flags.p, field->ids.p, field->lengths.p, (unsigned)field->texts.count, HS_MODE_BLOCK, NULL, &field->database,
                                 &error) != HS_SUCCESS)
            die("does not compile", error->message);
        size_t size = 0;
        hs_database_size(field->database, &size);
        bytes += size;
        if (hs_alloc_scratch(field->database, scratch) != HS_SUCCESS) die("no scratch", "");
    }
    return bytes;
}

static int count_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    (void)id, (void)from, (void)to, (void)flags;
    ++*(unsigned long long *)context;
    return 0;
}

/* The texts of all events, field by field. */
static uint32_t prepare(struct arena *arena, struct str events_text, struct vec *texts, uint32_t most)
{
    struct events events;
    struct arena scratch;
    uint32_t count = 0;
    arena_init(&scratch, &exhausted);
    events_init(&events, arena);
    for (size_t i = 0; i < field_count; i++) fields[i].key = events_add_key(&events, fields[i].name);
    while (events_text.n && count < most) {
        struct json_error error;
        arena_reset(&scratch);
        if (!events_read(&events, &scratch, next_line(&events_text), &error)) continue;
        count++;
        for (size_t i = 0; i < field_count; i++) {
            const struct json *value = events_value(&events, fields[i].key);
            const struct str text = value && value->kind == JSON_STRING ? arena_copy(arena, value->string) : (struct str){NULL, 0};
            *(struct str *)vec_push(texts, sizeof text) = text;
        }
    }
    events_free(&events);
    arena_free(&scratch);
    return count;
}

static void run(const char *literals_path, const char *events_path, double seconds, uint32_t most)
{
    struct arena arena;
    struct vec texts = {.exhausted = &exhausted};
    hs_scratch_t *scratch = NULL;
    arena_init(&arena, &exhausted);
    size_t literals = 0;
    for (struct str left = read_whole(literals_path); left.n; literals++) add_literal(&arena, next_line(&left));
    const double before = now();
    const size_t bytes = compile_all(&scratch);
    const double compiled = now() - before;
    const uint32_t count = prepare(&arena, read_whole(events_path), &texts, most);
    unsigned long long done = 0, found = 0;
    const double start = now();
    double took = 0;
    while (count && took < seconds) {
        for (uint32_t e = 0; e < count && took < seconds; e++, done++) {
            const struct str *own = (const struct str *)texts.p + (size_t)e * field_count;
            for (size_t i = 0; i < field_count; i++)
                if (own[i].n && hs_scan(fields[i].database, own[i].p, own[i].n, 0, scratch, count_match, &found) != HS_SUCCESS) die("cannot scan", "a value");
            if (e % LOOK_AT_CLOCK == 0) took = now() - start;
        }
        took = now() - start;
    }
    printf("{\"literals\": %zu, \"compile\": %.6f, \"bytes\": %zu, \"events\": %llu, \"seconds\": %.6f, \"found\": %llu}\n", literals, compiled, bytes, done, took, found);
}

int main(int argc, char **argv)
{
    volatile double seconds = 1;
    volatile uint32_t most = UINT32_MAX;
    volatile int at = 1;
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (strcmp(argv[at], "--seconds") == 0) seconds = strtod(argv[at + 1], NULL);
        else if (strcmp(argv[at], "--most") == 0) most = (uint32_t)strtoul(argv[at + 1], NULL, 10);
        else die("no such option", argv[at]);
    }
    if (argc - at != 2) die("literals and events are needed", argv[0]);
    if (setjmp(exhausted)) die("out of memory", argv[at]);
    run(argv[at], argv[at + 1], seconds, most);
    return 0;
}
