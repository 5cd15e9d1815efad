// How AddressSanitizer behaves in a program that it is built into; see sanitizer.c.
