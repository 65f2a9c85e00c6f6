package dev.echopair.client.transfer;

import dev.echopair.shared.probe.ChunkPacket;

/**
 * How a file is cut into chunks, one to a datagram. An empty file is one chunk, so that its way is
 * tried, too.
 *
 * @param fileBytes bytes of the file
 * @param datagramBytes bytes of a full datagram, the header of {@link ChunkPacket} included
 */
record ChunkPlan(long fileBytes, int datagramBytes) {

  /** The smallest datagram: a header and a byte. */
  static final int MIN_DATAGRAM_BYTES = ChunkPacket.HEADER_BYTES + 1;

  ChunkPlan {
    if (datagramBytes < MIN_DATAGRAM_BYTES) {
      throw new IllegalArgumentException(datagramBytes + " bytes carry nothing of a file");
    }
    if (!isCountable(fileBytes, datagramBytes)) {
      throw new IllegalArgumentException("more than %d chunks".formatted(Integer.MAX_VALUE));
    }
  }

  /** Whether the chunks can be numbered by an {@code int}, as bit sets are. */
  static boolean isCountable(long fileBytes, int datagramBytes) {
    return fileBytes / (datagramBytes - ChunkPacket.HEADER_BYTES) < Integer.MAX_VALUE;
  }

  /** Bytes of the file in a full chunk. */
  int payloadBytes() {
    return datagramBytes - ChunkPacket.HEADER_BYTES;
  }

  /** How many chunks there are. */
  int chunks() {
    return (int) Math.max(1, (fileBytes + payloadBytes() - 1) / payloadBytes());
  }

  /** Where in the file a chunk begins. */
  long offset(int chunk) {
    return (long) chunk * payloadBytes();
  }

  /** How many bytes of the file a chunk has. */
  int length(int chunk) {
    return (int) Math.min(payloadBytes(), fileBytes - offset(chunk));
  }
}
