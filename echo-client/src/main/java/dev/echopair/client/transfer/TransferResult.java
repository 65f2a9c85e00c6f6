package dev.echopair.client.transfer;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of the transfer of a file through an echo.
 *
 * @param sent bytes of the file that were sent, each counted once
 * @param received bytes of the file that came back, right or wrong, each counted once
 * @param elapsed the time from the first byte sent to the last byte received
 * @param sha256Sent the digest of the bytes that were sent, from the start of the file to the end
 *     of sending; empty when it is not known
 * @param sha256Received the digest of the bytes that came back, in their order; empty when it is
 *     not known: with datagrams, unless all bytes came back right
 * @param firstDifference the first wrong byte, with the bytes around it
 * @param missing the ranges that did not come back
 * @param corrupted the ranges that came back wrong
 * @param chunks the counts of the datagrams; empty for a stream
 * @param failure the reason why not every byte came back right; empty when each byte did
 * @param interrupted whether the user interrupted the transfer
 */
public record TransferResult(
    long sent,
    long received,
    Duration elapsed,
    Optional<String> sha256Sent,
    Optional<String> sha256Received,
    Optional<Difference> firstDifference,
    ByteRanges missing,
    ByteRanges corrupted,
    Optional<ChunkCounts> chunks,
    Optional<String> failure,
    boolean interrupted) {

  /** Whether the whole file came back as it was sent. */
  public boolean identical() {
    return failure.isEmpty() && !interrupted;
  }
}
