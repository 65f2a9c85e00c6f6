package dev.echopair.shared.process;

/** The exit codes of both programs, the same everywhere. */
public final class ExitCode {

  /** All went well. */
  public static final int OK = 0;

  /** The work failed: bind, connect, a lost or a wrong reply. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  public static final int USAGE = 2;

  /** An {@code --assert} was not met. */
  public static final int ASSERTION = 3;

  /** Interrupted from the keyboard (SIGINT), as shells count it: 128 + 2. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
