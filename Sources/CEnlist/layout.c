/* The layout on which plugins rely, the same on x86-64 and arm64: a change does not compile. */
#include "enlist_plugin.h"

#define AT(type, member, offset) \
    _Static_assert(offsetof(type, member) == (offset), #type "." #member " has moved")
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type " has another size")

SIZE(enlist_host, 104);
AT(enlist_host, size, 0);
AT(enlist_host, abi, 4);
AT(enlist_host, program, 8);
AT(enlist_host, give, 16);
AT(enlist_host, give_json, 24);
AT(enlist_host, fact, 32);
AT(enlist_host, log, 40);
AT(enlist_host, progress, 48);
AT(enlist_host, cancelled, 56);
AT(enlist_host, wait, 64);
AT(enlist_host, record, 72);
AT(enlist_host, recorded, 80);
AT(enlist_host, fail, 88);
AT(enlist_host, root, 96);

SIZE(enlist_parameter, 40);
AT(enlist_parameter, size, 0);
AT(enlist_parameter, flags, 4);
AT(enlist_parameter, name, 8);
AT(enlist_parameter, type, 16);
AT(enlist_parameter, default_json, 24);
AT(enlist_parameter, documentation, 32);

SIZE(enlist_step, 112);
AT(enlist_step, size, 0);
AT(enlist_step, parameter_count, 4);
AT(enlist_step, kind, 8);
AT(enlist_step, summary, 16);
AT(enlist_step, parameters, 24);
AT(enlist_step, needs, 32);
AT(enlist_step, gives, 40);
AT(enlist_step, signature, 48);
AT(enlist_step, run, 56);
AT(enlist_step, check, 64);
AT(enlist_step, revert, 72);
AT(enlist_step, plan_text, 80);
AT(enlist_step, timeout_ms, 88);
AT(enlist_step, require, 96);
AT(enlist_step, leaving, 104);

SIZE(enlist_plugin, 40);
AT(enlist_plugin, size, 0);
AT(enlist_plugin, abi, 4);
AT(enlist_plugin, abi_least, 8);
AT(enlist_plugin, step_count, 12);
AT(enlist_plugin, name, 16);
AT(enlist_plugin, version, 24);
AT(enlist_plugin, steps, 32);
