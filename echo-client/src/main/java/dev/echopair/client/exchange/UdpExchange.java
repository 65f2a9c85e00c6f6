package dev.echopair.client.exchange;

import dev.echopair.shared.config.Durations;
import dev.echopair.shared.net.DatagramEndpoint;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.PayloadText;
import dev.echopair.shared.process.Quantity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** An exchange over UDP: sends one datagram and waits for one reply or for the timeout. */
final class UdpExchange implements Exchange {

  /**
   * Maximum number of earlier messages that are kept to recognise their late and second replies.
   */
  private static final int MAX_EARLIER = 64;

  private final Vertx vertx;
  private final Endpoint target;
  private final DatagramEndpoint socket;
  private final Narrator narrator;
  private final Set<Buffer> earlier = new LinkedHashSet<>();

  private Buffer message;
  private Promise<Reply> pending;
  private long sentNanos;
  private long timer;

  private UdpExchange(Vertx vertx, Endpoint target, DatagramEndpoint socket, Narrator narrator) {
    this.vertx = vertx;
    this.target = target;
    this.socket = socket;
    this.narrator = narrator;
  }

  static Future<Exchange> open(Vertx vertx, Endpoint target, ExchangeOptions options) {
    return Exchanges.tryEach(
        vertx,
        target,
        options,
        "cannot send to",
        address -> connect(vertx, target, address, options));
  }

  private static Future<Exchange> connect(
      Vertx vertx, Endpoint target, InetAddress address, ExchangeOptions options) {
    InetSocketAddress remote = new InetSocketAddress(address, target.port());
    Narrator narrator = options.narrator();
    narrator.step("socket", "a UDP socket (SOCK_DGRAM): messages, each on its own, no connection");
    return DatagramEndpoint.connect(vertx, options.local(), remote)
        .map(
            socket -> {
              narrator.step(
                  "bind",
                  "%s (%s)"
                      .formatted(
                          hostPort(socket.localAddress()),
                          options.local() == null ? "the kernel chose" : "as requested"));
              narrator.step(
                  "connect",
                  "sends nothing, UDP has no handshake: the kernel stores %s as the peer"
                          .formatted(hostPort(remote))
                      + " and reports returned ICMP errors to this socket");
              return new UdpExchange(vertx, target, socket, narrator).listening();
            });
  }

  private UdpExchange listening() {
    socket.handler(this::received).exceptionHandler(this::failed);
    return this;
  }

  @Override
  public Future<Reply> send(Buffer data, Duration timeout) {
    pending = Promise.promise();
    message = data;
    timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> timedOut(timeout));
    Promise<Reply> awaited = pending;
    ByteBuf payload = Unpooled.wrappedBuffer(data.getBytes());
    narrator.step(
        "sendto",
        "%d bytes %s to %s".formatted(data.length(), show(data), hostPort(socket.remoteAddress())));
    sentNanos = System.nanoTime();
    socket
        .send(payload)
        .onFailure(
            failure -> fail(awaited, ExchangeFailure.of("cannot send to " + target, failure)));
    return awaited.future();
  }

  @Override
  public Future<Void> close() {
    narrator.step("close", "sends nothing: UDP has no FIN, the server does not notice the close");
    return socket.close();
  }

  private void received(ByteBuf datagram) {
    long nanos = System.nanoTime() - sentNanos;
    boolean awaited = pending != null;
    Buffer data = Buffer.buffer(ByteBufUtil.getBytes(datagram));
    narrator.step(
        "recvfrom",
        "%d bytes %s from %s after %s%s"
            .formatted(
                data.length(),
                show(data),
                hostPort(socket.remoteAddress()),
                Quantity.millis(nanos),
                awaited && data.equals(message) ? ": equal to the message" : ""));
    if (!awaited || (!data.equals(message) && earlier.contains(data))) {
      narrator.step("recvfrom", "a late or second reply to an earlier message: ignored");
      return;
    }
    settle().complete(new Reply(data, nanos));
  }

  private void timedOut(Duration timeout) {
    narrator.step(
        "recvfrom",
        "timeout: the message or its reply was lost, no server listens and a firewall drops the"
            + " ICMP error, or the server is slow; UDP cannot tell which");
    fail(
        pending,
        new ExchangeFailure(
            "no reply from %s within %s".formatted(target, Durations.format(timeout))));
  }

  private void failed(Throwable failure) {
    if (failure instanceof PortUnreachableException) {
      narrator.step(
          "recvfrom",
          "ECONNREFUSED: an ICMP port-unreachable message came back; the datagram reached the host,"
              + " whose kernel found no socket on port "
              + target.port());
    }
    fail(pending, ExchangeFailure.of(target.toString(), failure));
  }

  private void fail(Promise<Reply> awaited, ExchangeFailure failure) {
    if (awaited != null && awaited == pending) {
      settle().fail(failure);
    }
  }

  private Promise<Reply> settle() {
    vertx.cancelTimer(timer);
    earlier.add(message);
    if (earlier.size() > MAX_EARLIER) {
      earlier.remove(earlier.iterator().next());
    }
    Promise<Reply> settled = pending;
    pending = null;
    return settled;
  }

  private static String hostPort(InetSocketAddress address) {
    return Endpoint.hostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  static String show(Buffer data) {
    return PayloadText.of(data.getBytes(0, Math.min(data.length(), PayloadText.MAX_BYTES + 1)));
  }
}
