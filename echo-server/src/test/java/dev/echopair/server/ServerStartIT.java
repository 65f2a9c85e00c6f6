package dev.echopair.server;

import dev.echopair.server.testing.TcpPeer;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Prints the time from the start of the jar to its first round trip; the time has no limit. */
@Isolated
class ServerStartIT {

  private static final int STARTS = 10;

  @Test
  void servesSoonAfterItsStart() throws IOException {
    long[] millis = new long[STARTS];
    for (int i = 0; i < STARTS; i++) {
      long start = System.nanoTime();
      try (TestProcess server = ServerProcess.on().start();
          TcpPeer peer = TcpPeer.connect(ServerProcess.tcpPort(server))) {
        peer.exchange("x");
        millis[i] = (System.nanoTime() - start) / 1_000_000;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        "start to first round trip over %d starts: median %d ms, from %d to %d%n",
        STARTS, (millis[STARTS / 2 - 1] + millis[STARTS / 2]) / 2, millis[0], millis[STARTS - 1]);
  }
}
