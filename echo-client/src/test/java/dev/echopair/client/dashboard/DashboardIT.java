package dev.echopair.client.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import dev.echopair.client.testing.Chromium;
import dev.echopair.shared.metrics.EchoEvents;
import dev.echopair.shared.testing.ReservedPorts;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks the dashboard in a real browser. */
class DashboardIT {

  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  /** The messages of the browser itself about a node that does not run. */
  private static final String CONNECTION_LOST =
      ".*(ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|WebSocket connection to).*";

  private static Chromium chromium;
  private static Browser browser;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
    browser = chromium.browser();
  }

  @AfterAll
  static void quit() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void showsTrafficAsItFlows() {
    try (TestProcess server = startServer("0");
        TestProcess client = startProbe(server);
        DashboardPage ofServer = DashboardPage.open(browser, url(server));
        DashboardPage ofClient = DashboardPage.open(browser, url(client))) {
      ofServer.awaitText("#state", "Connected");
      ofServer.awaitText("#tiles", "Server receives[1-9][0-9.,]*/smessages");
      Object before = ofServer.find("#totals tbody tr td:nth-child(7)").first().textContent();
      ofServer.awaitTrue(
          "document.querySelector('#totals tbody tr td:nth-child(7)').textContent !== '%s'"
              .formatted(before));
      ofServer.awaitTrue(
          "document.querySelector('#connections').ariaLabel.includes('server tcp 1')");
      ofServer.awaitTrue(
          "/server tcp [1-9]/.test(document.querySelector('#rates').getAttribute('aria-label'))");

      ofClient.awaitText("#tiles", "Round trip, tcp[0-9.]+ (µs|ms|s)");
      ofClient.awaitText("#latency tbody", "Round trip, udp");
      ofClient.awaitTrue(
          "/udp p99 [0-9.]+ .?s/.test(document.querySelector('#rtt').getAttribute('aria-label'))");
      ofClient.awaitText("#nodes", "probe-udp");
      for (DashboardPage page : List.of(ofServer, ofClient)) {
        page.assertNoComplaint();
        page.assertOwnOriginOnly();
      }
    }
  }

  @Test
  void showsThatANodeIsGoneAndWhatWasLost() {
    try (DashboardNode node = DashboardNode.start();
        DashboardPage page = DashboardPage.open(browser, node.url())) {
      page.awaitText("#state", "Connected");
      node.playNode("other-node", "connection_limit", Map.of());
      page.awaitText("tr.node", "other-node.*up");
      page.awaitText("#events", "node joined.*other-node");
      page.awaitText("#drops tbody", "connection limit.*server tcp.*7");
      page.awaitText("#tiles", "Lost reports[1-9]");
      node.vertx().eventBus().publish("echo.metrics.server.tcp", "no report at all");
      page.awaitText("#tiles", "[1-9][0-9]* ignored");
      node.silence("other-node");
      page.awaitText("tr.node.gone", "other-node.*gone.*last heard");
      page.awaitText("#events", "node lost.*other-node");
      page.assertNoComplaint();
    }
  }

  @Test
  void comesBackWhenTheServerDoes() throws IOException {
    int port = ReservedPorts.next();
    TestProcess server = startServer(Integer.toString(port));
    try (DashboardPage page = DashboardPage.open(browser, url(server))) {
      page.awaitText("#state", "Connected");
      String before = page.find("#viewer").textContent();
      server.close();
      page.awaitText("#state", "Disconnected|Connecting");
      page.awaitText("#age", "data is \\d+ s old");
      assertEquals("no", page.page().evaluate("document.body.dataset.fresh"));
      server = startServer(Integer.toString(port));
      page.awaitText("#state", "Connected");
      page.awaitTrue("document.body.dataset.fresh === 'yes'");
      assertNotEquals(before, page.find("#viewer").textContent());
      page.assertNoComplaintBut(CONNECTION_LOST);
      page.assertOwnOriginOnly();
    } finally {
      server.close();
    }
  }

  @Test
  void showsForeignTextAsText() {
    try (DashboardNode node = DashboardNode.start();
        DashboardPage page = DashboardPage.open(browser, node.url())) {
      page.awaitText("#state", "Connected");
      // The schema limits the reason of a drop to a pattern; the other texts may be anything.
      node.playNode(HOSTILE, "idle_timeout", Map.of("probe", HOSTILE));
      new EchoEvents(node.vertx(), "server").publish(HOSTILE, HOSTILE, new JsonObject());
      page.awaitText("tr.node", "<img src=x");
      page.awaitText("#drops tbody", "idle timeout");
      page.awaitText("#nodes .label", "<img src=x");
      page.awaitText("#events .message", "<img src=x");
      assertEquals(0, page.find("img").count());
      page.assertNoComplaint();
      page.assertOwnOriginOnly();
    }
  }

  @Test
  void asksForTheTokenAndSaysWhenItIsWrong() {
    try (TestProcess server = startServer("0", "--management.token", "open sesame");
        DashboardPage page = DashboardPage.open(browser, url(server))) {
      page.awaitVisible("#sign-in");
      assertFalse(page.find("#content").isVisible());
      assertEquals("token", page.page().evaluate("document.activeElement.id"));
      page.find("#token").fill("open barley");
      page.page().keyboard().press("Enter");
      page.awaitText("#sign-in-problem", "not the token");
      page.find("#token").fill("open sesame");
      page.page().keyboard().press("Enter");
      page.awaitText("#state", "Connected");
      page.awaitText("#nodes", "server tcp 0");
      assertFalse(page.find("#sign-in").isVisible());
      assertEquals("", page.page().evaluate("document.cookie"));
      page.assertNoComplaintBut(".*status of 401.*");
    }
  }

  @Test
  void theKeyboardReachesTheControls() {
    try (DashboardNode node = DashboardNode.start();
        DashboardPage page = DashboardPage.open(browser, node.url())) {
      page.awaitText("#state", "Connected");
      List<Object> reached = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        page.page().keyboard().press("Tab");
        reached.add(
            page.page().evaluate("document.activeElement.id || document.activeElement.className"));
      }
      assertEquals(List.of("skip", "theme"), reached);
      assertNotEquals(
          "none", page.page().evaluate("getComputedStyle(document.activeElement).outlineStyle"));
      page.page().keyboard().press("Enter");
      page.awaitText("#theme", "light");
      page.page().keyboard().press("Enter");
      page.awaitText("#theme", "dark");
    }
  }

  @Test
  void tablesChartsAndNewsAreNamedForScreenReaders() {
    try (DashboardNode node = DashboardNode.start();
        DashboardPage page = DashboardPage.open(browser, node.url())) {
      page.awaitText("#state", "Connected");
      node.playNode("other-node", "idle_timeout", Map.of());
      page.awaitText("tr.node", "other-node");
      assertEquals(
          0,
          page.page()
              .evaluate(
                  "[...document.querySelectorAll('table')].filter(t => !t.caption?.textContent"
                      + " || t.querySelector('th:not([scope])')).length"));
      assertEquals(0, page.find("canvas:not([role=img][aria-label])").count());
      assertEquals("polite", page.find("#events").getAttribute("aria-live"));
      assertEquals("status", page.find("#state").getAttribute("role"));
    }
  }

  @Test
  void followsTheSystemInLightAndDarkAndCanBeToldOtherwise() {
    try (DashboardNode node = DashboardNode.start();
        DashboardPage light = DashboardPage.open(browser, node.url(), 1280, ColorScheme.LIGHT);
        DashboardPage dark = DashboardPage.open(browser, node.url(), 1280, ColorScheme.DARK)) {
      assertTrue(brightness(light) > 200);
      assertTrue(brightness(dark) < 60);
      dark.find("#theme").click();
      dark.awaitText("#theme", "light");
      assertTrue(brightness(dark) > 200);
      dark.page().reload();
      dark.awaitText("#theme", "light");
      light.assertNoComplaint();
      dark.assertNoComplaint();
    }
  }

  @Test
  void fitsANarrowPhone() {
    try (DashboardNode node = DashboardNode.start();
        DashboardPage page = DashboardPage.open(browser, node.url(), 360, ColorScheme.LIGHT)) {
      page.awaitText("#state", "Connected");
      node.playNode("a-node-with-" + "a-very-long-name-".repeat(8) + "x".repeat(80), "x", Map.of());
      page.awaitText("tr.node", "a-very-long-name");
      page.awaitText("#events", "node joined");
      page.assertNoSidewaysScrolling();
      page.assertNoComplaint();
    }
  }

  private static double brightness(DashboardPage page) {
    Object red =
        page.page()
            .evaluate("Number(/\\d+/.exec(getComputedStyle(document.body).backgroundColor)[0])");
    return ((Number) red).doubleValue();
  }

  private static TestProcess startServer(String managementPort, String... more) {
    return TestProcess.server(
            Stream.concat(
                    Stream.of(
                        "--tcp.port",
                        "0",
                        "--udp.port",
                        "0",
                        "--management.port",
                        managementPort,
                        "--metrics.interval",
                        "200ms"),
                    Stream.of(more))
                .toArray(String[]::new))
        .start();
  }

  private static TestProcess startProbe(TestProcess server) {
    String tcp = server.awaitStdout("tcp://127\\.0\\.0\\.1:\\d+").group();
    String udp = server.awaitStdout("udp://127\\.0\\.0\\.1:\\d+").group();
    String config =
        """
        {"probes": [{"name": "probe-tcp", "target": "%s", "interval": "20ms"},
                    {"name": "probe-udp", "target": "%s", "interval": "20ms"}],
         "management": {"port": 0}, "metrics": {"interval": "200ms"}}
        """
            .formatted(tcp, udp);
    return TestProcess.client("probe", "-conf", config).start();
  }

  private static String url(TestProcess process) {
    return process.awaitStdout("management on (http://127\\.0\\.0\\.1:\\d+)").group(1) + "/";
  }
}
