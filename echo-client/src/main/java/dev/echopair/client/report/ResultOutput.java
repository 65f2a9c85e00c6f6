package dev.echopair.client.report;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import java.io.IOException;
import java.util.List;

/** Writes a run in one format. Blocks: called off the event loops, by one thread at a time. */
interface ResultOutput {

  /** Called once before the run. */
  default void beginBlocking() throws IOException {}

  /** Receives each interval when it is over. */
  default void intervalBlocking(Interval row) throws IOException {}

  /** Receives the result; the last call. */
  void finishBlocking(RunResult result, List<Outcome> outcomes) throws IOException;
}
