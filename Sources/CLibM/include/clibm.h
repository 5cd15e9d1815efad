#ifndef CLIBM_H
#define CLIBM_H

/// The length of the hypotenuse, which Swift's runtime and Foundation ask of the C library.
///
/// glibc 2.35 gave these functions new versions, so a program that is linked against it does not start with an older
/// one, such as the 2.34 of Amazon Linux 2023. Defined here they are part of the program.
float hypotf(float x, float y);

/// The same of doubles.
double hypot(double x, double y);

#endif
