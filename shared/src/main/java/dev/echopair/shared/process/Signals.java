package dev.echopair.shared.process;

/**
 * Registers handlers for signals of the operating system, through JLine.
 *
 * <p>A shutdown hook is not enough: it cannot choose the exit code (143 after SIGTERM) and cannot
 * distinguish SIGTERM from SIGINT.
 */
public final class Signals {

  private Signals() {}

  /**
   * Runs an action on a separate thread each time a signal arrives.
   *
   * @param name name of the signal without {@code SIG}: {@code TERM}, {@code INT}
   * @param action the action to run
   * @return false when the platform has no such signal or the JVM reserves it
   */
  public static boolean handle(String name, Runnable action) {
    return org.jline.utils.Signals.register(name, action) != null;
  }
}
