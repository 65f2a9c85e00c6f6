package dev.echopair.client.watch;

import java.util.List;

/** Draws numbers as bars in one line of text, each bar one column wide. */
final class Sparkline {

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.-:=+*#";

  private Sparkline() {}

  /**
   * Draws the newest points, the last one at the right edge.
   *
   * @param points oldest first; the scale is from 0 to the highest point that is drawn
   * @param width number of columns
   * @param unicode whether the terminal can show block elements
   */
  static String of(List<Double> points, int width, boolean unicode) {
    List<Double> drawn = points.subList(Math.max(0, points.size() - width), points.size());
    double highest = drawn.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    String levels = unicode ? BLOCKS : ASCII;
    StringBuilder line = new StringBuilder(" ".repeat(width - drawn.size()));
    for (double point : drawn) {
      int top = levels.length() - 1;
      int level = highest > 0 ? (int) Math.ceil(point / highest * top) : 0;
      line.append(levels.charAt(Math.min(Math.max(level, 0), top)));
    }
    return line.toString();
  }
}
