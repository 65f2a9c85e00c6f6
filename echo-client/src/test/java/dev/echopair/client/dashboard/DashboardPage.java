package dev.echopair.client.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The dashboard in a browser. Records the messages of its console and its requests. */
final class DashboardPage implements AutoCloseable {

  /** Time limit for a page, far more than a page needs on a busy machine. */
  private static final double PATIENCE_MILLIS = 60_000;

  private final BrowserContext context;
  private final Page page;
  private final String url;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  private DashboardPage(Browser browser, String url, Browser.NewContextOptions options) {
    this.url = url;
    context = browser.newContext(options);
    page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(error -> complaints.add("uncaught: " + error));
    page.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onRequest(request -> requests.add(request.url()));
    page.onWebSocket(socket -> requests.add(socket.url()));
    page.navigate(url);
  }

  static DashboardPage open(Browser browser, String url) {
    return open(browser, url, 1280, ColorScheme.LIGHT);
  }

  static DashboardPage open(Browser browser, String url, int width, ColorScheme scheme) {
    return new DashboardPage(
        browser,
        url,
        new Browser.NewContextOptions().setViewportSize(width, 800).setColorScheme(scheme));
  }

  Page page() {
    return page;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** Waits until the first element of a selector contains a text that matches. */
  void awaitText(String selector, String regex) {
    PlaywrightAssertions.assertThat(page.locator(selector).first())
        .containsText(
            Pattern.compile(regex),
            new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  void awaitVisible(String selector) {
    page.locator(selector).first().waitFor();
  }

  void awaitTrue(String script) {
    // Playwright's own wait needs eval, which the content security policy of the page forbids.
    // Playwright allows only one thread.
    Awaitility.await(script)
        .pollInSameThread()
        .atMost(Duration.ofMillis((long) PATIENCE_MILLIS))
        .until(() -> Boolean.TRUE.equals(page.evaluate(script)));
  }

  void assertNoComplaint() {
    assertEquals(List.of(), complaints);
  }

  /** Asserts that all complaints of the browser match, for example about a node that is down. */
  void assertNoComplaintBut(String regex) {
    assertEquals(List.of(), complaints.stream().filter(line -> !line.matches(regex)).toList());
  }

  /** Asserts that every request, WebSockets included, went to the origin of the page. */
  void assertOwnOriginOnly() {
    String own = URI.create(url).getAuthority();
    assertEquals(
        List.of(),
        requests.stream().filter(each -> !URI.create(each).getAuthority().equals(own)).toList());
  }

  void assertNoSidewaysScrolling() {
    assertEquals(
        0,
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
  }

  @Override
  public void close() {
    context.close();
  }
}
