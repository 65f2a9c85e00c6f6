package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.Stall;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The data of the charts of the page. */
final class PageData {

  /** Only the longest stalls are drawn: more could not be distinguished. */
  private static final int MOST_STALLS = 2_000;

  /** Points of a curve per halving of the distance to 100 %, as in HdrHistogram's plots. */
  private static final int TICKS_PER_HALF_DISTANCE = 5;

  private PageData() {}

  static JsonObject of(RunResult result, TimeLine timeLine) {
    List<TimePoint> points = timeLine.points();
    return new JsonObject()
        .put(
            "curves",
            new JsonObject()
                .put("corrected", curve(result.latencies().roundTrip()))
                .put("uncorrected", curve(result.latencies().uncorrected()))
                .put("lag", curve(result.latencies().sendLag())))
        .put("span", timeLine.span())
        .put("from", column(points, TimePoint::fromSeconds))
        .put("to", column(points, TimePoint::toSeconds))
        .put("warmup", new JsonArray(points.stream().map(TimePoint::warmup).toList()))
        .put("sent", column(points, point -> point.perSecond(point.counts().sent)))
        .put("received", column(points, point -> point.perSecond(point.counts().received)))
        .put("lost", column(points, point -> point.perSecond(point.counts().lost)))
        .put("late", column(points, point -> point.perSecond(point.counts().late)))
        .put("skipped", column(points, point -> point.perSecond(point.counts().skipped)))
        .put("p50", column(points, point -> point.rtt().get(0)))
        .put("p99", column(points, point -> point.rtt().get(2)))
        .put("max", column(points, point -> point.rtt().get(4)))
        .put("uncorrected", column(points, TimePoint::uncorrectedP99))
        .put("lag", column(points, TimePoint::sendLagP99))
        .put("stalls", stalls(result));
  }

  /** Pairs of x = 1 / (1 - percentile), for a logarithmic axis, and microseconds. */
  private static JsonArray curve(Histogram samples) {
    JsonArray curve = new JsonArray();
    if (samples.getTotalCount() == 0) {
      return curve;
    }
    for (HistogramIterationValue value : samples.percentiles(TICKS_PER_HALF_DISTANCE)) {
      double rest = 1 - value.getPercentileLevelIteratedTo() / 100;
      // The last value is at 100 %, where x is infinite: limit x to the number of samples.
      double x = Math.min(1 / rest, (double) samples.getTotalCount());
      curve.add(
          new JsonArray()
              .add(FigureUnit.PERCENT.rounded(x))
              .add(FigureUnit.MICROS.rounded(value.getValueIteratedTo() / 1e3)));
    }
    return curve;
  }

  private static JsonArray stalls(RunResult result) {
    JsonArray stalls = new JsonArray();
    result.stalls().stream()
        .sorted(Comparator.comparingLong(Stall::nanos).reversed())
        .limit(MOST_STALLS)
        .forEach(
            stall ->
                stalls.add(
                    new JsonArray()
                        .add(seconds(stall.fromNanos() - result.startNanos()))
                        .add(seconds(stall.toNanos() - result.startNanos()))
                        .add(ClientOverhead.isStall(stall) ? "stall" : "gc")));
    return stalls;
  }

  private static Number seconds(long nanos) {
    return FigureUnit.SECONDS.rounded(nanos / 1e9);
  }

  private static JsonArray column(List<TimePoint> points, ToDoubleFunction<TimePoint> value) {
    JsonArray column = new JsonArray();
    for (TimePoint point : points) {
      double each = value.applyAsDouble(point);
      column.add(Double.isFinite(each) ? FigureUnit.MICROS.rounded(each) : null);
    }
    return column;
  }
}
