package dev.echopair.server;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.server.config.UdpConfig;
import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.metrics.ReportPublisher;
import dev.echopair.shared.metrics.Reporter;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.ListenAddresses;
import dev.echopair.shared.net.ListenFailure;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The UDP echo (RFC 862): every datagram goes back unchanged to its sender, from the address that
 * it was sent to.
 *
 * <p>Several instances share one port where the transport can (SO_REUSEPORT): the kernel spreads
 * the senders over their sockets. An event-loop verticle; reads the server's configuration, of
 * which the {@code udp} part and the shared keys concern it.
 */
public final class UdpEchoVerticle extends VerticleBase {

  /**
   * Vert.x gives one number to the kernel's receive queue and to the buffer that each read fills:
   * below 64 KiB datagrams would be cut, far above it every read would allocate far too much. This
   * is also what Linux grants an ordinary process (net.core.rmem_max).
   */
  private static final int RECEIVE_BUFFER = 212_992;

  /** The echo service's well-known port (RFC 862). */
  private static final int ECHO_PORT = 7;

  private final EchoCounters counters = new EchoCounters();
  private final List<DatagramSocket> sockets = new ArrayList<>();

  private ServerConfig config;
  private TrafficLog traffic;
  private ReportPublisher publisher;
  private int port;

  @Override
  public Future<?> start() {
    config = ServerConfig.of(config());
    traffic = TrafficLog.of(vertx, config.service().log().traffic());
    port = config.udp().port();
    publisher =
        new ReportPublisher(
            vertx,
            Reporter.next(vertx, "server", "udp", Map.of()),
            config.service().metricsInterval(),
            counters::udpMeasurements);
    UdpConfig udp = config.udp();
    return ListenAddresses.resolve(vertx, udp.host())
        .compose(address -> ListenAddresses.forDatagrams(vertx, address))
        .compose(this::listen)
        .recover(failure -> ListenFailure.explain("udp", udp.host(), udp.port(), failure))
        .onSuccess(listening -> publisher.start());
  }

  /** Answers what has been received, then closes. */
  @Override
  public Future<?> stop() {
    return Future.join(sockets.stream().map(DatagramSocket::close).toList())
        .onComplete(closed -> publisher.stop());
  }

  /** The port that is listened on, once started. */
  int actualPort() {
    return port;
  }

  private Future<Void> listen(List<InetAddress> addresses) {
    boolean shared = addresses.size() > 1 || config.udp().instances() > 1;
    Future<Void> done = Future.succeededFuture();
    for (InetAddress address : addresses) {
      // One after the other: the first finds out the port when it is to be a free one.
      done = done.compose(v -> listen(address, shared));
    }
    return done;
  }

  private Future<Void> listen(InetAddress address, boolean shared) {
    DatagramSocketOptions options =
        new DatagramSocketOptions()
            .setIpV6(ListenAddresses.isIpv6(address))
            .setReceiveBufferSize(RECEIVE_BUFFER)
            .setReusePort(shared && vertx.isNativeTransportEnabled())
            .setReuseAddress(shared && !vertx.isNativeTransportEnabled());
    DatagramSocket socket = vertx.createDatagramSocket(options);
    sockets.add(socket);
    socket.handler(packet -> received(socket, packet));
    return socket
        .listen(port, address.getHostAddress())
        .map(
            bound -> {
              port = bound.localAddress().port();
              return null;
            });
  }

  private void received(DatagramSocket socket, DatagramPacket packet) {
    Buffer data = packet.data();
    SocketAddress sender = packet.sender();
    counters.received(data.length());
    if (data.length() > config.udp().maxDatagramSize()) {
      drop(DropReason.DATAGRAM_TOO_LARGE, sender, data);
    } else if (sender.port() == port || sender.port() == ECHO_PORT || sender.port() == 0) {
      // A forged sender could set two echoes on each other, which then would never stop.
      drop(DropReason.ECHO_LOOP, sender, data);
    } else {
      echo(socket, sender, data);
    }
  }

  private void echo(DatagramSocket socket, SocketAddress sender, Buffer data) {
    if (traffic.enabled()) {
      traffic.message("udp", Endpoint.hostPort(sender), data);
    }
    int bytes = data.length();
    socket
        .send(data, sender.port(), sender.hostAddress())
        .onComplete(
            sent -> counters.sent(bytes),
            failure -> counters.dropped.count(DropReason.SEND_FAILED));
  }

  private void drop(DropReason reason, SocketAddress sender, Buffer data) {
    counters.dropped.count(reason);
    if (traffic.enabled()) {
      traffic.dropped("udp", Endpoint.hostPort(sender), data.length(), reason);
    }
  }
}
