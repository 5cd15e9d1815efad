/* As little as a function with these arguments can do that looks at them: FNV-1a. */
#include <stdint.h>

int32_t mix(const char *text, int64_t seed)
{
    uint32_t hash = 2166136261u ^ (uint32_t)seed;
    for (; *text; text++) hash = (hash ^ (uint8_t)*text) * 16777619u;
    return (int32_t)hash;
}
