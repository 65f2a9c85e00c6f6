package dev.echopair.client.report;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the page with plots. Of each interval it keeps only the values for the time lines. */
final class HtmlOutput implements ResultOutput {

  private static final int MOST_POINTS = 2_000;

  private final Destination destination;
  private final Percentiles percentiles;
  private final TimeLine timeLine = new TimeLine(MOST_POINTS);

  HtmlOutput(Destination destination, Percentiles percentiles) {
    this.destination = destination;
    this.percentiles = percentiles;
  }

  @Override
  public void intervalBlocking(Interval row) {
    timeLine.add(TimePoint.of(row));
  }

  @Override
  public void finishBlocking(RunResult result, List<Outcome> outcomes) throws IOException {
    String page = HtmlPage.of(result, percentiles, timeLine, outcomes);
    destination.write(out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
  }
}
