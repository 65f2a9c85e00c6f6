package dev.echopair.client.exchange;

/** Is told each step that a socket takes, for {@code --explain}. */
@FunctionalInterface
public interface Narrator {

  /** Tells nobody. */
  Narrator SILENT = (call, what) -> {};

  /**
   * Takes a step.
   *
   * @param call the call of the sockets API, such as {@code connect}
   * @param what what it did, with real addresses and sizes
   */
  void step(String call, String what);
}
