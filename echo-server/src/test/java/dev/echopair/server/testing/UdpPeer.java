package dev.echopair.server.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A blocking UDP socket of the JDK as the server's peer. Receives fail after a timeout. */
public final class UdpPeer implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int QUEUE_BYTES = 4 * 1024 * 1024;

  private final DatagramSocket socket;
  private final InetSocketAddress server;
  private final byte[] buffer = new byte[65_536];

  private UdpPeer(DatagramSocket socket, InetSocketAddress server) throws IOException {
    this.socket = socket;
    this.server = server;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setReceiveBufferSize(QUEUE_BYTES);
    socket.setSendBufferSize(QUEUE_BYTES);
  }

  /** A peer of the server on 127.0.0.1. */
  public static UdpPeer of(int port) throws IOException {
    return of("127.0.0.1", port);
  }

  /** A peer of the server on an address. */
  public static UdpPeer of(String host, int port) throws IOException {
    return new UdpPeer(new DatagramSocket(), new InetSocketAddress(host, port));
  }

  /** A peer of the server on 127.0.0.1 that sends from a given address and port. */
  public static UdpPeer boundTo(String localHost, int localPort, int port) throws IOException {
    return new UdpPeer(
        new DatagramSocket(new InetSocketAddress(localHost, localPort)),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** How many small datagrams fit into the queue of the socket. */
  public int queueLength() throws IOException {
    // The kernel counts its own data structures, too: up to 1 KiB per small datagram.
    return socket.getReceiveBufferSize() / 1024;
  }

  public void send(byte[] payload) throws IOException {
    socket.send(new DatagramPacket(payload, payload.length, server));
  }

  /** Receives the next datagram, from any sender. */
  public DatagramPacket receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    socket.receive(packet);
    return packet;
  }

  /** Makes one round trip; fails unless the answer is equal and comes from the server's address. */
  public void exchange(byte[] payload) throws IOException {
    send(payload);
    DatagramPacket answer = receive();
    assertEquals(payload.length, answer.getLength());
    assertArrayEquals(payload, Arrays.copyOf(answer.getData(), answer.getLength()));
    assertEquals(server, answer.getSocketAddress());
  }

  @Override
  public void close() {
    socket.close();
  }
}
