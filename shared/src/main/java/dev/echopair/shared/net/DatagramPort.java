package dev.echopair.shared.net;

import dev.echopair.shared.internals.UsedTransport;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;

/**
 * A Netty datagram channel of the transport that a Vert.x instance uses, which never cuts a
 * datagram and can send an empty one.
 *
 * <p>Netty takes a datagram without payload for nothing to do, on every transport, and drops it in
 * silence; UDP (RFC 768) carries it like any other. So the empty datagram goes past Netty, to the
 * descriptor that its channel owns. Call on the channel's event loop.
 */
public final class DatagramPort {

  /**
   * The longest payload of a datagram over IPv4: 65,535 less 20 bytes of IP and 8 of UDP header.
   */
  public static final int MAX_PAYLOAD = 65_507;

  private final DatagramChannel channel;
  private final java.nio.channels.DatagramChannel nioChannel;
  private final DatagramWriter writer;

  private DatagramPort(DatagramChannel channel, java.nio.channels.DatagramChannel nioChannel) {
    this.channel = channel;
    this.writer = new DatagramWriter(channel);
    this.nioChannel = nioChannel;
  }

  /**
   * Opens a channel, not yet registered with an event loop nor bound.
   *
   * @param reads how the sockets of that event loop are read
   */
  public static DatagramPort open(Vertx vertx, boolean ipv6, DatagramReads reads) {
    DatagramPort port =
        vertx.isNativeTransportEnabled()
            ? new DatagramPort(UsedTransport.openDatagramChannel(vertx, ipv6), null)
            : openNio(ipv6);
    reads.readBy(port.channel);
    return port;
  }

  private static DatagramPort openNio(boolean ipv6) {
    try {
      java.nio.channels.DatagramChannel nio =
          java.nio.channels.DatagramChannel.open(
              ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
      return new DatagramPort(new NioDatagramChannel(nio), nio);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a datagram socket", e);
    }
  }

  /** What sends datagrams that are not empty. */
  public DatagramWriter writer() {
    return writer;
  }

  /** The channel. */
  public DatagramChannel channel() {
    return channel;
  }

  /**
   * Sends a datagram without payload.
   *
   * @throws IOException when the system refuses it
   */
  public void sendEmpty(InetSocketAddress recipient) throws IOException {
    if (nioChannel != null) {
      sendEmptyByNio(recipient);
    } else if (((UnixChannel) channel).fd() instanceof Socket socket) {
      socket.sendTo(
          ByteBuffer.allocateDirect(1), 0, 0, recipient.getAddress(), recipient.getPort());
    }
  }

  /**
   * NIO makes no system call for nothing to write when the socket is connected. So the socket lets
   * go of its peer, for good: to connect again would throw away replies that have come meanwhile.
   */
  private void sendEmptyByNio(InetSocketAddress recipient) throws IOException {
    if (nioChannel.isConnected()) {
      nioChannel.disconnect();
    }
    nioChannel.send(ByteBuffer.allocate(0), recipient);
  }

  /** Whether what is sent needs its recipient named, and what comes its sender looked at. */
  boolean hasLetGo() {
    return nioChannel != null && !nioChannel.isConnected();
  }
}
