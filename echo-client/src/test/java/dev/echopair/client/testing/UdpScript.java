package dev.echopair.client.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** A UDP server that treats each datagram as the test says, also in wrong ways. */
public final class UdpScript implements AutoCloseable {

  /** The action for a datagram. */
  @FunctionalInterface
  public interface Act {
    /** Plays the server's part. Sending {@code datagram} returns it to its sender. */
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

  /** Makes an answer with these bytes to the sender of a datagram. */
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
