package dev.echopair.client.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports for peers that cannot pick a free one themselves. */
public final class Ports {

  private Ports() {}

  /** A port of 127.0.0.1 that was free just now, over TCP and over UDP. */
  public static int free() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    while (true) {
      try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
          DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
        return udp.getLocalPort();
      } catch (java.net.BindException e) {
        // Taken over UDP: the next one.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
