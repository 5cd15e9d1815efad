#include <errno.h>
#include <ffi.h>

// libffi describes types by global variables, which Swift 6 treats as shared mutable state, and accepts
// functions as a type that Swift cannot make of a pointer. One inline accessor each.

static inline ffi_type *cffi_sint32(void) { return &ffi_type_sint32; }
static inline ffi_type *cffi_sint64(void) { return &ffi_type_sint64; }
static inline ffi_type *cffi_uint8(void) { return &ffi_type_uint8; }
static inline ffi_type *cffi_uint32(void) { return &ffi_type_uint32; }
static inline ffi_type *cffi_uint64(void) { return &ffi_type_uint64; }
static inline ffi_type *cffi_double(void) { return &ffi_type_double; }
static inline ffi_type *cffi_pointer(void) { return &ffi_type_pointer; }
static inline ffi_type *cffi_void(void) { return &ffi_type_void; }

static inline ffi_status cffi_prepare(
    ffi_cif *interface, unsigned int count, ffi_type *result, ffi_type **arguments)
{
    return ffi_prep_cif(interface, FFI_DEFAULT_ABI, count, result, arguments);
}

// What the last call has left in it is not this one's.
static inline void cffi_call(ffi_cif *interface, void *function, void *result, void **arguments)
{
    errno = 0;
    ffi_call(interface, FFI_FN(function), result, arguments);
}
