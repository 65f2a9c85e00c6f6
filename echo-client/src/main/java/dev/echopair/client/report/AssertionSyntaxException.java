package dev.echopair.client.report;

/** A syntax error in an assertion. */
public final class AssertionSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final int column;

  AssertionSyntaxException(int column, String problem) {
    super("column " + column + ": " + problem);
    this.column = column;
  }

  /** The column of the error, from 1; one after the last column when the end is missing. */
  public int column() {
    return column;
  }
}
