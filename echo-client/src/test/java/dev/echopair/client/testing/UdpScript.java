package dev.echopair.client.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** A UDP server that does with each datagram what a test wants, however wrong. */
public final class UdpScript implements AutoCloseable {

  /** What is done with a datagram. */
  @FunctionalInterface
  public interface Act {
    /** Plays the server's part; a packet that is sent back goes to its sender. */
    void on(DatagramSocket socket, DatagramPacket datagram) throws IOException;
  }

  private final DatagramSocket socket;

  /** Binds a free port of the loopback interface. */
  public UdpScript(Act act) throws IOException {
    this(InetAddress.getLoopbackAddress(), act);
  }

  /** Binds a free port of an address. */
  public UdpScript(InetAddress local, Act act) throws IOException {
    socket = new DatagramSocket(0, local);
    Thread thread = new Thread(() -> serve(act), "udp-script");
    thread.setDaemon(true);
    thread.start();
  }

  /** A datagram with other bytes for the sender of one. */
  public static DatagramPacket answer(DatagramPacket to, byte[] bytes) {
    return new DatagramPacket(bytes, bytes.length, to.getSocketAddress());
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void serve(Act act) {
    while (!socket.isClosed()) {
      DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
      try {
        socket.receive(datagram);
        act.on(socket, datagram);
      } catch (IOException e) {
        // The test has closed it.
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
