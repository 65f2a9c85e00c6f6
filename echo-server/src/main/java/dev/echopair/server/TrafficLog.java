package dev.echopair.server;

import dev.echopair.shared.launch.LineWriter;
import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.PayloadText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Prints each connection and each message with its peer on stdout, as the classic tutorial server
 * does; formats nothing while it is switched off. Thread-safe.
 */
final class TrafficLog {

  private final boolean enabled;
  private final LineWriter lines;

  private TrafficLog(boolean enabled, LineWriter lines) {
    this.enabled = enabled;
    this.lines = lines;
  }

  /** The log of a node; all its instances write through one writer. */
  static TrafficLog of(Vertx vertx, boolean enabled) {
    return new TrafficLog(enabled, enabled ? LineWriter.standardOutput(vertx) : null);
  }

  boolean enabled() {
    return enabled;
  }

  void connected(String peer) {
    line("tcp", peer, "connected");
  }

  void disconnected(String peer) {
    line("tcp", peer, "disconnected");
  }

  void idle(String peer) {
    line("tcp", peer, "idle for tcp.idleTimeout: closing");
  }

  void failed(String peer, Throwable failure) {
    line("tcp", peer, "failed: " + failure.getMessage());
  }

  void message(String protocol, String peer, ByteBuf data) {
    if (enabled) {
      // Only what is shown is copied.
      int shown = Math.min(data.readableBytes(), PayloadText.MAX_BYTES + 1);
      byte[] head = ByteBufUtil.getBytes(data, data.readerIndex(), shown);
      line(protocol, peer, echoed(data.readableBytes(), head));
    }
  }

  void message(String protocol, String peer, Buffer data) {
    if (enabled) {
      byte[] head = data.getBytes(0, Math.min(data.length(), PayloadText.MAX_BYTES + 1));
      line(protocol, peer, echoed(data.length(), head));
    }
  }

  void dropped(String protocol, String peer, int bytes, DropReason reason) {
    line(protocol, peer, "dropped %d bytes: %s".formatted(bytes, reason.label()));
  }

  private static String echoed(int bytes, byte[] head) {
    return "echoed %d bytes %s".formatted(bytes, PayloadText.of(head));
  }

  private void line(String protocol, String peer, String what) {
    if (enabled) {
      lines.print(
          "%s %s %s %s"
              .formatted(Instant.now().truncatedTo(ChronoUnit.MILLIS), protocol, peer, what));
    }
  }
}
