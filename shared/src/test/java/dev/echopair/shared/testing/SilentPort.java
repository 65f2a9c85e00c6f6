package dev.echopair.shared.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of the loopback interface on which nothing listens, over TCP and UDP, until it is closed.
 *
 * <p>Both sockets are bound, so no other program gets the port. The TCP socket does not listen: a
 * client gets "connection refused". The UDP socket is connected to itself: a datagram from any
 * other port gets "port unreachable".
 */
public final class SilentPort implements AutoCloseable {

  private final Socket tcp;
  private final DatagramSocket udp;

  private SilentPort(Socket tcp, DatagramSocket udp) {
    this.tcp = tcp;
    this.udp = udp;
  }

  /** Binds a port that the system chooses. */
  public static SilentPort bind() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try {
      while (true) {
        Socket tcp = new Socket();
        tcp.bind(new InetSocketAddress(loopback, 0));
        InetSocketAddress address = new InetSocketAddress(loopback, tcp.getLocalPort());
        try {
          DatagramSocket udp = new DatagramSocket(address);
          udp.connect(address);
          return new SilentPort(tcp, udp);
        } catch (BindException e) {
          // Another program uses the port over UDP.
          tcp.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot bind a port", e);
    }
  }

  public int number() {
    return tcp.getLocalPort();
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the TCP socket", e);
    }
  }
}
