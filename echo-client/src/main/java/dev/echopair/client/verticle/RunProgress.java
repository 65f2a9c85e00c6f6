package dev.echopair.client.verticle;

import dev.echopair.client.measure.InstanceResult;
import dev.echopair.client.measure.Latencies;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.client.measure.Stall;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;

/**
 * The progress of one verticle instance of a run, published inside the process once per interval
 * and a last time at the end of the run.
 *
 * <p>The event bus passes the object on as it is: encoding six histograms would block the event
 * loop that measures. Only metrics reports leave the process.
 *
 * @param instance which of the run's instances
 * @param sequence number of the message, from 0
 * @param fromNanos the time that it covers, by {@link System#nanoTime()}
 * @param toNanos its end
 * @param warmup counts of the warm-up up to now
 * @param measured counts of the measured part up to now
 * @param inFlight probes that are waited for now
 * @param warmupLatencies of this interval; {@code null} where there is no warm-up
 * @param latencies of this interval
 * @param stalls of the event loop in this interval
 * @param result comes with the last message; {@code null} in the others
 */
public record RunProgress(
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
    InstanceResult result) {

  /** Whether it is the last of its instance. */
  public boolean isLast() {
    return result != null;
  }

  /** The address on the local event bus where the progress of a run is published. */
  public static String address(long runId) {
    return "echo.client.run." + Long.toUnsignedString(runId, 16);
  }

  /** Makes an event bus carry these messages; to be called once per Vert.x. */
  public static void register(EventBus bus) {
    bus.registerDefaultCodec(RunProgress.class, new AsItIs());
  }

  private static final class AsItIs implements MessageCodec<RunProgress, RunProgress> {

    @Override
    public void encodeToWire(Buffer buffer, RunProgress progress) {
      throw new UnsupportedOperationException("the progress of a run stays in its process");
    }

    @Override
    public RunProgress decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException("the progress of a run stays in its process");
    }

    @Override
    public RunProgress transform(RunProgress progress) {
      return progress;
    }

    @Override
    public String name() {
      return "echo-run-progress";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
