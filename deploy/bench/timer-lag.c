/*
 * Measures how late the kernel wakes a program that sleeps until a given time. On this machine, no
 * program that sleeps between its sends can be more punctual.
 *
 *   gcc -O2 -Wall -Wextra -o timer-lag timer-lag.c
 *   ./timer-lag 50 40000
 *
 * Arguments: microseconds from one time to the next, number of times. Prints one line of JSON. Exit
 * codes: 0 success, 2 wrong usage.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static int64_t late_by_after_sleep_until(int64_t nanos) {
    struct timespec until = {.tv_sec = nanos / 1000000000, .tv_nsec = nanos % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
    return now() - nanos;
}

static int ascending(const void *a, const void *b) {
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

int main(int argc, char **argv) {
    int64_t period = argc == 3 ? strtol(argv[1], NULL, 10) * 1000 : 0;
    long count = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    if (period < 1000 || period > 1000000000 || count < 1 || count > 10000000) {
        fprintf(stderr, "usage: timer-lag MICROSECONDS COUNT\n");
        return 2;
    }
    int64_t *late = calloc((size_t)count, sizeof *late);
    if (late == NULL) {
        perror("timer-lag");
        return 1;
    }
    int64_t next = now();
    for (long i = 0; i < count; i++) {
        /* Skips times that are already past. */
        next = now() > next + period ? now() : next + period;
        late[i] = late_by_after_sleep_until(next);
    }
    qsort(late, (size_t)count, sizeof *late, ascending);
    printf("{\"period_us\":%.1f,\"late_us\":{\"p50\":%.1f,\"p99\":%.1f,\"p99.9\":%.1f,\"max\":%.1f}}\n",
           period / 1e3, late[count / 2] / 1e3, late[count * 99 / 100] / 1e3,
           late[count * 999 / 1000] / 1e3, late[count - 1] / 1e3);
    free(late);
    return 0;
}
