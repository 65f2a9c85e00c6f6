package dev.echopair.client.transfer;

import io.vertx.core.Future;

/** A file on its way through an echo. */
public interface Transfer {

  /**
   * How far a transfer is.
   *
   * @param sent bytes of the file that were sent
   * @param settled bytes of the file whose fate is known
   * @param total bytes of the file; -1 when that shows only at its end
   * @param round 1, and one more each time that what is missing is sent again
   */
  record Progress(long sent, long settled, long total, int round) {}

  /** Sends the file; call once. Done, never failed, when its fate is known. */
  Future<TransferResult> start();

  /** How far it is; from any thread. */
  Progress progress();

  /** Ends it with what is known by now; from any thread. */
  void interrupt();
}
