#define _GNU_SOURCE
#include "cspawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// The descriptors of a new process' standard streams, starting with the input; a negative one leads
// to /dev/null.
static int spawn(
    pid_t *process, const char *path, char *const arguments[], char *const environment[],
    const char *folder, const int streams[3])
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

    if (folder != NULL) status = posix_spawn_file_actions_addchdir_np(&actions, folder);
    for (int stream = 0; status == 0 && stream < 3; stream++) {
        if (streams[stream] < 0) {
            status = posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
        } else {
            status = posix_spawn_file_actions_adddup2(&actions, streams[stream], stream);
        }
    }
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

int cspawn_session(
    pid_t *process, const char *path, char *const arguments[], char *const environment[], int input,
    int output)
{
    const int streams[3] = {input, output, output};
    return spawn(process, path, arguments, environment, NULL, streams);
}

int cspawn_program(
    pid_t *process, const char *path, char *const arguments[], char *const environment[],
    const char *folder, int output, int error)
{
    const int streams[3] = {-1, output, error};
    return spawn(process, path, arguments, environment, folder, streams);
}

static int look_for_end(pid_t process, int options)
{
    siginfo_t info;
    int status;
    info.si_pid = 0;
    do status = waitid(P_PID, (id_t)process, &info, WEXITED | WNOWAIT | options);
    while (status < 0 && errno == EINTR);
    // A child that no longer exists has ended, too.
    return status < 0 || info.si_pid != 0;
}

void cspawn_await_end(pid_t process) { look_for_end(process, 0); }

int cspawn_has_ended(pid_t process) { return look_for_end(process, WNOHANG); }

int cspawn_bytes_in(int pipe)
{
    int count = 0;
    return ioctl(pipe, FIONREAD, &count) == 0 && count > 0 ? count : 0;
}

int cspawn_drain(int pipe)
{
    // The shell ends at once, so that init becomes cat's parent. What a shell starts in the
    // background has /dev/null as its input unless it is redirected.
    char *const arguments[] = {
        "sh", "-c", "exec 3<&0; command -v cat >/dev/null || exit 127; cat <&3 & exit 0", NULL};
    char *const environment[] = {"PATH=/usr/bin:/bin:/usr/sbin:/sbin", NULL};
    const int streams[3] = {pipe, -1, -1};
    pid_t process;
    int ended = 0;
    // cat blocks until there is data.
    int flags = fcntl(pipe, F_GETFL);
    if (flags < 0 || fcntl(pipe, F_SETFL, flags & ~O_NONBLOCK) < 0) return errno;
    int status = spawn(&process, "/bin/sh", arguments, environment, NULL, streams);
    if (status != 0) return status;
    pid_t found;
    do found = waitpid(process, &ended, 0);
    while (found < 0 && errno == EINTR);
    return found > 0 && ended == 0 ? 0 : ENOENT;
}

extern char **environ;

int cspawn_be_init(char *const arguments[])
{
    sigset_t all;
    sigset_t before;
    posix_spawnattr_t attributes;
    pid_t child;
    sigfillset(&all);
    if (posix_spawnattr_init(&attributes) != 0) return -1;
    sigprocmask(SIG_BLOCK, &all, &before);
    posix_spawnattr_setsigmask(&attributes, &before);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    int status = posix_spawn(&child, "/proc/self/exe", NULL, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    if (status != 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        return -1;
    }
    while (1) {
        siginfo_t info;
        int number = sigwaitinfo(&all, &info);
        if (number != SIGCHLD) {
            // A signal from a terminal reaches both processes anyway.
            if (number > 0 && info.si_code != SI_KERNEL) kill(child, number);
            continue;
        }
        pid_t found;
        while ((found = waitpid(-1, &status, WNOHANG)) > 0) {
            if (found != child) continue;
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
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
    /* The thread that holds the lock may never release it. */
    if (ftrylockfile(stdout)) return;
    (void)fflush_unlocked(stdout);
    funlockfile(stdout);
}
