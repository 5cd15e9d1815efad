#include "program.h"

#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Fixed, as a step runs with all permissions, and a PATH from outside could name anything. */
static const char *const folders[] = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};
static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};

static int find(const char *name, char path[PATH_MAX]) {
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, PATH_MAX, "%s/%s", folders[i], name);
        if (access(path, X_OK) == 0) return 0;
    }
    return -1;
}

int program_is_there(const char *name) {
    char path[PATH_MAX];
    return find(name, path) == 0;
}

/* Starts the program with both outputs into `output`. Returns 0 or an errno value. */
static int start(const char *path, const char *const *arguments, int output, pid_t *process) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, 1);
    posix_spawn_file_actions_adddup2(&files, output, 2);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    /* POSIX guarantees that the arguments are not written to. */
    int error = posix_spawn(
        process, path, &files, &attributes, (char *const *)(size_t)arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void take_output(int output, struct program_result *result, size_t *length) {
    char rest[1024];
    ssize_t count;
    do {
        size_t room = sizeof result->output - 1 - *length;
        count = room ? read(output, result->output + *length, room) : read(output, rest, sizeof rest);
        if (room && count > 0) *length += (size_t)count;
    } while (count > 0);
}

enum program_end program_run(
    enlist_call *call, const char *const *arguments, unsigned seconds,
    struct program_result *result) {
    char path[PATH_MAX];
    int output[2];
    pid_t process;
    memset(result, 0, sizeof *result);
    if (find(arguments[0], path)) return PROGRAM_MISSING;
    if (pipe2(output, O_CLOEXEC)) return PROGRAM_FAILED;
    int error = start(path, arguments, output[1], &process);
    close(output[1]);
    if (error) {
        close(output[0]);
        errno = error;
        return PROGRAM_FAILED;
    }
    fcntl(output[0], F_SETFL, O_NONBLOCK);

    int64_t deadline = milliseconds() + (int64_t)seconds * 1000;
    int status = 0, killed = 0;
    size_t length = 0;
    struct pollfd ready = {.fd = output[0], .events = POLLIN};
    while (waitpid(process, &status, WNOHANG) == 0) {
        if (!killed && (host->cancelled(call) || milliseconds() > deadline)) {
            kill(process, SIGKILL);
            killed = 1;
        }
        /* Once it has closed its outputs, only its end is left to wait for. */
        if (poll(&ready, ready.fd < 0 ? 0 : 1, 10) > 0) {
            take_output(output[0], result, &length);
            if (!(ready.revents & POLLIN)) ready.fd = -1;
        }
    }
    take_output(output[0], result, &length);
    close(output[0]);
    result->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return killed ? PROGRAM_KILLED : PROGRAM_ENDED;
}

const char *program_last_words(struct program_result *result) {
    size_t end = strlen(result->output);
    while (end && strchr(" \n\r.", result->output[end - 1])) result->output[--end] = 0;
    char *line = strrchr(result->output, '\n');
    line = line ? line + 1 : result->output;
    return *line ? line : "it does not say why";
}
