/* Steps that do their work and keep one rule less each: what a conformance check is for. */
#include "enlist_plugin.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const enlist_host *host;

static int32_t well_behaved(enlist_call *call, const char *text) {
    return host->wait(call, 1, "a moment") ? host->fail(call, ENLIST_TIMEOUT, "cut off", "wait")
                                           : host->give(call, "given", text);
}
static int32_t keeps_memory(enlist_call *call, const char *text) {
    memset(malloc(100), 1, 100);
    return host->give(call, "given", text);
}
static int32_t keeps_files(enlist_call *call, const char *text) {
    return open("/dev/null", O_RDONLY) < 0 ? -1 : host->give(call, "given", text);
}
static void *stay(void *nothing) { for (;;) pause(); return nothing; }
static int32_t keeps_threads(enlist_call *call, const char *text) {
    pthread_t thread;
    pthread_create(&thread, NULL, stay, NULL);
    return host->give(call, "given", text);
}
static int32_t crashes_on_nothing(enlist_call *call, const char *text) {
    return text[0] ? host->give(call, "given", text) : *(volatile int *)8;
}
static int32_t overflows(enlist_call *call, const char *text) {
    char room[100];
    strcpy(room, text);
    return host->give(call, "given", room);
}
static int32_t ignores_its_end(enlist_call *call, const char *text) {
    if (!strcmp(text, "hello")) usleep(2300000);
    return host->give(call, "given", text);
}
static int done;
static int32_t works_once(enlist_call *call, const char *text) {
    return done++ ? host->fail(call, ENLIST_CONFLICT, "it is there already", "remove it")
                  : host->give(call, "given", text);
}
static int32_t never_done(enlist_call *call, const char *text) { return (void)call, (void)text, ENLIST_NOT_DONE; }
static int32_t needs_record(enlist_call *call, const char *text) {
    (void)text;
    return host->recorded(call, "began")[0] ? 0 : 1;
}
static int32_t only_looks(enlist_call *call, const char *text) { return host->record(call, "looked", text); }
static int32_t refuses(enlist_call *call, const char *text) {
    return (void)text, host->fail(call, ENLIST_REFUSED, "it has left already", "leave once");
}
static int32_t gives_nothing(enlist_call *call, const char *text) { return (void)call, (void)text, 0; }

static const enlist_parameter text[] = {{sizeof(enlist_parameter), 0, "text", "str", NULL, "any"}};
static const char *const by_refusing[] = {"refuses", "nowhere", NULL};
static const char *const by_more[] = {"needs-more", NULL};
static const enlist_parameter more[] = {{sizeof(enlist_parameter), 0, "more", "str", NULL, "any"}};
static const char *const given[] = {"given", NULL};
#define STEP(name, ...) {.size = sizeof(enlist_step), .kind = name, .summary = "Keeps a rule less", \
    .parameter_count = 1, .parameters = text, .gives = given, .signature = "call, text:str -> status", \
    __VA_ARGS__}
#define F(function) (enlist_function)function

static const enlist_step steps[] = {
    STEP("well-behaved", .run = F(well_behaved)), STEP("keeps-memory", .run = F(keeps_memory)),
    STEP("keeps-files", .run = F(keeps_files)), STEP("keeps-threads", .run = F(keeps_threads)),
    STEP("crashes-on-nothing", .run = F(crashes_on_nothing)), STEP("overflows", .run = F(overflows)),
    STEP("ignores-its-end", .run = F(ignores_its_end)), STEP("works-once", .run = F(works_once)),
    STEP("never-done", .run = F(well_behaved), .check = F(never_done)),
    STEP("needs-record", .run = F(well_behaved), .revert = F(needs_record)),
    STEP("gives-nothing", .run = F(gives_nothing)),
    STEP("requires-in-vain", .run = F(well_behaved), .require = F(never_done)),
    STEP("records-as-it-looks", .run = F(well_behaved), .require = F(only_looks)),
    STEP("refuses", .run = F(refuses)), STEP("left-once", .run = F(well_behaved), .leaving = by_refusing),
    STEP("left-by-more", .run = F(well_behaved), .leaving = by_more),
    {.size = sizeof(enlist_step), .kind = "needs-more", .summary = "Needs more than it is given",
     .parameter_count = 1, .parameters = more, .signature = "call, more:str -> status",
     .run = F(gives_nothing)},
};

static const enlist_plugin plugin = {
    .size = sizeof(enlist_plugin), .abi = ENLIST_PLUGIN_ABI,
#ifdef NEEDS_REVISION_2
    .abi_least = 2,
#else
    .abi_least = 1,
#endif
    .name = "faulty", .version = "1.0", .step_count = sizeof steps / sizeof *steps, .steps = steps,
};

ENLIST_PLUGIN_EXPORT const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *table) {
    host = table;
#ifdef DIES_OF_LATER_HOSTS
    if (host->abi > ENLIST_PLUGIN_ABI) abort();
#endif
    return &plugin;
}
