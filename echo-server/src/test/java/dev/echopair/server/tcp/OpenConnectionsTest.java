package dev.echopair.server.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.metrics.DropReason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests without sockets and waits: the clock moves only when a test moves it. */
class OpenConnectionsTest {

  private static final Duration IDLE = Duration.ofSeconds(16);

  private long nanos = Long.MAX_VALUE - 5;
  private Runnable tick = () -> {};
  private int left;

  private final List<Duration> tickers = new ArrayList<>();
  private final OpenConnections connections =
      new OpenConnections(this::startTicker, () -> nanos, () -> left++);

  @Test
  void checksSixteenTimesPerIdleTimeout() {
    connections.closeIdleAfter(IDLE);

    assertEquals(List.of(Duration.ofSeconds(1)), tickers);
  }

  @Test
  void closesAConnectionOnWhichNothingHasMovedForTheIdleTimeout() {
    connections.closeIdleAfter(IDLE);
    Connection connection = open();

    pass(IDLE.minusNanos(1));
    assertNull(connection.closedFor);
    pass(Duration.ofNanos(1));
    assertEquals(DropReason.IDLE_TIMEOUT, connection.closedFor);
  }

  @Test
  void aConnectionWithProgressGetsTheWholeTimeoutFromTheCheckThatSawIt() {
    connections.closeIdleAfter(IDLE);
    Connection connection = open();
    connection.progress = 7;
    pass(IDLE);
    assertNull(connection.closedFor);

    pass(IDLE.minusNanos(1));
    assertNull(connection.closedFor);
    pass(Duration.ofNanos(1));
    assertEquals(DropReason.IDLE_TIMEOUT, connection.closedFor);
  }

  @Test
  void closesOnlyThoseThatAreIdle() {
    connections.closeIdleAfter(IDLE);
    Connection idle = open();
    pass(IDLE.dividedBy(2));
    Connection young = open();
    pass(IDLE.dividedBy(2));

    assertEquals(DropReason.IDLE_TIMEOUT, idle.closedFor);
    assertNull(young.closedFor);
    assertEquals(1, connections.size());
  }

  @Test
  void neverClosesAnIdleConnectionWhenTheTimeoutIsZero() {
    connections.closeIdleAfter(Duration.ZERO);
    open();

    assertEquals(List.of(), tickers);
  }

  @Test
  void aChangedTimeoutHoldsForConnectionsThatAreOpen() {
    connections.closeIdleAfter(IDLE);
    Connection connection = open();
    connections.closeIdleAfter(IDLE.dividedBy(4));
    assertEquals(List.of(Duration.ofMillis(250)), tickers, "the first ticker is stopped");

    pass(IDLE.dividedBy(4));
    assertEquals(DropReason.IDLE_TIMEOUT, connection.closedFor);
  }

  @Test
  void aTimeoutOfZeroStopsTheChecks() {
    connections.closeIdleAfter(IDLE);
    connections.closeIdleAfter(Duration.ZERO);

    assertEquals(List.of(), tickers);
  }

  @Test
  void closesAllThatAreOpenWhenTheDrainIsOver() {
    List<Connection> open = List.of(open(), open(), open());
    connections.closeAll();

    open.forEach(each -> assertEquals(DropReason.DRAIN_TIMEOUT, each.closedFor));
    assertEquals(0, connections.size());
  }

  @Test
  void tellsWhenTheLastOneIsClosed() {
    Connection first = open();
    Connection second = open();
    Future<Void> allClosed = connections.allClosed();

    connections.remove(first);
    assertFalse(allClosed.isComplete());
    connections.remove(second);
    assertTrue(allClosed.succeeded());
  }

  @Test
  void allAreClosedWhereNoneWasOpen() {
    assertTrue(connections.allClosed().succeeded());
  }

  @Test
  void givesBackThePlaceOfEachThatIsClosed() {
    Connection first = open();
    open();
    connections.remove(first);

    assertEquals(1, left);
    assertEquals(1, connections.size());
  }

  private Connection open() {
    Connection connection = new Connection();
    connections.add(connection);
    return connection;
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    tick.run();
  }

  private Runnable startTicker(Duration interval, Runnable step) {
    tickers.add(interval);
    tick = step;
    return () -> tickers.remove(interval);
  }

  private final class Connection implements EchoConnection {

    private long progress;
    private DropReason closedFor;

    @Override
    public long progress() {
      return progress;
    }

    @Override
    public void close(DropReason reason) {
      closedFor = reason;
      connections.remove(this);
    }
  }
}
