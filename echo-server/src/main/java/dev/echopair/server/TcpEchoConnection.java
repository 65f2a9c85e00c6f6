package dev.echopair.server;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.EndOfInput;
import dev.echopair.shared.net.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;

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
  private final String peer;

  private boolean finished;

  TcpEchoConnection(NetSocketInternal socket, EchoCounters counters, TrafficLog traffic) {
    this.socket = socket;
    this.counters = counters;
    this.traffic = traffic;
    // Formatted once per connection, and only for the log that asks for it.
    this.peer = traffic.enabled() ? Endpoint.hostPort(socket.remoteAddress()) : "";
  }

  void start() {
    EndOfInput.deliverOn(socket);
    socket
        .channelHandlerContext()
        .pipeline()
        .addBefore("handler", "idleObserver", new IdleObserver(this::idle));
    socket.messageHandler(this::received);
    socket.drainHandler(drained -> socket.resume());
    socket.exceptionHandler(this::failed);
    // Without a handler, shutting the server down would close the connection at once.
    socket.shutdownHandler(shuttingDown -> {});
    traffic.connected(peer);
  }

  /** Tells that the socket is closed. */
  void closed(boolean draining) {
    if (!finished) {
      // A reset is told as an exception only to who reads; a stopped peer is not read.
      counters.dropped.count(draining ? DropReason.DRAIN_TIMEOUT : DropReason.CONNECTION_ERROR);
    }
    traffic.disconnected(peer);
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
    traffic.message("tcp", peer, data);
    socket.writeMessage(data);
    counters.sent(bytes);
    if (socket.writeQueueFull()) {
      socket.pause();
    }
  }

  private void idle() {
    finished = true;
    counters.dropped.count(DropReason.IDLE_TIMEOUT);
    traffic.idle(peer);
  }

  private void failed(Throwable failure) {
    if (!finished) {
      finished = true;
      counters.dropped.count(DropReason.CONNECTION_ERROR);
    }
    traffic.failed(peer, failure);
  }
}
