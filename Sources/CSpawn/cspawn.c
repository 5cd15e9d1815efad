#define _GNU_SOURCE
#include "cspawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int cspawn_session(
    pid_t *process, const char *path, char *const arguments[], char *const environment[], int input,
    int output)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    int status = posix_spawn_file_actions_init(&actions);
    if (status != 0) return status;
    status = posix_spawnattr_init(&attributes);
    if (status != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return status;
    }

    status = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    if (status == 0) status = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (status == 0) status = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    if (status == 0) {
        status = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    }
    if (status == 0) {
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes, &signals);
        sigfillset(&signals);
        posix_spawnattr_setsigdefault(&attributes, &signals);
        posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        status = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return status;
}

static int64_t milliseconds_of(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000 + time.tv_usec / 1000;
}

pid_t cspawn_wait(pid_t process, int options, int *status, int64_t *milliseconds)
{
    struct rusage use;
    pid_t found;
    do found = wait4(process, status, options, &use);
    while (found < 0 && errno == EINTR);
    if (found > 0) *milliseconds = milliseconds_of(use.ru_utime) + milliseconds_of(use.ru_stime);
    return found;
}

int cspawn_pipe(int ends[2])
{
    return pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 ? 0 : errno;
}

void cspawn_print_at_once(void) { setvbuf(stdout, NULL, _IONBF, 0); }

void cspawn_flush_output(void)
{
    /* Whoever holds it may never let go of it. */
    if (ftrylockfile(stdout)) return;
    (void)fflush_unlocked(stdout);
    funlockfile(stdout);
}
