/* Another program as a subject of the kit: see child.h. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- the process ---- */

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_pipes(struct child *c)
{
    if (c->to >= 0) close(c->to);
    if (c->from >= 0) close(c->from);
    c->to = c->from = -1;
}

/* It has ended, or is ended now. Its status as waitpid gives it. */
static int reap(struct child *c, int64_t until)
{
    int status = 0;
    pid_t got;
    close_pipes(c);
    while ((got = waitpid(c->pid, &status, WNOHANG)) == 0 && now_ms() < until) poll(NULL, 0, 1);
    kill(-c->pid, SIGKILL); /* and what it started */
    while (got == 0 || (got < 0 && errno == EINTR)) got = waitpid(c->pid, &status, 0);
    c->pid = 0;
    c->line.count = c->contract.count = c->limits.count = 0;
    return status;
}

static void become(struct child *c, int in, int out, int failed)
{
    const struct rlimit no_core = {0, 0}, seconds = {(rlim_t)c->total_seconds, (rlim_t)c->total_seconds}; /* one that hangs does not outlive us for ever */
    setpgid(0, 0);
    setrlimit(RLIMIT_CORE, &no_core);
    setrlimit(RLIMIT_CPU, &seconds);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0) execvp(c->command[0], c->command);
    const int error = errno;
    if (write(failed, &error, sizeof error) != (ssize_t)sizeof error) _exit(126);
    _exit(127);
}

static bool make_pipe(int ends[2])
{
    if (pipe(ends) != 0) return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

static bool start(struct child *c)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, failed[2] = {-1, -1}, error = 0;
    fflush(NULL);
    const bool piped = make_pipe(in) && make_pipe(out) && make_pipe(failed);
    c->pid = piped ? fork() : -1;
    if (c->pid == 0) become(c, in[0], out[1], failed[1]);
    if (c->pid < 0) error = errno;
    else setpgid(c->pid, c->pid);
    const int others[] = {in[0], out[1], failed[1]};
    for (size_t i = 0; i < 3; i++)
        if (others[i] >= 0) close(others[i]);
    ssize_t n = 0;
    if (!error) do n = read(failed[0], &error, sizeof error); while (n < 0 && errno == EINTR);
    if (failed[0] >= 0) close(failed[0]);
    c->to = in[1];
    c->from = out[0];
    if (!error) {
        fcntl(c->to, F_SETFL, O_NONBLOCK);
        fcntl(c->from, F_SETFL, O_NONBLOCK);
        return true;
    }
    if (c->pid > 0) reap(c, 0);
    close_pipes(c);
    c->pid = 0;
    c->exec_error = error;
    return false;
}

/* ---- one question, one answer ---- */

static bool broken(struct child *c, struct kit_reply *reply, bool hung, const char *format, ...) __attribute__((format(printf, 4, 5)));
static bool broken(struct child *c, struct kit_reply *reply, bool hung, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reply->why, sizeof reply->why, format, arguments);
    va_end(arguments);
    if (c->pid) reap(c, 0);
    if (hung) c->hangs++;
    else c->crashes++;
    reply->answer = c->hangs >= CHILD_MOST_HANGS || c->crashes >= CHILD_MOST_CRASHES ? KIT_GONE : KIT_BROKEN;
    return false;
}

static bool out_of_time(struct child *c, struct kit_reply *reply)
{
    c->hangs = CHILD_MOST_HANGS;
    return broken(c, reply, true, "was not done within %d s", c->total_seconds);
}

static bool ended(struct child *c, struct kit_reply *reply)
{
    const int status = reap(c, now_ms() + c->timeout_ms);
    if (WIFSIGNALED(status)) return broken(c, reply, false, "ended by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return broken(c, reply, false, "ended with status %d instead of answering", WEXITSTATUS(status));
}

/* What it said, as far as it can be shown. */
static const char *shown(struct str line, char out[64])
{
    uint32_t n = 0;
    for (; n < line.n && n < 60; n++) out[n] = line.p[n] >= ' ' && line.p[n] < 0x7f ? line.p[n] : '?';
    memcpy(out + n, n < line.n ? "..." : "", n < line.n ? 4 : 1);
    return out;
}

static bool send_some(struct child *c, size_t *sent)
{
    const ssize_t n = write(c->to, (const char *)c->out.p + *sent, c->out.count - *sent);
    if (n > 0) *sent += (size_t)n;
    return n > 0 || errno == EAGAIN || errno == EINTR;
}

/* -1: its output has ended. */
static int receive_some(struct child *c)
{
    char *p = vec_extend(&c->line, 4096, 1);
    const ssize_t n = read(c->from, p, 4096);
    c->line.count -= n > 0 ? 4096 - (size_t)n : 4096;
    if (n > 0) return 1;
    return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

/* Sends what is in c->out, and takes one line, without its end. */
static bool ask(struct child *c, struct kit_reply *reply, struct str *answer)
{
    int64_t until = now_ms() + c->timeout_ms;
    size_t sent = 0;
    if (c->until_ms == 0) c->until_ms = until - c->timeout_ms + (int64_t)c->total_seconds * 1000;
    if (until > c->until_ms) until = c->until_ms;
    c->line.count = 0;
    for (const char *end;;) {
        end = c->line.count ? memchr(c->line.p, '\n', c->line.count) : NULL;
        *answer = (struct str){c->line.p, (uint32_t)(end ? (size_t)(end - (const char *)c->line.p) : c->line.count)};
        if (end && sent == c->out.count) break;
        if (end) return broken(c, reply, false, "answered before the question ended");
        if (c->line.count > CHILD_LINE_BYTES) return broken(c, reply, false, "said more than %d bytes without an end of line", CHILD_LINE_BYTES);
        const int64_t left = until - now_ms();
        if (left <= 0 && until == c->until_ms) return out_of_time(c, reply);
        if (left <= 0) return broken(c, reply, true, "did not answer within %d.%d s", c->timeout_ms / 1000, c->timeout_ms % 1000 / 100);
        struct pollfd fds[2] = {{.fd = c->from, .events = POLLIN}, {.fd = c->to, .events = POLLOUT}};
        if (poll(fds, sent < c->out.count ? 2 : 1, (int)left) < 0 && errno != EINTR) return broken(c, reply, false, "cannot be waited for: %s", strerror(errno));
        if (fds[0].revents && receive_some(c) < 0) return ended(c, reply);
        if (sent < c->out.count && fds[1].revents && !send_some(c, &sent)) return ended(c, reply);
    }
    if (answer->n + 1 != c->line.count) return broken(c, reply, false, "said more than one line to one question");
    if (answer->n && answer->p[answer->n - 1] == '\r') answer->n--;
    return true;
}

static void put_text(struct vec *out, const char *text) { memcpy(vec_extend(out, strlen(text), 1), text, strlen(text)); }

static bool shake_hands(struct child *c, struct kit_reply *reply)
{
    static const char hello[] = "weir-certify 1";
    struct str answer;
    char text[64];
    c->out.count = 0;
    put_text(&c->out, "weir-certify 1\n");
    if (!ask(c, reply, &answer)) return false;
    if (answer.n < sizeof hello || memcmp(answer.p, "weir-certify 1 ", sizeof hello) != 0)
        return broken(c, reply, false, "answered the handshake with '%s', not with 'weir-certify 1 NAME'", shown(answer, text));
    shown((struct str){answer.p + sizeof hello, answer.n - (uint32_t)sizeof hello}, text);
    memcpy(c->name, text, sizeof text);
    return true;
}

static bool is_running(struct child *c, struct kit_reply *reply)
{
    if (c->pid) return true;
    if (c->hangs >= CHILD_MOST_HANGS || c->crashes >= CHILD_MOST_CRASHES) {
        reply->answer = KIT_GONE;
        return false;
    }
    if (!start(c)) return broken(c, reply, false, "cannot be started again: %s", strerror(c->exec_error));
    return shake_hands(c, reply);
}

bool child_start(struct child *child) { return start(child) ? (kill(child->pid, SIGKILL), reap(child, 0), true) : false; }

void child_end(struct child *child)
{
    if (child->pid) {
        if (write(child->to, "quit\n", 5) < 0) errno = 0; /* it is ended all the same */
        close(child->to);
        child->to = -1;
        reap(child, now_ms() + child->timeout_ms);
    }
    vec_free(&child->line);
    vec_free(&child->out);
    vec_free(&child->contract);
    vec_free(&child->limits);
}

/* ---- questions ---- */

/* Sends the setting if it is another than before. */
static bool tell(struct child *c, struct kit_reply *reply, struct vec *before)
{
    struct str answer;
    char text[64];
    if (before->count == c->out.count && memcmp(before->p, c->out.p, c->out.count) == 0) return true;
    before->count = 0;
    memcpy(vec_extend(before, c->out.count, 1), c->out.p, c->out.count);
    if (!ask(c, reply, &answer)) return false;
    if (str_equal(answer, STR("ok"))) return true;
    return broken(c, reply, false, "answered '%s', not 'ok'", shown(answer, text));
}

static void child_open(void *context, const struct kit_file *file, struct kit_reply *reply)
{
    struct child *c = context;
    struct str answer;
    char text[64];
    if (!is_running(c, reply)) return;
    if (!child_write_file(c->path, file)) {
        snprintf(reply->why, sizeof reply->why, "cannot be asked: %.100s: %.100s", c->path, strerror(errno));
        reply->answer = KIT_GONE;
        return;
    }
    c->out.count = 0;
    child_write_contract(&c->out, file->contract);
    if (!tell(c, reply, &c->contract)) return;
    c->out.count = 0;
    child_write_limits(&c->out, &file->limits);
    if (!tell(c, reply, &c->limits)) return;
    c->out.count = 0;
    put_text(&c->out, "open ");
    put_text(&c->out, c->path);
    put_text(&c->out, "\n");
    if (!ask(c, reply, &answer)) return;
    if (str_equal(answer, STR("accepted"))) {
        reply->answer = KIT_ACCEPTED;
    } else if (answer.n > 8 && memcmp(answer.p, "refused ", 8) == 0 && answer.n - 8 < sizeof reply->code && !memchr(answer.p + 8, ' ', answer.n - 8)) {
        reply->answer = KIT_REFUSED;
        shown((struct str){answer.p + 8, answer.n - 8}, reply->code);
    } else {
        broken(c, reply, false, "answered '%s', not 'accepted' or 'refused REASON'", shown(answer, text));
    }
}

static bool take_word(struct str *line, struct str *word)
{
    if (line->n == 0 || line->p[0] != ' ') return false;
    uint32_t n = 1;
    while (n < line->n && line->p[n] != ' ') n++;
    *word = (struct str){line->p + 1, n - 1};
    *line = (struct str){line->p + n, line->n - n};
    return word->n != 0;
}

static bool read_number(struct str word, uint64_t *out)
{
    *out = 0;
    for (uint32_t i = 0; i < word.n; i++) {
        if (word.p[i] < '0' || word.p[i] > '9' || *out > (UINT64_MAX - 9) / 10) return false;
        *out = *out * 10 + (uint64_t)(word.p[i] - '0');
    }
    return word.n != 0;
}

/* " ID VERDICT ID VERDICT..." */
static bool read_verdicts(struct str line, struct kit_reply *reply)
{
    struct str id, verdict;
    while (line.n) {
        struct kit_hit hit;
        if (reply->hit_count == KIT_MOST_HITS || !take_word(&line, &id) || !read_number(id, &hit.id) || !take_word(&line, &verdict)) return false;
        if (str_equal(verdict, STR("match"))) hit.verdict = WEIR_MATCH;
        else if (str_equal(verdict, STR("undecided"))) hit.verdict = WEIR_CANNOT_DECIDE;
        else return false;
        reply->hits[reply->hit_count++] = hit;
    }
    return true;
}

static void child_match(void *context, const struct kit_event *event, struct kit_reply *reply)
{
    struct child *c = context;
    struct str answer;
    char text[64];
    if (!is_running(c, reply)) return;
    c->out.count = 0;
    child_write_event(&c->out, event);
    if (!ask(c, reply, &answer)) return;
    if (str_equal(answer, STR("wrong-count"))) reply->answer = KIT_WRONG_COUNT;
    else if (str_equal(answer, STR("no-content"))) reply->answer = KIT_NO_CONTENT;
    else if (answer.n >= 8 && memcmp(answer.p, "verdicts", 8) == 0 && read_verdicts((struct str){answer.p + 8, answer.n - 8}, reply)) reply->answer = KIT_VERDICTS;
    else broken(c, reply, false, "answered '%s', not 'verdicts ID VERDICT ...', 'wrong-count' or 'no-content'", shown(answer, text));
}

void child_init(struct child *child, jmp_buf *exhausted, char **command, const char *path, int timeout_seconds, int total_seconds)
{
    *child = (struct child){.exhausted = exhausted, .command = command, .path = path, .timeout_ms = timeout_seconds * 1000, .total_seconds = total_seconds, .to = -1, .from = -1};
    child->line.exhausted = child->out.exhausted = child->contract.exhausted = child->limits.exhausted = exhausted;
}

struct kit_subject child_subject(struct child *child) { return (struct kit_subject){child, child_open, child_match}; }
