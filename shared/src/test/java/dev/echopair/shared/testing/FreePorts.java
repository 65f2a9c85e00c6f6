package dev.echopair.shared.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds ranges of free TCP ports, for users that cannot take port 0. */
public final class FreePorts {

  /** The lowest port; the range stays below the ports that systems give to outgoing connections. */
  private static final int LOWEST = 10_000;

  private static final int HIGHEST = 32_000;

  private FreePorts() {}

  /** The first port of a range whose ports are all free on the loopback address at the moment. */
  public static int range(int count) {
    return ThreadLocalRandom.current()
        .ints(LOWEST, HIGHEST - count)
        .limit(1_000)
        .filter(first -> IntStream.range(first, first + count).allMatch(FreePorts::isFree))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + count + " free ports in a row"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
