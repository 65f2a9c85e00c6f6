package dev.echopair.shared.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.probe.SequenceTracker.Verdict;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class SequenceTrackerTest {

  private static final long TIMEOUT = 10;

  /** A step of a run: a probe is sent, a reply arrives, time passes, or the connection breaks. */
  sealed interface Step {}

  record Send(int probes) implements Step {}

  /** A reply to the probe {@code back} numbers before the next; negative: to an unsent probe. */
  record Reply(int back) implements Step {}

  /** Replies read together: to that probe and to the following ones. */
  record Replies(int back, int count) implements Step {}

  record TimeGoesBy(int nanos) implements Step {}

  record Break() implements Step {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Integer> backs = Arbitraries.integers().between(-2, 40);
    return Arbitraries.<Step>frequencyOf(
            Tuple.of(10, Arbitraries.integers().between(1, 4).map(Send::new)),
            Tuple.of(10, backs.map(Reply::new)),
            Tuple.of(
                10,
                Combinators.combine(backs, Arbitraries.integers().between(1, 6)).as(Replies::new)),
            Tuple.of(4, Arbitraries.integers().between(1, 12).map(TimeGoesBy::new)),
            Tuple.of(1, Arbitraries.create(Break::new)))
        .list()
        .ofMaxSize(300);
  }

  @Property
  void agreesWithAStraightforwardModel(
      @ForAll("histories") List<Step> history,
      @ForAll @IntRange(min = 1, max = 9) int outstanding) {
    List<Long> losses = new ArrayList<>();
    SequenceTracker tracker = new SequenceTracker(outstanding, TIMEOUT, losses::add);
    Model model = new Model(outstanding);
    long now = Long.MAX_VALUE - 20;
    for (Step step : history) {
      if (step instanceof Send send) {
        assertEquals(model.sent.size(), tracker.nextSequence());
        assertEquals(model.room - model.span(), tracker.room());
        assertEquals(model.isFull(), tracker.isFull());
        int probes = Math.min(send.probes(), tracker.room());
        for (int i = 0; i < probes; i++) {
          model.send(now);
        }
        tracker.sent(probes, now);
      } else if (step instanceof Reply reply) {
        long sequence = (long) model.sent.size() - reply.back();
        assertEquals(
            model.reply(sequence, now), tracker.received(sequence, now), () -> "" + sequence);
        assertEquals(model.extent, tracker.reorderingExtent());
      } else if (step instanceof Replies replies) {
        long sequence = (long) model.sent.size() - replies.back();
        int inOrder = tracker.receivedInOrder(sequence, replies.count(), now);
        for (int i = 0; i < inOrder; i++) {
          assertEquals(Verdict.RECEIVED, model.reply(sequence + i, now));
          assertEquals(0, model.extent);
        }
        if (inOrder < replies.count()) {
          assertFalse(model.wouldBeInOrder(sequence + inOrder, now), () -> "" + sequence);
        }
      } else if (step instanceof TimeGoesBy time) {
        // The clock overflows in most histories, because System.nanoTime() may overflow.
        now += time.nanos();
        model.expire(now);
        tracker.expire(now);
      } else {
        model.giveUpAll();
        tracker.giveUpAll();
      }
      assertEquals(model.inFlight(), tracker.inFlight());
      assertEquals(model.losses, losses);
    }
  }

  @Example
  void sendsNoMoreThanItCanKeepTrackOf() {
    SequenceTracker tracker = new SequenceTracker(2, TIMEOUT, lost -> {});
    tracker.sent(1, 0);
    tracker.sent(1, 0);

    assertTrue(tracker.isFull());
    assertThrows(IllegalStateException.class, () -> tracker.sent(1, 0));
    assertEquals(Verdict.RECEIVED, tracker.received(1, 1));
    assertTrue(tracker.isFull(), "the older probe is still outstanding");
    assertEquals(Verdict.RECEIVED, tracker.received(0, 1));
    assertEquals(1, tracker.reorderingExtent());
    assertEquals(Verdict.DUPLICATED, tracker.received(1, 1));
    assertEquals(0, tracker.reorderingExtent());
    assertFalse(tracker.isFull());
  }

  @Example
  void takesAReplyAfterItsTimeForLateWithoutBeingToldToExpire() {
    List<Long> losses = new ArrayList<>();
    SequenceTracker tracker = new SequenceTracker(2, TIMEOUT, losses::add);
    tracker.sent(1, 0);

    assertEquals(Verdict.LATE, tracker.received(0, TIMEOUT));
    assertEquals(List.of(0L), losses);
  }

  @Example
  void countsNoUnsentProbesAsReceived() {
    SequenceTracker tracker = new SequenceTracker(4, TIMEOUT, lost -> {});
    tracker.sent(2, 0);

    for (long sequence :
        new long[] {2, 3, 1L << 32, Long.MAX_VALUE - 1, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      assertEquals(0, tracker.receivedInOrder(sequence, 4, 1), () -> "" + sequence);
    }
    assertEquals(2, tracker.inFlight());
    assertEquals(2, tracker.receivedInOrder(0, 4, 1));
    assertEquals(0, tracker.inFlight());
  }

  /** Several packets overtake another one (RFC 4737, section 4.2.1). */
  @Example
  void measuresTheExtentAsTheRfcDoes() {
    SequenceTracker tracker = new SequenceTracker(16, TIMEOUT, lost -> {});
    for (int i = 0; i < 10; i++) {
      tracker.sent(1, 0);
    }
    List<Long> extents = new ArrayList<>();
    for (long sequence : new long[] {0, 1, 2, 5, 6, 7, 3, 8, 9, 4}) {
      tracker.received(sequence, 1);
      extents.add(tracker.reorderingExtent());
    }

    assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L, 3L, 0L, 0L, 6L), extents);
  }

  @Example
  void forgetsWhatLiesBeyondItsWindow() {
    SequenceTracker tracker = new SequenceTracker(2, TIMEOUT, lost -> {});
    for (int i = 0; i < 1_000_000; i++) {
      tracker.expire(i * TIMEOUT);
      tracker.sent(1, i * TIMEOUT);
    }

    long now = 999_999 * TIMEOUT;
    assertEquals(Verdict.UNKNOWN, tracker.received(0, now));
    assertEquals(Verdict.UNKNOWN, tracker.received(1_000_000, now));
    assertEquals(Verdict.UNKNOWN, tracker.received(-1, now));
    assertEquals(Verdict.RECEIVED, tracker.received(999_999, now));
  }

  /** A simple model of the tracker: it keeps all probes and searches all of them each time. */
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
    private final List<Long> losses = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private long extent;

    /** The tracker rounds its room up to the next power of two. */
    Model(int outstanding) {
      int power = 1;
      while (power < outstanding) {
        power *= 2;
      }
      this.room = power;
    }

    boolean isFull() {
      return span() == room;
    }

    void send(long now) {
      sent.add(new Probe(now));
    }

    Verdict reply(long sequence, long now) {
      extent = 0;
      if (sequence < 0 || sequence >= sent.size() || sequence < sent.size() - 2L * room) {
        return Verdict.UNKNOWN;
      }
      Probe probe = sent.get((int) sequence);
      if (probe.state == State.ANSWERED) {
        return Verdict.DUPLICATED;
      }
      if (probe.state == State.WAITING && now - probe.at >= TIMEOUT) {
        giveUp(sequence);
      }
      Verdict verdict = probe.state == State.LOST ? Verdict.LATE : Verdict.RECEIVED;
      probe.state = State.ANSWERED;
      arrivals.add(sequence);
      for (int i = 0; i < arrivals.size(); i++) {
        if (arrivals.get(i) > sequence) {
          extent = arrivals.size() - 1L - i;
          break;
        }
      }
      return verdict;
    }

    boolean wouldBeInOrder(long sequence, long now) {
      if (sequence < 0 || sequence >= sent.size()) {
        return false;
      }
      Probe probe = sent.get((int) sequence);
      return probe.state == State.WAITING
          && now - probe.at < TIMEOUT
          && arrivals.stream().allMatch(arrived -> arrived < sequence);
    }

    void expire(long now) {
      for (int i = 0; i < sent.size(); i++) {
        if (sent.get(i).state == State.WAITING && now - sent.get(i).at >= TIMEOUT) {
          giveUp(i);
        }
      }
    }

    void giveUpAll() {
      for (int i = 0; i < sent.size(); i++) {
        if (sent.get(i).state == State.WAITING) {
          giveUp(i);
        }
      }
    }

    private void giveUp(long sequence) {
      sent.get((int) sequence).state = State.LOST;
      losses.add(sequence);
    }

    long inFlight() {
      return sent.stream().filter(probe -> probe.state == State.WAITING).count();
    }

    /** The number of probes from the oldest outstanding one to the newest. */
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
