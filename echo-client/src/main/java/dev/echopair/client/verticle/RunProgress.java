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
 * The progress of one verticle instance of a run. The instance publishes it inside the process,
 * once per interval and a last time at the end of the run.
 *
 * <p>The event bus passes on the object itself: encoding six histograms would block the event loop
 * that measures. Only metrics reports leave the process.
 *
 * @param instance number of the instance within the run, from 0
 * @param sequence number of the message, from 0
 * @param fromNanos start of the interval, by {@link System#nanoTime()}
 * @param toNanos end of the interval
 * @param warmup counts of the warm-up so far
 * @param measured counts of the measured part so far
 * @param inFlight number of outstanding probes
 * @param warmupLatencies latencies of the warm-up in this interval; {@code null} without a warm-up
 * @param latencies latencies of the measured part in this interval
 * @param stalls stalls of the event loop in this interval
 * @param result result of the instance in its last message; {@code null} in the others
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

  /** Whether this is the last message of its instance. */
  public boolean isLast() {
    return result != null;
  }

  /** The address on the local event bus where the progress of a run is published. */
  public static String address(long runId) {
    return "echo.client.run." + Long.toUnsignedString(runId, 16);
  }

  /** Registers these messages with an event bus. Call it once per Vert.x instance. */
  public static void register(EventBus bus) {
    bus.registerDefaultCodec(RunProgress.class, new AsItIs());
  }

  private static final class AsItIs implements MessageCodec<RunProgress, RunProgress> {

    @Override
    public void encodeToWire(Buffer buffer, RunProgress progress) {
      throw new UnsupportedOperationException("the progress of a run must not leave its process");
    }

    @Override
    public RunProgress decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException("the progress of a run must not leave its process");
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
