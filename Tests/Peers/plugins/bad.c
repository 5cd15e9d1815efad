/* Plugins that do what no plugin should. Each is made of this text with a macro of its own (-DNO_STEPS),
 * or has a step of its own below. */
#define _GNU_SOURCE
#include "enlist_plugin.h"
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const enlist_host *host;

#ifdef CRASH_ON_LOAD
__attribute__((constructor)) static void crash_here(void) { *(volatile int *)8 = 1; }
#endif
#ifdef HANG_ON_LOAD
__attribute__((constructor)) static void hang_here(void) { for (;;) pause(); }
#endif

/* What steps do. */
static int32_t crash_at_last(enlist_call *call) {
    host->log(call, ENLIST_LOG_INFO, "all is well");
    puts("my last words");
    return *(volatile int *)8;
}
static int32_t abort_it(enlist_call *call) { (void)call; abort(); }
static int32_t exit_well(enlist_call *call) { (void)call; exit(0); }
static int32_t exit_at_once(enlist_call *call) { (void)call; _exit(7); }
static int32_t hang(enlist_call *call) { (void)call; for (;;) pause(); }
static int32_t spin(enlist_call *call) { (void)call; for (volatile int i = 0;; i++) {} }
static int32_t hang_with_child(enlist_call *call) {
    (void)call;
    pid_t child = fork();
    if (!child) for (;;) pause();
    printf("child %d\n", child);
    fflush(stdout);
    for (;;) pause();
}
static int32_t leave_child(enlist_call *call) {
    (void)call;
    pid_t child = fork();
    if (!child) for (;;) pause();
    printf("child %d\n", child);
    fflush(stdout);
    return 0;
}
static int32_t leave_session(enlist_call *call) {
    (void)call;
    if (!fork()) {
        setsid();
        if (fork()) _exit(0);
        printf("child %d\n", getpid());
        fflush(stdout);
        for (;;) pause();
    }
    wait(NULL);
    usleep(50000);
    return 0;
}
static int32_t crash_with_session(enlist_call *call) {
    leave_session(call);
    raise(SIGSEGV);
    return 0;
}
static int32_t hang_with_session(enlist_call *call) {
    leave_session(call);
    for (;;) pause();
}
static int32_t crash_with_child(enlist_call *call) {
    leave_child(call);
    raise(SIGSEGV);
    return 0;
}
static int32_t ignore_cancelling(enlist_call *call) {
    while (!host->cancelled(call)) usleep(1000);
    for (;;) pause();
}
static int32_t close_everything(enlist_call *call) {
    (void)call;
    for (int i = 0; i < 1024; i++) close(i);
    return 0;
}
static int find_socket(void) {
    int type, found = -1;
    socklen_t length = sizeof type;
    for (int i = 3; i < 1024; i++) if (!getsockopt(i, SOL_SOCKET, SO_TYPE, &type, &length)) found = i;
    return found;
}
static int32_t rubbish_on_socket(enlist_call *call) {
    (void)call;
    send(find_socket(), "\0\0\0\4rubbish", 11, 0);
    return 0;
}
static int32_t huge_frame(enlist_call *call) {
    (void)call;
    send(find_socket(), "\x7f\xff\xff\xff", 4, 0);
    pause();
    return 0;
}
static int32_t forged_reply(enlist_call *call) {
    const char *frame = "\0\0\0\x1a{\"finished\":{\"dones\":{}}}";
    (void)call;
    send(find_socket(), frame, 30, 0);
    pause();
    return 0;
}
static int32_t forged_progress(enlist_call *call) {
    const char *text = "{\"progress\":[1e300,null]}";
    char frame[64] = {0, 0, 0, (char)strlen(text)};
    (void)call;
    strcpy(frame + 4, text);
    send(find_socket(), frame, 4 + strlen(text), 0);
    return 0;
}
static int32_t read_socket(enlist_call *call) {
    char byte;
    (void)call;
    alarm(1);
    return (int32_t)recv(find_socket(), &byte, 1, 0);
}
static int32_t rubbish_on_output(enlist_call *call) {
    (void)call;
    for (int i = 0; i < 2000; i++) putchar(i % 256);
    return 0;
}
static int32_t flood(enlist_call *call) {
    char text[4096];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    for (int i = 0; i < 2000; i++) host->log(call, ENLIST_LOG_DEBUG, text);
    for (int i = 0; i < 100000; i++) host->progress(call, -1, "on");
    return 0;
}
static int32_t eat_memory(enlist_call *call) {
    (void)call;
    for (;;) {
        void *memory = malloc(1 << 20);
        if (!memory) abort();
        memset(memory, 1, 1 << 20);
    }
}
static int32_t eat_files(enlist_call *call) {
    (void)call;
    while (open("/dev/null", O_RDONLY) >= 0) {}
    return 24;
}
static int32_t overflow_stack(enlist_call *call) {
    volatile char room[1 << 16];
    room[0] = 1;
    return overflow_stack(call) + room[0];
}
static int32_t give_foreign(enlist_call *call) { return host->give(call, "hostname", "mine"), 0; }
static int32_t give_broken(enlist_call *call) { return host->give_json(call, "given", "{"), 0; }
static int32_t give_null(enlist_call *call) { return host->give(call, NULL, NULL), 0; }
static int32_t give_nothing(enlist_call *call) { (void)call; return 0; }
static int32_t not_utf8(enlist_call *call) { return host->give(call, "given", "a\xff" "b"); }
static int32_t fail_silently(enlist_call *call) { (void)call; return -3; }
static int32_t fail_strangely(enlist_call *call) { return host->fail(call, 99, NULL, NULL), 0; }
static int32_t no_call(enlist_call *call) {
    (void)call;
    host->log(NULL, 1, "nobody");
    host->log((enlist_call *)0xdeadbeef, 1, "nobody");
    return host->give(NULL, "given", "x") && host->cancelled(NULL) && !host->fact(NULL, "a")
        ? host->give(call, "given", "safe") : 1;
}
static enlist_call *former;
static int32_t use_former_call(enlist_call *call) {
    int32_t refused = former ? host->give(former, "given", "late") : 1;
    if (former) host->log(former, ENLIST_LOG_INFO, "late");
    former = call;
    return refused ? host->give(call, "given", "in time") : 1;
}
static void *talk(void *call) {
    for (;;) host->log(call, ENLIST_LOG_DEBUG, "still here");
    return NULL;
}
static int32_t leave_thread(enlist_call *call) {
    pthread_t thread;
    pthread_create(&thread, NULL, talk, call);
    usleep(2000);
    return 0;
}
static int32_t many_threads(enlist_call *call) {
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, talk, call);
    usleep(20000);
    return host->give(call, "given", "x");
}
static int32_t free_twice(enlist_call *call) {
    char *fact = (char *)host->fact(call, "hostname");
    free(fact);
    free(fact);
    return 0;
}
static int32_t change_folder(enlist_call *call) {
    (void)call;
    return chdir("/proc") || unsetenv("PATH") || close(0) || close(1);
}
static int32_t see_environment(enlist_call *call) {
    return host->give(call, "given", getenv("SECRET_OF_ENLIST") ? "seen" : "hidden");
}
static int32_t handle_signals(enlist_call *call) {
    (void)call;
    for (int i = 1; i < 32; i++) signal(i, SIG_IGN);
    for (;;) usleep(1000);
}

static const char *const given[] = {"given", NULL};
static const char *const hostname[] = {"hostname", NULL};
#define STEP(name, function) {.size = sizeof(enlist_step), .kind = name, .summary = "Does harm", \
    .signature = "call -> status", .run = (enlist_function)function}
#define GIVING(name, function) {.size = sizeof(enlist_step), .kind = name, .summary = "Does harm", \
    .signature = "call -> status", .gives = given, .run = (enlist_function)function}

/* What tables say. */
#define KIND "bad-step"
#define SIGNATURE "call -> status"
#define SIZE sizeof(enlist_step)
#define ABI ENLIST_PLUGIN_ABI
#define LEAST 1
#define PLUGIN_SIZE sizeof(enlist_plugin)
#define NAME "bad"
#ifdef BAD_KIND
#undef KIND
#define KIND "Bad Step"
#endif
#ifdef BUILT_IN_KIND
#undef KIND
#define KIND "tag-instance"
#endif
#ifdef BAD_SIGNATURE
#undef SIGNATURE
#define SIGNATURE "call, size:i65 -> status"
#endif
#ifdef UNBOUND_NAME
#undef SIGNATURE
#define SIGNATURE "call, devise:str -> status"
#endif
#ifdef NO_NAME
#undef SIGNATURE
#define SIGNATURE "call, str -> status"
#endif
#ifdef RETURNS_FACT
#undef SIGNATURE
#define SIGNATURE "call -> i64"
#endif
#ifdef STEP_TOO_SMALL
#undef SIZE
#define SIZE 16
#endif
#ifdef LATER_HOST
#undef ABI
#define ABI 9
#undef LEAST
#define LEAST 7
#endif
#ifdef NO_ABI
#undef ABI
#define ABI 0
#endif
#ifdef PLUGIN_TOO_SMALL
#undef PLUGIN_SIZE
#define PLUGIN_SIZE 8
#endif
#ifdef WILD_NAME
#undef NAME
#define NAME ((const char *)0x10)
#endif

static const enlist_parameter parameters[] = {
#ifdef BAD_DEFAULT
    {sizeof(enlist_parameter), 0, "size", "i32", "4294967296", "how much"},
    {sizeof(enlist_parameter), 0, "text", "str", "plain", "what"},
    {sizeof(enlist_parameter), 0, "count", "i64", "null", "how often"},
    {sizeof(enlist_parameter), 0, "device", "string", NULL, NULL},
    {sizeof(enlist_parameter), 0, "below-root", "str", NULL, "what"},
    {sizeof(enlist_parameter), 0, "Name", "str", NULL, "what"},
#else
    {sizeof(enlist_parameter), 0, "device", "str", "\"/dev/null\"", "which"},
#endif
};
static const char *const needs[] = {
#ifdef SECRET_NEED
    "instance.identity",
#endif
    NULL};

#ifdef LEFT_BY_ITSELF
static const char *const leaving[] = {KIND, NULL};
#elif defined LEFT_BADLY
static const char *const leaving[] = {"Bad Step", NULL};
#endif

#ifdef RUN_IS_DATA
static int data = 42;
#endif
static const enlist_step steps[] = {
    {.size = SIZE, .kind = KIND, .summary = "Does harm",
#ifdef BAD_DEFAULT
     .parameter_count = 6,
#elif defined UNBOUND_NAME || defined UNUSED_PARAMETER
     .parameter_count = 1,
#elif defined MANY_PARAMETERS
     .parameter_count = 4000000000u,
#endif
     .parameters = parameters, .needs = needs, .signature = SIGNATURE,
#ifdef RUN_IS_DATA
     .run = (enlist_function)&data,
#elif !defined NO_RUN
     .run = (enlist_function)give_nothing,
#endif
#if defined LEFT_BY_ITSELF || defined LEFT_BADLY
     .leaving = leaving,
#endif
    },
    STEP("crash-at-last", crash_at_last), STEP("abort", abort_it), STEP("exit-well", exit_well),
    STEP("exit-at-once", exit_at_once), STEP("hang", hang), STEP("spin", spin),
    STEP("hang-with-child", hang_with_child), STEP("leave-child", leave_child),
    STEP("crash-with-child", crash_with_child), STEP("leave-session", leave_session),
    STEP("crash-with-session", crash_with_session), STEP("hang-with-session", hang_with_session), STEP("ignore-cancelling", ignore_cancelling),
    STEP("close-everything", close_everything), STEP("rubbish-on-socket", rubbish_on_socket),
    STEP("huge-frame", huge_frame), STEP("forged-reply", forged_reply),
    STEP("forged-progress", forged_progress), STEP("read-socket", read_socket),
    STEP("rubbish-on-output", rubbish_on_output), STEP("flood", flood), STEP("eat-memory", eat_memory),
    STEP("eat-files", eat_files), STEP("overflow-stack", overflow_stack),
    GIVING("give-foreign", give_foreign), GIVING("give-broken", give_broken),
    GIVING("give-null", give_null), GIVING("give-nothing", give_nothing), GIVING("not-utf8", not_utf8),
    STEP("fail-silently", fail_silently), STEP("fail-strangely", fail_strangely),
    GIVING("no-call", no_call), GIVING("use-former-call", use_former_call),
    STEP("leave-thread", leave_thread), GIVING("many-threads", many_threads),
    {.size = sizeof(enlist_step), .kind = "free-twice", .summary = "Does harm", .needs = hostname,
     .signature = "call -> status", .run = (enlist_function)free_twice},
    STEP("change-folder", change_folder), GIVING("see-environment", see_environment),
    STEP("handle-signals", handle_signals),
#ifdef TWICE
    STEP("hang", hang),
#endif
};

static const enlist_plugin plugin = {
    .size = PLUGIN_SIZE, .abi = ABI, .abi_least = LEAST, .name = NAME, .version = "1.0",
#ifdef MANY_STEPS
    .step_count = 4000000000u,
#elif !defined NO_STEPS
    .step_count = sizeof steps / sizeof *steps,
#endif
#ifdef WILD_STEPS
    .steps = (const enlist_step *)0x10,
#elif !defined NULL_STEPS
    .steps = steps,
#endif
};

#ifdef NO_ENTRY
int plugin_that_is_none(void) { return plugin.size; }
#elif defined OTHER_ENTRY
ENLIST_PLUGIN_EXPORT const void *enlist_plugin_entry_v3(const void *table) { return table; }
#else
#ifdef MISSING_FUNCTION
extern int function_of_nowhere(void);
#endif
ENLIST_PLUGIN_EXPORT const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *table) {
    host = table;
#ifdef MISSING_FUNCTION
    return function_of_nowhere() ? &plugin : NULL;
#elif defined DECLINES
    return NULL;
#elif defined CRASH_IN_ENTRY
    abort();
#elif defined EXIT_IN_ENTRY
    exit(0);
#elif defined HANG_IN_ENTRY
    for (;;) pause();
#elif defined WILD_TABLE
    return (const enlist_plugin *)0x10;
#else
    return &plugin;
#endif
}
#endif
