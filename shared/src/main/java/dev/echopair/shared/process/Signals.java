package dev.echopair.shared.process;

/**
 * Handlers for the signals of the operating system, by way of JLine.
 *
 * <p>A shutdown hook cannot choose the exit code (SIGTERM would end in 143) and cannot tell SIGTERM
 * from SIGINT.
 */
public final class Signals {

  private Signals() {}

  /**
   * Runs an action, on a thread of its own, each time a signal comes.
   *
   * @param name the signal's name without {@code SIG}: {@code TERM}, {@code INT}
   * @param action what to do
   * @return false when the platform has no such signal or the JVM keeps it to itself
   */
  public static boolean handle(String name, Runnable action) {
    return org.jline.utils.Signals.register(name, action) != null;
  }
}
