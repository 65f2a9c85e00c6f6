package dev.echopair.shared.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reserves ports of the loopback interface for peers that must know their port in advance. A server
 * that can take port 0 takes it.
 *
 * <p>Ports are reserved in blocks below the ports that the system gives to port 0. The first port
 * of a block is its lock: this JVM keeps a socket bound to it until it exits, so no other JVM that
 * runs these tests uses the block. A port is handed out once.
 */
public final class ReservedPorts {

  private static final int LOWEST = 10_000;
  private static final int BLOCKS = 680;
  private static final int BLOCK = 32;

  /** Bound until the JVM exits. */
  private static final List<ServerSocket> LOCKS = new ArrayList<>();

  private static int next;
  private static int end;

  private ReservedPorts() {}

  /** Reserves one port, for TCP and UDP. */
  public static int next() {
    return range(1);
  }

  /** Reserves ports in a row, at most 31; returns the first one. */
  public static synchronized int range(int count) {
    if (count >= BLOCK) {
      throw new IllegalArgumentException(count + " ports in a row, allowed: " + (BLOCK - 1));
    }
    if (next + count > end) {
      lockABlock();
    }
    int first = next;
    next += count;
    return first;
  }

  private static void lockABlock() {
    for (int i = 0; i < 1_000; i++) {
      int first = LOWEST + BLOCK * ThreadLocalRandom.current().nextInt(BLOCKS);
      ServerSocket lock = bound(first);
      if (lock != null) {
        LOCKS.add(lock);
        if (isUnused(first + 1, first + BLOCK)) {
          next = first + 1;
          end = first + BLOCK;
          return;
        }
      }
    }
    throw new IllegalStateException("no block of " + BLOCK + " unused ports");
  }

  /** Whether no other program, which does not know the locks, uses one of the ports. */
  private static boolean isUnused(int from, int end) {
    for (int port = from; port < end; port++) {
      try (ServerSocket tcp = bound(port);
          DatagramSocket udp = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
        if (tcp == null || !udp.isBound()) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  private static ServerSocket bound(int port) {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      return null;
    }
  }
}
