/* The stream of events in several threads: batches of lines in -> what is written, in the order of the stream.
 *
 *   this thread: lines -> batches, into a ring
 *   workers:     each takes the oldest batch that nobody has, evaluates its lines into the batch's own output, marks it done
 *   the turn:    whoever finds the oldest batch done, and nobody writing, writes it; so the output is written in order by one thread at a time
 *
 * Must hold: memory is bounded: the ring is short, the lines in it are counted in bytes, and a worker whose output grows over a limit waits until its
 *       batch is the oldest and then writes as it goes. The oldest batch never waits for another one, so the ring always moves.
 *       A batch is given away, full or not, before the stream is waited for; what was found is flushed then. When writing fails or memory runs out,
 *       the thread that reads is woken from its wait. Out of memory: everything before the line that it happened in is written, as with one thread.
 *
 * Shared by all threads and never written: the channel files and struct scan (see scan.h). The JSON library has one variable of its own, where its last
 * parse stopped: it is written by every thread and read by nobody. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "scan.h"

enum {
    POOL_BATCH_BYTES = 1 << 16,  /* of lines; a longer line is a batch of its own */
    POOL_BATCHES_EACH = 4,       /* of the ring, for each worker */
    POOL_HELD_BYTES = 1 << 25,   /* of lines in the ring, and one batch more */
    POOL_OUTPUT_BYTES = 1 << 18, /* of a batch's output; then it waits for its turn */
    POOL_STACK_BYTES = 1 << 20,  /* nothing that a worker calls goes deeper than JSON may be nested */
};

struct pool_line {
    uint64_t number;
    size_t at;          /* in the batch's text */
    uint32_t length;
    bool is_too_long;
};

struct batch {
    struct vec text, lines;   /* char, struct pool_line */
    struct bytes out;
    struct scan_report reports[SCAN_BAD_LINES_SHOWN];
    size_t report_at[SCAN_BAD_LINES_SHOWN]; /* what of out is written before it */
    uint32_t report_count;
    uint64_t bad_lines, matches;
    bool must_flush, is_done, is_exhausted;
};

/* One worker's place. */
struct seat {
    struct pool *pool;
    struct scan_worker *worker;
    pthread_t thread;
    jmp_buf exhausted;
    struct buffer buffer;     /* worker->out */
    uint64_t number;          /* of the batch */
    struct batch *batch;
    size_t line;
    uint64_t matches_before;
};

struct pool {
    struct scan *scan;
    struct seat *seats;
    uint32_t seat_count;      /* that have a thread */
    struct batch *ring;
    size_t ring_count;
    jmp_buf exhausted;        /* of the thread that reads */
    bool reader_is_exhausted;
    struct batch *open;       /* that is being filled, by that thread alone */
    int wake[2];              /* a pipe: for that thread */

    pthread_mutex_t lock;     /* of everything below, and of is_done of the batches */
    pthread_cond_t changed;
    uint64_t filled, taken, written; /* batches so far; written <= taken <= filled <= written + ring_count */
    size_t held_bytes;
    bool is_writing;          /* somebody has the turn */
    bool has_ended;           /* no more batches will come */
    bool takes_nothing;       /* memory ran out in one that was taken */
    bool is_stopped;          /* nothing more will be written */
    bool is_exhausted;
    uint64_t matches;         /* written */
};

static struct batch *batch_at(struct pool *pool, uint64_t number) { return &pool->ring[number % pool->ring_count]; }

static void free_lines(struct batch *batch)
{
    vec_free(&batch->text);
    vec_free(&batch->lines);
}

/* With the lock. */
static void stop(struct pool *pool)
{
    if (pool->is_stopped) return;
    pool->is_stopped = true;
    pthread_cond_broadcast(&pool->changed);
    while (write(pool->wake[1], "", 1) < 0 && errno == EINTR) continue;
}

/* ---- the turn to write ---- */

/* Out of memory: the text may end anywhere. */
static size_t whole_lines(const struct bytes *out)
{
    size_t end = out->count;
    while (end && out->p[end - 1] != '\n') end--;
    return end;
}

static void write_part(const struct batch *batch, size_t from, size_t to)
{
    if (to > from) fwrite(batch->out.p + from, 1, to - from, stdout);
}

/* What the batch has until now; without the lock, by whoever has the turn. */
static void write_batch(struct scan *scan, struct batch *batch)
{
    size_t at = 0, end = batch->is_exhausted ? whole_lines(&batch->out) : batch->out.count;
    for (uint32_t i = 0; i < batch->report_count && !cli_output_failed(); i++) {
        size_t until = batch->report_at[i] < end ? batch->report_at[i] : end;
        write_part(batch, at, until);
        scan_write_report(scan, &batch->reports[i]);
        at = until;
    }
    write_part(batch, at, end);
    scan->bad_lines += batch->bad_lines - batch->report_count; /* those of which only the number counts */
    batch->bad_lines = batch->report_count = 0;
    bytes_clear(&batch->out, 2 * POOL_OUTPUT_BYTES);
}

/* A long line must not keep its place in the ring for ever. */
static void finish_batch(struct pool *pool, struct batch *batch)
{
    if (batch->must_flush) fflush(stdout);
    if (batch->lines.count) {
        const struct pool_line *last = (struct pool_line *)batch->lines.p + batch->lines.count - 1;
        scan_show_progress(pool->scan, last->number, pool->matches += batch->matches);
    }
    if (batch->text.room > 4 * POOL_BATCH_BYTES) free_lines(batch);
}

/* The oldest batch is done: writes it, with the lock given away meanwhile. */
static void write_oldest(struct pool *pool)
{
    struct batch *batch = batch_at(pool, pool->written);
    size_t bytes = batch->text.count;
    pool->is_writing = true;
    pthread_mutex_unlock(&pool->lock);
    write_batch(pool->scan, batch);
    finish_batch(pool, batch);
    bool has_failed = cli_output_failed();
    pthread_mutex_lock(&pool->lock);
    pool->is_writing = false;
    pool->held_bytes -= bytes;
    pool->written++;
    if (batch->is_exhausted) pool->is_exhausted = true;
    if (has_failed || batch->is_exhausted) stop(pool);
    pthread_cond_broadcast(&pool->changed);
}

/* ---- a worker ---- */

/* What was printed goes to the batch, whose own output has been written. */
static void swap_output(struct seat *seat)
{
    struct bytes emptied = seat->batch->out;
    seat->batch->out = seat->buffer.bytes;
    seat->buffer.bytes = emptied;
}

static void move_output(struct seat *seat)
{
    if (!buffer_flush(&seat->buffer)) longjmp(seat->exhausted, 1);
    swap_output(seat);
}

/* The output of a batch that is not done yet, as soon as it is the oldest. false: nothing is written any more. */
static bool write_early(struct seat *seat)
{
    struct pool *pool = seat->pool;
    move_output(seat);
    pthread_mutex_lock(&pool->lock);
    while (!pool->is_stopped && (pool->is_writing || pool->written != seat->number)) pthread_cond_wait(&pool->changed, &pool->lock);
    bool goes_on = !pool->is_stopped;
    pool->is_writing = goes_on;
    pthread_mutex_unlock(&pool->lock);
    if (!goes_on) return false;
    write_batch(pool->scan, seat->batch);
    bool has_failed = cli_output_failed();
    pthread_mutex_lock(&pool->lock);
    pool->is_writing = false;
    if (has_failed) stop(pool);
    pthread_mutex_unlock(&pool->lock);
    return !has_failed;
}

static bool seat_goes_on(void *context)
{
    struct seat *seat = context;
    return seat->buffer.bytes.count < POOL_OUTPUT_BYTES || write_early(seat);
}

static void seat_report(void *context, const struct scan_report *report)
{
    struct seat *seat = context;
    struct batch *batch = seat->batch;
    batch->bad_lines++;
    if (batch->report_count == SCAN_BAD_LINES_SHOWN) return;
    if (!buffer_flush(&seat->buffer)) longjmp(seat->exhausted, 1);
    batch->report_at[batch->report_count] = seat->buffer.bytes.count;
    batch->reports[batch->report_count++] = *report;
}

static void evaluate_batch(struct seat *seat)
{
    struct batch *batch = seat->batch;
    for (seat->line = 0; seat->line < batch->lines.count; seat->line++) {
        const struct pool_line *line = (struct pool_line *)batch->lines.p + seat->line;
        struct scan_report too_long = {.line = line->number};
        if (!seat_goes_on(seat)) return;
        if (line->is_too_long) seat_report(seat, &too_long);
        else scan_take_line(seat->worker, line->number, (struct str){(char *)batch->text.p + line->at, line->length});
    }
    move_output(seat);
}

/* With the lock, given away meanwhile. */
static void take_batch(struct seat *seat)
{
    struct pool *pool = seat->pool;
    seat->number = pool->taken++;
    seat->batch = batch_at(pool, seat->number);
    seat->matches_before = seat->worker->matches;
    pthread_mutex_unlock(&pool->lock);
    if (setjmp(seat->exhausted) == 0) {
        evaluate_batch(seat);
    } else {
        buffer_flush(&seat->buffer);
        swap_output(seat);
        seat->batch->is_exhausted = true;
    }
    seat->batch->matches = seat->worker->matches - seat->matches_before;
    pthread_mutex_lock(&pool->lock);
    if (seat->batch->is_exhausted) pool->takes_nothing = true;
    seat->batch->is_done = true;
    pthread_cond_broadcast(&pool->changed);
}

static void *work(void *context)
{
    struct seat *seat = context;
    struct pool *pool = seat->pool;
    pthread_mutex_lock(&pool->lock);
    while (!pool->is_stopped && !(pool->has_ended && pool->written == pool->filled)) {
        if (!pool->is_writing && pool->written < pool->taken && batch_at(pool, pool->written)->is_done) write_oldest(pool);
        else if (!pool->takes_nothing && pool->taken < pool->filled) take_batch(seat);
        else pthread_cond_wait(&pool->changed, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* ---- the thread that reads ---- */

/* The batch that is being filled; NULL: nothing is wanted any more. */
static struct batch *open_batch(struct pool *pool)
{
    if (pool->open) return pool->open;
    pthread_mutex_lock(&pool->lock);
    while (!pool->is_stopped && !pool->takes_nothing && pool->filled != pool->written &&
           (pool->filled == pool->written + pool->ring_count || pool->held_bytes > POOL_HELD_BYTES))
        pthread_cond_wait(&pool->changed, &pool->lock);
    if (!pool->is_stopped && !pool->takes_nothing) pool->open = batch_at(pool, pool->filled);
    pthread_mutex_unlock(&pool->lock);
    if (!pool->open) return NULL;
    pool->open->text.count = pool->open->lines.count = 0;
    pool->open->must_flush = pool->open->is_done = false;
    return pool->open;
}

static void give_away(struct pool *pool, bool must_flush)
{
    struct batch *batch = pool->open;
    if (!batch) return;
    batch->must_flush = must_flush;
    pool->open = NULL;
    pthread_mutex_lock(&pool->lock);
    pool->held_bytes += batch->text.count;
    pool->filled++;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

static bool pool_take(void *context, uint64_t number, struct str line, bool is_too_long)
{
    struct pool *pool = context;
    struct batch *batch = open_batch(pool);
    if (!batch) return false;
    struct pool_line each = {.number = number, .at = batch->text.count, .length = is_too_long ? 0 : line.n, .is_too_long = is_too_long};
    char *text = vec_extend(&batch->text, (size_t)each.length + 1 + LINES_PADDING, 1);
    batch->text.count -= LINES_PADDING; /* what the next line stands in, or nothing */
    memcpy(text, line.p, each.length);
    text[each.length] = 0;
    *(struct pool_line *)vec_push(&batch->lines, sizeof each) = each;
    if (batch->text.count >= POOL_BATCH_BYTES) give_away(pool, false);
    return true;
}

static void pool_idle(void *context)
{
    struct pool *pool = context;
    if (open_batch(pool)) give_away(pool, true); /* also without a line: what was written before is flushed behind it */
}

/* Memory that runs out here ends the stream here: what was read before is still evaluated. */
static struct scan_end read_stream(struct pool *pool)
{
    const struct scan_taker taker = {.take = pool_take, .idle = pool_idle, .context = pool};
    if (setjmp(pool->exhausted) == 0) return scan_read_stream(pool->scan, &taker);
    pool->reader_is_exhausted = true;
    return (struct scan_end){0};
}

/* ---- beginning and end ---- */

/* 0, or why there is no thread. */
static int start_worker(struct pool *pool, struct scan_worker *worker, const pthread_attr_t *attributes)
{
    struct seat *seat = &pool->seats[pool->seat_count];
    seat->pool = pool;
    seat->worker = worker;
    if (!buffer_open(&seat->buffer)) return ENOMEM;
    worker->out = seat->buffer.stream;
    worker->port = (struct scan_port){.report = seat_report, .goes_on = seat_goes_on, .context = seat};
    worker->exhausted = worker->arena.exhausted = worker->workspace.exhausted = &seat->exhausted;
    int failed = pthread_create(&seat->thread, attributes, work, seat);
    if (failed) buffer_close(&seat->buffer);
    else pool->seat_count++;
    return failed;
}

/* As many as the system gives. One is enough to go on: the output is the same. */
static int start_workers(struct pool *pool)
{
    struct scan *scan = pool->scan;
    pthread_attr_t attributes;
    int failed = pthread_attr_init(&attributes);
    if (failed) return failed;
    pthread_attr_setstacksize(&attributes, POOL_STACK_BYTES);
    for (uint32_t j = 0; j < scan->jobs && !failed; j++) failed = start_worker(pool, &scan->workers[j], &attributes);
    pthread_attr_destroy(&attributes);
    return failed;
}

static void end_workers(struct pool *pool)
{
    give_away(pool, true);
    pthread_mutex_lock(&pool->lock);
    pool->has_ended = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (uint32_t i = 0; i < pool->seat_count; i++) {
        pthread_join(pool->seats[i].thread, NULL);
        buffer_close(&pool->seats[i].buffer);
    }
    for (size_t i = 0; i < pool->ring_count; i++) {
        free_lines(&pool->ring[i]);
        bytes_clear(&pool->ring[i].out, 0);
    }
}

/* The threads do not outlive this function. */
static enum cli_status run_workers(struct pool *pool)
{
    struct scan *scan = pool->scan;
    int failed = start_workers(pool);
    if (failed && !scan->cli->quiet)
        cli_error(scan->cli, CLI_OK, "only %u of %u threads could be started: %s", (unsigned)pool->seat_count, (unsigned)scan->jobs, strerror(failed));
    if (pool->seat_count == 0) {
        scan->workers->exhausted = scan->workers->arena.exhausted = scan->workers->workspace.exhausted = &scan->cli->exhausted;
        return scan_run_alone(scan);
    }
    scan->lines.wake = pool->wake[0];
    scan->lines.buffer.exhausted = &pool->exhausted;
    struct scan_end end = read_stream(pool);
    end_workers(pool);
    if (pool->is_exhausted || pool->reader_is_exhausted) longjmp(scan->cli->exhausted, 1);
    progress_clear(scan->cli->progress);
    return scan_report_end(scan, end);
}

enum cli_status pool_run(struct scan *scan)
{
    struct arena *arena = &scan->cli->arena;
    struct pool *pool = arena_new(arena, struct pool); /* of the arena: it stays when memory runs out */
    pool->scan = scan;
    pool->seats = arena_array(arena, scan->jobs, sizeof *pool->seats);
    pool->ring_count = (size_t)scan->jobs * POOL_BATCHES_EACH;
    pool->ring = arena_array(arena, pool->ring_count, sizeof *pool->ring);
    for (size_t i = 0; i < pool->ring_count; i++) pool->ring[i].text.exhausted = pool->ring[i].lines.exhausted = &pool->exhausted;
    if (pipe(pool->wake) < 0) return cli_world(scan->cli, (struct file_status){errno, "make a pipe"}, "weir scan --jobs");
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    enum cli_status status = run_workers(pool);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    close(pool->wake[0]);
    close(pool->wake[1]);
    return status;
}
