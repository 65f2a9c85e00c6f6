package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A number of a result.
 *
 * @param path the keys that lead to the number in the JSON
 * @param unit the unit of the number
 * @param reading reads the number from a result; NaN when there is no data
 */
record Figure(List<String> path, FigureUnit unit, ToDoubleFunction<RunResult> reading) {

  /** The name of the figure: its path with dots, {@code rtt_us.p99.9}. */
  String name() {
    return String.join(".", path);
  }

  /** The value of the figure in its unit; empty when the run has no data for the figure. */
  OptionalDouble value(RunResult result) {
    double value = reading.applyAsDouble(result);
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
