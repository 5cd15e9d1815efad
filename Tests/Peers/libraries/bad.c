/* What no library should do, a function each. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int32_t crash(void) { volatile int *nowhere = 0; return *nowhere; }
int32_t divide(void) { volatile int zero = 0, seven = 7; return seven / zero; }
void stop(void) { abort(); }
void leave(void) { exit(0); }
void leave_at_once(void) { _exit(9); }
void kill_itself(void) { raise(SIGKILL); }
void overflow_stack(void) { volatile char room[4096]; room[0] = 1; overflow_stack(); room[1] = room[0]; }
void hang(void) { for (;;) pause(); }
void spin(void) { for (;;) {} }
void ignore_signals(void) { for (int s = 1; s < 32; s++) signal(s, SIG_IGN); for (;;) pause(); }

/* Leaves a child that holds everything open. */
int32_t fork_and_return(const char *file)
{
    pid_t child = fork();
    if (child == 0) for (;;) pause();
    FILE *out = fopen(file, "w");
    fprintf(out, "%d", child);
    fclose(out);
    return 0;
}
int32_t fork_and_crash(const char *file) { fork_and_return(file); abort(); }
int32_t fork_and_hang(const char *file) { fork_and_return(file); for (;;) pause(); }

int32_t close_all(void) { for (int i = 0; i < 1024; i++) close(i); return 0; }
int32_t print_rubbish(void)
{
    for (int i = 0; i < 1000; i++) fputs("\033[2J\a\r{\"returned\":1}\n\377\376", stdout);
    fputs("no end of line", stderr);
    return 0;
}
int32_t disturb(const char *bytes, int64_t count)
{
    for (int i = 3; i < 1024; i++) send(i, bytes, count ? (size_t)count : strlen(bytes), MSG_NOSIGNAL);
    return 0;
}
int32_t huge_frame(void) { return disturb("\x7f\xff\xff\xff", 4); }
int32_t two_replies(void) { return disturb("\0\0\0\x0e{\"returned\":1}", 18); }
void eat_memory(void) { for (;;) { char *more = malloc(1 << 20); if (!more) abort(); memset(more, 1, 1 << 20); } }
int32_t eat_files(void)
{
    int count = 0;
    while (open("/dev/null", O_RDONLY) >= 0) count++;
    return count;
}
const char *not_text(void) { return "\xff\xfe"; }
const char *nothing(void) { return 0; }
const char *long_text(int64_t count)
{
    char *text = malloc((size_t)count + 1);
    memset(text, 'x', (size_t)count);
    text[count] = 0;
    return text;
}
void say_and_crash(void) { puts("about to do something"); puts("it is this"); crash(); }

/* And what one may. */
int32_t add(int32_t a, int32_t b) { return a + b; }
int64_t count_bytes(const uint8_t *bytes, size_t count) { (void)bytes; return (int64_t)count; }
int32_t count_texts(const char *const *texts) { int n = 0; while (texts[n]) n++; return n; }
double half(double number) { return number / 2; }
uint64_t largest(void) { return UINT64_MAX; }
const char *greet(const char *name) { static char text[100]; snprintf(text, sizeof text, "hello %s", name); return text; }
int32_t status(int32_t number) { return number; }
int32_t say_half(void) { printf("half a line"); return 0; }
int32_t say_half_with_buffer(void) { setvbuf(stdout, NULL, _IOFBF, 4096); printf("half a line"); return 0; }
void say_half_and_crash(void) { printf("about to open the device"); crash(); }
void say_half_and_hang(void) { printf("about to wait"); hang(); }
int32_t variable = 42;
static void *crash_soon(void *file)
{
    while (access(file, F_OK)) usleep(1000);
    puts("a thread's last words");
    abort();
}
int32_t leave_thread(const char *file)
{
    pthread_t thread;
    return access(file, F_OK) ? pthread_create(&thread, NULL, crash_soon, strdup(file)) : 0;
}

/* Has its own file overwritten with zeros before it touches more of its code. */
int32_t __attribute__((noinline, aligned(16384))) far_away(int32_t a) { return a + 2; }
int32_t overwritten_meanwhile(const char *file)
{
    static char zeros[1 << 16];
    int out = open(file, O_WRONLY);
    for (int i = 0; i < 16; i++) if (write(out, zeros, sizeof zeros) < 0) return -1;
    ftruncate(out, 0);
    close(out);
    return far_away(1);
}
