/** One measurement. A value that cannot be measured is NaN, which becomes null in JSON. */
record Sample(
    String half,
    String work,
    String subject,
    int round,
    double rate,
    double p50,
    double p99,
    double lost,
    double nanosPerMessage,
    double switchesPerMessage,
    double othersPercent) {}
