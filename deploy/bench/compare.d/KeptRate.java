/** A rate that a client kept, per second, and how late its sends were, in microseconds. */
record KeptRate(double rate, double lagP50, double lagP99) {}
