package dev.echopair.server.testing;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Which addresses this machine has, beyond the one that every machine has. */
public final class LocalAddresses {

  private LocalAddresses() {}

  /** Whether a socket can be bound to an address here. */
  public static boolean has(String address) {
    try (DatagramSocket bound = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return bound.isBound();
    } catch (SocketException e) {
      return false;
    }
  }
}
