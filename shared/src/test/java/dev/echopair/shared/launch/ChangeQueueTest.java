package dev.echopair.shared.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChangeQueueTest {

  private final List<String> begun = new ArrayList<>();
  private final List<Promise<Void>> pending = new ArrayList<>();
  private final ChangeQueue<String> queue = new ChangeQueue<>(this::begin);

  private Future<Void> begin(String change) {
    begun.add(change);
    if (change.equals("throws")) {
      throw new IllegalStateException(change);
    }
    Promise<Void> done = Promise.promise();
    pending.add(done);
    return done.future();
  }

  @Test
  void appliesAChangeAtOnceWhenNoneIsBeingApplied() {
    queue.submit("a");
    pending.get(0).complete();
    queue.submit("b");
    assertEquals(List.of("a", "b"), begun);
  }

  @Test
  void aChangeWaitsForTheOneBeforeIt() {
    queue.submit("a");
    queue.submit("b");
    assertEquals(List.of("a"), begun);
    pending.get(0).complete();
    assertEquals(List.of("a", "b"), begun);
  }

  @Test
  void theLastOfThoseThatWaitIsTheOneThatIsApplied() {
    queue.submit("a");
    queue.submit("b");
    queue.submit("c");
    pending.get(0).complete();
    pending.get(1).complete();
    assertEquals(List.of("a", "c"), begun);
  }

  @Test
  void theNextChangeIsTriedAfterOneThatFails() {
    queue.submit("a");
    queue.submit("b");
    pending.get(0).fail("no");
    assertEquals(List.of("a", "b"), begun);
  }

  @Test
  void theNextChangeIsTriedAfterOneThatThrows() {
    queue.submit("throws");
    queue.submit("b");
    assertEquals(List.of("throws", "b"), begun);
  }
}
