package dev.echopair.shared.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** Feeds any JSON to the reader of reports, because every node may publish on the bus. */
final class MetricsReportFuzzTest {

  @FuzzTest
  void aReportIsIgnoredOrReadAsItWillBeWritten(byte[] input) {
    JsonObject message;
    try {
      message = new JsonObject(Buffer.buffer(input));
    } catch (DecodeException e) {
      return;
    }
    Aggregator aggregator = Aggregator.ofAllNodes();
    Aggregator.Effect effect = aggregator.accept(message, SampleReport.START, 0);
    Totals totals = aggregator.totals("viewer", SampleReport.START, 0, 1000);
    assertTrue(totals.toJson().encode().length() > 0);
    if (effect != Aggregator.Effect.IGNORED) {
      JsonObject written = MetricsReport.fromJson(message).toJson();
      assertEquals(written, MetricsReport.fromJson(written).toJson());
    }
  }
}
