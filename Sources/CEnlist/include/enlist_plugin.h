/*
 * enlist_plugin.h: steps of enlist's pipelines in shared objects.
 *
 * A plugin is a shared object that exports one function, `enlist_plugin_entry_v1`. It receives a
 * table of the host's functions, and returns a table of the plugin's steps. A step is a C function
 * of the plugin with typed arguments: its signature, a text, declares what the host passes to it.
 *
 *     static const enlist_host *host;
 *
 *     static int32_t greet(enlist_call *call, const char *name, int64_t times) {
 *         for (int64_t i = 0; i < times; i++) host->log(call, ENLIST_LOG_INFO, name);
 *         return host->give(call, "greeting", name);
 *     }
 *
 *     static const enlist_parameter parameters[] = {
 *         {sizeof(enlist_parameter), 0, "name", "str", NULL, "who is greeted"},
 *         {sizeof(enlist_parameter), 0, "times", "i64", "1", "how often"},
 *     };
 *     static const char *const gives[] = {"greeting", NULL};
 *     static const enlist_step steps[] = {{
 *         .size = sizeof(enlist_step), .kind = "greet", .summary = "Greets",
 *         .parameter_count = 2, .parameters = parameters, .gives = gives,
 *         .signature = "call, name:str, times:i64 -> status",
 *         .run = (enlist_function)greet,
 *     }};
 *     static const enlist_plugin plugin = {
 *         .size = sizeof(enlist_plugin), .abi = ENLIST_PLUGIN_ABI, .abi_least = 1,
 *         .name = "greeting", .version = "1.0", .step_count = 1, .steps = steps,
 *     };
 *
 *     ENLIST_PLUGIN_EXPORT const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *table) {
 *         host = table;
 *         return &plugin;
 *     }
 *
 * The header is valid in C99 and C++11 and later; all layouts are the same on x86-64 and arm64.
 *
 * Strings are UTF-8, terminated by a zero byte. Memory is never freed by the other side: whoever
 * allocates it keeps it. The comments below use three lifetimes:
 *
 *   for good   from the entry's return until the process ends; a plugin is never unloaded.
 *   the call   from the entry into a step's function until its return.
 *   at once    the callee copies what it needs before it returns.
 *
 * Functions are marked by their caller and its thread:
 *
 *   [load]  called by the host, once, before any other.
 *   [run]   called by the host, one at a time, not always on the same thread.
 *   [any]   called by the plugin, on any thread, during the call that is passed. After the end of
 *           that call they do nothing, and their result says so. Only `record` and `wait` block,
 *           and none of them throws or unwinds; nor may a function of the plugin unwind into the
 *           host, as a C++ exception or a panic would.
 *
 * Compatibility: members are only ever added at a struct's end, and each addition increments
 * `ENLIST_PLUGIN_ABI`. A struct begins with its size as its author knows it: members beyond it are
 * missing, and count as zero; a plugin checks `host->abi` before it uses a later member of the
 * host's. Any other change is a new entry with another number in its name.
 */
#ifndef ENLIST_PLUGIN_H
#define ENLIST_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The revision of this header. 2 added `enlist_host.root` and `enlist_step.timeout_ms`; 3 added
 * `enlist_step.require`, `enlist_step.leaving` and ENLIST_PARAMETER_SECRET.
 */
#define ENLIST_PLUGIN_ABI 3

/* Marks the entry; everything else in a plugin may be hidden (-fvisibility=hidden). */
#define ENLIST_PLUGIN_EXPORT __attribute__((visibility("default")))

/* One call of a step's function: a handle that is opaque to plugins. */
typedef struct enlist_call enlist_call;

/* Levels for `log`. */
#define ENLIST_LOG_DEBUG 0   /* details for debugging */
#define ENLIST_LOG_INFO 1    /* information for a person who watches */
#define ENLIST_LOG_WARNING 2 /* a problem that does not stop the step */

/* Classes for `fail`: a pipeline decides by them whether and when a step is retried. */
#define ENLIST_REFUSED 1             /* a bad request, no permission, bad input: do not retry */
#define ENLIST_THROTTLED 2           /* a service asked for fewer requests */
#define ENLIST_TRANSIENT 3           /* the network, or a fault inside a service */
#define ENLIST_CREDENTIALS_PENDING 4 /* the credentials are not available yet */
#define ENLIST_CONFLICT 5            /* another party has taken what this step wanted */
#define ENLIST_BUSY 6                /* something on the machine is in use */
#define ENLIST_NOT_FOUND 7           /* the wanted object does not exist */
#define ENLIST_TIMEOUT 8             /* something for which the step waited took too long */

/* The result of a step's `check` if there is work to do; 0 means that it is done already. */
#define ENLIST_NOT_DONE 1

/*
 * The host's functions for plugins. The table lives for good, and never changes.
 */
typedef struct enlist_host {
    /* The size of the host's table, in bytes. */
    uint32_t size;
    /* The revision of the host's header: the host accepts plugins from revision 1 to this one. */
    uint32_t abi;
    /* The host's name and version, for a log; lives for good. */
    const char *program;

    /*
     * Gives a fact, which later steps can need; a second value replaces the first. [any]
     * `fact` is one of the step's `gives`; `text` is its value; both are copied at once.
     * Returns 0, or another number if the fact is not one of the step's `gives`, the text is not
     * UTF-8, or the call is over; the step then fails, whatever it returns.
     */
    int32_t (*give)(enlist_call *call, const char *fact, const char *text);

    /* Gives a fact with a value of any type, in JSON: `8080`, `true`, `["a", "b"]`. [any] */
    int32_t (*give_json)(enlist_call *call, const char *fact, const char *json);

    /*
     * Returns a fact that the step needs. [any]
     * `name` is copied at once. Returns a text unchanged and any other value as JSON, which lives
     * for the call; NULL if the fact is not one of the step's `needs`.
     */
    const char *(*fact)(enlist_call *call, const char *name);

    /* Logs `text`, one or more lines, copied at once. No secrets: it is recorded. [any] */
    void (*log)(enlist_call *call, int32_t level, const char *text);

    /*
     * Reports the step's progress: `fraction` from 0 to 1, or a negative number if it is unknown;
     * `text`, which may be NULL, is copied at once. Reports within a tenth of a second after the
     * previous one may be dropped. [any]
     */
    void (*progress)(enlist_call *call, double fraction, const char *text);

    /*
     * Returns whether the step must end: its time is up, or the run is being stopped. [any]
     * Returns 0, or another number from then on. A step that continues is killed 2 seconds later.
     */
    int32_t (*cancelled)(enlist_call *call);

    /*
     * Waits; the time is recorded as waiting, not as work. [any]
     * `reason` is copied at once. Returns 0 when the time has passed, another number as soon as the
     * step must end.
     */
    int32_t (*wait)(enlist_call *call, uint64_t milliseconds, const char *reason);

    /*
     * Records, before an effect, what the step is about to do or what was there before, so that
     * `check` and `revert` know it, even in another process. [any]
     * `name` is the step's own: lower-case letters, digits, `-` and `.`, beginning with a letter;
     * `text` contains no secret; both are copied at once. Blocks until it is on the disk.
     * Returns 0, or another number if it could not be written: then the effect must not happen.
     */
    int32_t (*record)(enlist_call *call, const char *name, const char *text);

    /* Returns what the step has recorded in this run, for the call; NULL if nothing. [any] */
    const char *(*recorded)(enlist_call *call, const char *name);

    /*
     * Reports why the step fails; the last report counts, even if the function returns 0. [any]
     * `text` says what happened and why, `remedy` what to do; both without a full stop, and copied
     * at once.
     * Returns a number other than 0, so that a function can end with `return host->fail(…);`.
     */
    int32_t (*fail)(
        enlist_call *call, int32_t failure_class, const char *text, const char *remedy);

    /* Since 2: the folder that stands for `/`: `/` unless ENLIST_ROOT names another; for good. */
    const char *root;
} enlist_host;

/*
 * A flag of a parameter: its values are secret. Plans, logs and journals show `***`, and the values
 * may refer to facts whose names begin with `secret.`. A plugin that relies on it sets `abi_least`
 * to 3: older hosts ignore flags.
 */
#define ENLIST_PARAMETER_SECRET 1u

/*
 * A parameter of a step in a pipeline file. All members live for good.
 */
typedef struct enlist_parameter {
    /* The size of this struct, in bytes. */
    uint32_t size;
    /* ENLIST_PARAMETER_SECRET or zero. */
    uint32_t flags;
    /* Lower-case letters, digits, `-` and `.`, beginning with a letter. */
    const char *name;
    /* Its type in `enlist_step.signature`, which lists the types. */
    const char *type;
    /*
     * The default in JSON: `1`, `"ext4"`, `["a"]`.
     * NULL if a value is required. `null` if it may be left out, which only types that are pointers
     * allow: the function then receives a null pointer.
     */
    const char *default_json;
    /* Its purpose, in a phrase without a full stop. */
    const char *documentation;
} enlist_parameter;

/* Any function, converted to this type, and converted back before it is called. */
typedef void (*enlist_function)(void);

/*
 * A step. All members live for good.
 */
typedef struct enlist_step {
    /* The size of this struct, in bytes. */
    uint32_t size;
    /* The number of parameters. */
    uint32_t parameter_count;
    /* Its unique name in pipeline files, with the same rule as a parameter's. */
    const char *kind;
    /* What it does, in one sentence without a full stop. */
    const char *summary;
    /* An array; NULL for none. */
    const enlist_parameter *parameters;
    /* The facts that it requires, terminated by NULL; NULL for none. */
    const char *const *needs;
    /* The facts that it gives whenever it succeeds, terminated by NULL; NULL for none. */
    const char *const *gives;
    /*
     * The arguments and the result of `run`: `call, device:str, size:i64 -> status`.
     *
     * `call`, first or not at all, is `enlist_call *`. Every other argument has the name of a
     * parameter or of one of `needs`, and one of these types:
     *
     *   i32 i64 u32 u64   int32_t int64_t uint32_t uint64_t
     *   f64               double
     *   bool              bool (a byte that is 0 or 1)
     *   str               const char *
     *   bytes             const uint8_t *, size_t: two arguments of the function
     *   list(str)         const char *const *, terminated by NULL
     *   json              const char *: a text as with str, any other value as JSON
     *
     * Arguments live for the call. A value that does not fit is refused before the call.
     *
     * The result is `status` (int32_t: 0 for success), or `void`, or i32, i64, u32, u64, f64, bool
     * or str, whose value becomes the one fact that the step gives. A `str` must live until the
     * thread of the call calls the plugin again; NULL means that the step has failed.
     */
    const char *signature;
    /*
     * Does the work; must be idempotent, and succeed if the work is done already. [run]
     * It has the arguments and the result in `signature`.
     */
    enlist_function run;
    /*
     * Checks whether the work is done already, and changes nothing; may be NULL. [run]
     * `enlist plan --check` also calls it, without a run; `record` fails then.
     * It has the arguments in `signature` and returns int32_t: 0 if everything is done, after
     * giving what `run` would have given; `ENLIST_NOT_DONE`; any other number for failure.
     */
    enlist_function check;
    /*
     * Undoes what the step has done in this run, even if that is only a part, or nothing; may be
     * NULL. [run]
     * It has the arguments in `signature` and returns int32_t: 0 for success.
     */
    enlist_function revert;
    /*
     * What a run will do, in a phrase for `enlist plan`; may be NULL. `${name}` is replaced by the
     * parameter's value.
     */
    const char *plan_text;
    /* Since 2: the default timeout of an attempt in milliseconds; 0 for two minutes. */
    uint64_t timeout_ms;
    /*
     * Since 3: checks the preconditions of `run`, and changes nothing; may be NULL. [run]
     * `enlist doctor` calls it, long before a run, and no run does.
     * It has the arguments in `signature` and returns int32_t: 0 if nothing keeps `run` from
     * succeeding; otherwise it has reported by `fail` what does, and what to do. `record` fails.
     */
    enlist_function require;
    /*
     * Since 3: the kinds of the steps that end this step's work when the instance leaves, in the
     * order in which they run, terminated by NULL; NULL for none. `enlist leave` and `enlist watch`
     * run them before they end the membership. Each is a kind of this plugin or of another one that
     * the pipeline names. Its step receives those parameters of the joining step whose names it has
     * too; it must succeed if there is nothing to end.
     */
    const char *const *leaving;
} enlist_step;

/*
 * A plugin. All members live for good.
 */
typedef struct enlist_plugin {
    /* The size of this struct, in bytes. */
    uint32_t size;
    /* `ENLIST_PLUGIN_ABI` of the header with which it was built. */
    uint32_t abi;
    /*
     * The oldest revision of a host that it can use: an older host refuses it and reports both
     * numbers. 1, unless it uses something that was added later.
     */
    uint32_t abi_least;
    /* The number of steps, at least one. */
    uint32_t step_count;
    /* The name, with the same rule as a parameter's. */
    const char *name;
    /* The version, for people. */
    const char *version;
    /* An array, whose elements all have the size that the first one states. */
    const enlist_step *steps;
} enlist_plugin;

/*
 * The one function that a plugin exports. [load]
 *
 * `host` lives for good. Returns the plugin; NULL if it cannot work with this host.
 */
const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *host);

#ifdef __cplusplus
}
#endif

#endif
