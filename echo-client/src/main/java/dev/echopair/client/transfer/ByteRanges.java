package dev.echopair.client.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Ranges of a file in ascending order; adjacent ranges are merged. The counts of bytes and of
 * ranges are exact. Only the first {@value #MAX_KEPT} ranges are kept: a reply that is wrong
 * everywhere needs no more memory. For one thread.
 */
public final class ByteRanges {

  /** Maximum number of ranges that are kept. */
  public static final int MAX_KEPT = 10_000;

  /**
   * A range of a file.
   *
   * @param offset of its first byte, from 0
   * @param length in bytes; 0 only for the one range of an empty file
   */
  public record Range(long offset, long length) {

    /** The offset after the last byte of the range. */
    public long end() {
      return offset + length;
    }
  }

  private final List<Range> kept = new ArrayList<>();

  private long count;
  private long bytes;
  private long end = -1;

  /** Makes a list without ranges. */
  public ByteRanges() {}

  /**
   * Adds a range; merges it with the previous range when the two are adjacent.
   *
   * @throws IllegalArgumentException when the range begins before the end of the previous range
   */
  public void add(long offset, long length) {
    if (offset < end || offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "a range of %d bytes from %d cannot follow one that ends at %d"
              .formatted(length, offset, end));
    }
    if (offset != end) {
      count++;
      if (kept.size() < MAX_KEPT) {
        kept.add(new Range(offset, length));
      }
    } else if (count == kept.size()) {
      Range last = kept.get(kept.size() - 1);
      kept.set(kept.size() - 1, new Range(last.offset(), last.length() + length));
    }
    bytes += length;
    end = offset + length;
  }

  /** Whether there are no ranges. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Number of ranges, kept or not. */
  public long count() {
    return count;
  }

  /** Number of bytes of all ranges, kept or not. */
  public long bytes() {
    return bytes;
  }

  /** The first ranges, at most {@value #MAX_KEPT}. */
  public List<Range> kept() {
    return Collections.unmodifiableList(kept);
  }
}
