package dev.echopair.client.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.InstanceShare;
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

/** Tests the pacer on a simulated loop and clock, with sockets that send nothing. */
class PacerTest {

  private static final long MS = 1_000_000;
  private static final Duration TIMEOUT = Duration.ofMillis(100);
  private static final int MOST_PER_TURN = 64;

  /** The minimum time between two wake-ups, in nanoseconds. */
  private static final long TICK = 50_000;

  private final List<String> skipped = new ArrayList<>();
  private final RunRecorder recorder = new RunRecorder();
  private final List<PacedFlow> flows = new ArrayList<>();
  private final List<FakeSocket> sockets = new ArrayList<>();

  private FakeLoop loop = new FakeLoop(1_000 * MS);
  private long start;
  private int losses;
  private int clockReadings;
  private Pacer pacer;

  @Test
  void anOpenLoopSendsEachProbeAtItsTime() {
    pacer(Pattern.rate(100), 1, count(5));
    begin();
    loop.pass(1_000 * MS);

    assertEquals(List.of(0L, 10 * MS, 20 * MS, 30 * MS, 40 * MS), intended(0));
    for (Probe probe : sockets.get(0).sent()) {
      long late = probe.actualNanos() - probe.intendedNanos();
      assertTrue(late >= 0 && late <= TICK, () -> "late by " + late);
    }
  }

  @Test
  void anOpenLoopGoesOnWithoutAnyReply() {
    pacer(Pattern.rate(1_000), 1, count(500));
    begin();
    loop.pass(1_000 * MS);

    assertEquals(500, sockets.get(0).sent().size());
    assertEquals(500, recorder.measured().lost);
  }

  @Test
  void aRampSendsMoreAndMore() {
    pacer(new Pattern(1_000, 0, Duration.ofMillis(100)), 1, duration(200));
    begin();
    loop.pass(1_000 * MS);

    // 1,000/s times half of the ramp, plus 1,000/s times the rest.
    assertEquals(150, sockets.get(0).sent().size());
    assertEquals(List.of(0L, 14_142_136L, 20 * MS), intended(0).subList(0, 3));
  }

  @Test
  void flowsTakeTurns() {
    pacer(Pattern.rate(100), 3, count(7));
    begin();
    loop.pass(1_000 * MS);

    assertEquals(List.of(0L, 30 * MS, 60 * MS), intended(0));
    assertEquals(List.of(10 * MS, 40 * MS), intended(1));
    assertEquals(List.of(20 * MS, 50 * MS), intended(2));
  }

  @Test
  void anInstanceSendsAtTheTimesOfItsOwnFlows() {
    pacer(Pattern.rate(100), 4, count(8), new InstanceShare(1, 2));
    begin();
    loop.pass(1_000 * MS);

    assertEquals(List.of(1, 3), flows.stream().map(flow -> flow.session().flow()).toList());
    assertEquals(List.of(10 * MS, 50 * MS), intended(0));
    assertEquals(List.of(30 * MS, 70 * MS), intended(1));
  }

  @Test
  void aScheduleEndsWithItsDuration() {
    pacer(Pattern.rate(1_000), 1, duration(50));
    begin();
    loop.pass(49 * MS + TICK);
    assertEquals(50, sockets.get(0).sent().size());
    answerAll();
    assertFalse(pacer.ended().isComplete(), "ends only with a sweep");

    loop.pass(10 * MS);
    assertEquals(50, sockets.get(0).sent().size());
    assertTrue(pacer.ended().succeeded());
    assertTrue(loop.isIdle());
  }

  @Test
  void whatIsDueTogetherGoesOutInOneFlush() {
    pacer(Pattern.rate(1_000_000), 1, count(100));
    begin();
    loop.pass(TICK);

    assertEquals(51, sockets.get(0).sent().size());
    assertEquals(1, sockets.get(0).flushes);
  }

  @Test
  void whatIsLateIsSentWithItsIntendedTime() {
    pacer(Pattern.rate(100), 1, count(5));
    begin();
    loop.pass(TICK);
    loop.stall(35 * MS);
    loop.pass(0);

    assertEquals(List.of(0L, 10 * MS, 20 * MS, 30 * MS), intended(0));
    long now = loop.nanoTime();
    for (Probe probe : sockets.get(0).sent().subList(1, 4)) {
      assertEquals(now, probe.actualNanos());
    }
    assertEquals(0, recorder.measured().skipped);
  }

  @Test
  void whatIsLateByTheTimeoutIsSkipped() {
    pacer(Pattern.rate(100), 1, count(20));
    begin();
    loop.stall(135 * MS);
    loop.pass(0);

    // The probes of 0 to 30 ms are late by 100 ms or more.
    assertEquals(4, recorder.measured().skipped);
    assertEquals(40 * MS, intended(0).get(0));
    assertEquals(10, sockets.get(0).sent().size());
    assertEquals(List.of("the target does not keep up"), skipped.stream().distinct().toList());
    loop.pass(1_000 * MS);
    assertEquals(20, recorder.measured().sent + recorder.measured().skipped);
  }

  @Test
  void aFlowWithoutASocketSkipsWhatIsDueAndSaysWhy() {
    pacer(Pattern.rate(100), 2, count(6));
    flows.get(0).closed("connection refused");
    begin();
    loop.pass(1_000 * MS);

    assertEquals(List.of(), intended(0));
    assertEquals(List.of(10 * MS, 30 * MS, 50 * MS), intended(1));
    assertEquals(List.of("connection refused"), skipped.stream().distinct().toList());
    assertEquals(3, skipped.size());
    assertTrue(pacer.ended().succeeded());
  }

  @Test
  void aFlowThatGetsItsSocketLaterSendsWhatIsDueFromThenOn() {
    pacer(Pattern.rate(100), 1, count(5));
    flows.get(0).closed("no connection");
    begin();
    loop.pass(25 * MS);
    FakeSocket opened = new FakeSocket();
    sockets.set(0, opened);
    flows.get(0).opened(opened);
    pacer.pump(flows.get(0));
    loop.pass(1_000 * MS);

    assertEquals(List.of(30 * MS, 40 * MS), intended(0));
    assertEquals(3, recorder.measured().skipped);
  }

  @Test
  void aSocketThatIsFullDelaysTheProbesAndKeepsTheirTimes() {
    pacer(Pattern.rate(100), 1, count(4));
    sockets.get(0).writable = false;
    begin();
    loop.pass(25 * MS);
    assertEquals(List.of(), intended(0));

    sockets.get(0).writable = true;
    pacer.pump(flows.get(0));
    assertEquals(List.of(0L, 10 * MS, 20 * MS), intended(0));
    assertEquals(loop.nanoTime(), sockets.get(0).sent().get(0).actualNanos());
  }

  @Test
  void aFullSocketIsTriedAgainAfterTheFlush() {
    pacer(Pattern.rate(1_000_000), 1, count(10));
    sockets.get(0).roomUntilFlush = 5;
    begin();
    loop.pass(TICK);

    assertEquals(10, sockets.get(0).sent().size());
    assertEquals(2, sockets.get(0).flushes);
  }

  @Test
  void aScheduleWithADepthWaitsForRepliesAndKeepsItsTimes() {
    pacer(new Pattern(100, 2, Duration.ZERO), 1, count(6));
    begin();
    loop.pass(45 * MS);
    assertEquals(List.of(0L, 10 * MS), intended(0));

    answer(0, 1);
    assertEquals(List.of(0L, 10 * MS, 20 * MS), intended(0));
    answer(0, 2);
    assertEquals(List.of(0L, 10 * MS, 20 * MS, 30 * MS, 40 * MS), intended(0));
    long waited = loop.nanoTime() - start - 40 * MS;
    assertEquals(waited, late(0, 4));
  }

  @Test
  void afterAStallNoTurnSendsMoreThanItsPart() {
    pacer(Pattern.rate(10_000), 1, count(1_000));
    begin();
    loop.stall(50 * MS);

    loop.turn();
    assertEquals(MOST_PER_TURN, sockets.get(0).sent().size());
    loop.turn();
    loop.turn();
    // One of the three turns was a sweep, which sends no probe in this case.
    assertEquals(2 * MOST_PER_TURN, sockets.get(0).sent().size());
    loop.pass(0);
    assertEquals(501, sockets.get(0).sent().size());
  }

  @Test
  void afterAStallAllFlowsCatchUpEvenly() {
    pacer(Pattern.rate(10_000), 7, count(7_000));
    begin();
    loop.stall(90 * MS);

    for (int turn = 0; turn < 10; turn++) {
      loop.turn();
      long most = sockets.stream().mapToInt(socket -> socket.sent().size()).max().orElse(0);
      long least = sockets.stream().mapToInt(socket -> socket.sent().size()).min().orElse(0);
      assertTrue(most - least <= 1, () -> least + " to " + most);
    }
  }

  @Test
  void theFlowThatIsNextComesFirst() {
    pacer(Pattern.rate(100), 3, count(30));
    begin();
    loop.pass(TICK);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int flow = i;
      sockets.get(i).onFlush = () -> order.add(flow);
    }
    loop.stall(35 * MS);
    loop.pass(0);

    assertEquals(List.of(1, 2, 0), order);
  }

  @Test
  void aClosedLoopSendsAsManyAsAreInFlightAtMost() {
    pacer(Pattern.depth(3), 2, count(100));
    begin();

    assertEquals(3, sockets.get(0).sent().size());
    assertEquals(3, sockets.get(1).sent().size());
    assertEquals(1, sockets.get(0).flushes);
    pacer.pump(flows.get(0));
    assertEquals(3, sockets.get(0).sent().size());
  }

  @Test
  void aClosedLoopSendsForEachReply() {
    pacer(Pattern.depth(3), 1, count(6));
    begin();
    loop.pass(5 * MS);
    answer(0, 2);
    assertEquals(5, sockets.get(0).sent().size());
    assertEquals(5 * MS, intended(0).get(3), "intended for the time at which there was room");
    assertEquals(0, late(0, 3));

    answer(0, 3);
    assertEquals(6, sockets.get(0).sent().size());
    assertFalse(pacer.ended().isComplete());
    answer(0, 1);
    loop.pass(10 * MS);
    assertTrue(pacer.ended().succeeded());
    assertTrue(loop.isIdle());
  }

  @Test
  void aClosedLoopSendsForEachLoss() {
    pacer(Pattern.depth(2), 1, count(1_000));
    begin();
    loop.pass(TIMEOUT.toNanos() + 10 * MS);

    assertEquals(4, sockets.get(0).sent().size());
    assertEquals(2, recorder.measured().lost);
    assertEquals(1, losses, "one message for all probes that were lost together");
  }

  @Test
  void aClosedLoopReadsTheClockSeldom() {
    pacer(Pattern.depth(40), 1, count(40));
    begin();

    assertEquals(3, clockReadings, "once per 16 probes");
  }

  @Test
  void aClosedLoopEndsWithItsDuration() {
    pacer(Pattern.depth(1), 1, duration(50));
    begin();
    for (int i = 0; i < 100; i++) {
      loop.pass(MS);
      if (sockets.get(0).unanswered() > 0) {
        answer(0, 1);
      }
    }

    assertEquals(50, sockets.get(0).sent().size());
    assertTrue(pacer.ended().succeeded());
    assertTrue(loop.isIdle());
  }

  @Test
  void finishSendsNoMoreAndWaitsForWhatIsInFlight() {
    pacer(Pattern.rate(1_000), 1, count(1_000));
    begin();
    loop.pass(10 * MS);
    int sent = sockets.get(0).sent().size();
    pacer.finish();
    loop.pass(20 * MS);
    assertEquals(sent, sockets.get(0).sent().size());
    assertFalse(pacer.ended().isComplete());

    answerAll();
    loop.pass(MS);
    assertTrue(pacer.ended().succeeded());
    assertTrue(loop.isIdle());
    assertEquals(0, recorder.measured().lost);
  }

  @Test
  void finishWaitsNoLongerThanTheTimeout() {
    pacer(Pattern.depth(5), 1, count(1_000));
    begin();
    loop.pass(10 * MS);
    pacer.finish();
    loop.pass(TIMEOUT.toNanos());

    assertEquals(5, recorder.measured().lost);
    assertEquals(5, sockets.get(0).sent().size());
    assertTrue(pacer.ended().succeeded());
    assertTrue(loop.isIdle());
  }

  @Test
  void finishBeforeTheBeginEndsAtOnce() {
    pacer(Pattern.depth(5), 1, count(1_000));
    pacer.finish();

    assertTrue(pacer.ended().succeeded());
    assertTrue(loop.isIdle());
  }

  @Test
  void stopEndsAtOnceWhateverIsInFlight() {
    pacer(Pattern.depth(5), 1, duration(1_000));
    begin();
    pacer.stop();

    assertTrue(pacer.ended().succeeded());
    assertTrue(loop.isIdle());
  }

  @Test
  void tellsOfLossesOncePerFlowAndSweep() {
    pacer(Pattern.rate(1_000), 1, count(10));
    begin();
    loop.pass(TIMEOUT.toNanos() + 50 * MS);

    assertEquals(10, recorder.measured().lost);
    assertTrue(losses >= 1 && losses <= 10, () -> "told " + losses + " times");
  }

  @Test
  void aStartInThePastIsCaughtUp() {
    pacer(Pattern.rate(100), 1, count(5));
    start = loop.nanoTime() - 25 * MS;
    pacer.begin(start);
    loop.pass(TICK);

    assertEquals(List.of(0L, 10 * MS, 20 * MS), intended(0));
  }

  @Test
  void aStartInTheFutureIsWaitedFor() {
    pacer(Pattern.rate(100), 1, count(5));
    start = loop.nanoTime() + 25 * MS;
    pacer.begin(start);
    loop.pass(25 * MS - 1);
    assertEquals(List.of(), intended(0));

    loop.pass(1);
    assertEquals(List.of(0L), intended(0));
  }

  @Test
  void theClockMayOverflow() {
    loop = new FakeLoop(Long.MAX_VALUE - 25 * MS);
    pacer(Pattern.rate(100), 2, count(10));
    begin();
    loop.pass(1_000 * MS);

    assertEquals(List.of(0L, 20 * MS, 40 * MS, 60 * MS, 80 * MS), intended(0));
    assertEquals(List.of(10 * MS, 30 * MS, 50 * MS, 70 * MS, 90 * MS), intended(1));
    assertEquals(10, recorder.measured().lost);
    assertTrue(pacer.ended().succeeded());
  }

  @Test
  void aFlowIsBoundedByWhatCanBeKeptTrackOf() {
    pacer(Pattern.rate(100), 1, count(1_000));
    sockets.get(0).writable = false;
    begin();
    loop.pass(5_000 * MS);
    sockets.get(0).writable = true;
    pacer.pump(flows.get(0));

    assertTrue(flows.get(0).session().inFlight() <= 22, "the probes of two timeouts");
    assertEquals(
        flows.get(0).turn(), recorder.measured().sent + recorder.measured().skipped, "none twice");
  }

  private long clock() {
    clockReadings++;
    return loop.nanoTime();
  }

  private void pacer(Pattern pattern, int allFlows, StopCondition stop) {
    pacer(pattern, allFlows, stop, InstanceShare.WHOLE);
  }

  private void pacer(Pattern pattern, int allFlows, StopCondition stop, InstanceShare share) {
    RunSpec spec =
        new RunSpec(
            "test",
            Endpoint.parse("tcp://127.0.0.1:7007"),
            Optional.empty(),
            TlsTrust.PLATFORM,
            pattern,
            allFlows,
            SizeRange.of(64),
            TIMEOUT,
            stop,
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
    for (int i = 0; i < share.flows(allFlows); i++) {
      int flow = share.flow(i);
      FlowSession session = new FlowSession(spec, flow, 1, recorder, observer);
      FakeSocket socket = new FakeSocket();
      PacedFlow paced = new PacedFlow(session, stop.countOf(flow, allFlows), new Random(1));
      paced.opened(socket);
      sockets.add(socket);
      flows.add(paced);
    }
    pacer = new Pacer(loop, this::clock, spec, flows, () -> losses++);
  }

  private void begin() {
    start = loop.nanoTime();
    pacer.begin(start);
  }

  private static StopCondition count(long probes) {
    return new StopCondition(Duration.ZERO, probes, Duration.ZERO);
  }

  private static StopCondition duration(long millis) {
    return new StopCondition(Duration.ofMillis(millis), 0, Duration.ZERO);
  }

  /** Does the same as the group: judges the replies, then sends as many probes as fit. */
  private void answer(int flow, int probes) {
    sockets.get(flow).answer(flows.get(flow).session(), probes, loop.nanoTime());
    pacer.pump(flows.get(flow));
  }

  private void answerAll() {
    for (int i = 0; i < flows.size(); i++) {
      answer(i, sockets.get(i).unanswered());
    }
  }

  /** The intended send times of a flow's probes, relative to the start. */
  private List<Long> intended(int flow) {
    return sockets.get(flow).sent().stream().map(probe -> probe.intendedNanos() - start).toList();
  }

  private long late(int flow, int probe) {
    Probe sent = sockets.get(flow).sent().get(probe);
    return sent.actualNanos() - sent.intendedNanos();
  }
}
