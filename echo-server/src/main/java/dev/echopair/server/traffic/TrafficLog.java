package dev.echopair.server.traffic;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.PayloadText;
import dev.echopair.shared.process.LineWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Prints each connection and each message with its peer on stdout, as the classic tutorial server
 * does. Formats nothing while it is off. One per verticle, on its event loop; all share one writer
 * of lines.
 */
public final class TrafficLog {

  private final Vertx vertx;
  private final String protocol;

  private LineWriter lines;

  /**
   * Makes the log of a verticle.
   *
   * @param protocol {@code tcp} or {@code udp}
   */
  public TrafficLog(Vertx vertx, String protocol, boolean enabled) {
    this.vertx = vertx;
    this.protocol = protocol;
    enable(enabled);
  }

  /** Switches the log on or off. */
  public void enable(boolean enabled) {
    lines = enabled ? LineWriter.standardOutput(vertx) : null;
  }

  /** Logs that a peer has connected. */
  public void connected(InetSocketAddress peer) {
    line(peer, "connected");
  }

  /** Logs that a connection is closed. */
  public void disconnected(InetSocketAddress peer) {
    line(peer, "disconnected");
  }

  /** Logs that a connection is closed because it was idle. */
  public void idle(InetSocketAddress peer) {
    line(peer, "idle for tcp.idleTimeout: closing");
  }

  /** Logs why a connection failed. */
  public void failed(InetSocketAddress peer, Throwable failure) {
    if (isEnabled()) {
      line(peer, "failed: " + failure.getMessage());
    }
  }

  /** Logs a message that is echoed. */
  public void message(InetSocketAddress peer, ByteBuf data) {
    if (isEnabled()) {
      int shown = shown(data.readableBytes());
      echoed(peer, data.readableBytes(), ByteBufUtil.getBytes(data, data.readerIndex(), shown));
    }
  }

  /** Logs a message that is echoed. */
  public void message(InetSocketAddress peer, Buffer data) {
    if (isEnabled()) {
      echoed(peer, data.length(), data.getBytes(0, shown(data.length())));
    }
  }

  /** Logs a message that is not echoed, and the reason. */
  public void dropped(InetSocketAddress peer, int bytes, DropReason reason) {
    if (isEnabled()) {
      line(peer, "dropped %d bytes: %s".formatted(bytes, reason.label()));
    }
  }

  private boolean isEnabled() {
    return lines != null;
  }

  /** Returns how many bytes to copy: only those that the log shows, and one more to mark a cut. */
  private static int shown(int bytes) {
    return Math.min(bytes, PayloadText.MAX_BYTES + 1);
  }

  private void echoed(InetSocketAddress peer, int bytes, byte[] head) {
    line(peer, "echoed %d bytes %s".formatted(bytes, PayloadText.of(head)));
  }

  private void line(InetSocketAddress peer, String what) {
    if (isEnabled()) {
      String hostPort = Endpoint.hostPort(peer.getAddress().getHostAddress(), peer.getPort());
      lines.print(
          "%s %s %s %s"
              .formatted(Instant.now().truncatedTo(ChronoUnit.MILLIS), protocol, hostPort, what));
    }
  }
}
