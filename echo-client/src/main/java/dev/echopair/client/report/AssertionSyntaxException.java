package dev.echopair.client.report;

/** An assertion that cannot be understood. */
public final class AssertionSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final int column;

  AssertionSyntaxException(int column, String problem) {
    super("column " + column + ": " + problem);
    this.column = column;
  }

  /** Where the mistake begins, from 1; one behind the last when something is missing there. */
  public int column() {
    return column;
  }
}
