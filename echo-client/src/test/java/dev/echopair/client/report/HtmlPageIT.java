package dev.echopair.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.testing.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the page with plots in a real browser. */
class HtmlPageIT {

  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>{{data}}&amp;\"'";

  private static Chromium chromium;

  @TempDir Path folder;

  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private BrowserContext context;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  @AfterAll
  static void quit() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void closeContext() {
    context.close();
  }

  @Test
  void drawsAllChartsWithoutAComplaintAndAsksNobody() throws IOException {
    Page page = open(SampleResult.perFlow(4), 30, 1280, ColorScheme.LIGHT);
    assertEquals("yes", page.evaluate("document.body.dataset.drawn"));
    for (String id : List.of("curve", "latency", "rate", "loss")) {
      assertTrue(
          Boolean.TRUE.equals(
              page.evaluate(
                  "(id) => { const c = document.getElementById(id);"
                      + " return c.getContext('2d').getImageData(0, 0, c.width, c.height)"
                      + ".data.some((v) => v !== 0); }",
                  id)),
          id);
    }
    assertEquals(List.of("990", "10"), List.of(tile(page, "Received"), tile(page, "Lost")));
    assertTrue(page.locator("#key").textContent().contains("event loops stalled"));
    assertTrue(page.locator("#key").textContent().contains("garbage collector"));
    assertTrue(page.locator("#key").textContent().contains("warm-up"));
    assertTrue(page.locator(".warnings").textContent().contains("8 sends were skipped"));
    assertEquals("127.0.0.1:40001", page.locator("tr.lossy th").last().textContent());
    assertEquals("not met", page.locator("tr.unmet td").last().textContent());
    assertClean();
  }

  @Test
  void drawsARunWithoutAnyReplyToo() throws IOException {
    Page page = open(SampleResult.empty(), 0, 1280, ColorScheme.DARK);
    assertEquals("yes", page.evaluate("document.body.dataset.drawn"));
    assertEquals("no data", tile(page, "Jitter"));
    assertFalse(page.content().contains("NaN "));
    assertClean();
  }

  @Test
  void showsForeignTextAsText() throws IOException {
    RunSpec plain = SampleResult.spec("udp://127.0.0.1:7007", 1, false);
    RunSpec hostile =
        new RunSpec(
            HOSTILE,
            plain.target(),
            plain.local(),
            plain.tls(),
            plain.pattern(),
            1,
            plain.size(),
            plain.timeout(),
            plain.stop(),
            plain.interval(),
            false,
            false);
    RunResult result =
        SampleResult.of(
            hostile, SampleResult.counts(), SampleResult.latencies(10), SampleResult.udp().flows());
    Page page = open(result, 3, 1280, ColorScheme.LIGHT);
    assertEquals("echo-client " + HOSTILE, page.locator(".kind").textContent());
    assertEquals(0, page.locator("img").count());
    assertEquals("yes", page.evaluate("document.body.dataset.drawn"));
    assertClean();
  }

  @Test
  void fitsANarrowPhoneInTheDark() throws IOException {
    Page page = open(SampleResult.perFlow(4), 5_000, 360, ColorScheme.DARK);
    assertEquals(
        0,
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    assertTrue(page.locator("#key").textContent().contains("Each point is up to 4 intervals"));
    Object background = page.evaluate("getComputedStyle(document.body).backgroundColor");
    assertEquals("rgb(16, 21, 28)", background);
    page.locator("summary").click();
    assertEquals(
        0,
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    assertClean();
  }

  @Test
  void namesTablesAndChartsForScreenReaders() throws IOException {
    Page page = open(SampleResult.perFlow(4), 30, 1280, ColorScheme.LIGHT);
    assertEquals(
        0,
        page.evaluate(
            "[...document.querySelectorAll('table')].filter(t => !t.caption?.textContent"
                + " || t.querySelector('th:not([scope])')).length"));
    assertEquals(0, page.locator("canvas:not([role=img][aria-label])").count());
    assertEquals("en", page.evaluate("document.documentElement.lang"));
    assertClean();
  }

  private static String tile(Page page, String term) {
    return page.locator(".tiles div", new Page.LocatorOptions().setHasText(term))
        .locator("dd")
        .first()
        .textContent();
  }

  private Page open(RunResult result, int intervals, int width, ColorScheme scheme)
      throws IOException {
    TimeLine timeLine = new TimeLine(2_000);
    TimePoint warmup = TimePoint.of(SampleResult.interval(0, true, 100));
    for (int i = 0; i < intervals; i++) {
      timeLine.add(i == 0 ? warmup : shifted(warmup, i));
    }
    List<Outcome> outcomes = Assertion.checkAll(Assertion.parse("lost=10,p99<1us"), result);
    Path file = folder.resolve("page.html");
    Files.writeString(file, HtmlPage.of(result, Percentiles.DEFAULT, timeLine, outcomes));
    Browser.NewContextOptions options =
        new Browser.NewContextOptions().setViewportSize(width, 800).setColorScheme(scheme);
    context = chromium.browser().newContext(options);
    Page page = context.newPage();
    page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
    page.onPageError(error -> complaints.add("uncaught: " + error));
    page.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onRequest(request -> requests.add(request.url()));
    page.navigate(file.toUri().toString());
    return page;
  }

  private static TimePoint shifted(TimePoint point, int seconds) {
    return new TimePoint(
        seconds,
        seconds + 1,
        false,
        point.counts(),
        point.rtt(),
        point.uncorrectedP99(),
        point.sendLagP99(),
        point.stalledMicros());
  }

  private void assertClean() {
    assertEquals(List.of(), complaints);
    assertEquals(List.of(folder.resolve("page.html").toUri().toString()), requests);
  }
}
