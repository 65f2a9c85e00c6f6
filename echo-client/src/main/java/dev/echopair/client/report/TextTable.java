package dev.echopair.client.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Cells in aligned columns: the first column to the left, the others to the right.
 *
 * <p>Written by hand: the table of picocli aligns to the left only, and its columns have fixed
 * widths.
 */
final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  void row(List<String> cells) {
    rows.add(cells);
  }

  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String fill = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? row.get(i) + fill : GAP + fill + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}
