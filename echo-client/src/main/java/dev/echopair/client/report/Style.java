package dev.echopair.client.report;

/** The styles of text on a terminal; without colour the text stays plain. */
enum Style {
  GOOD("32"),
  WARN("33"),
  BAD("31"),
  STRONG("1");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String apply(String text, boolean colour) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
