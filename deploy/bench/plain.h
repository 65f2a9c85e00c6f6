/* Functions of echo-load.c and echo-plain.c: errors, numbers, the clock, addresses. */
#ifndef PLAIN_H
#define PLAIN_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define NANOS_PER_SECOND 1000000000LL
#define NANOS_PER_MILLI 1000000LL

/* The name in front of errors; each program defines it. */
static const char *const program;

struct address {
    struct sockaddr_storage of;
    socklen_t length;
};

static void die(int status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(status);
}

static void die_of(const char *what) { die(1, "%s: %s", what, strerror(errno)); }

static inline int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * NANOS_PER_SECOND + time.tv_nsec;
}

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) {
        die_of("memory");
    }
    return memory;
}

static long number(const char *text, long least, long most, const char *what) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || *text == '\0' || *end != '\0' || value < least || value > most) {
        die(2, "%s must be %ld to %ld; found: '%s'", what, least, most, text);
    }
    return value;
}

/* Accepts only loopback addresses: this is a flood, which must not reach a network. */
static struct address parse_address(const char *host, const char *port_text, long least_port) {
    struct address address = {.length = 0};
    in_port_t port = htons((in_port_t)number(port_text, least_port, 65535, "the port"));
    struct sockaddr_in *v4 = (struct sockaddr_in *)&address.of;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address.of;
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        if (ntohl(v4->sin_addr.s_addr) >> 24 != IN_LOOPBACKNET) {
            die(2, "not a loopback address: %s", host);
        }
        v4->sin_family = AF_INET;
        v4->sin_port = port;
        address.length = sizeof *v4;
    } else if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        if (!IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr)) {
            die(2, "not a loopback address: %s", host);
        }
        v6->sin6_family = AF_INET6;
        v6->sin6_port = port;
        address.length = sizeof *v6;
    } else {
        die(2, "not an IP address: '%s'", host);
    }
    return address;
}

#endif
