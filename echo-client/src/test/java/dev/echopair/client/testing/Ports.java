package dev.echopair.client.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports for peers that cannot choose a free port themselves. */
public final class Ports {

  private Ports() {}

  /** A port of 127.0.0.1 that is free for TCP and UDP at the moment. */
  public static int free() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    while (true) {
      try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
          DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
        return udp.getLocalPort();
      } catch (java.net.BindException e) {
        // The port is in use for UDP: tries another one.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
