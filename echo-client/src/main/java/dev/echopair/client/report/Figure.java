package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A number of a result.
 *
 * @param path where it stands in the JSON
 * @param unit of its value
 * @param reading takes it from a result; not a number where there is no data
 */
record Figure(List<String> path, FigureUnit unit, ToDoubleFunction<RunResult> reading) {

  /** Its name: the path with dots, {@code rtt_us.p99.9}. */
  String name() {
    return String.join(".", path);
  }

  /** Its value in its unit; empty where a run brought no data for it. */
  OptionalDouble value(RunResult result) {
    double value = reading.applyAsDouble(result);
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
