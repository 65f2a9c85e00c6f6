/*
 * A load generator for an echo server on the same machine: one thread, one epoll loop, no
 * dependencies. It opens TCP connections or UDP flows and keeps a fixed number of messages in flight
 * on each (closed loop: each answer releases the next message).
 *
 *   gcc -O2 -Wall -Wextra -o echo-load echo-load.c
 *   ./echo-load tcp 127.0.0.1 7007 -c 50 -d 16 -s 64 -t 3
 *   ./echo-load udp ::1 7007 -c 50 -d 16 -s 64 -m 1000000
 *
 * Prints one line of JSON at the end, and on SIGUSR1 one with the number of answers so far. A round
 * trip counts from the send call until the receive call returns. Exit codes: 0 success, 1 the work
 * failed, 2 wrong usage.
 */
#define _GNU_SOURCE
#include "plain.h"

#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <unistd.h>

static const char *const program = "echo-load";

enum {
    MAX_CONNECTIONS = 25000,
    MAX_DEPTH = 1024,
    MAX_TCP_SIZE = 1024 * 1024,
    MAX_UDP_SIZE = 65507,
    MIN_UDP_SIZE = 16, /* room for the stamp */
    MAX_WINDOW = 16 * 1024 * 1024,
    MAX_SECONDS = 3600,
    BATCH = 64, /* datagrams in a recvmmsg or sendmmsg */
    EVENTS = 256,
    TICK_MS = 10, /* resolution of the end and of a UDP timeout */
    READ_BYTES = 256 * 1024,
    FRACTION_BITS = 6, /* a bucket is at most 1/64 of its values wide */
    BUCKETS = 64 << FRACTION_BITS,
};

struct options {
    bool udp;
    struct address address;
    long connections;
    long depth;
    long size;
    long seconds;
    long messages; /* 0: as many as the seconds allow */
    long timeout_ms;
    bool hold;
};

struct flow {
    int fd;
    bool wants_out; /* TCP: registered for EPOLLOUT */
    int64_t to_send; /* TCP: bytes that may be sent now */
    int64_t received; /* TCP: bytes of a message that is not complete yet */
    int64_t *sent_at; /* TCP: ring with the send time of each message in flight */
    long oldest; /* TCP: index of the message in flight that comes back next */
    long newest; /* TCP: index of the next message to be sent */
    long in_flight; /* UDP */
    uint64_t epoch; /* UDP: how often the flow has timed out */
    int64_t last_answer; /* UDP: in nanoseconds */
};

/* The first bytes of a datagram. */
struct stamp {
    uint64_t epoch;
    int64_t sent_at;
};

struct run {
    struct options options;
    struct flow *flows;
    int epoll;
    char *payload; /* TCP: a whole window; UDP: one message */
    char *scratch; /* the received bytes; nothing reads them */
    int64_t unsent; /* messages that are left to send, with -m */
    int64_t answered;
    int64_t lost;
    int64_t round_trips[BUCKETS]; /* in nanoseconds */
};

static volatile sig_atomic_t asked; /* SIGUSR1 asked for the number of answers so far */

/* --- options --------------------------------------------------------------------------------- */

static void usage(void) {
    die(2, "usage: echo-load tcp|udp LOOPBACK-ADDRESS PORT [-c connections] [-d in flight each]"
           " [-s bytes] [-t seconds] [-m messages] [-w UDP timeout ms] [-H]");
}

static void parse_option(struct options *options, int option) {
    switch (option) {
    case 'c': options->connections = number(optarg, 1, MAX_CONNECTIONS, "-c"); break;
    case 'd': options->depth = number(optarg, 1, MAX_DEPTH, "-d"); break;
    case 's': options->size = number(optarg, 1, MAX_TCP_SIZE, "-s"); break;
    case 't': options->seconds = number(optarg, 1, MAX_SECONDS, "-t"); break;
    case 'm': options->messages = number(optarg, 1, 1000000000000L, "-m"); break;
    case 'w': options->timeout_ms = number(optarg, TICK_MS, 60000, "-w"); break;
    case 'H': options->hold = true; break;
    default: usage();
    }
}

static struct options parse(int argc, char **argv) {
    struct options options = {.connections = 1, .depth = 1, .size = 64, .timeout_ms = 500};
    if (argc < 4 || (strcmp(argv[1], "tcp") != 0 && strcmp(argv[1], "udp") != 0)) {
        usage();
    }
    options.udp = argv[1][0] == 'u';
    options.address = parse_address(argv[2], argv[3], 1);
    optind = 4;
    for (int option; (option = getopt(argc, argv, "+c:d:s:t:m:w:H")) != -1;) {
        parse_option(&options, option);
    }
    if (optind != argc) {
        usage();
    }
    if (options.udp && (options.size < MIN_UDP_SIZE || options.size > MAX_UDP_SIZE)) {
        die(2, "-s must be %d to %d for UDP", MIN_UDP_SIZE, MAX_UDP_SIZE);
    }
    if (options.depth * options.size > MAX_WINDOW) {
        die(2, "-d times -s must not exceed %d bytes", MAX_WINDOW);
    }
    if (options.seconds == 0) {
        /* With -m the limit of the duration, without -m the duration. */
        options.seconds = options.messages > 0 ? 60 : 3;
    }
    return options;
}

/* --- sockets --------------------------------------------------------------------------------- */

static void watch(struct run *run, struct flow *flow, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = flow};
    if (epoll_ctl(run->epoll, operation, flow->fd, &event) < 0) {
        die_of("epoll_ctl");
    }
}

static void set_up(int fd, bool udp) {
    int value = udp ? 4 * 1024 * 1024 : 1;
    int level = udp ? SOL_SOCKET : IPPROTO_TCP;
    int name = udp ? SO_RCVBUF : TCP_NODELAY;
    if (setsockopt(fd, level, name, &value, sizeof value) < 0) {
        die_of("setsockopt");
    }
    /* Non-blocking only after connect: over loopback, connect returns at once. */
    if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
        die_of("fcntl");
    }
}

static void open_flow(struct run *run, struct flow *flow) {
    const struct options *options = &run->options;
    int type = (options->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC;
    flow->fd = socket(options->address.of.ss_family, type, 0);
    if (flow->fd < 0) {
        die_of("socket");
    }
    if (connect(flow->fd, (const struct sockaddr *)&options->address.of, options->address.length)) {
        die_of("connect");
    }
    set_up(flow->fd, options->udp);
    flow->sent_at = allocate((size_t)options->depth, sizeof *flow->sent_at);
    watch(run, flow, EPOLL_CTL_ADD, EPOLLIN);
}

static void open_flows(struct run *run) {
    run->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (run->epoll < 0) {
        die_of("epoll_create1");
    }
    run->flows = allocate((size_t)run->options.connections, sizeof *run->flows);
    for (long i = 0; i < run->options.connections; i++) {
        open_flow(run, &run->flows[i]);
    }
}

/* --- round trips ----------------------------------------------------------------------------- */

/* Log-linear: exact below 2^FRACTION_BITS, then 2^FRACTION_BITS buckets per power of two. */
static int bucket_of(int64_t nanos) {
    int shift = nanos >> FRACTION_BITS == 0
                    ? 0 : 63 - __builtin_clzll((unsigned long long)nanos) - FRACTION_BITS;
    return (shift << FRACTION_BITS) + (int)(nanos >> shift);
}

static double micros_of(int bucket) {
    int shift = bucket < 2 << FRACTION_BITS ? 0 : (bucket >> FRACTION_BITS) - 1;
    return (double)(((int64_t)bucket - ((int64_t)shift << FRACTION_BITS)) << shift) / 1000;
}

static double percentile(const struct run *run, double percent) {
    int64_t wanted = (int64_t)((double)run->answered * percent / 100);
    int64_t seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += run->round_trips[i];
        if (seen > wanted) {
            return micros_of(i);
        }
    }
    return 0;
}

/* --- the closed loop ------------------------------------------------------------------------- */

/* Returns how many of the wanted messages may be sent, and subtracts them from the rest. */
static int64_t take(struct run *run, int64_t wanted) {
    if (run->options.messages == 0) {
        return wanted;
    }
    int64_t granted = wanted < run->unsent ? wanted : run->unsent;
    run->unsent -= granted;
    return granted;
}

static bool would_block(void) { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

static void tcp_issue(struct run *run, struct flow *flow, int64_t wanted, int64_t time) {
    int64_t granted = take(run, wanted);
    for (int64_t i = 0; i < granted; i++) {
        flow->sent_at[flow->newest] = time;
        flow->newest = flow->newest + 1 == run->options.depth ? 0 : flow->newest + 1;
    }
    flow->to_send += granted * run->options.size;
}

static void tcp_send(struct run *run, struct flow *flow) {
    while (flow->to_send > 0) {
        ssize_t sent = send(flow->fd, run->payload, (size_t)flow->to_send, MSG_NOSIGNAL);
        if (sent < 0 && !would_block()) {
            die_of("send");
        }
        if (sent < 0) {
            break;
        }
        flow->to_send -= sent;
    }
    bool wants_out = flow->to_send > 0;
    if (wants_out != flow->wants_out) {
        flow->wants_out = wants_out;
        watch(run, flow, EPOLL_CTL_MOD, wants_out ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
}

static void tcp_receive(struct run *run, struct flow *flow) {
    ssize_t got = recv(flow->fd, run->scratch, READ_BYTES, 0);
    if (got == 0) {
        die(1, "the server closed a connection");
    }
    if (got < 0) {
        if (!would_block()) {
            die_of("recv");
        }
        return;
    }
    int64_t whole = (flow->received + got) / run->options.size;
    flow->received = (flow->received + got) % run->options.size;
    run->answered += whole;
    int64_t time = now();
    for (int64_t i = 0; i < whole; i++) {
        run->round_trips[bucket_of(time - flow->sent_at[flow->oldest])]++;
        flow->oldest = flow->oldest + 1 == run->options.depth ? 0 : flow->oldest + 1;
    }
    tcp_issue(run, flow, whole, time);
}

static void udp_send(struct run *run, struct flow *flow, int64_t wanted) {
    struct mmsghdr headers[BATCH];
    struct iovec parts[BATCH];
    memset(headers, 0, sizeof headers);
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){run->payload, (size_t)run->options.size};
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    for (int64_t left = take(run, wanted); left > 0;) {
        unsigned int batch = left < BATCH ? (unsigned int)left : BATCH;
        struct stamp stamp = {.epoch = flow->epoch, .sent_at = now()};
        memcpy(run->payload, &stamp, sizeof stamp);
        int sent = sendmmsg(flow->fd, headers, batch, 0);
        if (sent < 0 && !would_block()) {
            die_of("sendmmsg");
        }
        /* Messages that the socket refuses count as sent: the timeout counts them as lost. */
        int64_t issued = sent < 0 ? left : sent;
        flow->in_flight += issued;
        left -= issued;
    }
}

/* Ignores answers of an earlier epoch: their messages already count as lost. */
static void udp_receive(struct run *run, struct flow *flow) {
    struct mmsghdr headers[BATCH];
    struct iovec parts[BATCH];
    memset(headers, 0, sizeof headers);
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){run->scratch + i * MIN_UDP_SIZE, MIN_UDP_SIZE};
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    int got = recvmmsg(flow->fd, headers, BATCH, MSG_DONTWAIT | MSG_TRUNC, NULL);
    if (got < 0 && !would_block()) {
        die_of("recvmmsg");
    }
    int64_t time = now();
    int64_t answers = 0;
    for (int i = 0; i < got; i++) {
        struct stamp stamp;
        memcpy(&stamp, parts[i].iov_base, sizeof stamp);
        if (headers[i].msg_len == (unsigned int)run->options.size && stamp.epoch == flow->epoch) {
            run->round_trips[bucket_of(time - stamp.sent_at)]++;
            answers++;
        }
    }
    if (answers > 0) {
        flow->last_answer = time;
        flow->in_flight -= answers;
        run->answered += answers;
        udp_send(run, flow, answers);
    }
}

static void udp_give_up(struct run *run, int64_t time) {
    for (long i = 0; i < run->options.connections; i++) {
        struct flow *flow = &run->flows[i];
        if (flow->in_flight > 0
            && time - flow->last_answer > run->options.timeout_ms * NANOS_PER_MILLI) {
            int64_t lost = flow->in_flight;
            run->lost += lost;
            run->unsent += lost;
            flow->in_flight = 0;
            flow->epoch++;
            flow->last_answer = time;
            udp_send(run, flow, lost);
        }
    }
}

static void begin(struct run *run) {
    int64_t time = now();
    for (long i = 0; i < run->options.connections; i++) {
        struct flow *flow = &run->flows[i];
        flow->last_answer = time;
        if (run->options.udp) {
            udp_send(run, flow, run->options.depth);
        } else {
            tcp_issue(run, flow, run->options.depth, time);
            tcp_send(run, flow);
        }
    }
}

static void serve(struct run *run, const struct epoll_event *event) {
    struct flow *flow = event->data.ptr;
    if (run->options.udp) {
        udp_receive(run, flow);
        return;
    }
    if (event->events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        tcp_receive(run, flow);
    }
    tcp_send(run, flow);
}

static bool done(const struct run *run) {
    return run->options.messages > 0 && run->answered >= run->options.messages;
}

/* Returns the duration in nanoseconds. */
static int64_t loop(struct run *run) {
    struct epoll_event events[EVENTS];
    int64_t start = now();
    int64_t deadline = start + run->options.seconds * NANOS_PER_SECOND;
    int64_t next_check = start;
    int64_t time = start;
    begin(run);
    while (!done(run) && time < deadline) {
        int ready = epoll_wait(run->epoll, events, EVENTS, TICK_MS);
        if (ready < 0 && errno != EINTR) {
            die_of("epoll_wait");
        }
        for (int i = 0; i < ready; i++) {
            serve(run, &events[i]);
        }
        if (asked) {
            asked = 0;
            printf("{\"messages\":%" PRId64 "}\n", run->answered);
            fflush(stdout);
        }
        time = now();
        if (run->options.udp && time >= next_check) {
            udp_give_up(run, time);
            next_check = time + TICK_MS * NANOS_PER_MILLI;
        }
    }
    return time - start;
}

/* --- main ------------------------------------------------------------------------------------ */

static void print(const struct run *run, int64_t nanos) {
    double seconds = (double)nanos / (double)NANOS_PER_SECOND;
    printf("{\"protocol\":\"%s\",\"connections\":%ld,\"depth\":%ld,\"size\":%ld,"
           "\"seconds\":%.6f,\"messages\":%" PRId64 ",\"bytes\":%" PRId64
           ",\"messages_per_s\":%.1f,\"rtt_us\":{\"p50\":%.1f,\"p99\":%.1f},\"lost\":%" PRId64 "}\n",
           run->options.udp ? "udp" : "tcp", run->options.connections, run->options.depth,
           run->options.size, seconds, run->answered, run->answered * run->options.size,
           (double)run->answered / seconds, percentile(run, 50), percentile(run, 99), run->lost);
    fflush(stdout);
}

/* Waits for a line on standard input, or its end. */
static void wait_for_input(void) {
    for (int c = getchar(); c != EOF && c != '\n';) {
        c = getchar();
    }
}

static void on_signal(int signal) {
    (void)signal;
    asked = 1;
}

int main(int argc, char **argv) {
    signal(SIGUSR1, on_signal);
    struct run run = {.options = parse(argc, argv)};
    run.unsent = run.options.messages;
    run.payload = allocate((size_t)(run.options.depth * run.options.size), 1);
    run.scratch = allocate(READ_BYTES, 1);
    open_flows(&run);
    if (run.options.hold) {
        /* Lets the caller count only the messages, without connecting and closing. */
        wait_for_input();
    }
    int64_t nanos = loop(&run);
    print(&run, nanos);
    if (run.options.hold) {
        wait_for_input();
    }
    if (run.options.messages > 0 && !done(&run)) {
        die(1, "%" PRId64 " of %ld messages came back in %ld s", run.answered,
            run.options.messages, run.options.seconds);
    }
    return 0;
}
