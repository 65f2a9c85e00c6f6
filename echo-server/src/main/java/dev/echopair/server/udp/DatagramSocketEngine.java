package dev.echopair.server.udp;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.TargetAddresses;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The UDP echo on the datagram socket of Vert.x, as in the documentation of Vert.x.
 *
 * <p>It has two limitations that {@link BatchedUdpEngine} does not have:
 *
 * <ul>
 *   <li>It cannot answer an empty datagram: Netty does not send one, and the socket of Vert.x does
 *       not give access to the channel.
 *   <li>Its kernel queue cannot be larger than the buffer that it allocates for every read.
 * </ul>
 */
final class DatagramSocketEngine implements UdpEngine {

  /**
   * Bytes of the kernel's receive queue and of the buffer of each read: Vert.x uses one number for
   * both. Below 64 KiB, datagrams would be truncated; with much more, every read would allocate too
   * much. This value is the default of Linux (net.core.rmem_default).
   */
  private static final int RECEIVE_BUFFER = 212_992;

  private final Vertx vertx;
  private final UdpEcho echo;
  private final List<DatagramSocket> sockets = new ArrayList<>();

  DatagramSocketEngine(Vertx vertx, UdpEcho echo) {
    this.vertx = vertx;
    this.echo = echo;
  }

  @Override
  public Future<Integer> listen(InetAddress address, int port, boolean shared) {
    DatagramSocketOptions options =
        new DatagramSocketOptions()
            .setIpV6(TargetAddresses.isIpv6(address))
            .setReceiveBufferSize(RECEIVE_BUFFER)
            .setReusePort(shared && vertx.isNativeTransportEnabled())
            .setReuseAddress(shared && !vertx.isNativeTransportEnabled());
    DatagramSocket socket = vertx.createDatagramSocket(options);
    sockets.add(socket);
    socket.handler(packet -> received(socket, packet));
    // Without the scope of an IPv6 address (::1%lo), because Vert.x cannot resolve it.
    String host = NetUtil.toAddressString(address);
    return socket.listen(port, host).map(bound -> bound.localAddress().port());
  }

  @Override
  public Future<Void> close() {
    return Future.join(sockets.stream().map(DatagramSocket::close).toList()).mapEmpty();
  }

  private void received(DatagramSocket socket, DatagramPacket packet) {
    SocketAddress sender = packet.sender();
    InetSocketAddress address = new InetSocketAddress(sender.hostAddress(), sender.port());
    if (!echo.received(packet.data(), address)) {
      return;
    }
    int bytes = packet.data().length();
    if (bytes == 0) {
      echo.notSent(DropReason.SEND_FAILED);
      return;
    }
    socket
        .send(packet.data(), sender.port(), sender.hostAddress())
        .onComplete(sent -> echo.sent(bytes), failure -> echo.notSent(DropReason.SEND_FAILED));
  }
}
