/* Runs a program and says what it took: measure PROGRAM [ARGUMENT]...
 *
 * In:  the program; its standard output goes to /dev/null. Out: one JSON object with status, user and system time and time on the clock in seconds, and
 * the largest resident memory in bytes. A process of its own because a large one that starts another counts its own memory as the other's. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec * 1e-6; }

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    if (argc < 2) return 2;
    const double start = now();
    const pid_t child = fork();
    if (child == 0) {
        const int null = open("/dev/null", O_WRONLY);
        if (null >= 0) dup2(null, STDOUT_FILENO);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        perror("measure");
        return 1;
    }
    const double wall = now() - start;
    printf("{\"status\": %d, \"user\": %.6f, \"system\": %.6f, \"wall\": %.6f, \"peak\": %ld}\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
           seconds(usage.ru_utime), seconds(usage.ru_stime), wall, usage.ru_maxrss * 1024);
    return 0;
}
