package dev.echopair.client.report;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import java.io.IOException;
import java.util.List;

/** Writes a run in one format. Blocks: called off the event loops, by one thread after another. */
interface ResultOutput {

  /** Called once, ahead of the run. */
  default void beginBlocking() throws IOException {}

  /** Takes an interval when it is over. */
  default void intervalBlocking(Interval row) throws IOException {}

  /** Takes the result; the last call. */
  void finishBlocking(RunResult result, List<Outcome> outcomes) throws IOException;
}
