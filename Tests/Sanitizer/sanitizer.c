// AddressSanitizer asks the program for its options. By the environment they would not reach the
// processes of plugins, whose environment is not that of enlist.
#include "sanitizer.h"

__attribute__((used, visibility("default"))) const char *__asan_default_options(void)
{
    return
        // Standard error belongs to the program; `make sanitize` reads the files.
        "log_path=" SANITIZER_REPORTS ":"
        // A plugin's crash stays what it is, and a fault that is found ends the process as one.
        "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0:"
        "abort_on_error=1:disable_coredump=0:"
        // A plugin that asks for too much gets none, as from the C library.
        "allocator_may_return_null=1:"
        "strict_string_checks=1:check_initialization_order=1:detect_leaks=0";
}
