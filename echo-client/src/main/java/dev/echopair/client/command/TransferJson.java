package dev.echopair.client.command;

import dev.echopair.client.transfer.ByteRanges;
import dev.echopair.client.transfer.ChunkCounts;
import dev.echopair.client.transfer.Difference;
import dev.echopair.client.transfer.TransferResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The result of a transfer for programs: always the same keys. */
final class TransferJson {

  private static final double THOUSANDTHS = 1e3;

  private TransferJson() {}

  /**
   * Makes the JSON of a result.
   *
   * @param target the address of the echo
   * @param path the path of the file as the user wrote it
   */
  static JsonObject of(String target, String path, TransferResult result) {
    return new JsonObject()
        .put("target", target)
        .put("path", path)
        .put("identical", result.identical())
        .put("interrupted", result.interrupted())
        .put("failure", result.failure().orElse(null))
        .put("bytes", result.sent())
        .put("received_bytes", result.received())
        .put("seconds", result.elapsed().toNanos() / 1e9)
        .put(
            "mib_per_s",
            Math.round(TransferSummary.mibPerSecond(result) * THOUSANDTHS) / THOUSANDTHS)
        .put("sha256_sent", result.sha256Sent().orElse(null))
        .put("sha256_received", result.sha256Received().orElse(null))
        .put(
            "first_difference", result.firstDifference().map(TransferJson::difference).orElse(null))
        .put("missing", ranges(result.missing()))
        .put("corrupted", ranges(result.corrupted()))
        .put("chunks", result.chunks().map(TransferJson::chunks).orElse(null));
  }

  private static JsonObject difference(Difference difference) {
    return new JsonObject()
        .put("offset", difference.offset())
        .put("shown_from", difference.shownFrom())
        .put("expected", difference.expected())
        .put("actual", difference.actual());
  }

  private static JsonObject ranges(ByteRanges ranges) {
    JsonArray list = new JsonArray();
    for (ByteRanges.Range range : ranges.kept()) {
      list.add(new JsonObject().put("offset", range.offset()).put("length", range.length()));
    }
    return new JsonObject()
        .put("bytes", ranges.bytes())
        .put("count", ranges.count())
        .put("ranges", list);
  }

  private static JsonObject chunks(ChunkCounts counts) {
    return new JsonObject()
        .put("count", counts.chunks())
        .put("datagram_bytes", counts.datagramBytes())
        .put("sent", counts.sent())
        .put("retried", counts.retried())
        .put("received", counts.received())
        .put("lost", counts.lost())
        .put("late", counts.late())
        .put("corrupted", counts.corrupted())
        .put("duplicated", counts.duplicated())
        .put("reordered", counts.reordered())
        .put("unknown", counts.unknown())
        .put("rounds", counts.rounds());
  }
}
