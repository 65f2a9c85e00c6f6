package dev.echopair.server;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.EndOfInput;
import io.netty.buffer.ByteBuf;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One connection of the TCP echo (RFC 862): every byte goes back, in order.
 *
 * <p>Back-pressure is end to end: while the peer does not read, its own bytes are not read either,
 * and what is held for it is bounded by the socket's write queue. The pooled buffer that was read
 * is the one that is written; the write releases it. Lives on its verticle's event loop.
 */
final class TcpEchoConnection {

  private final NetSocketInternal socket;
  private final EchoCounters counters;
  private final TrafficLog traffic;

  private boolean finished;

  TcpEchoConnection(NetSocketInternal socket, EchoCounters counters, TrafficLog traffic) {
    this.socket = socket;
    this.counters = counters;
    this.traffic = traffic;
  }

  /**
   * Starts the echo.
   *
   * @param idleTimeout after which the connection is closed when nothing moves; zero for never
   */
  void start(Duration idleTimeout) {
    EndOfInput.deliverOn(socket);
    if (!idleTimeout.isZero()) {
      closeWhenIdle(idleTimeout);
    }
    socket.messageHandler(this::received);
    socket.drainHandler(drained -> socket.resume());
    socket.exceptionHandler(this::failed);
    // Without a handler, shutting the server down would close the connection at once.
    socket.shutdownHandler(shuttingDown -> {});
    traffic.connected(socket);
  }

  private void closeWhenIdle(Duration timeout) {
    long millis = timeout.toMillis();
    socket
        .channelHandlerContext()
        .pipeline()
        .addBefore("handler", "idle", new IdleStateHandler(0, 0, millis, TimeUnit.MILLISECONDS))
        // Vert.x closes the connection when the event comes to it.
        .addBefore("handler", "idleObserver", new IdleObserver(this::idle));
  }

  /** Tells that the socket is closed. */
  void closed(boolean draining) {
    if (!finished) {
      // A reset is told as an exception only to who reads; a stopped peer is not read.
      counters.dropped.count(draining ? DropReason.DRAIN_TIMEOUT : DropReason.CONNECTION_ERROR);
    }
    traffic.disconnected(socket);
  }

  private void received(Object message) {
    if (message instanceof ByteBuf data) {
      echo(data);
    } else if (message == EndOfInput.MESSAGE) {
      finished = true;
      // Closes when all that was written before has gone out.
      socket.end();
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void echo(ByteBuf data) {
    int bytes = data.readableBytes();
    counters.received(bytes);
    traffic.message(socket, data);
    socket.writeMessage(data);
    counters.sent(bytes);
    if (socket.writeQueueFull()) {
      socket.pause();
    }
  }

  private void idle() {
    finished = true;
    counters.dropped.count(DropReason.IDLE_TIMEOUT);
    traffic.idle(socket);
  }

  private void failed(Throwable failure) {
    if (!finished) {
      finished = true;
      counters.dropped.count(DropReason.CONNECTION_ERROR);
    }
    traffic.failed(socket, failure);
  }
}
