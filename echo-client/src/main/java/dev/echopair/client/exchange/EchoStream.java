package dev.echopair.client.exchange;

import dev.echopair.shared.internals.SocketMessages;
import dev.echopair.shared.internals.SocketPipeline;
import dev.echopair.shared.net.ConnectFailure;
import dev.echopair.shared.net.EndOfInput;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.TargetAddresses;
import dev.echopair.shared.process.Quantity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A TCP or TLS connection. A TCP connection can close its sending direction and continue to
 * receive. Called on the event loop of its connection, except where a method says otherwise.
 */
public final class EchoStream {

  private final NetClient client;
  private final NetSocket socket;

  private Throwable failure;

  private EchoStream(NetClient client, NetSocket socket) {
    this.client = client;
    this.socket = socket;
    EndOfInput.deliverOn(socket);
    socket.exceptionHandler(cause -> failure = cause);
  }

  /**
   * Connects to a target: tries its addresses in order until one accepts. Fails with an {@link
   * ExchangeFailure}.
   */
  public static Future<EchoStream> open(Vertx vertx, Endpoint target, ExchangeOptions options) {
    return Exchanges.tryEach(
        vertx,
        target,
        options,
        "cannot connect to",
        address -> connect(vertx, target, address, options));
  }

  private static Future<EchoStream> connect(
      Vertx vertx, Endpoint target, InetAddress address, ExchangeOptions options) {
    Narrator narrator = options.narrator();
    narrator.step("socket", "a TCP socket (SOCK_STREAM): a stream of bytes on a connection");
    InetSocketAddress local = options.local();
    if (local == null) {
      narrator.step("bind", "no call: the kernel picks an address and a free port at connect");
    } else {
      narrator.step(
          "bind", Endpoint.hostPort(local.getHostString(), local.getPort()) + " (as requested)");
    }
    NetClient client = vertx.createNetClient(clientOptions(target, options));
    narrator.step(
        "connect",
        "to %s: SYN sent".formatted(Endpoint.hostPort(address.getHostAddress(), target.port())));
    long started = System.nanoTime();
    return client
        .connect(TargetAddresses.connectOptions(target, address))
        .map(
            socket -> {
              long nanos = System.nanoTime() - started;
              connected(socket, target, narrator, nanos);
              return new EchoStream(client, socket);
            })
        .recover(
            cause -> {
              narrator.step("connect", ConnectFailure.reason(cause));
              client.close();
              return Future.failedFuture(cause);
            });
  }

  private static void connected(NetSocket socket, Endpoint target, Narrator narrator, long nanos) {
    String own = Endpoint.hostPort(socket.localAddress());
    String peer = Endpoint.hostPort(socket.remoteAddress());
    narrator.step(
        "connect",
        "SYN-ACK received, ACK sent: %s and %s are connected after %s%s"
            .formatted(
                own,
                peer,
                Quantity.millis(nanos),
                target.scheme() == Endpoint.Scheme.TLS ? ", TLS handshake included" : ""));
    if (socket.isSsl()) {
      narrator.step(
          "tls",
          socket.sslSession().getProtocol() + " with " + socket.sslSession().getCipherSuite());
    }
  }

  private static NetClientOptions clientOptions(Endpoint target, ExchangeOptions options) {
    NetClientOptions client =
        new NetClientOptions()
            .setConnectTimeout(Math.toIntExact(Math.max(1, options.connectTimeout().toMillis())))
            .setTcpNoDelay(true);
    InetSocketAddress local = options.local();
    if (local != null) {
      client.setLocalAddress(local.getAddress().getHostAddress());
    }
    return target.scheme() == Endpoint.Scheme.TLS ? options.tls().applyTo(client) : client;
  }

  /**
   * Sets the handler that receives each buffer, which it must release, and {@link
   * EndOfInput#MESSAGE} at the end of the input.
   */
  public void handler(Handler<Object> parts) {
    SocketMessages.read(socket, parts);
  }

  /**
   * Sets the handler that is called when the connection is closed, with the failure that closed it
   * or {@code null}.
   */
  public void closeHandler(Handler<Throwable> closed) {
    socket.closeHandler(v -> closed.handle(failure));
  }

  /** Sends bytes. */
  Future<Void> write(Buffer data) {
    return socket.write(data);
  }

  /** Sends a buffer, and releases it after the write. */
  public void write(ByteBuf data) {
    // The close handler reports a broken connection.
    SocketMessages.write(socket, data);
  }

  /** Allocates buffers that are sent without a copy. Callable from any thread. */
  public ByteBufAllocator allocator() {
    return SocketPipeline.channel(socket).alloc();
  }

  /** Whether {@link #finish} leaves the receiving direction open. */
  public boolean halfCloses() {
    return !socket.isSsl() && SocketPipeline.channel(socket) instanceof DuplexChannel;
  }

  /**
   * Ends the sending direction after all written bytes. A stream that {@link #halfCloses} sends a
   * FIN and continues to receive; any other stream closes both directions.
   */
  public void finish() {
    socket
        .write(Buffer.buffer())
        .onComplete(
            flushed -> {
              if (!socket.isSsl()
                  && SocketPipeline.channel(socket) instanceof DuplexChannel channel) {
                // The close handler reports a broken connection.
                channel.shutdownOutput().addListener(shut -> {});
              } else {
                socket.close();
              }
            });
  }

  /** Closes both directions. */
  public Future<Void> close() {
    return socket.close().eventually(client::close);
  }
}
