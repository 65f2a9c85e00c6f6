package dev.echopair.server.tcp;

import dev.echopair.shared.metrics.DropReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The TCP echo on the socket of Vert.x, as in the documentation of Vert.x: a handler writes each
 * buffer that it receives, and pauses the socket while the write queue is full. Uses only public
 * API.
 *
 * <p>It has two limitations that {@link DirectTcpEngine} does not have:
 *
 * <ul>
 *   <li>It does not support a half-close. Vert.x closes a socket as soon as the peer has sent FIN;
 *       bytes that do not fit into the kernel's send buffer at that moment are lost (counted as
 *       {@link DropReason#CONNECTION_ERROR}).
 *   <li>It cannot close a connection at once. {@link NetSocket#close()} first writes the queued
 *       bytes, and waits for a peer that does not read until the idle timeout of the {@code
 *       NetServer} closes the connection.
 * </ul>
 */
final class NetSocketEngine implements TcpEngine {

  private static final Duration FORCED_CLOSE_GRACE = Duration.ofSeconds(2);

  private final TcpEcho echo;

  NetSocketEngine(TcpEcho echo) {
    this.echo = echo;
  }

  /**
   * Returns the idle timeout of the {@code NetServer} in seconds. It closes the connections of
   * peers that do not read. It is longer than the timeout of {@link OpenConnections}, because only
   * {@link OpenConnections} counts the reason of the close.
   */
  static int forcedCloseSeconds(Duration idleTimeout) {
    Duration later = idleTimeout.plus(idleTimeout.dividedBy(8)).plus(FORCED_CLOSE_GRACE);
    return Math.toIntExact(later.toSeconds());
  }

  @Override
  public void echo(NetSocket socket) {
    new Connection(socket).start();
  }

  private final class Connection implements EchoConnection {

    private final NetSocket socket;
    private final InetSocketAddress peer;

    private long progress;
    private boolean ended;

    Connection(NetSocket socket) {
      this.socket = socket;
      this.peer =
          new InetSocketAddress(
              socket.remoteAddress().hostAddress(), socket.remoteAddress().port());
    }

    void start() {
      socket
          .handler(this::received)
          .drainHandler(drained -> socket.resume())
          .exceptionHandler(this::failed)
          // Without this handler, Vert.x closes the connection as soon as the server stops.
          .shutdownHandler(stopping -> {})
          .closeHandler(closed -> echo.closed(this, peer));
      echo.opened(this, peer);
    }

    private void received(Buffer data) {
      int bytes = data.length();
      progress += bytes;
      echo.counters().received(bytes);
      echo.traffic().message(peer, data);
      socket.write(data).onComplete(written -> sent(bytes), this::failed);
      if (socket.writeQueueFull()) {
        socket.pause();
      }
    }

    private void sent(int bytes) {
      progress += bytes;
      echo.counters().sent(bytes);
    }

    private void failed(Throwable failure) {
      if (!ended) {
        end(DropReason.CONNECTION_ERROR);
        echo.traffic().failed(peer, failure);
      }
    }

    private void end(DropReason reason) {
      if (!ended) {
        ended = true;
        echo.ended(reason);
      }
    }

    @Override
    public long progress() {
      return progress;
    }

    @Override
    public void close(DropReason reason) {
      end(reason);
      if (reason == DropReason.IDLE_TIMEOUT) {
        echo.traffic().idle(peer);
      }
      socket.close();
    }
  }
}
