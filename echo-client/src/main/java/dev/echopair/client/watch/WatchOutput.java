package dev.echopair.client.watch;

import java.io.IOException;

/** Where somebody who watches sees it: a screen, or lines. */
interface WatchOutput extends AutoCloseable {

  /** New totals are in the model. */
  void answered();

  /**
   * There was no answer.
   *
   * @param news whether the one before came
   */
  void failed(String problem, boolean news);

  /** A key was pressed. */
  void pressed(WatchEvent.Key key);

  /** The terminal has another size. */
  void resized();

  /** Time has passed. */
  void tick();

  /** Whether anybody is there to see it. */
  boolean open();

  @Override
  void close() throws IOException;
}
