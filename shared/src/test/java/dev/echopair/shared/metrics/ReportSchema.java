package dev.echopair.shared.metrics;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Holds metrics reports to the schema that defines them. */
public final class ReportSchema {

  private static final Validator VALIDATOR =
      Validator.create(
          JsonSchema.of(read()),
          new JsonSchemaOptions()
              .setBaseUri("urn:echopair")
              .setDraft(Draft.DRAFT202012)
              .setOutputFormat(OutputFormat.Basic));

  private ReportSchema() {}

  /** What is wrong with a report; empty when nothing is. */
  public static List<String> problems(JsonObject report) {
    OutputUnit result = VALIDATOR.validate(report);
    if (result.getValid()) {
      return List.of();
    }
    return result.getErrors().stream()
        .map(error -> error.getInstanceLocation() + " " + error.getError())
        .toList();
  }

  private static JsonObject read() {
    try (InputStream in = MetricsReport.class.getResourceAsStream("metrics-report.schema.json")) {
      return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
