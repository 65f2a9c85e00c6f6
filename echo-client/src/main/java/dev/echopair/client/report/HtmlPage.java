package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import dev.echopair.shared.management.ChartLibrary;
import dev.echopair.shared.process.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that is complete in one file. Its content security policy allows only the scripts and the
 * style in the file, each by its hash: the page loads nothing, and a script in text that was not
 * escaped would not run.
 *
 * <p>Written by hand: a template engine would add a library and its start-up time to fill the
 * placeholders of one page.
 */
final class HtmlPage {

  private static final String FOLDER = "dev/echopair/client/report/";
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  /** Removed from the page: the developer tools of a browser would request the source map. */
  private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^//# sourceMappingURL=.*$");

  private HtmlPage() {}

  static String of(
      RunResult result, Percentiles percentiles, TimeLine timeLine, List<Outcome> outcomes)
      throws IOException {
    String style = resource(FOLDER + "page.css");
    String script = resource(FOLDER + "page.js");
    String charts = SOURCE_MAP.matcher(resource(ChartLibrary.RESOURCE)).replaceAll("");
    HtmlTables tables = new HtmlTables(result, percentiles);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(
        "policy",
        ("default-src 'none'; script-src %s %s; style-src %s; img-src data:; base-uri 'none';"
                + " form-action 'none'")
            .formatted(hash(charts), hash(script), hash(style)));
    parts.put("title", Html.escape(result.spec().name() + " " + result.spec().target()));
    parts.put("name", Html.escape(result.spec().name()));
    parts.put("target", Html.escape(result.spec().target().toString()));
    parts.put("facts", tables.facts());
    parts.put("warnings", tables.warnings());
    parts.put("counts", tables.counts());
    parts.put("latencies", tables.latencies());
    parts.put("overhead", tables.overhead());
    parts.put("assertions", tables.assertions(outcomes));
    parts.put("flows", tables.flows());
    parts.put("intervals", tables.intervals(timeLine));
    parts.put("version", Html.escape(Version.current()));
    parts.put("style", style);
    parts.put("charts", charts);
    parts.put("script", script);
    parts.put("data", Html.data(PageData.of(result, timeLine)));
    return filled(resource(FOLDER + "page.html"), parts);
  }

  /** Fills the placeholders in one pass, so that text in a part is not taken for a placeholder. */
  private static String filled(String template, Map<String, String> parts) {
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlPage.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("missing in this jar: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
