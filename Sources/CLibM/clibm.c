#include "clibm.h"

#include <math.h>

// C's Annex F: an infinity wins, also over what is not a number. The squares are taken where they cannot overflow.

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
