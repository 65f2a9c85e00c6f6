package dev.echopair.client.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class WatchPageTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

  private final WatchModel model = new WatchModel("http://127.0.0.1:7080");

  @Test
  void showsTotalsNodesRatesAndPercentiles() {
    model.answer(totals("host-1", 20), 0);

    String text = text(new WatchPage.Frame(140, 30, 0, true));
    assertTrue(text.contains("seen by viewer, 2.0s ago: 1 node up, 1 gone"), text);
    assertTrue(text.contains("reports: 7 received, 1 lost, 2 ignored"), text);
    assertTrue(text.contains("server tcp x2"), text);
    assertTrue(text.contains("idle timeout 3"), text);
    assertTrue(text.matches("(?s).*server tcp #0 +1\\.5k .*1\\.46Ki.*"), text);
    assertTrue(text.matches("(?s).*client udp #1 dns .*85us +1\\.2ms +2\\.5s.*"), text);
    assertTrue(text.contains("old  gone, last seen 60s ago"), text);
    assertTrue(text.contains("q quits"), text);
  }

  @Test
  void drawsTheRatesOfTheLastViewsAsBars() {
    for (int i = 1; i <= 8; i++) {
      model.answer(totals("host-1", i * 10L).put("time", "2026-01-01T00:00:0" + i + "Z"), i);
    }
    assertTrue(text(new WatchPage.Frame(120, 30, 0, true)).contains("▂▃▄▅▆▇█"));
    assertTrue(text(new WatchPage.Frame(120, 30, 0, false)).contains(".-:=+*#"));
  }

  @Test
  void theSameTotalsAgainAreNoNewPoint() {
    JsonObject totals = totals("host-1", 20);
    model.answer(totals, 0);
    model.answer(totals, 1_000_000_000L);

    TotalsView view = model.view().orElseThrow();
    assertEquals(1, model.history().of(view.totals().get(0)).size());
    assertEquals(2.0, model.ageSeconds(2_000_000_000L));
  }

  @Test
  void saysWhatIsWrongAndKeepsTheLastView() {
    model.answer(totals("host-1", 20), 0);
    assertTrue(model.noAnswer("no answer from x: Connection refused"));
    assertFalse(model.noAnswer("no answer from x: Connection refused"), "reported once");

    String text = text(new WatchPage.Frame(100, 30, 0, true));
    assertTrue(text.contains("Connection refused; trying again"), text);
    assertTrue(text.contains("server tcp #0"), text);
  }

  @Test
  void controlCharactersOfForeignNamesDoNotReachTheTerminal() {
    model.answer(totals("evil\033[2J\r\n\u202E\u0000日本語\uD800", 20), 0);

    for (boolean unicode : new boolean[] {true, false}) {
      String text = text(new WatchPage.Frame(120, 30, 0, unicode)).replace("\n", "");
      assertTrue(text.contains("evil?[2J???"), text);
      assertTrue(text.chars().noneMatch(Character::isISOControl), text);
      assertEquals(unicode, text.contains("日本語"), text);
      assertTrue(unicode || text.chars().allMatch(c -> c < 0x80), text);
    }
  }

  @Test
  void scrollsTheNodesWithinBoundsAndKeepsTheTotalsInPlace() {
    JsonObject totals = totals("host-1", 20);
    for (int i = 0; i < 40; i++) {
      totals.getJsonArray("nodes").add(node("more-" + i, "up", 5));
    }
    model.answer(totals, 0);

    WatchPage.Page top = page(new WatchPage.Frame(100, 24, -5, true));
    assertEquals(0, top.scroll());
    WatchPage.Page end = page(new WatchPage.Frame(100, 24, Integer.MAX_VALUE, true));
    String text = text(end);
    assertTrue(text.contains("more-39"), text);
    assertFalse(text.contains("more-1 "), text);
    assertTrue(text.contains("ALL NODES"), text);
    assertEquals(24, end.lines().size());
    assertTrue(end.scroll() > 80);
  }

  @Property(tries = 300)
  void noLineIsWiderThanTheFrameNorThePageHigher(
      @ForAll @IntRange(min = 1, max = 200) int width,
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll boolean unicode,
      @ForAll String name) {
    WatchModel fuzzed = new WatchModel("http://" + name);
    fuzzed.answer(totals(name + "日本語", 12_345_678), 0);
    fuzzed.noAnswer("no answer from " + name);
    WatchPage.Page page =
        WatchPage.of(fuzzed, new WatchPage.Frame(width, height, 3, unicode), NOW, 0);

    assertTrue(page.lines().size() <= height);
    for (AttributedString line : page.lines()) {
      assertTrue(line.columnLength() <= width, () -> line.columnLength() + ": " + line);
    }
  }

  @Test
  void totalsOfAnotherShapeAreNoReasonToFail() {
    model.answer(
        new JsonObject()
            .put("version", 1)
            .put("reports", "many")
            .put("totals", new JsonArray().add(1).add(new JsonObject().put("rates", 5)))
            .put("nodes", new JsonArray().add(new JsonObject().put("instances", "none"))),
        0);
    assertTrue(text(new WatchPage.Frame(80, 24, 0, true)).contains("? ?"));
  }

  static JsonObject totals(String node, long rate) {
    return new JsonObject()
        .put("version", 1)
        .put("node", "viewer")
        .put("time", "2026-01-01T00:00:59Z")
        .put("intervalMs", 1000)
        .put("reports", new JsonObject().put("received", 7).put("lost", 1).put("ignored", 2))
        .put("totals", new JsonArray().add(row("server", rate).put("instances", 2)))
        .put("nodes", new JsonArray().add(node(node, "up", 1500)).add(node("old", "gone", 0)));
  }

  private static JsonObject node(String name, String state, long rate) {
    return new JsonObject()
        .put("node", name)
        .put("state", state)
        .put("lastSeen", "2026-01-01T00:00:00Z")
        .put(
            "instances",
            new JsonArray()
                .add(row("server", rate).put("instance", 0).put("state", state))
                .add(
                    row("client", rate)
                        .put("transport", "udp")
                        .put("instance", 1)
                        .put("state", state)
                        .put("labels", new JsonObject().put("probe", "dns"))));
  }

  private static JsonObject row(String role, long rate) {
    return new JsonObject()
        .put("role", role)
        .put("transport", "tcp")
        .put("counters", new JsonObject().put("dropped.idle_timeout", 3).put("lost_messages", 4))
        .put("gauges", new JsonObject().put("connections_open", 1))
        .put(
            "rates",
            new JsonObject().put("received_messages", rate).put("received_bytes", rate * 1.0))
        .put(
            "latencyRecent",
            new JsonObject()
                .put(
                    "rtt_us",
                    new JsonObject().put("p50", 85).put("p99", 1200.4).put("max", 2_500_000)));
  }

  private WatchPage.Page page(WatchPage.Frame frame) {
    return WatchPage.of(model, frame, NOW, 2_000_000_000L);
  }

  private String text(WatchPage.Frame frame) {
    return text(page(frame));
  }

  private static String text(WatchPage.Page page) {
    return page.lines().stream().map(AttributedString::toString).collect(Collectors.joining("\n"));
  }
}
