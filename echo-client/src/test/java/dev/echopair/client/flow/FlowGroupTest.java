package dev.echopair.client.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.measure.FlowSession;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.measure.RunRecorder;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests a group of flows on a simulated loop, with sockets that send nothing. */
class FlowGroupTest {

  private static final long MS = 1_000_000;
  private static final String REFUSED =
      "connection refused: the host is there, but nothing listens on the port";

  private final FakeLoop loop = new FakeLoop(0);
  private final RunRecorder recorder = new RunRecorder();
  private final FakeSockets sockets = new FakeSockets();
  private final List<Long> answered = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /** Opens a socket when the test completes its promise. */
  private static final class FakeSockets extends FlowSockets {

    private final List<Attempt> attempts = new ArrayList<>();
    private boolean closed;

    private record Attempt(
        FlowSession session, FlowSocket.Events events, Promise<FlowSocket> promise) {

      FakeSocket succeed() {
        FakeSocket socket = new FakeSocket();
        promise.complete(socket);
        return socket;
      }

      void fail() {
        promise.fail(new ConnectException("Connection refused"));
      }
    }

    FakeSockets() {
      super(null);
    }

    @Override
    Future<FlowSocket> open(FlowSession session, FlowSocket.Events events) {
      Promise<FlowSocket> promise = Promise.promise();
      attempts.add(new Attempt(session, events, promise));
      return promise.future();
    }

    @Override
    public void addTo(Map<String, Long> counters, Map<String, Long> gauges) {}

    @Override
    Future<Void> close() {
      closed = true;
      return Future.succeededFuture();
    }
  }

  @Test
  void opensNoMoreFlowsAtOnceThanABacklogHolds() {
    FlowGroup group = group(Pattern.depth(1), 100);
    Future<Void> opening = group.open();
    assertEquals(64, sockets.attempts.size());

    sockets.attempts.get(0).succeed();
    assertEquals(65, sockets.attempts.size());
    for (int i = 1; i < 100; i++) {
      assertFalse(opening.isComplete());
      sockets.attempts.get(i).succeed();
    }
    assertTrue(opening.succeeded());
  }

  @Test
  void openingFailsWithTheFirstFlowThatCannotBeOpened() {
    Future<Void> opening = group(Pattern.depth(1), 2).open();
    sockets.attempts.get(1).fail();

    assertTrue(opening.failed());
    assertEquals("Connection refused", opening.cause().getMessage());
  }

  @Test
  void aFlowThatCannotBeOpenedNowIsOpenedLater() {
    FlowGroup group = group(Pattern.rate(100), 1);
    Future<Void> opening = group.openNowOrLater();
    sockets.attempts.get(0).fail();
    assertTrue(opening.succeeded());
    assertEquals(List.of(REFUSED), failures);

    group.begin(loop.nanoTime());
    loop.pass(100 * MS);
    assertEquals(2, sockets.attempts.size(), "after 50 to 100 ms");
    FakeSocket socket = sockets.attempts.get(1).succeed();
    long sent = socket.sent().size();
    loop.pass(100 * MS);
    assertEquals(10, socket.sent().size() - sent);
    assertTrue(recorder.measured().skipped >= 5, "probes that were due without a socket");
  }

  @Test
  void theWaitForTheNextAttemptGrowsAndStartsAnewWithSuccess() {
    FlowGroup group = group(Pattern.rate(100), 1);
    group.openNowOrLater();
    for (int i = 0; i < 8; i++) {
      sockets.attempts.get(i).fail();
      loop.pass(10_000 * MS);
    }
    assertEquals(9, sockets.attempts.size());

    sockets.attempts.get(8).succeed();
    sockets.attempts.get(8).events().lost("the server closed the connection");
    loop.pass(100 * MS);
    assertEquals(10, sockets.attempts.size());
    assertEquals("the server closed the connection", failures.get(8));
  }

  @Test
  void sendsWhenAllIsRead() {
    FlowGroup group = group(Pattern.depth(1), 2);
    List<FakeSocket> open = open(group, 2);
    group.begin(loop.nanoTime());
    loop.pass(MS);
    for (int i = 0; i < 2; i++) {
      open.get(i).answer(sockets.attempts.get(i).session(), 1, loop.nanoTime());
      sockets.attempts.get(i).events().sendable();
    }
    assertEquals(1, open.get(0).sent().size(), "waits until the other flow has read");

    loop.pass(0);
    assertEquals(2, open.get(0).sent().size());
    assertEquals(2, open.get(1).sent().size());
  }

  @Test
  void tellsWhenTheAnsweredProbeWasSent() {
    FlowGroup group = group(Pattern.depth(1), 1);
    FakeSocket socket = open(group, 1).get(0);
    loop.pass(3 * MS);
    group.begin(loop.nanoTime());
    loop.pass(2 * MS);
    sockets.attempts.get(0).session().received(socket.probe(0), loop.nanoTime());
    sockets.attempts.get(0).events().sendable();
    sockets.attempts.get(0).events().sendable();

    assertEquals(List.of(3 * MS), answered);
  }

  @Test
  void countsIcmpErrorsAndGoesOn() {
    FlowGroup group = group(Pattern.depth(1), 1);
    open(group, 1);
    group.begin(loop.nanoTime());
    sockets.attempts.get(0).events().failed(new PortUnreachableException());

    assertEquals(1, recorder.measured().refused);
    assertEquals(1, failures.size());
    assertEquals(1, group.inFlight());
  }

  @Test
  void settlesWhenWhatIsInFlightIsAnsweredAndThenCloses() {
    FlowGroup group = group(Pattern.depth(2), 1);
    FakeSocket socket = open(group, 1).get(0);
    group.begin(loop.nanoTime());
    Future<Void> settled = group.settle();
    loop.pass(5 * MS);
    assertFalse(settled.isComplete());
    assertFalse(socket.closed);

    socket.answer(sockets.attempts.get(0).session(), 2, loop.nanoTime());
    loop.pass(10 * MS);
    assertTrue(settled.succeeded());
    assertTrue(group.ended().succeeded());
    assertTrue(loop.isIdle());
    assertTrue(group.close().succeeded());
    assertTrue(socket.closed);
    assertTrue(sockets.closed);
  }

  @Test
  void aSocketThatOpensTooLateIsClosed() {
    FlowGroup group = group(Pattern.depth(1), 1);
    group.open();
    group.settle();
    FakeSocket socket = sockets.attempts.get(0).succeed();

    assertTrue(socket.closed);
    assertEquals(List.of(), socket.sent());
    assertNull(group.counts().get(0).local());
  }

  @Test
  void opensNothingAgainAfterItsEnd() {
    FlowGroup group = group(Pattern.depth(1), 1);
    open(group, 1);
    group.settle();
    sockets.attempts.get(0).events().lost("the server closed the connection");
    loop.pass(20_000 * MS);

    assertEquals(1, sockets.attempts.size());
    assertEquals(List.of(), failures);
  }

  private FlowGroup group(Pattern pattern, int flows) {
    RunSpec spec =
        new RunSpec(
            "test",
            Endpoint.parse("tcp://127.0.0.1:7007"),
            Optional.empty(),
            TlsTrust.PLATFORM,
            pattern,
            flows,
            SizeRange.of(64),
            Duration.ofSeconds(1),
            StopCondition.NEVER,
            Duration.ofSeconds(1),
            false,
            false);
    FlowGroup.Listener listener =
        new FlowGroup.Listener() {
          @Override
          public void answered(long sentNanos) {
            answered.add(sentNanos);
          }

          @Override
          public void failed(String why) {
            failures.add(why);
          }
        };
    RunPart part = new RunPart(spec, InstanceShare.WHOLE, 1, ProbeObserver.NONE);
    return new FlowGroup(loop, loop::nanoTime, part, recorder, sockets, listener);
  }

  private List<FakeSocket> open(FlowGroup group, int flows) {
    group.open();
    List<FakeSocket> open = new ArrayList<>();
    for (int i = 0; i < flows; i++) {
      open.add(sockets.attempts.get(i).succeed());
    }
    return open;
  }
}
