package dev.echopair.client.transfer;

import dev.echopair.shared.probe.ChunkPacket;

/**
 * The division of a file into chunks, one chunk per datagram. An empty file has one empty chunk, so
 * that the path is tested in this case, too.
 *
 * @param fileBytes bytes of the file
 * @param datagramBytes bytes of a full datagram, the header of {@link ChunkPacket} included
 */
record ChunkPlan(long fileBytes, int datagramBytes) {

  /** The smallest datagram: a header and a byte. */
  static final int MIN_DATAGRAM_BYTES = ChunkPacket.HEADER_BYTES + 1;

  ChunkPlan {
    if (datagramBytes < MIN_DATAGRAM_BYTES) {
      throw new IllegalArgumentException(
          datagramBytes + " bytes per datagram leave no room for a byte of the file");
    }
    if (!isCountable(fileBytes, datagramBytes)) {
      throw new IllegalArgumentException("more than %d chunks".formatted(Integer.MAX_VALUE));
    }
  }

  /** Whether the chunks can be numbered by an {@code int}, which is the index of a bit set. */
  static boolean isCountable(long fileBytes, int datagramBytes) {
    return fileBytes / (datagramBytes - ChunkPacket.HEADER_BYTES) < Integer.MAX_VALUE;
  }

  /** Bytes of the file in a full chunk. */
  int payloadBytes() {
    return datagramBytes - ChunkPacket.HEADER_BYTES;
  }

  /** Number of chunks. */
  int chunks() {
    return (int) Math.max(1, (fileBytes + payloadBytes() - 1) / payloadBytes());
  }

  /** Offset in the file at which a chunk begins. */
  long offset(int chunk) {
    return (long) chunk * payloadBytes();
  }

  /** Number of bytes of the file in a chunk. */
  int length(int chunk) {
    return (int) Math.min(payloadBytes(), fileBytes - offset(chunk));
  }
}
