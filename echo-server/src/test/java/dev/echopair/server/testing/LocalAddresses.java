package dev.echopair.server.testing;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Tells which addresses this machine has besides 127.0.0.1. */
public final class LocalAddresses {

  private LocalAddresses() {}

  /** Whether a socket of this machine can bind an address. */
  public static boolean has(String address) {
    try (DatagramSocket bound = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return bound.isBound();
    } catch (SocketException e) {
      return false;
    }
  }
}
