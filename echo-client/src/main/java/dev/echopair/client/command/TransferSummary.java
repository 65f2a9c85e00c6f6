package dev.echopair.client.command;

import dev.echopair.client.transfer.ByteRanges;
import dev.echopair.client.transfer.ChunkCounts;
import dev.echopair.client.transfer.Difference;
import dev.echopair.client.transfer.TransferResult;
import dev.echopair.shared.process.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result of a transfer in lines for the user. */
final class TransferSummary {

  private static final int MAX_RANGES = 20;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MIB = 1 << 20;

  private final List<String> lines = new ArrayList<>();

  private TransferSummary() {}

  /**
   * Makes the lines of a result.
   *
   * @param target the address of the echo
   * @param name the name of the file
   */
  static List<String> of(String target, String name, TransferResult result) {
    TransferSummary summary = new TransferSummary();
    summary.lines.add("%s: %s %s".formatted(target, name, verdict(result)));
    summary.bytes(result);
    result.firstDifference().ifPresent(summary::difference);
    summary.ranges("missing", result.missing());
    summary.ranges("corrupted", result.corrupted());
    summary.digests(result);
    result.chunks().ifPresent(summary::chunks);
    return summary.lines;
  }

  /** Returns the MiB of the file that came back per second; the send rate is the same. */
  static double mibPerSecond(TransferResult result) {
    long nanos = Math.max(1, result.elapsed().toNanos());
    return result.received() / MIB / (nanos / NANOS_PER_SECOND);
  }

  static double seconds(Duration time) {
    return time.toNanos() / NANOS_PER_SECOND;
  }

  private static String verdict(TransferResult result) {
    if (result.interrupted()) {
      return "was interrupted on its way";
    }
    return result.identical() ? "came back unchanged" : "did NOT come back as it was sent";
  }

  private void bytes(TransferResult result) {
    String time = String.format(Locale.ROOT, "%.3f s", seconds(result.elapsed()));
    if (result.received() == result.sent()) {
      row("bytes", "%s out and the same back in %s", size(result.sent()), time);
    } else {
      row("bytes", "%s out, %s back in %s", size(result.sent()), size(result.received()), time);
    }
    row(
        "throughput",
        "%s/s in each direction, both at once",
        Quantity.bytes(mibPerSecond(result) * MIB));
  }

  private void difference(Difference difference) {
    row(
        "differs",
        "first at byte %,d; from byte %,d:",
        difference.offset(),
        difference.shownFrom());
    row("", "sent  %s", difference.expected());
    row("", "back  %s", difference.actual());
    int column = (int) (difference.offset() - difference.shownFrom()) * 3;
    row("", "      %s^^", " ".repeat(column));
  }

  private void ranges(String what, ByteRanges ranges) {
    if (ranges.isEmpty()) {
      return;
    }
    row(
        what,
        "%s in %s",
        Quantity.things(ranges.bytes(), "byte"),
        Quantity.things(ranges.count(), "range"));
    ranges.kept().stream().limit(MAX_RANGES).forEach(range -> row("", "%s", text(range)));
    if (ranges.count() > MAX_RANGES) {
      row("", "and %,d more (--json has them)", ranges.count() - MAX_RANGES);
    }
  }

  private static String text(ByteRanges.Range range) {
    return switch ((int) Math.min(2, range.length())) {
      case 0 -> "the empty file";
      case 1 -> String.format(Locale.ROOT, "byte %,d", range.offset());
      default ->
          String.format(
              Locale.ROOT,
              "bytes %,d to %,d (%,d)",
              range.offset(),
              range.end() - 1,
              range.length());
    };
  }

  private void digests(TransferResult result) {
    String sent = result.sha256Sent().orElse(null);
    String received = result.sha256Received().orElse(null);
    if (sent == null) {
      return;
    }
    if (sent.equals(received)) {
      row("sha256", "%s, out and back", sent);
    } else {
      row("sha256", "%s of what was sent", sent);
      if (received != null) {
        row("", "%s of what came back", received);
      }
    }
  }

  private void chunks(ChunkCounts counts) {
    row(
        "chunks",
        "%,d of up to %,d bytes each, header included",
        counts.chunks(),
        counts.datagramBytes());
    row(
        "datagrams",
        "%,d sent, %,d lost, %,d late, %,d corrupted, %,d duplicated, %,d reordered, %,d unknown",
        counts.sent(),
        counts.lost(),
        counts.late(),
        counts.corrupted(),
        counts.duplicated(),
        counts.reordered(),
        counts.unknown());
    if (counts.retried() > 0) {
      row(
          "retried",
          "%,d of these datagrams in %s",
          counts.retried(),
          Quantity.things(counts.rounds() - 1, "round"));
    }
  }

  private void row(String name, String format, Object... values) {
    lines.add("  %-11s ".formatted(name) + String.format(Locale.ROOT, format, values));
  }

  private static String size(long bytes) {
    return bytes < 1024
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%,d bytes (%s)", bytes, Quantity.bytes(bytes));
  }
}
