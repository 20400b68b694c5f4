/* weir.lock: see lock.h. */
#include "lock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "../../compiler/base/limits.h"

static const char header[] = "# Which ids, names and versions were released: `weir gate --lock` writes it. A reason is a line of its own: removed ID NAME: why, renumbered OLD NEW: why.\n";

static int by_bytes(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }

static int by_ids(const void *a, const void *b)
{
    const struct lock_reason *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    return x->new_id < y->new_id ? -1 : x->new_id > y->new_id;
}

static bool starts(struct str line, struct str word) { return line.n >= word.n && memcmp(line.p, word.p, word.n) == 0; }

static uint64_t read_number(struct str line, uint32_t *at)
{
    uint64_t number = 0;
    while (*at < line.n && line.p[*at] == ' ') ++*at;
    for (; *at < line.n && line.p[*at] >= '0' && line.p[*at] <= '9' && number < UINT64_MAX / 10 - 1; ++*at) number = number * 10 + (uint64_t)(line.p[*at] - '0');
    return number;
}

/* false: it is to be a reason, and is none. */
static bool read_reason(struct lock *lock, struct str line, uint32_t at, bool renumbered)
{
    struct lock_reason reason = {.id = read_number(line, &at)};
    if (renumbered) reason.new_id = read_number(line, &at);
    while (at < line.n && line.p[at] != ':') at++;
    for (at++; at < line.n && line.p[at] == ' ';) at++;
    if (reason.id == 0 || (renumbered && reason.new_id == 0) || at >= line.n) return false;
    *(struct lock_reason *)vec_push(&lock->reasons, sizeof reason) = reason;
    return true;
}

static enum cli_status read_line(struct cli *cli, const char *path, struct lock *lock, struct str line, uint64_t number)
{
    const struct str removed = STR("removed "), renumbered = STR("renumbered ");
    if (line.n == 0 || str_equal((struct str){line.p, line.n + 1}, str_from(header))) return CLI_OK;
    if (starts(line, STR("instance ")) || starts(line, STR("template "))) {
        *(struct str *)vec_push(&lock->lines, sizeof line) = line;
        return CLI_OK;
    }
    *(struct str *)vec_push(&lock->kept, sizeof line) = line;
    if (line.p[0] == '#') return CLI_OK;
    if (starts(line, removed) && read_reason(lock, line, removed.n, false)) return CLI_OK;
    if (starts(line, renumbered) && read_reason(lock, line, renumbered.n, true)) return CLI_OK;
    return cli_error(cli, CLI_CONTENT, "%s:%" PRIu64 ": a reason is written 'removed ID NAME: why' or 'renumbered OLD NEW: why'", path, number);
}

enum cli_status lock_read(struct cli *cli, const char *root, struct lock *lock)
{
    const char *path = path_join(&cli->arena, root, LOCK_FILE);
    struct str text;
    *lock = (struct lock){.lines.exhausted = &cli->exhausted, .kept.exhausted = &cli->exhausted, .reasons.exhausted = &cli->exhausted};
    const struct file_status status = file_read(&cli->arena, path, LIMIT_SOURCE_BYTES, &text);
    if (status.error == ENOENT) return CLI_OK;
    if (file_failed(status)) return cli_world(cli, status, path);
    lock->found = true;
    enum cli_status worst = CLI_OK;
    uint64_t number = 1;
    for (uint32_t at = 0, end; at < text.n; at = end + 1, number++) {
        for (end = at; end < text.n && text.p[end] != '\n';) end++;
        const enum cli_status one = read_line(cli, path, lock, (struct str){text.p + at, end - at}, number);
        if (one > worst) worst = one;
    }
    if (lock->lines.count) qsort(lock->lines.p, lock->lines.count, sizeof(struct str), by_bytes);
    if (lock->reasons.count) qsort(lock->reasons.p, lock->reasons.count, sizeof(struct lock_reason), by_ids);
    return worst;
}

void lock_free(struct lock *lock)
{
    vec_free(&lock->lines);
    vec_free(&lock->kept);
    vec_free(&lock->reasons);
}

bool lock_has_reason(const struct lock *lock, uint64_t id, uint64_t new_id)
{
    const struct lock_reason key = {id, new_id};
    return lock->reasons.count && bsearch(&key, lock->reasons.p, lock->reasons.count, sizeof key, by_ids) != NULL;
}

void lock_make(const struct suite *suite, struct vec *lines)
{
    struct arena *arena = &suite->cli->arena;
    for (uint32_t c = 0; c < suite->release_count; c++) {
        const struct test_channel *channel = &suite->channels[c];
        *(struct str *)vec_push(lines, sizeof(struct str)) = arena_printf(arena, "template %" PRIu32 " %" PRIu32 " %" PRIu32 " " STR_FMT, channel->view->channel, channel->view->template_version,
                                                                          channel->view->parameter_count, STR_ARG(channel->made->type->name));
    }
    for (uint32_t i = 0; i < suite->pipeline->model.instances.count; i++) {
        const struct instance *instance = suite_instance(suite, i);
        struct str versions = {"", 0};
        if (instance->stress || suite->place_first[i] == suite->place_first[i + 1]) continue;
        for (uint32_t p = suite->place_first[i]; p < suite->place_first[i + 1]; p++)
            versions = arena_printf(arena, STR_FMT "%s%" PRIu32, STR_ARG(versions), versions.n ? "," : "", suite->channels[suite->places[p].channel].view->template_version);
        *(struct str *)vec_push(lines, sizeof(struct str)) =
            arena_printf(arena, "instance %" PRIu64 " " STR_FMT " " STR_FMT " " STR_FMT, instance->id, STR_ARG(suite_type(suite, i)->name), STR_ARG(versions), STR_ARG(instance->name));
    }
    if (lines->count) qsort(lines->p, lines->count, sizeof(struct str), by_bytes);
}

struct str lock_difference(struct arena *arena, const struct lock *lock, const struct vec *lines)
{
    const struct str *a = lock->lines.p, *b = lines->p;
    for (size_t i = 0, j = 0; i < lock->lines.count || j < lines->count;) {
        const int order = i == lock->lines.count ? 1 : j == lines->count ? -1 : str_compare(a[i], b[j]);
        if (order < 0) return arena_printf(arena, "it has '" STR_FMT "', which is not compiled", STR_ARG(a[i]));
        if (order > 0) return arena_printf(arena, "it does not have '" STR_FMT "'", STR_ARG(b[j]));
        i++;
        j++;
    }
    return (struct str){"", 0};
}

/* Every byte of them: what people wrote stays, whatever is in it. */
static void write_lines(FILE *stream, const struct vec *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct str line = ((const struct str *)lines->p)[i];
        fwrite(line.p, 1, line.n, stream);
        putc('\n', stream);
    }
}

enum cli_status lock_write(struct cli *cli, const char *root, const struct lock *lock, const struct vec *lines)
{
    const char *path = path_join(&cli->arena, root, LOCK_FILE);
    struct file_out out;
    struct file_status status = file_create(&out, &cli->arena, path);
    if (file_failed(status)) return cli_world(cli, status, path);
    fputs(header, out.stream);
    write_lines(out.stream, lines);
    write_lines(out.stream, &lock->kept);
    status = file_commit(&out);
    if (file_failed(status)) return cli_world(cli, status, path);
    if (!cli->quiet) printf("%s: %zu line%s\n", path, lines->count + lock->kept.count, cli_s(lines->count + lock->kept.count));
    return CLI_OK;
}
