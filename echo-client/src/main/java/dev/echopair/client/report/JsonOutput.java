package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the result as one JSON object. */
final class JsonOutput implements ResultOutput {

  private final Destination destination;
  private final Percentiles percentiles;

  JsonOutput(Destination destination, Percentiles percentiles) {
    this.destination = destination;
    this.percentiles = percentiles;
  }

  @Override
  public void finishBlocking(RunResult result, List<Outcome> outcomes) throws IOException {
    String json = ResultJson.of(result, percentiles, outcomes).encodePrettily() + "\n";
    destination.write(out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
  }
}
