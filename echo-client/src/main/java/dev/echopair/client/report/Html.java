package dev.echopair.client.report;

import io.vertx.core.json.JsonObject;

/** Encodes text and data for a page. */
final class Html {

  private Html() {}

  /** Escapes text for use between tags and in attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** Encodes JSON so that it cannot end the script element that contains it. */
  static String data(JsonObject json) {
    return json.encode().replace("<", "\\u003c");
  }
}
