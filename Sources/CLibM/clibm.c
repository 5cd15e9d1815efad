#include "clibm.h"

#include <math.h>

// C's Annex F: an infinity wins, even over NaN. The squares are computed where they cannot
// overflow.

float hypotf(float x, float y)
{
    if (isinf(x) || isinf(y))
        return INFINITY;
    return (float)sqrt((double)x * x + (double)y * y);
}

double hypot(double x, double y)
{
    if (isinf(x) || isinf(y))
        return INFINITY;
    return (double)sqrtl((long double)x * x + (long double)y * y);
}
