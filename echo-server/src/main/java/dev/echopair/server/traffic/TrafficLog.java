package dev.echopair.server.traffic;

import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.PayloadText;
import dev.echopair.shared.process.LineWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Prints each connection and each message with its peer on stdout, as the classic tutorial server
 * does; formats nothing while it is switched off. One per verticle, on its event loop; the lines of
 * all go through one writer.
 */
public final class TrafficLog {

  private final Vertx vertx;

  private LineWriter lines;

  public TrafficLog(Vertx vertx, boolean enabled) {
    this.vertx = vertx;
    enable(enabled);
  }

  /** Switches the log on or off. */
  public void enable(boolean enabled) {
    lines = enabled ? LineWriter.standardOutput(vertx) : null;
  }

  public boolean enabled() {
    return lines != null;
  }

  public void connected(Channel peer) {
    tcp(peer, "connected");
  }

  public void disconnected(Channel peer) {
    tcp(peer, "disconnected");
  }

  public void idle(Channel peer) {
    tcp(peer, "idle for tcp.idleTimeout: closing");
  }

  public void failed(Channel peer, Throwable failure) {
    if (enabled()) {
      tcp(peer, "failed: " + failure.getMessage());
    }
  }

  public void message(Channel peer, ByteBuf data) {
    if (enabled()) {
      message("tcp", hostPort(peer), data);
    }
  }

  public void message(String protocol, String peer, ByteBuf data) {
    if (enabled()) {
      // Only what is shown is copied.
      int shown = Math.min(data.readableBytes(), PayloadText.MAX_BYTES + 1);
      byte[] head = ByteBufUtil.getBytes(data, data.readerIndex(), shown);
      line(protocol, peer, echoed(data.readableBytes(), head));
    }
  }

  public void dropped(String protocol, String peer, int bytes, DropReason reason) {
    line(protocol, peer, "dropped %d bytes: %s".formatted(bytes, reason.label()));
  }

  private void tcp(Channel peer, String what) {
    if (enabled()) {
      line("tcp", hostPort(peer), what);
    }
  }

  private static String hostPort(Channel peer) {
    InetSocketAddress address = (InetSocketAddress) peer.remoteAddress();
    return Endpoint.hostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  private static String echoed(int bytes, byte[] head) {
    return "echoed %d bytes %s".formatted(bytes, PayloadText.of(head));
  }

  private void line(String protocol, String peer, String what) {
    if (enabled()) {
      lines.print(
          "%s %s %s %s"
              .formatted(Instant.now().truncatedTo(ChronoUnit.MILLIS), protocol, peer, what));
    }
  }
}
