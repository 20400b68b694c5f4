/* The order of the stages: files -> trees -> model -> findings -> bytes -> verified bytes -> files. Nothing else knows it. */
#ifndef COMPILER_PIPELINE_H
#define COMPILER_PIPELINE_H

#include "../interpreter/weir.h"
#include "../lint/lint.h"
#include "../lint/suppress.h"
#include "base/sha256.h"
#include "emit/emit.h"

struct pipeline {
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct project project;
    struct model model;
    struct lint_result lint;
    bool linted;
    /* Told what is being done, and of how many parts so many are done (0 of 0: not in parts). May be NULL. */
    void (*tell)(void *context, const char *doing, uint64_t done, uint64_t total);
    void *tell_context;
    struct vec suppressions; /* struct suppression: the comments that silence findings */
    struct vec named; /* struct file_identity, ascending: the files of a run over paths; none in a run over the project's sources */
    bool is_part;     /* of a project, or of what was compiled before: paths were named */
    struct vec uses;  /* struct pipeline_use, where they were asked for */
    struct baseline baseline;   /* what was read of it */
    const char *baseline_path;  /* NULL: there is none */
    uint32_t baseline_file;     /* of the sources */
    uint32_t techniques;        /* 1 + the list of them, of the sources; 0: none */
    struct vec opened;/* struct pipeline_opened: the sources that were named or are the project's */
    struct vec batches; /* struct pipeline_batch *: their memory */
};
struct pipeline_opened {
    const char *path; /* by which it was opened; "-" is stdin */
    uint32_t file;    /* of the sources */
};
struct pipeline_use { /* a source names a file */
    const char *path; /* as sources show it */
    uint32_t file;    /* of the sources: who names it */
};
struct pipeline_options {
    const char *folder;         /* where to look for weir.json; "." */
    const char *const *paths;   /* files and folders of .weir instead of the project's sources; may be empty; "-" is stdin */
    size_t path_count;
    const char *const *sensors; /* manifests instead of the project's */
    size_t sensor_count;
    bool needs_sensors;         /* compile */
    uint32_t today;             /* yyyymmdd, for what expires; 0: nothing does */
    bool notes_uses;            /* fills pipeline->uses */
    const struct vec *drafts;   /* struct sources_draft, ascending: texts that are read in the place of files; NULL: none */
    const char *baseline;       /* a file instead of the project's; NULL: the project's, if it names one */
    bool no_baseline;           /* none is read: all findings are told */
    bool texts_go;              /* texts of which nothing is asked any more go before memory is at its highest; something of them costs reading them again */
    bool is_thorough;           /* lint: rules that ask the solver run whatever their level */
    /* Called when everything is parsed, with pipeline->uses: which sources, by number, does the run ask about? NULL: about all. Instances of the others are put aside. */
    const bool *(*concerned)(void *context, struct pipeline *pipeline);
    void *concerned_context;
};
struct pipeline_failure { /* the world's fault */
    struct file_status status;
    const char *path;
};

/* exhausted: where to go without memory. Everything reported is in pipeline->sink, sorted. */
void pipeline_init(struct pipeline *pipeline, jmp_buf *exhausted);
void pipeline_free(struct pipeline *pipeline);
/* Reads, parses, resolves, lints. */
struct pipeline_failure pipeline_check(struct pipeline *pipeline, const struct pipeline_options *options);

/* The path as it is to be shown: without the root before it, without "./" and doubled slashes. */
const char *pipeline_shown_path(struct arena *arena, const char *root, const char *path);

/* What the linter asks of the interpreter, about this pipeline's model. */
struct lint_engine pipeline_engine(struct pipeline *pipeline);
/* What it opened: the channel file in memory, until it is closed. */
const struct weir_channel *pipeline_engine_view(const void *opened);

struct pipeline_output {
    const char *folder;      /* made if missing */
    uint32_t revision;       /* 0: the project's */
    bool with_stress;
    bool replace;            /* a run over some files may replace what was compiled from more */
    bool only_concerned;     /* pipeline_make: only files that have an instance which is not aside */
    bool leaves_aside;       /* pipeline_make: and those without the instances that are; never with the project's budgets, which are for whole files */
};
/* For the verifier: SHA-256 by the library. context: none. Made anew even of bytes whose digest emit has just made: else the verifier would compare that with itself. */
int pipeline_sha256(void *context, const struct weir_bytes *parts, uint32_t count, uint8_t out[WEIR_DIGEST_BYTES]);

struct pipeline_written { /* what compile says it did */
    struct vec files;     /* struct pipeline_file */
    struct vec dropped;   /* const char *: channel files that the manifest before listed and that are not made any more; they stay */
};
struct pipeline_file {
    const char *path;
    uint64_t bytes;
    uint32_t instances;
    uint32_t channel, version, revision;
    uint64_t steps_per_event;
    char digest[SHA256_HEX_BYTES];
};
enum pipeline_end { PIPELINE_DONE, PIPELINE_CONTENT, PIPELINE_WORLD, PIPELINE_OUR_FAULT };
struct pipeline_channel { /* one channel file that has passed everything, in memory */
    struct channel_image image;
    struct weir_channel view; /* points into the image */
    const struct template_type *type;
    char name[EMIT_NAME_BYTES];
    char digest[SHA256_HEX_BYTES];
};
/* After pipeline_check without errors: emits each channel file, checks the bytes against the model, and verifies them with the interpreter's verifier
 * against each targeted sensor's contract. What pipeline_write would write, and nothing is written. The channels are freed with
 * pipeline_free_channels, whatever the end. */
enum pipeline_end pipeline_make(struct pipeline *pipeline, const struct pipeline_output *output, struct vec *channels /* struct pipeline_channel */,
                                const char **our_fault);
void pipeline_free_channels(struct vec *channels);
/* pipeline_make, and then writes channel files, their source maps and manifest.json, all or none. The model's attributes and tests are gone afterwards, and the conditions of instances, too. */
enum pipeline_end pipeline_write(struct pipeline *pipeline, const struct pipeline_output *output, struct pipeline_written *written,
                                 struct pipeline_failure *failure, const char **our_fault);

#endif
