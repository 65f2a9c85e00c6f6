package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
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

/** Checks totals against {@code metrics-totals.schema.json}. */
final class TotalsSchema {

  private TotalsSchema() {}

  static void check(JsonObject totals) {
    Validator validator =
        Validator.create(
            JsonSchema.of(read()),
            new JsonSchemaOptions()
                .setBaseUri("app://echopair")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));
    // Parsed from text, as a subscriber receives it.
    OutputUnit result = validator.validate(new JsonObject(totals.encode()));
    assertTrue(result.getValid(), () -> result.toJson() + "\n" + totals.encodePrettily());
  }

  private static JsonObject read() {
    try (InputStream in = Totals.class.getResourceAsStream("metrics-totals.schema.json")) {
      return new JsonObject(Buffer.buffer(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
