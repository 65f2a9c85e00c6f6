package dev.echopair.client.watch;

import java.util.List;

/** A row of numbers as a row of bars, each one column wide. */
final class Sparkline {

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.-:=+*#";

  private Sparkline() {}

  /**
   * Draws the newest points, the last at the right edge.
   *
   * @param points oldest first; the highest of those drawn is as high as can be, 0 the lowest
   * @param width columns
   * @param unicode whether block elements can be shown
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
