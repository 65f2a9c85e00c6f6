package dev.echopair.client.verticle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.metrics.Measurements;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProbeSessionTest {

  private static final int SIZE = 64;
  private static final long MS = 1_000_000;
  private static final long TIMEOUT = 2_000 * MS;

  private final ProbeCounters counters = new ProbeCounters();
  private final ProbeSession session = session(7, SIZE, counters);

  @Test
  void countsAnAnsweredProbe() {
    ByteBuf probe = session.next(0, 0);
    assertEquals(1, session.inFlight());

    assertTrue(session.received(probe, 5 * MS));
    assertEquals(0, session.inFlight());
    assertCount("sent_messages", 1);
    assertCount("sent_bytes", SIZE);
    assertCount("received_messages", 1);
    assertCount("received_bytes", SIZE);
    assertNoneBut();
  }

  @Test
  void timesTheRoundTripFromTheIntendedTimeAndKeepsItsOwnLagApart() {
    ByteBuf probe = session.next(10 * MS, 13 * MS);
    session.received(probe, 15 * MS);

    assertTrue(counters.roundTrip.valuesAreEquivalent(5 * MS, counters.roundTrip.getMaxValue()));
    assertTrue(counters.sendLag.valuesAreEquivalent(3 * MS, counters.sendLag.getMaxValue()));
  }

  @Test
  void countsAProbeWithoutAnswerAsLostOnceItsTimeIsOver() {
    session.next(0, 0);

    assertEquals(0, session.expire(TIMEOUT - 1));
    assertEquals(1, session.expire(TIMEOUT));
    assertEquals(0, session.expire(TIMEOUT + 1));
    assertNoneBut("lost_messages");
  }

  @Test
  void countsAnAnswerAfterItsTimeAsLateAndNotInTheHistogram() {
    ByteBuf probe = session.next(0, 0);
    session.expire(TIMEOUT);

    assertFalse(session.received(probe, TIMEOUT + 1));
    assertEquals(0, counters.roundTrip.getTotalCount());
    assertNoneBut("lost_messages", "late_messages");
  }

  @Test
  void countsASecondAnswerAsDuplicated() {
    ByteBuf probe = session.next(0, 0);
    session.received(probe, 1);

    assertFalse(session.received(probe, 2));
    assertEquals(1, counters.roundTrip.getTotalCount());
    assertNoneBut("duplicated_messages");
  }

  @Test
  void countsAnAnswerBehindALaterOneAsReordered() {
    ByteBuf first = session.next(0, 0);
    ByteBuf second = session.next(1, 1);

    assertTrue(session.received(second, 2));
    assertTrue(session.received(first, 3));
    assertNoneBut("reordered_messages");
  }

  @Test
  void countsAnAnswerWithAnotherPayloadAsCorrupted() {
    ByteBuf probe = session.next(0, 0);
    probe.setByte(SIZE - 1, probe.getByte(SIZE - 1) ^ 1);

    assertFalse(session.received(probe, 1));
    assertNoneBut("corrupted_messages");
  }

  @Test
  void countsAnAnswerOfAnotherLengthAsCorrupted() {
    ByteBuf probe = session.next(0, 0);

    assertFalse(session.received(probe.slice(0, SIZE - 8), 1));
    assertNoneBut("corrupted_messages");
  }

  @Test
  void countsAnAnswerWhoseTimesWereChangedAsCorruptedAndKeepsThemOutOfTheHistogram() {
    ByteBuf probe = session.next(0, 0);
    probe.setByte(24, 0x40);

    assertFalse(session.received(probe, 1));
    assertEquals(0, counters.roundTrip.getTotalCount());
    assertNoneBut("corrupted_messages");
  }

  @Test
  void countsWhatIsNoProbeAsUnknown() {
    assertFalse(session.received(Unpooled.wrappedBuffer(new byte[SIZE]), 1));
    assertFalse(session.received(Unpooled.EMPTY_BUFFER, 1));
    assertCount("dropped.unknown_reply", 2);
  }

  @Test
  void countsAProbeOfAnotherRunAsUnknown() {
    session.next(0, 0);
    ByteBuf other = session(8, SIZE, new ProbeCounters()).next(0, 0);

    assertFalse(session.received(other, 1));
    assertEquals(1, session.inFlight());
    assertNoneBut("dropped.unknown_reply");
  }

  @Test
  void countsAProbeThatWasNeverSentAsUnknown() {
    ByteBuf early = session(7, SIZE, new ProbeCounters()).next(0, 0);

    assertFalse(session.received(early, 1));
    assertNoneBut("dropped.unknown_reply");
  }

  @Test
  void givesUpAllThatIsInFlightWhenTheConnectionBreaks() {
    session.next(0, 0);
    session.next(1, 1);
    session.giveUpAll();

    assertEquals(0, session.inFlight());
    assertCount("lost_messages", 2);
  }

  @Test
  void boundsWhatIsInFlight() {
    ProbeSession eager =
        new ProbeSession(1, 40, Duration.ofNanos(1), Duration.ofHours(1), counters);
    for (int i = 0; i < 200_000; i++) {
      eager.next(i, i).release();
    }

    assertTrue(eager.inFlight() <= 1 << 16, () -> eager.inFlight() + " in flight");
    assertCount("lost_messages", 200_000 - eager.inFlight());
  }

  private static ProbeSession session(long runId, int size, ProbeCounters counters) {
    return new ProbeSession(
        runId, size, Duration.ofSeconds(1), Duration.ofNanos(TIMEOUT), counters);
  }

  private void assertCount(String counter, long expected) {
    assertEquals(expected, measured().counters().get(counter), counter);
  }

  /** Of what can go wrong, these have been counted once and nothing else has. */
  private void assertNoneBut(String... once) {
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
      assertEquals(expected, measured().counters().getOrDefault(each, 0L), each);
    }
  }

  private Measurements measured() {
    return counters.measurements(false, session.inFlight());
  }
}
