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
 * A Netty datagram channel on the transport of a Vert.x instance. It never truncates a datagram and
 * can send an empty one.
 *
 * <p>Netty silently drops a datagram without payload, on every transport; UDP (RFC 768) carries
 * such a datagram like any other. This class sends an empty datagram directly on the file
 * descriptor of the channel. Call on the channel's event loop.
 */
public final class DatagramPort {

  /**
   * The longest payload of a datagram over IPv4: 65,535 minus 20 bytes of IP header and 8 bytes of
   * UDP header.
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
   * Opens a channel. The channel is neither registered with an event loop nor bound.
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

  /** The writer of datagrams that are not empty. */
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
   * @throws IOException when the system call fails
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
   * On a connected socket, NIO makes no system call when there is no data to write. Therefore this
   * method disconnects the socket. The socket stays disconnected: a new connect would discard the
   * replies that have arrived in the meantime.
   */
  private void sendEmptyByNio(InetSocketAddress recipient) throws IOException {
    if (nioChannel.isConnected()) {
      nioChannel.disconnect();
    }
    nioChannel.send(ByteBuffer.allocate(0), recipient);
  }

  /**
   * Whether the socket was disconnected for an empty datagram. Then each datagram needs an explicit
   * recipient, and the sender of each received datagram has to be checked.
   */
  boolean hasLetGo() {
    return nioChannel != null && !nioChannel.isConnected();
  }
}
