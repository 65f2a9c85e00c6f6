package dev.echopair.client.transfer;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of sending a file through an echo.
 *
 * @param sent bytes of the file that were sent, each counted once
 * @param received bytes of the file that came back, right or wrong, each counted once
 * @param elapsed from the first byte out to the last one back
 * @param sha256Sent of what was sent, from the start of the file to where sending ended; empty when
 *     that is not known
 * @param sha256Received of what came back, in its order; empty when that is not known: with
 *     datagrams, unless all came back right
 * @param firstDifference where the first wrong byte is
 * @param missing what did not come back
 * @param corrupted what came back wrong
 * @param chunks what became of the datagrams; empty for a stream
 * @param failure why not every byte came back right, in words; empty when each did
 * @param interrupted whether the user ended it
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
