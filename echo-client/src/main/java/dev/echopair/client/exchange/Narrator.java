package dev.echopair.client.exchange;

/** Receives each step of a socket, for {@code --explain}. */
@FunctionalInterface
public interface Narrator {

  /** Ignores all steps. */
  Narrator SILENT = (call, what) -> {};

  /**
   * Receives a step.
   *
   * @param call the call of the sockets API, such as {@code connect}
   * @param what the effect of the call, with real addresses and sizes
   */
  void step(String call, String what);
}
