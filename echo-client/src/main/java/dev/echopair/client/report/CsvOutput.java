package dev.echopair.client.report;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.ProbeCounts;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Writes a row per interval as soon as the interval is over: a run can be followed, and a long run
 * needs no more memory. Times are in microseconds, and in seconds where the header says {@code _s};
 * a value without data is empty.
 */
final class CsvOutput implements ResultOutput {

  static final String HEADER =
      "from_s,to_s,warmup,sent,received,lost,duplicated,reordered,corrupted,late,skipped,in_flight,"
          + "sent_per_s,received_per_s,rtt_p50_us,rtt_p90_us,rtt_p99_us,rtt_p99.9_us,rtt_max_us,"
          + "rtt_uncorrected_p99_us,send_lag_p99_us,stalled_us";

  private final Destination destination;
  private Writer writer;

  CsvOutput(Destination destination) {
    this.destination = destination;
  }

  @Override
  public void beginBlocking() throws IOException {
    writer = new OutputStreamWriter(destination.openStream(), StandardCharsets.US_ASCII);
    line(HEADER);
  }

  @Override
  public void intervalBlocking(Interval row) throws IOException {
    ProbeCounts counts = row.counts();
    Histogram roundTrip = row.latencies().roundTrip();
    line(
        Stream.of(
                seconds(row.from()),
                seconds(row.to()),
                row.warmup() ? 1 : 0,
                counts.sent,
                counts.received,
                counts.lost,
                counts.duplicated,
                counts.reordered,
                counts.corrupted,
                counts.late,
                counts.skipped,
                row.inFlight(),
                rate(row.sentPerSecond()),
                rate(row.receivedPerSecond()),
                percentile(roundTrip, 50),
                percentile(roundTrip, 90),
                percentile(roundTrip, 99),
                percentile(roundTrip, 99.9),
                percentile(roundTrip, 100),
                percentile(row.latencies().uncorrected(), 99),
                percentile(row.latencies().sendLag(), 99),
                FigureUnit.MICROS.rounded(row.stalled().toNanos() / 1e3))
            .map(String::valueOf)
            .collect(Collectors.joining(",")));
  }

  @Override
  public void finishBlocking(RunResult result, List<Outcome> outcomes) throws IOException {
    writer.close();
  }

  private void line(String text) throws IOException {
    writer.write(text + "\n");
    writer.flush();
  }

  private static Number seconds(Duration time) {
    return FigureUnit.SECONDS.rounded(time.toNanos() / 1e9);
  }

  /** An interval without length has no rate. */
  private static Object rate(double perSecond) {
    return Double.isFinite(perSecond) ? FigureUnit.PER_SECOND.rounded(perSecond) : "";
  }

  private static Object percentile(Histogram samples, double percentile) {
    return samples.getTotalCount() == 0
        ? ""
        : FigureUnit.MICROS.rounded(samples.getValueAtPercentile(percentile) / 1e3);
  }
}
