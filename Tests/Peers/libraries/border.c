/* What can lie between a caller and a C function, a function for each row of the table in docs/plugin-abi.md. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Integers. */
size_t size_of(size_t size) { return size; }
long long_of(long number) { return number; }
short short_of(short number) { return number; }
signed char char_of(signed char number) { return number; }
enum colour { RED = -1, GREEN = 7 };
enum colour colour_of(enum colour colour) { return colour; }

/* Truth. */
bool opposite(bool flag) { return !flag; }
int truth_of(int flag) { return flag; }
int truth_in_second_byte(void) { return 256; }

/* Numbers with a fraction. */
float half_of_float(float number) { return number / 2; }

/* Arguments that are not declared. */
int32_t sum_of(int32_t count, ...)
{
    int32_t sum = 0;
    va_list list;
    va_start(list, count);
    while (count-- > 0) sum += va_arg(list, int32_t);
    va_end(list);
    return sum;
}
double sum_of_doubles(int32_t count, ...)
{
    double sum = 0;
    va_list list;
    va_start(list, count);
    while (count-- > 0) sum += va_arg(list, double);
    va_end(list);
    return sum;
}

/* Structs. */
struct pair { int32_t first, second; };
struct point { double x, y; };
struct large { int64_t numbers[3]; };
int32_t second_of_pair(struct pair pair) { return pair.second; }
int32_t second_of_pair_there(const struct pair *pair) { return pair->second; }
double y_of_point(struct point point) { return point.y; }
int64_t last_of_large(struct large large) { return large.numbers[2]; }

/* Functions that are passed, and what is written to where an argument points. */
int32_t apply(int32_t (*function)(int32_t), int32_t number) { return function ? function(number) : -1; }
int32_t overwrite(char *text) { text[0] = 'X'; return text[0]; }

/* What stays between two calls. */
static __thread int calls_of_thread;
static int calls;
int32_t count_in_thread(void) { return ++calls_of_thread; }
int32_t count_calls(void) { return ++calls; }
int32_t is_first_thread(void) { return getpid() == (pid_t)syscall(SYS_gettid); }
int64_t *make_counter(void) { return calloc(1, sizeof(int64_t)); }
int64_t bump(int64_t *counter) { return ++*counter; }

int32_t fail_with_errno(void) { errno = ENOSPC; return -1; }
int32_t errno_at_the_beginning(void) { return errno; }

/* Before the first call, and after the last one. */
static const char *file_of_end = BORDER_FOLDER "/destructor";
static int constructed;
__attribute__((constructor)) static void begin(void) { constructed = 1; }
__attribute__((destructor)) static void end(void) { close(creat(file_of_end, 0600)); }
int32_t was_constructed(void) { return constructed; }
static void at_exit(void) { close(creat(BORDER_FOLDER "/atexit", 0600)); }
int32_t register_at_exit(void) { return atexit(at_exit); }

/* A function that a library has too which enlist is linked with. */
const char *XML_ExpatVersion(void) { return "border"; }
const char *version_in_use(void) { return XML_ExpatVersion(); }

/* No functions. */
int32_t variable = 42;
const char table[] = "\xc3 this would be executed";
__thread int32_t variable_of_thread = 42;
