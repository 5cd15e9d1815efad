/*
 * enlist_plugin.h: steps of enlist's pipelines in shared objects.
 *
 * A plugin is a shared object that exports one function, `enlist_plugin_entry_v1`. It gets the table
 * of what the host does for it, and answers with a table of the steps that it has. A step is a C
 * function of the plugin's own, with typed arguments: its signature says, as a text, what the host
 * passes to it.
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
 * It is C99 and later, C++11 and later; all layouts are the same on x86-64 and arm64.
 *
 * Strings are UTF-8, ended by a zero byte. Nothing is ever freed across the border: whoever has made
 * something keeps it. Three lifetimes are spoken of below:
 *
 *   for good   from the entry's return until the process ends; a plugin is never unloaded.
 *   the call   from when a step's function is entered until it returns.
 *   at once    the callee copies what it needs before it returns.
 *
 * Three sorts of functions, by the thread that they are called on:
 *
 *   [load]  by the host, once, before any other.
 *   [run]   by the host, one at a time, not always on the same thread.
 *   [any]   by the plugin, on any thread, while the call lasts that it is passed. With a call that is
 *           over they do nothing, and say so by what they return. None of them blocks but `record`
 *           and `wait`, and none throws or unwinds; nor may a function of the plugin unwind into the
 *           host, as a C++ exception or a panic would.
 *
 * How it grows: members are only ever added at a struct's end, and `ENLIST_PLUGIN_ABI` goes up with
 * them. A struct begins with its size as its maker knows it: what lies beyond is not there, and counts
 * as zero; before a plugin uses a later member of the host's it looks at `host->abi`. What changes
 * anything else is a new entry with another number in its name.
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

/* Before the entry, which all else of a plugin may be hidden beside (-fvisibility=hidden). */
#define ENLIST_PLUGIN_EXPORT __attribute__((visibility("default")))

/* One call of a step's function: a handle, which only the host can look into. */
typedef struct enlist_call enlist_call;

/* Levels for `log`. */
#define ENLIST_LOG_DEBUG 0   /* for whoever looks for a fault */
#define ENLIST_LOG_INFO 1    /* what a person who watches wants to know */
#define ENLIST_LOG_WARNING 2 /* what is wrong and does not stop the step */

/* Classes for `fail`: by them a pipeline decides whether and when a step is tried again. */
#define ENLIST_REFUSED 1             /* a bad request, no permission, bad input: trying again is no use */
#define ENLIST_THROTTLED 2           /* a service asked for fewer requests */
#define ENLIST_TRANSIENT 3           /* the network, or a fault inside a service */
#define ENLIST_CREDENTIALS_PENDING 4 /* credentials that are not there yet */
#define ENLIST_CONFLICT 5            /* somebody else has taken what this step wanted */
#define ENLIST_BUSY 6                /* something on the machine is in use */
#define ENLIST_NOT_FOUND 7           /* what was looked for is not there */
#define ENLIST_TIMEOUT 8             /* something that the step waited for took too long */

/* What a step's `check` returns besides 0, which means that its work is done already. */
#define ENLIST_NOT_DONE 1

/*
 * What the host does for a plugin. It lives for good, and never changes.
 */
typedef struct enlist_host {
    /* The size of the host's table, in bytes. */
    uint32_t size;
    /* The revision of the host's header: the host takes plugins of 1 up to this one. */
    uint32_t abi;
    /* The host's name and version, as in a log; for good. */
    const char *program;

    /*
     * Gives a fact, which later steps can need; of two values for one name the later holds. [any]
     * `fact` is one of the step's `gives`; `text` is its value; both at once.
     * Returns 0, or another number where the fact is not the step's to give, the text is not UTF-8,
     * or the call is over; the step then fails, whatever it returns.
     */
    int32_t (*give)(enlist_call *call, const char *fact, const char *text);

    /* The same with a value of any type, as JSON: `8080`, `true`, `["a", "b"]`. [any] */
    int32_t (*give_json)(enlist_call *call, const char *fact, const char *json);

    /*
     * Reads a fact that the step needs. [any]
     * `name` at once. Returns a text as it is and any other value as JSON, for the call; NULL where
     * the fact is not one of the step's `needs`.
     */
    const char *(*fact)(enlist_call *call, const char *name);

    /* Says something, in a line or several; `text` at once. No secrets: it is written down. [any] */
    void (*log)(enlist_call *call, int32_t level, const char *text);

    /*
     * Tells how far the step has come: `fraction` from 0 to 1, or a negative number where nobody
     * knows; `text`, which may be NULL, at once. Reports that follow each other within a tenth of a
     * second may be left out. [any]
     */
    void (*progress)(enlist_call *call, double fraction, const char *text);

    /*
     * Whether the step shall end: its time is up, or somebody stops the run. [any]
     * Returns 0, or another number from then on. A step that goes on is killed two seconds later.
     */
    int32_t (*cancelled)(enlist_call *call);

    /*
     * Waits; what happens meanwhile is recorded as waiting, not as work. [any]
     * `reason` at once. Returns 0 when the time has passed, another number as soon as the step shall
     * end.
     */
    int32_t (*wait)(enlist_call *call, uint64_t milliseconds, const char *reason);

    /*
     * Writes down, before an effect, what the step is about to do or what was there before, so that
     * `check` and `revert` know it, in another process too. [any]
     * `name` is the step's own: letters, digits, `-` and `.`, beginning with a letter, in lower case;
     * `text` is nothing secret; both at once. Blocks until it is on the disk.
     * Returns 0, or another number where it could not be written: the effect must not be made then.
     */
    int32_t (*record)(enlist_call *call, const char *name, const char *text);

    /* What the step has recorded in this run, for the call; NULL where it has not. [any] */
    const char *(*recorded)(enlist_call *call, const char *name);

    /*
     * Says why the step fails; the last word holds, also where the function returns 0. [any]
     * `text` says what happened and why, `remedy` what to do; both at once, without a full stop.
     * Returns a number that is not 0, so that a function can end with `return host->fail(…);`.
     */
    int32_t (*fail)(
        enlist_call *call, int32_t failure_class, const char *text, const char *remedy);

    /* Since 2: the folder that stands for `/`, which is `/` itself but in a rehearsal; for good. */
    const char *root;
} enlist_host;

/*
 * A flag of a parameter: its values are secret. Plans, logs and journals show `***`, and facts whose
 * names begin with `secret.` may stand in them. A plugin that relies on it has `abi_least` 3: older
 * hosts do not look at flags.
 */
#define ENLIST_PARAMETER_SECRET 1u

/*
 * A parameter of a step, as it stands in a pipeline file. All members live for good.
 */
typedef struct enlist_parameter {
    /* The size of this struct, in bytes. */
    uint32_t size;
    /* ENLIST_PARAMETER_SECRET or zero. */
    uint32_t flags;
    /* Letters, digits, `-` and `.`, beginning with a letter, in lower case. */
    const char *name;
    /* A type of signatures (see `enlist_step.signature`), and the one that it has there. */
    const char *type;
    /*
     * What holds where the pipeline file says nothing, as JSON: `1`, `"ext4"`, `["a"]`.
     * NULL where it must be given. `null` where it may be left out, which the types that are pointers
     * can: the function then gets a null pointer.
     */
    const char *default_json;
    /* What it is for, in a phrase without a full stop. */
    const char *documentation;
} enlist_parameter;

/* Any function; one of another type is converted to it, and back before it is called. */
typedef void (*enlist_function)(void);

/*
 * A step. All members live for good.
 */
typedef struct enlist_step {
    /* The size of this struct, in bytes. */
    uint32_t size;
    /* How many parameters there are. */
    uint32_t parameter_count;
    /* The name by which pipeline files know it: as a parameter's. No other step may have it. */
    const char *kind;
    /* What it does, in one sentence without a full stop. */
    const char *summary;
    /* An array; NULL where there are none. */
    const enlist_parameter *parameters;
    /* The facts that it cannot do without, ended by NULL; NULL for none. */
    const char *const *needs;
    /* The facts that it gives whenever it succeeds, ended by NULL; NULL for none. */
    const char *const *gives;
    /*
     * What `run` takes and returns: `call, device:str, size:i64 -> status`.
     *
     * `call`, first or not at all, is `enlist_call *`. All others have the name of a parameter or
     * of one of `needs`, and one of these types:
     *
     *   i32 i64 u32 u64   int32_t int64_t uint32_t uint64_t
     *   f64               double
     *   bool              bool (a byte that is 0 or 1)
     *   str               const char *
     *   bytes             const uint8_t *, size_t: two arguments of the function
     *   list(str)         const char *const *, ended by NULL
     *   json              const char *: a text as str, anything else as JSON
     *
     * They live for the call. A value that does not fit is refused before the call.
     *
     * What it returns is `status` (int32_t: 0 for success), or `void`, or i32, i64, u32, u64, f64,
     * bool or str: then it becomes the one fact that the step gives. A `str` must live until the
     * call's thread calls the plugin again; NULL means that the step has failed.
     */
    const char *signature;
    /*
     * Does the work; what is done already must succeed without being done twice. [run]
     * It has the arguments and the result of `signature`.
     */
    enlist_function run;
    /*
     * Looks whether the work is done already, and changes nothing; may be NULL. [run]
     * `enlist plan --check` asks it too, without a run; `record` fails then.
     * It has the arguments of `signature` and returns int32_t: 0 where all is done, and then it has
     * given what `run` would have given; `ENLIST_NOT_DONE`; any other number for failure.
     */
    enlist_function check;
    /*
     * Undoes what the step has done in this run, also where that is a part only, or nothing; may be
     * NULL. [run]
     * It has the arguments of `signature` and returns int32_t: 0 for success.
     */
    enlist_function revert;
    /*
     * What a run will do, in a phrase for `enlist plan`; may be NULL. `${name}` stands for the
     * parameter's value.
     */
    const char *plan_text;
    /* Since 2: the milliseconds that an attempt may take by default; 0 for two minutes. */
    uint64_t timeout_ms;
    /*
     * Since 3: looks whether everything is there without which `run` could not succeed, and changes
     * nothing; may be NULL. [run] `enlist doctor` asks, long before a run, and no run does.
     * It has the arguments of `signature` and returns int32_t: 0 where nothing keeps `run` from
     * succeeding; otherwise it has said by `fail` what does, and what to do. `record` fails in it.
     */
    enlist_function require;
    /*
     * Since 3: the kinds of the steps by which the work of this one is ended when the instance
     * leaves, those that run first being first, ended by NULL; NULL for none. `enlist leave` and
     * `enlist watch` run them before they end the membership. Each is a kind of this plugin or of
     * another one that the pipeline names. Its step gets, of the parameters of the step that joined,
     * those whose names it has too; it must succeed where there is nothing to end.
     */
    const char *const *leaving;
} enlist_step;

/*
 * A plugin. All members live for good.
 */
typedef struct enlist_plugin {
    /* The size of this struct, in bytes. */
    uint32_t size;
    /* `ENLIST_PLUGIN_ABI` of the header that it is made with. */
    uint32_t abi;
    /*
     * The oldest revision of a host that has all it uses: a host that is older refuses it and says
     * both numbers. 1, unless it uses what came later.
     */
    uint32_t abi_least;
    /* How many steps there are, at least one. */
    uint32_t step_count;
    /* As a parameter's name. */
    const char *name;
    /* For people. */
    const char *version;
    /* An array, whose elements all have the size that the first one says. */
    const enlist_step *steps;
} enlist_plugin;

/*
 * The one function that a plugin exports. [load]
 *
 * `host` lives for good. Returns the plugin; NULL where it cannot work with this host.
 */
const enlist_plugin *enlist_plugin_entry_v1(const enlist_host *host);

#ifdef __cplusplus
}
#endif

#endif
