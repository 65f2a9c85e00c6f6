package dev.echopair.client.report;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes the histograms of each interval as soon as the interval is over, in HdrHistogram's log
 * format. Its tools can cut, merge and plot such a log. Values are in nanoseconds, the maximum of
 * each line is in milliseconds; the tags are {@code rtt}, {@code rtt_uncorrected} and {@code
 * send_lag}.
 */
final class HlogOutput implements ResultOutput {

  private static final double NANOS_PER_MILLI = 1e6;

  private final Destination destination;
  private PrintStream stream;
  private HistogramLogWriter log;
  private Instant started;

  HlogOutput(Destination destination) {
    this.destination = destination;
  }

  @Override
  public void beginBlocking() throws IOException {
    OutputStream out = destination.openStream();
    stream = new PrintStream(out, false, StandardCharsets.US_ASCII);
    log = new HistogramLogWriter(stream);
    log.outputLogFormatVersion();
    log.outputComment("[Round trips and send lags in nanoseconds, one line per interval and tag]");
    flush();
  }

  @Override
  public void intervalBlocking(Interval row) throws IOException {
    if (started == null) {
      // The start of the run is known only at its end; here the first interval has just ended.
      started = Instant.now().minus(row.to());
      log.outputStartTime(started.toEpochMilli());
      log.setBaseTime(started.toEpochMilli());
      log.outputBaseTime(started.toEpochMilli());
      log.outputLegend();
    }
    line("rtt", row, row.latencies().roundTrip());
    line("rtt_uncorrected", row, row.latencies().uncorrected());
    line("send_lag", row, row.latencies().sendLag());
    flush();
  }

  @Override
  public void finishBlocking(RunResult result, List<Outcome> outcomes) throws IOException {
    flush();
    stream.close();
  }

  private void line(String tag, Interval row, Histogram samples) {
    Histogram tagged = samples.copy();
    tagged.setTag(tag);
    log.outputIntervalHistogram(seconds(row.from()), seconds(row.to()), tagged, NANOS_PER_MILLI);
  }

  private void flush() throws IOException {
    if (stream.checkError()) {
      throw new IOException("a line could not be written in full");
    }
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
