package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DropCountersTest {

  @Test
  void countsEachReasonByItself() {
    DropCounters drops = new DropCounters();
    drops.count(DropReason.IDLE_TIMEOUT);
    drops.count(DropReason.IDLE_TIMEOUT);
    drops.count(DropReason.ECHO_LOOP);
    assertEquals(2, drops.of(DropReason.IDLE_TIMEOUT));
    assertEquals(1, drops.of(DropReason.ECHO_LOOP));
    assertEquals(0, drops.of(DropReason.SEND_FAILED));
  }

  @Test
  void addsTheReasonsThatOccurredToWhatIsThere() {
    DropCounters drops = new DropCounters();
    drops.count(DropReason.CONNECTION_LIMIT);
    Map<String, Long> counters = new HashMap<>(Map.of("received_bytes", 5L));
    drops.addTo(counters);
    assertEquals(Map.of("received_bytes", 5L, "dropped.connection_limit", 1L), counters);
  }

  @ParameterizedTest
  @EnumSource
  void namesEveryReasonAsReportsMayNameIt(DropReason reason) {
    assertTrue(reason.label().matches("[a-z][a-z0-9_]*"), reason.label());
  }
}
