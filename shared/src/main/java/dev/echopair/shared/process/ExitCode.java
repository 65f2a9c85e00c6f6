package dev.echopair.shared.process;

/** The exit codes of both programs. */
public final class ExitCode {

  /** The work succeeded. */
  public static final int OK = 0;

  /** The work failed: a bind or connect error, a lost or a wrong reply. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  public static final int USAGE = 2;

  /** An {@code --assert} was not met. */
  public static final int ASSERTION = 3;

  /** Interrupted from the keyboard (SIGINT): 128 + 2, the convention of shells. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
