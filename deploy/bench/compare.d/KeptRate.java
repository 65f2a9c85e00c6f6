/** A rate that a client kept, per second, and its send lag, in microseconds. */
record KeptRate(double rate, double lagP50, double lagP99) {}
