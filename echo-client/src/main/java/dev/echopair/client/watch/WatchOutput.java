package dev.echopair.client.watch;

import java.io.IOException;

/** An output of a session: a screen, or lines. */
interface WatchOutput extends AutoCloseable {

  /** Shows the new totals of the model. */
  void answered();

  /**
   * Shows that there was no answer.
   *
   * @param news whether the previous interval had no problem
   */
  void failed(String problem, boolean news);

  /** Handles a key. */
  void pressed(WatchEvent.Key key);

  /** Adapts to a new size of the terminal. */
  void resized();

  /** Updates the shown age. */
  void tick();

  /** Returns whether a reader is still there. */
  boolean open();

  @Override
  void close() throws IOException;
}
