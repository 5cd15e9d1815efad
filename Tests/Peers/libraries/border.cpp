// What C++ may do, and what it may not, at the border of a C function.
#include <cstdint>
#include <stdexcept>

extern "C" {
int32_t throws_through() { throw std::runtime_error("nobody catches this"); }
int32_t throws_within()
{
    try {
        throw std::runtime_error("caught");
    } catch (const std::exception &) {
        return 7;
    }
}
}
int32_t overloaded(int32_t number) { return number; }
