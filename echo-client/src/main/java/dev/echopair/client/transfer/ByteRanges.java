package dev.echopair.client.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Parts of a file in ascending order, neighbours merged. Bytes and ranges are counted exactly; of
 * the ranges themselves only the first {@value #MAX_KEPT} are kept, so that a reply that is wrong
 * everywhere needs no more memory than one that is right. For one thread.
 */
public final class ByteRanges {

  /** How many ranges are kept. */
  public static final int MAX_KEPT = 10_000;

  /**
   * A part of a file.
   *
   * @param offset of its first byte, from 0
   * @param length in bytes; 0 only for the one part of an empty file
   */
  public record Range(long offset, long length) {

    /** The offset behind its last byte. */
    public long end() {
      return offset + length;
    }
  }

  private final List<Range> kept = new ArrayList<>();

  private long count;
  private long bytes;
  private long end = -1;

  /** No range at all. */
  public ByteRanges() {}

  /**
   * Adds a part; what touches the one before becomes one with it.
   *
   * @throws IllegalArgumentException when it begins before the end of the one before
   */
  public void add(long offset, long length) {
    if (offset < end || offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "%d bytes from %d do not come after %d".formatted(length, offset, end));
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

  /** Whether there is none. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** How many ranges there are, kept or not. */
  public long count() {
    return count;
  }

  /** How many bytes they have together, kept or not. */
  public long bytes() {
    return bytes;
  }

  /** The first ranges, at most {@value #MAX_KEPT}. */
  public List<Range> kept() {
    return Collections.unmodifiableList(kept);
  }
}
