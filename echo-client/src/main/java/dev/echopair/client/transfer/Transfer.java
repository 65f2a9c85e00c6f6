package dev.echopair.client.transfer;

import io.vertx.core.Future;

/** The transfer of a file through an echo. */
public interface Transfer {

  /**
   * The progress of a transfer.
   *
   * @param sent bytes of the file that were sent
   * @param settled bytes of the file that came back; over UDP only those that came back right
   * @param total bytes of the file; -1 when the number is known only at the end of the file
   * @param round number of the pass over the file; from 2 on, chunks are sent again
   */
  record Progress(long sent, long settled, long total, int round) {}

  /** Sends the file; call it once. The future never fails: the result contains the failure. */
  Future<TransferResult> start();

  /** The progress so far. Callable from any thread. */
  Progress progress();

  /** Ends the transfer with the result so far. Callable from any thread. */
  void interrupt();
}
