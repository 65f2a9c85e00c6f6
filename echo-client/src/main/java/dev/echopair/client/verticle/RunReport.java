package dev.echopair.client.verticle;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;

/**
 * What one verticle instance of a run tells the rest of its process on the bus, once per interval
 * and a last time at its end.
 *
 * <p>Travels as the object it is: to encode six histograms would hold up the very event loop that
 * measures. What leaves the process are the metrics reports.
 *
 * @param instance which of the run's instances
 * @param sequence number of the report, from 0
 * @param fromNanos the time that it covers, by {@link System#nanoTime()}
 * @param toNanos its end
 * @param warmup counts of the warm-up up to now
 * @param measured counts of the measured part up to now
 * @param inFlight probes that are waited for now
 * @param warmupLatencies of this interval; {@code null} where there is no warm-up
 * @param latencies of this interval
 * @param stalls of the event loop in this interval
 * @param last the summary that comes with the last report; {@code null} in the others
 */
public record RunReport(
    int instance,
    long sequence,
    long fromNanos,
    long toNanos,
    ProbeCounts warmup,
    ProbeCounts measured,
    int inFlight,
    Latencies warmupLatencies,
    Latencies latencies,
    List<Stall> stalls,
    Summary last) {

  /**
   * What is told once, at the end.
   *
   * @param flows what became of each flow
   * @param slowest the slowest round trips
   * @param firstSentNanos when the first probe of the measured part was to be sent
   * @param lastSentNanos when the last one that was sent was to be
   */
  public record Summary(
      List<FlowCounts> flows, List<RoundTrip> slowest, long firstSentNanos, long lastSentNanos) {}

  /** Where the reports of a run are published, inside of its process. */
  public static String address(long runId) {
    return "echo.client.run." + Long.toUnsignedString(runId, 16);
  }

  /** Makes an event bus carry these reports; once per Vert.x. */
  public static void register(EventBus bus) {
    bus.registerDefaultCodec(RunReport.class, new AsItIs());
  }

  private static final class AsItIs implements MessageCodec<RunReport, RunReport> {

    @Override
    public void encodeToWire(Buffer buffer, RunReport report) {
      throw new UnsupportedOperationException("a run report stays in its process");
    }

    @Override
    public RunReport decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException("a run report stays in its process");
    }

    @Override
    public RunReport transform(RunReport report) {
      return report;
    }

    @Override
    public String name() {
      return "echo-run-report";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
