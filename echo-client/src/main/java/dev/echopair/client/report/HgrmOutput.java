package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the percentiles of the corrected round-trip time, in microseconds, in the format that
 * HdrHistogram writes and its plotter reads.
 */
final class HgrmOutput implements ResultOutput {

  private static final double NANOS_PER_MICRO = 1e3;

  private final Destination destination;

  HgrmOutput(Destination destination) {
    this.destination = destination;
  }

  @Override
  public void finishBlocking(RunResult result, List<Outcome> outcomes) throws IOException {
    destination.write(
        out -> {
          PrintStream text = new PrintStream(out, false, StandardCharsets.US_ASCII);
          result.latencies().roundTrip().outputPercentileDistribution(text, NANOS_PER_MICRO);
          if (text.checkError()) {
            throw new IOException("the percentiles could not be written in full");
          }
        });
  }
}
