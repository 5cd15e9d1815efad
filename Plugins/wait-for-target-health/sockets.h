/* The parts of libc that Connection.swift uses: embedded Swift has no module `Glibc`. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* `errno` is a macro that Swift cannot read. */
static inline int last_error(void) { return errno; }
