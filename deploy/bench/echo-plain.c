/*
 * Plain C echo servers to compare with: one thread, no dependencies, nothing but the echo.
 *
 *   tcp       one epoll loop, level-triggered: recv into one buffer, send at once from it
 *   udp       recvfrom, sendto
 *   udp-mmsg  recvmmsg, sendmmsg of up to 64
 *
 *   gcc -O2 -Wall -Wextra -o echo-plain echo-plain.c
 *   ./echo-plain tcp 127.0.0.1 0 -t 600
 *
 * Serves only on loopback addresses. Prints the address, and on SIGUSR1 the number of bytes sent. Ends
 * after -t seconds. Exit codes: 0 the time is over, 1 the work failed, 2 wrong usage.
 */
#define _GNU_SOURCE
#include "plain.h"

#include <inttypes.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <unistd.h>

static const char *const program = "echo-plain";

enum {
    MAX_SECONDS = 24 * 3600,
    BACKLOG = 1024,
    BATCH = 64,
    EVENTS = 256,
    TCP_READ = 64 * 1024,
    UDP_READ = 64 * 1024,
    KERNEL_QUEUE = 4 * 1024 * 1024,
};

struct connection {
    int fd;
    char *pending; /* unsent bytes, or NULL; while there are some, the server does not read */
    size_t left;
    size_t sent;
};

static int64_t bytes;
static volatile sig_atomic_t asked;
static volatile sig_atomic_t over;

static void on_signal(int signal) {
    if (signal == SIGUSR1) {
        asked = 1;
    } else {
        over = 1;
    }
}

/* Without SA_RESTART: a waiting call returns, and the loop sees the signal. */
static void catch(int signal) {
    struct sigaction action = {.sa_handler = on_signal};
    if (sigaction(signal, &action, NULL) < 0) {
        die_of("sigaction");
    }
}

static bool goes_on(void) {
    if (asked) {
        asked = 0;
        printf("{\"bytes\":%" PRId64 "}\n", bytes);
        fflush(stdout);
    }
    return !over;
}

static bool would_block(void) { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

static int open_socket(int type, struct address address) {
    int one = 1;
    int fd = socket(address.of.ss_family, type | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0) {
        die_of("socket");
    }
    if (bind(fd, (struct sockaddr *)&address.of, address.length) < 0) {
        die_of("bind");
    }
    return fd;
}

static void say_where(const char *protocol, int fd) {
    struct sockaddr_storage bound;
    socklen_t length = sizeof bound;
    if (getsockname(fd, (struct sockaddr *)&bound, &length) < 0) {
        die_of("getsockname");
    }
    bool v4 = bound.ss_family == AF_INET;
    in_port_t port = v4 ? ((struct sockaddr_in *)&bound)->sin_port
                        : ((struct sockaddr_in6 *)&bound)->sin6_port;
    printf("listening on %s://%s:%d\n", protocol, v4 ? "127.0.0.1" : "[::1]", ntohs(port));
    fflush(stdout);
}

/* --- TCP ------------------------------------------------------------------------------------- */

static void watch(int epoll, int operation, struct connection *connection, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(epoll, operation, connection->fd, &event) < 0) {
        die_of("epoll_ctl");
    }
}

static void accept_all(int epoll, int listener) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct connection *connection = allocate(1, sizeof *connection);
        connection->fd = fd;
        watch(epoll, EPOLL_CTL_ADD, connection, EPOLLIN);
    }
    if (!would_block() && errno != ECONNABORTED) {
        die_of("accept");
    }
}

static void end(struct connection *connection) {
    close(connection->fd);
    free(connection->pending);
    free(connection);
}

/* Returns the number of bytes sent, or -1 when the peer is gone. */
static ssize_t give(int fd, const char *from, size_t length) {
    ssize_t sent = send(fd, from, length, MSG_NOSIGNAL);
    if (sent < 0) {
        return would_block() ? 0 : -1;
    }
    bytes += sent;
    return sent;
}

static void echo(int epoll, struct connection *connection) {
    static char buffer[TCP_READ];
    ssize_t got = recv(connection->fd, buffer, sizeof buffer, 0);
    if (got < 0 && would_block()) {
        return;
    }
    ssize_t sent = got <= 0 ? -1 : give(connection->fd, buffer, (size_t)got);
    if (sent < 0) {
        end(connection);
    } else if (sent < got) {
        connection->left = (size_t)(got - sent);
        connection->sent = 0;
        connection->pending = allocate(connection->left, 1);
        memcpy(connection->pending, buffer + sent, connection->left);
        watch(epoll, EPOLL_CTL_MOD, connection, EPOLLOUT);
    }
}

static void give_pending(int epoll, struct connection *connection) {
    ssize_t sent = give(connection->fd, connection->pending + connection->sent, connection->left);
    if (sent < 0) {
        end(connection);
        return;
    }
    connection->sent += (size_t)sent;
    connection->left -= (size_t)sent;
    if (connection->left == 0) {
        free(connection->pending);
        connection->pending = NULL;
        watch(epoll, EPOLL_CTL_MOD, connection, EPOLLIN);
    }
}

static void serve_tcp(struct address address) {
    struct connection listener = {.fd = open_socket(SOCK_STREAM | SOCK_NONBLOCK, address)};
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0 || listen(listener.fd, BACKLOG) < 0) {
        die_of("listen");
    }
    watch(epoll, EPOLL_CTL_ADD, &listener, EPOLLIN);
    say_where("tcp", listener.fd);
    struct epoll_event events[EVENTS];
    while (goes_on()) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == &listener) {
                accept_all(epoll, listener.fd);
            } else if (connection->pending != NULL) {
                give_pending(epoll, connection);
            } else {
                echo(epoll, connection);
            }
        }
    }
}

/* --- UDP ------------------------------------------------------------------------------------- */

static int open_udp(struct address address) {
    int queue = KERNEL_QUEUE;
    int fd = open_socket(SOCK_DGRAM, address);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &queue, sizeof queue) < 0) {
        die_of("setsockopt");
    }
    say_where("udp", fd);
    return fd;
}

static void serve_udp(struct address address) {
    static char buffer[UDP_READ];
    int fd = open_udp(address);
    while (goes_on()) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        ssize_t got = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&peer, &length);
        if (got >= 0 && sendto(fd, buffer, (size_t)got, 0, (struct sockaddr *)&peer, length) >= 0) {
            bytes += got;
        }
    }
}

static void serve_udp_mmsg(struct address address) {
    static char buffers[BATCH][UDP_READ];
    static struct sockaddr_storage peers[BATCH];
    static struct iovec parts[BATCH];
    static struct mmsghdr headers[BATCH];
    int fd = open_udp(address);
    for (int i = 0; i < BATCH; i++) {
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
        headers[i].msg_hdr.msg_name = &peers[i];
    }
    while (goes_on()) {
        for (int i = 0; i < BATCH; i++) {
            parts[i] = (struct iovec){buffers[i], UDP_READ};
            headers[i].msg_hdr.msg_namelen = sizeof peers[i];
        }
        int got = recvmmsg(fd, headers, BATCH, MSG_WAITFORONE, NULL);
        for (int i = 0; i < got; i++) {
            parts[i].iov_len = headers[i].msg_len;
        }
        for (int next = 0; next < got;) {
            int sent = sendmmsg(fd, headers + next, (unsigned int)(got - next), 0);
            for (int i = next; i < next + sent; i++) {
                bytes += (int64_t)headers[i].msg_len;
            }
            next += sent > 0 ? sent : 1; /* skips a datagram that cannot be sent */
        }
    }
}

/* --- main ------------------------------------------------------------------------------------ */

static void usage(void) {
    die(2, "usage: echo-plain tcp|udp|udp-mmsg LOOPBACK-ADDRESS PORT [-t seconds]");
}

int main(int argc, char **argv) {
    if (argc < 4) {
        usage();
    }
    long seconds = 600;
    struct address address = parse_address(argv[2], argv[3], 0);
    optind = 4;
    for (int option; (option = getopt(argc, argv, "+t:")) != -1;) {
        if (option != 't') {
            usage();
        }
        seconds = number(optarg, 1, MAX_SECONDS, "-t");
    }
    if (optind != argc) {
        usage();
    }
    catch(SIGUSR1);
    catch(SIGALRM);
    alarm((unsigned int)seconds);
    if (strcmp(argv[1], "tcp") == 0) {
        serve_tcp(address);
    } else if (strcmp(argv[1], "udp") == 0) {
        serve_udp(address);
    } else if (strcmp(argv[1], "udp-mmsg") == 0) {
        serve_udp_mmsg(address);
    } else {
        usage();
    }
    return 0;
}
