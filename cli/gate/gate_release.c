/* The gate's last steps, and the release folder: see gate.h.
 *
 * Everything is written to a folder beside, which gets its name at the end: a release is there whole or not at all. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../compiler/version.h"
#include "gate.h"
#include "../report/report.h"
#include "../channel/view.h"

/* ---- ring and key ---- */

static void check_ring(struct gate *gate)
{
    const struct str first = ((const struct project_ring *)gate->rings.p)[0].name;
    const char *ring = cli_value(gate->cli, "--ring"), *earliest = cli_value(gate->cli, "--earliest");
    const uint64_t now = release_now();
    char time[RELEASE_TIME_BYTES];
    gate->earliest = now;
    if (earliest && !release_read_time(str_from(earliest), &gate->earliest)) gate_fail(gate, GATE_RING, "'%s' is no time such as 2026-11-22T09:00:00Z", earliest);
    else if (gate->earliest < now) gate_fail(gate, GATE_RING, "%s is past", earliest);
    else if (ring && !str_equal(str_from(ring), first)) gate_fail(gate, GATE_RING, "a release begins in ring '" STR_FMT "'; `weir promote %s` lets it go on", STR_ARG(first), ring);
    else gate_pass(gate, GATE_RING, "'" STR_FMT "' from %s", STR_ARG(first), release_time(gate->earliest, time));
}

static void check_key(struct gate *gate)
{
    const bool is_unsigned = cli_has(gate->cli, "--unsigned");
    const enum cli_status status = sign_find_secret(gate->cli, gate_project(gate)->root, &gate->key, &gate->has_key);
    if (status != CLI_OK) gate_fail(gate, GATE_SIGNED, "the key cannot be used, as is said above");
    else if (gate->has_key && is_unsigned) gate_fail(gate, GATE_SIGNED, "--unsigned, and there is a key");
    else if (gate->has_key) gate_pass(gate, GATE_SIGNED, "by key %02X%02X%02X%02X%02X%02X%02X%02X", gate->key.id[7], gate->key.id[6], gate->key.id[5], gate->key.id[4], gate->key.id[3], gate->key.id[2], gate->key.id[1], gate->key.id[0]);
    else if (is_unsigned) gate_skip(gate, GATE_SIGNED, "--unsigned: not for sensors");
    else gate_fail(gate, GATE_SIGNED, "no key: name one with --key or in WEIR_SIGNING_KEY");
}

/* ---- the second compilation ---- */

static bool make_folder(struct gate *gate)
{
    struct cli *cli = gate->cli;
    const char *parent = path_folder(&cli->arena, gate->output);
    struct file_status status = file_make_folders(&cli->arena, parent);
    if (!file_failed(status)) {
        char *name = (char *)(uintptr_t)arena_printf(&cli->arena, "%s/.weir-gate-XXXXXX", parent).p;
        if (mkdtemp(name)) gate->fresh = name;
        else status = (struct file_status){errno, "make a folder"};
    }
    if (file_failed(status)) gate_world(gate, cli_world(cli, status, parent));
    return gate->fresh && chmod(gate->fresh, 0755) == 0;
}

static bool compile_again(struct gate *gate)
{
    struct cli *cli = gate->cli;
    struct check second;
    struct pipeline_written written = {.files.exhausted = &cli->exhausted, .dropped.exhausted = &cli->exhausted};
    struct pipeline_failure failure = {{0, NULL}, NULL};
    const char *fault = NULL;
    const struct pipeline_output output = {.folder = gate->fresh, .revision = gate->suite.revision};
    enum pipeline_end end = PIPELINE_CONTENT;
    const enum cli_status status = check_run(cli, &second, 0, NULL, true);
    gate_world(gate, status);
    if (status == CLI_OK) end = pipeline_write(&second.pipeline, &output, &written, &failure, &fault);
    if (end == PIPELINE_WORLD) gate_world(gate, cli_world(cli, failure.status, failure.path));
    if (end == PIPELINE_OUR_FAULT) gate_world(gate, cli_error(cli, CLI_OUR_FAULT, "our own fault: %s. Please report it", fault ? fault : "an invariant broke"));
    if (status == CLI_OK && end == PIPELINE_CONTENT) gate_fail(gate, GATE_COMPILED, "what compiled a moment ago does not compile any more: the sources changed");
    else if (written.files.count != gate->suite.release_count) gate_fail(gate, GATE_COMPILED, "%zu channel files the second time, %" PRIu32 " the first", written.files.count, gate->suite.release_count);
    /* Digests are over all bytes but themselves; what is on the disk is held against the bytes further below. */
    for (size_t i = 0; end == PIPELINE_DONE && i < written.files.count && i < gate->suite.release_count; i++) {
        const struct pipeline_channel *first = gate->suite.channels[i].made;
        const struct pipeline_file *again = &((const struct pipeline_file *)written.files.p)[i];
        if (strcmp(first->digest, again->digest) != 0) gate_fail(gate, GATE_COMPILED, "%s has other bytes the second time", first->name);
    }
    if (end == PIPELINE_DONE) gate_pass(gate, GATE_COMPILED, "%" PRIu32 " channel file%s, twice the same bytes", gate->suite.release_count, cli_s(gate->suite.release_count));
    vec_free(&written.files);
    vec_free(&written.dropped);
    check_free(&second);
    return end == PIPELINE_DONE;
}

static void read_back(struct gate *gate)
{
    uint64_t bytes = 0;
    for (uint32_t c = 0; c < gate->suite.release_count; c++) {
        const struct pipeline_channel *made = gate->suite.channels[c].made;
        struct loaded loaded;
        const enum cli_status status = load_channel(gate->cli, path_join(&gate->cli->arena, gate->fresh, made->name), &loaded);
        if (status != CLI_OK) gate_fail(gate, GATE_VERIFIED, "%s is refused when it is read back, as is said above", made->name);
        else if (gate->results[GATE_COMPILED].state == GATE_PASSED && (loaded.bytes.n != made->view.size || memcmp(loaded.bytes.p, made->view.bytes, loaded.bytes.n) != 0))
            gate_fail(gate, GATE_VERIFIED, "%s is not what was tested when it is read back", made->name);
        else bytes += loaded.bytes.n;
    }
    gate_pass(gate, GATE_VERIFIED, "%" PRIu32 " file%s of %" PRIu64 " bytes, read back", gate->suite.release_count, cli_s(gate->suite.release_count), bytes);
}

void gate_check_release(struct gate *gate)
{
    check_ring(gate);
    check_key(gate);
    if (make_folder(gate) && compile_again(gate)) read_back(gate);
}

/* ---- the folder ---- */

struct folder {
    struct gate *gate;
    struct vec files; /* struct file_entry, as written so far */
    enum cli_status status;
};
struct file_entry {
    struct str name, bytes;
    char digest[SHA256_HEX_BYTES];
};

static const char *path_in(const struct folder *f, const char *name) { return path_join(&f->gate->cli->arena, f->gate->fresh, name); }

/* Reads a file of the folder, signs its bytes, and keeps its digest. */
static void add_file(struct folder *f, struct str name)
{
    struct file_entry entry = {.name = name};
    uint8_t sum[SHA256_BYTES];
    const char *path = path_in(f, name.p);
    const struct file_status world = file_read(&f->gate->cli->arena, path, WEIR_MAX_FILE_BYTES, &entry.bytes);
    if (file_failed(world)) f->status = cli_world(f->gate->cli, world, path);
    if (f->status != CLI_OK) return;
    sha256(entry.bytes, sum);
    sha256_hex(sum, entry.digest);
    *(struct file_entry *)vec_push(&f->files, sizeof entry) = entry;
    if (f->gate->has_key) f->status = sign_write(f->gate->cli, &f->gate->key, path, entry.bytes);
}

static void write_file(struct folder *f, const char *name, void (*write)(FILE *out, const struct folder *f))
{
    struct file_out out;
    if (f->status != CLI_OK) return;
    struct file_status status = file_create(&out, &f->gate->cli->arena, path_in(f, name));
    if (!file_failed(status)) {
        write(out.stream, f);
        status = file_commit(&out);
    }
    if (file_failed(status)) f->status = cli_world(f->gate->cli, status, path_in(f, name));
    add_file(f, str_from(name));
}

static void write_junit(FILE *out, const struct folder *f) { test_write_junit(out, &f->gate->suite); }

static void write_findings(FILE *out, const struct folder *f) { fwrite(f->gate->findings.p, 1, f->gate->findings.n, out); }

static void write_page(FILE *out, const struct folder *f)
{
    struct gate *gate = f->gate;
    report_write_release(out, gate->cli, &gate->check, &gate->suite, gate->has_diff ? &gate->diff : NULL, "findings.sarif");
}

static void write_changes(FILE *out, const struct folder *f)
{
    const struct gate *gate = f->gate;
    if (gate->has_diff) diff_show(out, &gate->diff, DIFF_MARKDOWN);
    else fprintf(out, "# What changes\n\nThis is the first release: %zu instances.\n", gate->check.pipeline.model.instances.count);
}

static void put(FILE *out, const char *key, struct str text)
{
    fprintf(out, "  \"%s\": ", key);
    json_write_string(out, text);
    fputs(",\n", out);
}

static void write_release(FILE *out, const struct folder *f)
{
    const struct gate *gate = f->gate;
    const struct project_ring *rings = gate->rings.p;
    const struct weir_channel *any = gate->suite.channels[0].view;
    char time[RELEASE_TIME_BYTES];
    fputs("{\n  \"format\": 1,\n  \"tool\": {\"name\": \"weir\", \"version\": \"" WEIR_VERSION "\"},\n", out);
    put(out, "project", gate_project(gate)->name);
    fprintf(out, "  \"revision\": %" PRIu32 ",\n", any->revision);
    put(out, "category", gate_project(gate)->gate.category.n ? gate_project(gate)->gate.category : STR("detection"));
    put(out, "ring", rings[0].name);
    put(out, "earliest", str_from(release_time(gate->earliest, time)));
    fputs("  \"rings\": [", out);
    for (size_t i = 0; i < gate->rings.count; i++) {
        fputs(i ? ", {\"ring\": " : "{\"ring\": ", out);
        json_write_string(out, rings[i].name);
        fprintf(out, ", \"hours\": %" PRIu32 "}", rings[i].hours);
    }
    fputs("],\n  \"previous\": ", out);
    if (gate->has_before) fprintf(out, "{\"revision\": %" PRIu64 ", \"sha256\": \"%s\"},\n", gate->before.revision, gate->before.digest);
    else fputs("null,\n", out);
    fputs("  \"gate\": [", out);
    for (int step = 0; step < GATE_STEP_COUNT; step++) {
        fprintf(out, "%s\n    {\"step\": \"%s\", \"state\": \"%s\", \"text\": ", step ? "," : "", gate_words[step], gate_states[gate->results[step].state]);
        json_write_string(out, gate->results[step].text);
        putc('}', out);
    }
    fputs("\n  ],\n  \"files\": [", out);
    for (size_t i = 0; i < f->files.count; i++) {
        const struct file_entry *entry = &((const struct file_entry *)f->files.p)[i];
        fputs(i ? ",\n    {\"file\": " : "\n    {\"file\": ", out);
        json_write_string(out, entry->name);
        fprintf(out, ", \"bytes\": %" PRIu32 ", \"sha256\": \"%s\"}", entry->bytes.n, entry->digest);
    }
    fputs("\n  ]\n}\n", out);
}

/* in-toto's statement, version 1: which bytes the verdict is about. */
static void write_statement(FILE *out, const struct folder *f)
{
    const struct gate *gate = f->gate;
    fputs("{\n  \"_type\": \"https://in-toto.io/Statement/v1\",\n  \"subject\": [", out);
    for (size_t i = 0; i < f->files.count; i++) {
        const struct file_entry *entry = &((const struct file_entry *)f->files.p)[i];
        fputs(i ? ",\n    {\"name\": " : "\n    {\"name\": ", out);
        json_write_string(out, entry->name);
        fprintf(out, ", \"digest\": {\"sha256\": \"%s\"}}", entry->digest);
    }
    fputs("\n  ],\n  \"predicateType\": \"https://in-toto.io/attestation/test-result/v0.1\",\n  \"predicate\": {\"result\": \"PASSED\", \"configuration\": [], \"passedTests\": [", out);
    const char *before = "";
    for (int step = 0; step < GATE_STEP_COUNT; step++) {
        if (gate->results[step].state != GATE_PASSED) continue;
        fprintf(out, "%s\"%s\"", before, gate_words[step]);
        before = ", ";
    }
    fputs("], \"warnedTests\": [], \"failedTests\": []}\n}\n", out);
}

enum cli_status gate_write(struct gate *gate)
{
    struct folder f = {.gate = gate, .files.exhausted = &gate->cli->exhausted};
    for (uint32_t c = 0; c < gate->suite.release_count; c++) {
        const struct pipeline_channel *made = gate->suite.channels[c].made;
        add_file(&f, str_from(made->name));
        add_file(&f, arena_printf(&gate->cli->arena, "%s.map.json", made->digest));
    }
    add_file(&f, STR("manifest.json"));
    write_file(&f, "junit.xml", write_junit);
    write_file(&f, "findings.sarif", write_findings);
    write_file(&f, "changes.md", write_changes);
    write_file(&f, "report.html", write_page);
    write_file(&f, RELEASE_FILE, write_release);
    write_file(&f, "statement.intoto.json", write_statement);
    vec_free(&f.files);
    if (f.status != CLI_OK) return f.status;
    if (rename(gate->fresh, gate->output) != 0) return cli_world(gate->cli, (struct file_status){errno, "rename"}, gate->output);
    gate->fresh = NULL;
    return CLI_OK;
}
