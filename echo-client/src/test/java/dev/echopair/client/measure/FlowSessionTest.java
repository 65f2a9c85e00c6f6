package dev.echopair.client.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.shared.net.Endpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FlowSessionTest {

  private static final int SIZE = 64;
  private static final long MS = 1_000_000;
  private static final long TIMEOUT = 2_000 * MS;

  private final RunRecorder recorder = new RunRecorder();
  private final FlowSession session = session(7, SIZE, recorder);

  @Test
  void countsAnAnsweredProbe() {
    ByteBuffer probe = next(0, 0);
    assertEquals(1, session.inFlight());

    assertTrue(received(probe, 5 * MS));
    assertEquals(0, session.inFlight());
    assertCount("sent_messages", 1);
    assertCount("sent_bytes", SIZE);
    assertCount("received_messages", 1);
    assertCount("received_bytes", SIZE);
    assertEquals(1, recorder.measured().received);
    assertNoneBut();
  }

  @Test
  void timesTheRoundTripFromTheIntendedTimeAndKeepsItsOwnLagApart() {
    ByteBuffer probe = next(10 * MS, 13 * MS);
    received(probe, 15 * MS);

    Latencies measured = recorder.drain().measured();
    assertOnly(5 * MS, measured.roundTrip());
    assertOnly(2 * MS, measured.uncorrected());
    assertOnly(3 * MS, measured.sendLag());
    assertOnly(5 * MS, recorder.roundTrip());
    assertOnly(3 * MS, recorder.sendLag());
    assertEquals(List.of(new RoundTrip(10 * MS, 15 * MS)), slowest());
  }

  @Test
  void countsAProbeWithoutAnswerAsLostOnceItsTimeIsOver() {
    next(0, 0);

    assertEquals(0, session.expire(TIMEOUT - 1));
    assertEquals(1, session.expire(TIMEOUT));
    assertEquals(0, session.expire(TIMEOUT + 1));
    assertNoneBut("lost_messages");
  }

  @Test
  void countsAnAnswerAfterItsTimeAsLateAndNotInTheHistogram() {
    ByteBuffer probe = next(0, 0);

    assertFalse(received(probe, TIMEOUT + 1));
    assertEquals(List.of(), slowest());
    assertNoneBut("lost_messages", "late_messages");
  }

  @Test
  void countsASecondAnswerAsDuplicated() {
    ByteBuffer probe = next(0, 0);
    received(probe, 1);

    assertFalse(received(probe, 2));
    assertEquals(1, slowest().size());
    assertNoneBut("duplicated_messages");
  }

  @Test
  void countsAnAnswerBehindALaterOneAsReorderedWithItsExtent() {
    ByteBuffer first = next(0, 0);
    ByteBuffer second = next(1, 1);
    ByteBuffer third = next(2, 2);

    assertTrue(received(second, 3));
    assertTrue(received(third, 3));
    assertTrue(received(first, 3));
    assertNoneBut("reordered_messages");
    assertEquals(2, recorder.measured().reorderingExtent);
  }

  @Test
  void countsAndTimesWhatWasSentTogetherAndReadTogether() {
    RunRecorder counts = new RunRecorder();
    FlowSession deep = session(7, SIZE, counts, RunSpec.Pattern.depth(4));
    ByteBuffer probes = next(deep, 4, 0, 0);
    assertEquals(4, deep.inFlight());

    assertEquals(4, deep.received(probes, SIZE, 4, 5 * MS));
    assertTrue(deep.endRead());
    assertEquals(0, deep.inFlight());
    assertEquals(4, counts.measured().received);
    assertEquals(4 * SIZE, counts.measured().replyBytes);
    assertEquals(4, deep.counts(null).counts().received);
    assertEquals(4, counts.drain().measured().roundTrip().getTotalCount());
  }

  @Test
  void judgesEachOfWhatWasReadTogetherWhereOneWasAnsweredBefore() {
    RunRecorder counts = new RunRecorder();
    FlowSession deep = session(7, SIZE, counts, RunSpec.Pattern.depth(4));
    ByteBuffer probes = next(deep, 4, 0, 0);
    deep.received(probes.slice(SIZE, SIZE), MS);

    assertEquals(4, deep.received(probes, SIZE, 4, 5 * MS));
    assertTrue(deep.endRead());
    assertEquals(4, counts.measured().received);
    assertEquals(5, counts.measured().replies);
    assertEquals(1, counts.measured().duplicated);
    assertEquals(1, counts.measured().reordered, "the first reply arrives after the second");
  }

  @Test
  void judgesWhatWasReadTogetherUpToAnAnswerThatHasChanged() {
    RunRecorder counts = new RunRecorder();
    FlowSession deep = session(7, SIZE, counts, RunSpec.Pattern.depth(4));
    ByteBuffer probes = next(deep, 4, 0, 0);
    probes.put(2 * SIZE + 50, (byte) ~probes.get(2 * SIZE + 50));

    assertEquals(2, deep.received(probes, SIZE, 4, MS));
    assertEquals(1, deep.received(probes.position(2 * SIZE), SIZE, 2, MS));
    assertEquals(1, deep.received(probes.position(3 * SIZE), SIZE, 1, MS));
    deep.endRead();
    assertEquals(3, counts.measured().received);
    assertEquals(1, counts.measured().corrupted);
    assertEquals(1, deep.inFlight());
  }

  @Test
  void writesOneByOneWhatDiffersInSize() {
    RunSpec.SizeRange range = new RunSpec.SizeRange(40, 1_000);
    RunRecorder counts = new RunRecorder();
    FlowSession ranged = session(7, range, counts, RunSpec.Pattern.depth(3));
    ByteBuffer out = ByteBuffer.allocate(3_000);
    for (int ahead = 0; ahead < 3; ahead++) {
      assertEquals(range.ofProbe(ahead), ranged.sizeOf(ahead));
      assertEquals(1, ranged.write(out, ahead, ranged.sizeOf(ahead), 3 - ahead, 0, 0));
    }
    ranged.sent(3, out.position(), 0, 0);
    out.flip();
    for (int i = 0; i < 3; i++) {
      assertEquals(1, ranged.received(out, range.ofProbe(i), 1, MS));
      out.position(out.position() + range.ofProbe(i));
    }

    ranged.endRead();
    assertEquals(3, counts.measured().received);
    assertEquals(0, out.remaining());
  }

  @Test
  void writesTogetherWhatThereIsRoomFor() {
    FlowSession deep = session(7, SIZE, recorder, RunSpec.Pattern.depth(4));

    assertEquals(2, deep.write(ByteBuffer.allocate(3 * SIZE - 1), 0, SIZE, 4, 0, 0));
  }

  @Test
  void countsAnAnswerWithAnotherBitAsCorruptedWhereverItIs() {
    ByteBuffer probe = next(0, 0);
    for (int bit = 0; bit < SIZE * Byte.SIZE; bit++) {
      ByteBuffer flipped = ByteBuffer.allocate(SIZE).put(probe.duplicate()).flip();
      int at = bit / Byte.SIZE;
      flipped.put(at, (byte) (flipped.get(at) ^ (1 << (bit % Byte.SIZE))));
      assertFalse(received(flipped, 1));
    }

    assertCount("corrupted_messages", SIZE * Byte.SIZE);
    assertEquals(1, session.inFlight());
    assertEquals(List.of(), slowest());
  }

  @Test
  void countsAnAnswerOfAnotherLengthAsCorrupted() {
    ByteBuffer probe = next(0, 0);

    assertFalse(received(probe.limit(SIZE - 8), 1));
    assertNoneBut("corrupted_messages");
  }

  @Test
  void countsWhatIsNoProbeAsCorrupted() {
    assertFalse(received(ByteBuffer.wrap(new byte[SIZE]), 1));
    assertFalse(received(ByteBuffer.allocate(0), 1));
    assertCount("corrupted_messages", 2);
  }

  @Test
  void countsAProbeOfAnotherRunAsUnknown() {
    next(0, 0);
    ByteBuffer other = next(session(8, SIZE, new RunRecorder()), 0, 0);

    assertFalse(received(other, 1));
    assertEquals(1, session.inFlight());
    assertNoneBut("dropped.unknown_reply");
  }

  @Test
  void countsProbesOfAnotherRunThatLieTogetherAtOnce() {
    FlowSession other = session(8, SIZE, new RunRecorder(), RunSpec.Pattern.depth(3));
    ByteBuffer probes = next(other, 3, 0, 0);

    assertEquals(3, session.received(probes, SIZE, 3, 1));
    assertCount("dropped.unknown_reply", 3);
    assertCount("received_messages", 3);
    assertCount("received_bytes", 3 * SIZE);
  }

  @Test
  void countsAProbeThatWasNeverSentAsUnknown() {
    ByteBuffer early = next(session(7, SIZE, new RunRecorder()), 0, 0);

    assertFalse(received(early, 1));
    assertNoneBut("dropped.unknown_reply");
  }

  @Test
  void losesAllProbesInFlightWhenTheConnectionBreaks() {
    next(0, 0);
    next(1, 1);
    session.giveUpAll();

    assertEquals(0, session.inFlight());
    assertCount("lost_messages", 2);
  }

  @Test
  void leavesTheWarmupOutOfTheResultByTheTimesOfTheSends() {
    recorder.warmupUntil(100);
    ByteBuffer warm = next(99, 99);
    next(99, 150);
    ByteBuffer measured = next(100, 150);
    received(warm, 500);
    received(measured, 500);
    session.skipped(99, "");
    session.expire(TIMEOUT * 2);

    assertEquals(2, recorder.warmup().sent);
    assertEquals(1, recorder.warmup().received);
    assertEquals(1, recorder.warmup().lost);
    assertEquals(1, recorder.warmup().skipped);
    assertEquals(1, recorder.measured().sent);
    assertEquals(1, recorder.measured().received);
    assertEquals(0, recorder.measured().lost);
    assertEquals(List.of(new RoundTrip(100, 500)), slowest());
    ProbeCounts own = session.counts(null).counts();
    assertEquals(1, own.sent);
    assertEquals(1, own.received);
    assertEquals(0, own.lost);
    assertCount("sent_messages", 3);
  }

  /** RFC 3550, section 6.4.1: differences of 16 and 32 ms give 1 ms and then 2.9375 ms. */
  @Test
  void smoothsTheJitterAsTheRfcDoes() {
    received(next(0, 0), 10 * MS);
    received(next(100 * MS, 100 * MS), 126 * MS);
    assertEquals(MS, session.counts(null).jitterNanos(), 1);
    received(next(200 * MS, 200 * MS), 258 * MS);

    assertEquals(2.9375 * MS, session.counts(null).jitterNanos(), 1);
  }

  @Test
  void boundsWhatIsInFlightByWhatTheTimeoutLetsBeSent() {
    RunRecorder counts = new RunRecorder();
    FlowSession eager = session(1, 40, counts);
    int sent = 0;
    while (eager.room() > 0) {
      next(eager, sent, sent);
      sent++;
    }

    assertTrue(sent >= 4 && sent <= 8, sent + " in flight at 1 per second with a timeout of 2 s");
  }

  private static FlowSession session(long runId, int size, RunRecorder recorder) {
    return session(runId, size, recorder, RunSpec.Pattern.rate(1));
  }

  private static FlowSession session(
      long runId, int size, RunRecorder recorder, RunSpec.Pattern pattern) {
    return session(runId, RunSpec.SizeRange.of(size), recorder, pattern);
  }

  private static FlowSession session(
      long runId, RunSpec.SizeRange size, RunRecorder recorder, RunSpec.Pattern pattern) {
    RunSpec spec =
        new RunSpec(
            "test",
            Endpoint.parse("udp://127.0.0.1:7"),
            Optional.empty(),
            TlsTrust.PLATFORM,
            pattern,
            1,
            size,
            Duration.ofNanos(TIMEOUT),
            RunSpec.StopCondition.NEVER,
            Duration.ofSeconds(1),
            false,
            false);
    return new FlowSession(spec, 0, runId, recorder, ProbeObserver.NONE);
  }

  private List<RoundTrip> slowest() {
    return recorder.result(List.of()).slowest();
  }

  private ByteBuffer next(long intendedNanos, long nowNanos) {
    return next(session, intendedNanos, nowNanos);
  }

  private static ByteBuffer next(FlowSession session, long intendedNanos, long nowNanos) {
    return next(session, 1, intendedNanos, nowNanos);
  }

  /** Writes and sends probes together. */
  private static ByteBuffer next(
      FlowSession session, int probes, long intendedNanos, long nowNanos) {
    ByteBuffer out = ByteBuffer.allocate(probes * session.sizeOf(0));
    assertEquals(probes, session.write(out, 0, session.sizeOf(0), probes, intendedNanos, nowNanos));
    session.sent(probes, out.capacity(), intendedNanos, nowNanos);
    return out.flip();
  }

  /** Judges a reply; true when it is the first reply to a probe, in time. */
  private boolean received(ByteBuffer reply, long nowNanos) {
    long before = recorder.warmup().received + recorder.measured().received;
    session.received(reply, nowNanos);
    session.endRead();
    return recorder.warmup().received + recorder.measured().received > before;
  }

  private static void assertOnly(long nanos, Histogram histogram) {
    assertEquals(1, histogram.getTotalCount());
    assertTrue(histogram.valuesAreEquivalent(nanos, histogram.getMaxValue()));
  }

  private void assertCount(String counter, long expected) {
    assertEquals(expected, recorder.counters().getOrDefault(counter, 0L), counter);
  }

  /** Asserts that each of these error counters is 1 and all others are 0. */
  private void assertNoneBut(String... once) {
    Map<String, Long> counters = recorder.counters();
    for (String each :
        new String[] {
          "lost_messages",
          "late_messages",
          "duplicated_messages",
          "reordered_messages",
          "corrupted_messages",
          "dropped.unknown_reply"
        }) {
      long expected = Arrays.asList(once).contains(each) ? 1 : 0;
      assertEquals(expected, counters.getOrDefault(each, 0L), each);
    }
  }
}
