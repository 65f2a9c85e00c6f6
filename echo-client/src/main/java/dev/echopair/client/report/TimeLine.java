package dev.echopair.client.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The intervals of a run of any length in bounded memory. When there are too many points, each two
 * neighbours are merged, and each point then holds twice as many intervals.
 */
final class TimeLine {

  private final int most;
  private final List<TimePoint> points = new ArrayList<>();
  private int span = 1;
  private TimePoint open;
  private int inOpen;

  /**
   * Makes an empty time line.
   *
   * @param most the maximum number of points, at least 2
   */
  TimeLine(int most) {
    this.most = most;
  }

  void add(TimePoint interval) {
    open = open == null ? interval : open.with(interval);
    inOpen++;
    if (inOpen < span) {
      return;
    }
    points.add(open);
    open = null;
    inOpen = 0;
    if (points.size() >= most) {
      halve();
    }
  }

  /** The points in the order of time; the last may hold fewer intervals than the others. */
  List<TimePoint> points() {
    List<TimePoint> all = new ArrayList<>(points);
    if (open != null) {
      all.add(open);
    }
    return all;
  }

  /** Number of intervals in each point. */
  int span() {
    return span;
  }

  /** The same time line with fewer points. */
  TimeLine atMost(int fewer) {
    TimeLine line = new TimeLine(fewer);
    points().forEach(line::add);
    return line;
  }

  private void halve() {
    List<TimePoint> merged = new ArrayList<>();
    for (int i = 0; i + 1 < points.size(); i += 2) {
      merged.add(points.get(i).with(points.get(i + 1)));
    }
    if (points.size() % 2 == 1) {
      open = points.get(points.size() - 1);
      inOpen = span;
    }
    points.clear();
    points.addAll(merged);
    span *= 2;
  }
}
