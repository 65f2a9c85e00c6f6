package dev.echopair.client.report;

/** The comparison operators of assertions. */
enum Comparison {
  /** {@code <=}. */
  AT_MOST("<="),
  /** {@code >=}. */
  AT_LEAST(">="),
  /** {@code ==}. */
  SAME("=="),
  /** {@code !=}. */
  OTHER("!="),
  /** {@code <}. */
  BELOW("<"),
  /** {@code >}. */
  ABOVE(">"),
  /** {@code =}, the same as {@code ==}. */
  EQUAL("=");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }

  boolean holds(double actual, double expected) {
    return switch (this) {
      case AT_MOST -> actual <= expected;
      case AT_LEAST -> actual >= expected;
      case SAME, EQUAL -> actual == expected;
      case OTHER -> actual != expected;
      case BELOW -> actual < expected;
      case ABOVE -> actual > expected;
    };
  }
}
