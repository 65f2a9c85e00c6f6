package dev.echopair.client.report;

import static dev.echopair.client.report.FigureUnit.COUNT;
import static dev.echopair.client.report.FigureUnit.MICROS;
import static dev.echopair.client.report.FigureUnit.PERCENT;
import static dev.echopair.client.report.FigureUnit.PER_SECOND;
import static dev.echopair.client.report.FigureUnit.SECONDS;

import dev.echopair.client.engine.RunResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** All numbers of a result. The JSON is written from this list; assertions use its names. */
final class Figures {

  private static final double NO_DATA = Double.NaN;

  private static final Map<String, Function<RunResult, Histogram>> DISTRIBUTIONS =
      Map.of(
          "rtt_us", result -> result.latencies().roundTrip(),
          "rtt_uncorrected_us", result -> result.latencies().uncorrected(),
          "send_lag_us", result -> result.latencies().sendLag());

  /** Short names of distributions, as they stand before a dot. */
  private static final Map<String, String> SHORT_DISTRIBUTIONS =
      Map.of(
          "rtt", "rtt_us",
          "uncorrected", "rtt_uncorrected_us",
          "rtt_uncorrected", "rtt_uncorrected_us",
          "lag", "send_lag_us",
          "send_lag", "send_lag_us");

  private static final Map<String, String> SHORT_NAMES =
      Map.ofEntries(
          Map.entry("loss", "loss_percent"),
          Map.entry("jitter", "jitter_us"),
          Map.entry("rate", "rate.achieved"),
          Map.entry("achieved", "rate.achieved"),
          Map.entry("requested", "rate.requested"),
          Map.entry("extent", "reordering_extent"),
          Map.entry("duration", "duration_s"),
          Map.entry("stalls", "own_share.stalls.count"),
          Map.entry("gc_pauses", "own_share.gc_pauses.count"));

  private static final List<Figure> COUNTS =
      List.of(
          count("sent", r -> r.counts().sent),
          count("received", r -> r.counts().received),
          count("lost", r -> r.counts().lost),
          count("duplicated", r -> r.counts().duplicated),
          count("reordered", r -> r.counts().reordered),
          count("corrupted", r -> r.counts().corrupted),
          count("late", r -> r.counts().late),
          new Figure(List.of("rate", "requested"), PER_SECOND, RunResult::requestedRate),
          new Figure(List.of("rate", "achieved"), PER_SECOND, RunResult::achievedRate));

  private static final List<Figure> REST =
      List.of(
          new Figure(
              List.of("jitter_us"),
              MICROS,
              r -> r.counts().received == 0 ? NO_DATA : r.jitterNanos() / 1e3),
          count("unknown", r -> r.counts().unknown),
          count("skipped", r -> r.counts().skipped),
          count("refused", r -> r.counts().refused),
          count("reordering_extent", r -> r.counts().reorderingExtent),
          new Figure(List.of("loss_percent"), PERCENT, Figures::lossPercent),
          new Figure(List.of("bytes", "sent"), COUNT, r -> r.counts().sentBytes),
          new Figure(List.of("bytes", "received"), COUNT, r -> r.counts().replyBytes),
          seconds("duration_s", RunResult::elapsed),
          new Figure(
              List.of("pattern", "rate"), PER_SECOND, r -> r.spec().pattern().ratePerSecond()),
          new Figure(List.of("pattern", "depth"), COUNT, r -> r.spec().pattern().depth()),
          new Figure(
              List.of("pattern", "ramp_s"), SECONDS, r -> inSeconds(r.spec().pattern().ramp())),
          count("connections", r -> r.spec().flows()),
          count("instances", RunResult::instances),
          new Figure(List.of("size", "min"), COUNT, r -> r.spec().size().min()),
          new Figure(List.of("size", "max"), COUNT, r -> r.spec().size().max()),
          seconds("timeout_s", r -> r.spec().timeout()),
          seconds("warmup_s", r -> r.spec().stop().warmup()),
          own("stalls", "count", COUNT, r -> ClientOverhead.stalls(r).count()),
          own("stalls", "total_us", MICROS, r -> ClientOverhead.stalls(r).totalNanos() / 1e3),
          own("stalls", "max_us", MICROS, r -> ClientOverhead.stalls(r).maxNanos() / 1e3),
          own("gc_pauses", "count", COUNT, r -> ClientOverhead.pauses(r).count()),
          own("gc_pauses", "total_us", MICROS, r -> ClientOverhead.pauses(r).totalNanos() / 1e3),
          own("gc_pauses", "max_us", MICROS, r -> ClientOverhead.pauses(r).maxNanos() / 1e3),
          new Figure(List.of("own_share", "slowest"), COUNT, r -> r.slowest().size()),
          new Figure(
              List.of("own_share", "slowest_in_own_stalls"),
              COUNT,
              RunResult::slowestDuringStalls));

  private Figures() {}

  /** All figures in the order of the JSON; the distributions have these percentiles. */
  static List<Figure> all(Percentiles percentiles) {
    List<Figure> all = new ArrayList<>(COUNTS);
    for (String distribution : List.of("rtt_us", "rtt_uncorrected_us", "send_lag_us")) {
      all.addAll(distribution(distribution, percentiles));
    }
    all.addAll(REST);
    return all;
  }

  /**
   * Finds a figure by its name in the JSON or by its short name: {@code p99}, {@code
   * uncorrected.p99}, {@code loss}.
   */
  static Optional<Figure> find(String written) {
    String name = SHORT_NAMES.getOrDefault(written, written);
    Optional<Figure> ofRoundTrip = part("rtt_us", name);
    if (ofRoundTrip.isPresent()) {
      return ofRoundTrip;
    }
    int dot = Math.max(0, name.indexOf('.'));
    String group = name.substring(0, dot);
    String distribution = SHORT_DISTRIBUTIONS.getOrDefault(group, group);
    if (DISTRIBUTIONS.containsKey(distribution)) {
      return part(distribution, name.substring(dot + 1));
    }
    return Stream.concat(COUNTS.stream(), REST.stream())
        .filter(figure -> figure.name().equals(name))
        .findFirst();
  }

  /** One figure of a distribution: {@code min}, {@code mean}, {@code p99.9} ... */
  static Optional<Figure> part(String distribution, String part) {
    if (part.startsWith("p") && Percentiles.isPercentile(part.substring(1))) {
      return Optional.of(percentile(distribution, Percentiles.ofLabel(part)));
    }
    return Optional.ofNullable(
        switch (part) {
          case "min" -> of(distribution, part, Histogram::getMinValue);
          case "mean" -> of(distribution, part, Histogram::getMean);
          case "max" -> of(distribution, part, Histogram::getMaxValue);
          case "stddev" -> of(distribution, part, Histogram::getStdDeviation);
          default -> null;
        });
  }

  /** All figures of a distribution. */
  static List<Figure> distribution(String distribution, Percentiles percentiles) {
    List<String> parts = new ArrayList<>(List.of("min", "mean"));
    percentiles.list().forEach(percentile -> parts.add(Percentiles.label(percentile)));
    parts.addAll(List.of("max", "stddev"));
    return parts.stream().map(part -> part(distribution, part).orElseThrow()).toList();
  }

  private static Figure percentile(String distribution, BigDecimal percentile) {
    double value = percentile.doubleValue();
    return of(
        distribution,
        Percentiles.label(percentile),
        histogram -> histogram.getValueAtPercentile(value));
  }

  private static Figure of(String distribution, String part, ToDoubleFunction<Histogram> nanos) {
    Function<RunResult, Histogram> histogram = DISTRIBUTIONS.get(distribution);
    return new Figure(
        List.of(distribution, part),
        MICROS,
        result -> {
          Histogram samples = histogram.apply(result);
          return samples.getTotalCount() == 0 ? NO_DATA : nanos.applyAsDouble(samples) / 1e3;
        });
  }

  private static Figure count(String name, ToDoubleFunction<RunResult> reading) {
    return new Figure(List.of(name), COUNT, reading);
  }

  private static Figure seconds(String name, Function<RunResult, Duration> reading) {
    return new Figure(List.of(name), SECONDS, result -> inSeconds(reading.apply(result)));
  }

  private static Figure own(
      String group, String name, FigureUnit unit, ToDoubleFunction<RunResult> reading) {
    return new Figure(List.of("own_share", group, name), unit, reading);
  }

  private static double lossPercent(RunResult result) {
    // Multiply first: 100 * (10.0 / 10000) is not 0.1 to the last bit, 1000.0 / 10000 is.
    return result.counts().sent == 0
        ? NO_DATA
        : 100.0 * result.counts().lost / result.counts().sent;
  }

  private static double inSeconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
