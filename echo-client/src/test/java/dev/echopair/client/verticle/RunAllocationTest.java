package dev.echopair.client.verticle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.flow.RunPart;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.server.tcp.TcpEchoVerticle;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.probe.SequenceTracker.Verdict;
import dev.echopair.shared.testing.EventLoopAllocation;
import dev.echopair.shared.testing.ReservedPorts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Counts the bytes that a probe allocates. A count is independent of the machine's load. */
class RunAllocationTest {

  private static final int FLOWS = 4;
  private static final int DEPTH = 16;
  private static final int WARM_UP = 20_000;
  private static final int PROBES = 200_000;

  /** Half of the smallest object: tolerates objects that are allocated once or by timers. */
  private static final double NOTHING = 8;

  /** Reads the allocated bytes of the event loop at two replies. */
  private static final class Observer implements ProbeObserver {

    private long replies;
    private long bytes;

    @Override
    public void replied(
        long sequence,
        Verdict verdict,
        boolean reordered,
        int size,
        long intendedNanos,
        long actualNanos,
        long nowNanos) {
      replies++;
      if (replies == WARM_UP) {
        bytes = -EventLoopAllocation.ofThisThread();
      } else if (replies == WARM_UP + PROBES) {
        bytes += EventLoopAllocation.ofThisThread();
      }
    }
  }

  @Test
  void theTcpPathAllocatesNothingPerProbe() {
    try (TestLoop server = new TestLoop();
        TestLoop client = new TestLoop()) {
      int port = ReservedPorts.next();
      TestLoop.await(
          server
              .vertx()
              .deployVerticle(
                  new TcpEchoVerticle(),
                  new DeploymentOptions()
                      .setConfig(new JsonObject().put("tcp", new JsonObject().put("port", port)))));
      Observer observer = new Observer();
      RunVerticle verticle =
          new RunVerticle(new RunPart(spec(port), InstanceShare.WHOLE, 1, observer));
      TestLoop.await(client.vertx().deployVerticle(verticle));
      verticle.begin(System.nanoTime());
      TestLoop.await(verticle.ended());

      double each = (double) observer.bytes / PROBES;
      assertTrue(each < NOTHING, () -> each + " bytes per probe");
    }
  }

  private static RunSpec spec(int port) {
    return new RunSpec(
        "test",
        Endpoint.parse("tcp://127.0.0.1:" + port),
        Optional.empty(),
        TlsTrust.PLATFORM,
        Pattern.depth(DEPTH),
        FLOWS,
        SizeRange.of(64),
        Duration.ofSeconds(10),
        new StopCondition(Duration.ZERO, WARM_UP + PROBES + 1_000, Duration.ZERO),
        Duration.ofHours(1),
        false,
        false);
  }
}
