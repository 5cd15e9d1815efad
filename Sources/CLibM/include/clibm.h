#ifndef CLIBM_H
#define CLIBM_H

/// The length of the hypotenuse, which Swift's runtime and Foundation call in the C library.
///
/// glibc 2.35 has new versions of these functions, so a program that is linked against it does not
/// start with an older one, such as the 2.34 of Amazon Linux 2023. Defined here, they are part of
/// the program.
float hypotf(float x, float y);

/// The length of the hypotenuse, for doubles.
double hypot(double x, double y);

#endif
