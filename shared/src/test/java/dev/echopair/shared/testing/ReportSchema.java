package dev.echopair.shared.testing;

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
import java.util.Objects;

/** Checks reports of the bus against the JSON Schema of metrics reports. Thread-safe. */
public final class ReportSchema {

  private static final String RESOURCE = "/dev/echopair/shared/metrics/metrics-report.schema.json";

  private static final JsonSchema SCHEMA = JsonSchema.of(load());

  private ReportSchema() {}

  /** The violations of the schema by a report; empty when the report is valid. */
  public static List<String> problemsOf(JsonObject report) {
    OutputUnit result =
        Validator.create(
                SCHEMA,
                new JsonSchemaOptions()
                    .setBaseUri("urn:echopair")
                    .setDraft(Draft.DRAFT202012)
                    .setOutputFormat(OutputFormat.Basic))
            .validate(report);
    if (result.getValid()) {
      return List.of();
    }
    return result.getErrors().stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getError())
        .toList();
  }

  private static JsonObject load() {
    try (InputStream in = ReportSchema.class.getResourceAsStream(RESOURCE)) {
      return new JsonObject(
          new String(Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
