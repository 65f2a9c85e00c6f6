package dev.echopair.client.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.flow.FakeSocket.Probe;
import dev.echopair.client.measure.FlowSession;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.measure.RunRecorder;
import dev.echopair.shared.net.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacedFlowTest {

  private final List<String> skipped = new ArrayList<>();
  private final RunRecorder recorder = new RunRecorder();

  @Test
  void isBehindByTheProbesThatAreDueAndUnsent() {
    PacedFlow flow = flow(SizeRange.of(64));
    flow.opened(new FakeSocket());
    assertFalse(flow.isBehind());

    flow.allow(3);
    assertTrue(flow.isBehind());
    flow.send(2, 0, 0);
    flow.skip(0);
    assertFalse(flow.isBehind());
    assertEquals(3, flow.turn());
  }

  @Test
  void sendsWithTheFlushAndNumbersItsProbes() {
    PacedFlow flow = flow(SizeRange.of(64));
    FakeSocket socket = new FakeSocket();
    flow.opened(socket);
    flow.send(2, 5, 7);
    assertEquals(List.of(), socket.sent());

    flow.flush();
    assertEquals(List.of(new Probe(0, 5, 7), new Probe(1, 5, 7)), socket.sent());
    assertEquals(128, recorder.measured().sentBytes);
    assertEquals(2, flow.session().inFlight());
  }

  @Test
  void fillsWhatTheSocketTakesTogether() {
    PacedFlow flow = flow(SizeRange.of(64));
    FakeSocket socket = new FakeSocket(3);
    flow.opened(socket);
    flow.send(8, 0, 0);
    flow.flush();

    assertEquals(8, socket.sent().size());
    assertEquals(
        List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L),
        socket.sent().stream().map(Probe::sequence).toList());
  }

  @Test
  void sendsEachProbeInItsOwnSize() {
    SizeRange range = new SizeRange(40, 400);
    PacedFlow flow = flow(range);
    FakeSocket socket = new FakeSocket();
    flow.opened(socket);
    flow.send(20, 0, 0);
    flow.flush();

    long bytes = 0;
    for (int probe = 0; probe < 20; probe++) {
      bytes += range.ofProbe(probe);
    }
    assertEquals(20, socket.sent().size());
    assertEquals(bytes, recorder.measured().sentBytes);
  }

  @Test
  void flushesOnlyWhatIsNotFlushed() {
    PacedFlow flow = flow(SizeRange.of(64));
    FakeSocket socket = new FakeSocket();
    flow.opened(socket);
    flow.flush();
    assertEquals(0, socket.flushes);

    flow.send(1, 0, 0);
    flow.flush();
    flow.flush();
    assertEquals(1, socket.flushes);
  }

  @Test
  void losesWhatIsInFlightWithItsSocket() {
    PacedFlow flow = flow(SizeRange.of(64));
    FakeSocket socket = new FakeSocket();
    flow.opened(socket);
    flow.send(3, 0, 0);
    flow.closed("the server closed the connection");
    flow.flush();

    assertNull(flow.socket());
    assertEquals(0, socket.flushes);
    assertEquals(0, flow.session().inFlight());
    assertEquals(3, recorder.measured().lost);
  }

  @Test
  void saysWhyAProbeIsSkipped() {
    PacedFlow flow = flow(SizeRange.of(64));
    flow.skip(0);
    flow.closed("connection refused");
    flow.skip(0);
    flow.opened(new FakeSocket());
    flow.skip(0);

    assertEquals(
        List.of("no connection", "connection refused", "the target does not keep up"), skipped);
    assertEquals(3, recorder.measured().skipped);
  }

  @Test
  void remembersTheAddressThatItSentFrom() {
    PacedFlow flow = flow(SizeRange.of(64));
    assertNull(flow.local());
    flow.opened(new FakeSocket());
    flow.closed("gone");

    assertEquals(FakeSocket.LOCAL, flow.local());
  }

  private PacedFlow flow(SizeRange size) {
    RunSpec spec =
        new RunSpec(
            "test",
            Endpoint.parse("udp://127.0.0.1:7007"),
            Optional.empty(),
            TlsTrust.PLATFORM,
            Pattern.depth(100),
            1,
            size,
            Duration.ofSeconds(1),
            StopCondition.NEVER,
            Duration.ofSeconds(1),
            false,
            false);
    ProbeObserver observer =
        new ProbeObserver() {
          @Override
          public void skipped(String why) {
            skipped.add(why);
          }
        };
    return new PacedFlow(
        new FlowSession(spec, 0, 1, recorder, observer), Long.MAX_VALUE, new Random(1));
  }
}
