package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.probe.SequenceTracker.Verdict;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class SequenceTrackerTest {

  private static final long TIMEOUT = 10;

  /** What happens to a run: a probe is sent, a reply comes, time goes by, the connection breaks. */
  sealed interface Step {}

  record Send() implements Step {}

  /** A reply to the probe so many before the next one; below zero to one that was not sent. */
  record Reply(int back) implements Step {}

  record TimeGoesBy(int nanos) implements Step {}

  record Break() implements Step {}

  @Provide
  Arbitrary<List<Step>> histories() {
    return Arbitraries.<Step>frequencyOf(
            Tuple.of(10, Arbitraries.create(Send::new)),
            Tuple.of(10, Arbitraries.integers().between(-2, 40).map(Reply::new)),
            Tuple.of(4, Arbitraries.integers().between(1, 12).map(TimeGoesBy::new)),
            Tuple.of(1, Arbitraries.create(Break::new)))
        .list()
        .ofMaxSize(300);
  }

  @Property
  void agreesWithAStraightforwardModel(
      @ForAll("histories") List<Step> history,
      @ForAll @IntRange(min = 1, max = 9) int outstanding) {
    SequenceTracker tracker = new SequenceTracker(outstanding, TIMEOUT);
    Model model = new Model(outstanding);
    long now = Long.MAX_VALUE - 20;
    for (Step step : history) {
      if (step instanceof Send) {
        assertEquals(model.sent.size(), tracker.nextSequence());
        assertEquals(model.send(now), tracker.sent(now));
      } else if (step instanceof Reply reply) {
        long sequence = (long) model.sent.size() - reply.back();
        assertEquals(model.reply(sequence), tracker.received(sequence), () -> "" + sequence);
        assertEquals(model.reordered, tracker.wasReordered());
      } else if (step instanceof TimeGoesBy time) {
        // The clock overflows in most histories: System.nanoTime() may, too.
        now += time.nanos();
        assertEquals(model.expire(now), tracker.expire(now));
      } else {
        assertEquals(model.giveUpAll(), tracker.giveUpAll());
      }
      assertEquals(model.span(), tracker.outstanding());
    }
  }

  @Example
  void givesUpTheOldestToMakeRoom() {
    SequenceTracker tracker = new SequenceTracker(2, TIMEOUT);

    assertEquals(0, tracker.sent(0));
    assertEquals(0, tracker.sent(0));
    assertEquals(1, tracker.sent(0));
    assertEquals(Verdict.LATE, tracker.received(0));
    assertEquals(Verdict.RECEIVED, tracker.received(2));
    assertEquals(Verdict.RECEIVED, tracker.received(1));
    assertTrue(tracker.wasReordered());
    assertEquals(Verdict.DUPLICATED, tracker.received(1));
    assertFalse(tracker.wasReordered());
  }

  @Example
  void forgetsWhatLiesBeyondItsWindow() {
    SequenceTracker tracker = new SequenceTracker(2, TIMEOUT);
    for (int i = 0; i < 1_000_000; i++) {
      tracker.sent(i);
    }

    assertEquals(Verdict.UNKNOWN, tracker.received(0));
    assertEquals(Verdict.UNKNOWN, tracker.received(1_000_000));
    assertEquals(Verdict.UNKNOWN, tracker.received(-1));
    assertEquals(Verdict.RECEIVED, tracker.received(999_999));
  }

  /** Keeps everything for ever, and looks through all of it each time. */
  private static final class Model {

    private enum State {
      WAITING,
      ANSWERED,
      LOST
    }

    private static final class Probe {
      private final long at;
      private State state = State.WAITING;

      Probe(long at) {
        this.at = at;
      }
    }

    private final int room;
    private final List<Probe> sent = new ArrayList<>();
    private long highest = -1;
    private boolean reordered;

    /** The tracker's room is the next power of two. */
    Model(int outstanding) {
      int power = 1;
      while (power < outstanding) {
        power *= 2;
      }
      this.room = power;
    }

    int send(long now) {
      int lost = 0;
      if (span() == room) {
        sent.get((int) (sent.size() - span())).state = State.LOST;
        lost = 1;
      }
      sent.add(new Probe(now));
      return lost;
    }

    Verdict reply(long sequence) {
      reordered = false;
      if (sequence < 0 || sequence >= sent.size() || sequence < sent.size() - 2L * room) {
        return Verdict.UNKNOWN;
      }
      Probe probe = sent.get((int) sequence);
      if (probe.state == State.ANSWERED) {
        return Verdict.DUPLICATED;
      }
      Verdict verdict = probe.state == State.LOST ? Verdict.LATE : Verdict.RECEIVED;
      probe.state = State.ANSWERED;
      reordered = sequence < highest;
      highest = Math.max(highest, sequence);
      return verdict;
    }

    int expire(long now) {
      int lost = 0;
      for (Probe probe : sent) {
        if (probe.state == State.WAITING && now - probe.at >= TIMEOUT) {
          probe.state = State.LOST;
          lost++;
        }
      }
      return lost;
    }

    int giveUpAll() {
      int lost = 0;
      for (Probe probe : sent) {
        if (probe.state == State.WAITING) {
          probe.state = State.LOST;
          lost++;
        }
      }
      return lost;
    }

    /** From the oldest probe that is waited for to the newest. */
    long span() {
      for (int i = 0; i < sent.size(); i++) {
        if (sent.get(i).state == State.WAITING) {
          return (long) sent.size() - i;
        }
      }
      return 0;
    }
  }
}
