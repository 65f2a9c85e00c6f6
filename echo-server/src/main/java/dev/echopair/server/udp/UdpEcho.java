package dev.echopair.server.udp;

import dev.echopair.server.traffic.EchoCounters;
import dev.echopair.server.traffic.TrafficLog;
import dev.echopair.shared.metrics.DropReason;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;

/**
 * The part of the UDP echo that all engines share: counts each datagram, and decides whether it is
 * answered or dropped, and for which reason. Lives on its verticle's event loop.
 */
final class UdpEcho {

  /** The echo service's well-known port (RFC 862). */
  private static final int ECHO_PORT = 7;

  private final EchoCounters counters;
  private final TrafficLog traffic;

  private int maxDatagramSize;
  private int port;

  UdpEcho(int maxDatagramSize, EchoCounters counters, TrafficLog traffic) {
    this.maxDatagramSize = maxDatagramSize;
    this.counters = counters;
    this.traffic = traffic;
  }

  /** Changes the maximum size of a datagram; larger ones are dropped. */
  void limit(int bytes) {
    maxDatagramSize = bytes;
  }

  /** Sets the bound port: a datagram from the same port is dropped as an echo loop. */
  void listeningOn(int listenPort) {
    this.port = listenPort;
  }

  /** Counts a datagram; returns whether it must be answered. */
  boolean received(ByteBuf data, InetSocketAddress sender) {
    boolean answered = received(data.readableBytes(), sender);
    if (answered) {
      traffic.message(sender, data);
    }
    return answered;
  }

  /** Counts a datagram; returns whether it must be answered. */
  boolean received(Buffer data, InetSocketAddress sender) {
    boolean answered = received(data.length(), sender);
    if (answered) {
      traffic.message(sender, data);
    }
    return answered;
  }

  private boolean received(int bytes, InetSocketAddress sender) {
    counters.received(bytes);
    DropReason refusal = refusal(bytes, sender.getPort());
    if (refusal != null) {
      counters.dropped.count(refusal);
      traffic.dropped(sender, bytes, refusal);
    }
    return refusal == null;
  }

  /** Counts a reply that was handed to the socket. */
  void sent(int bytes) {
    counters.sent(bytes);
  }

  /** Counts a reply that was not sent. */
  void notSent(DropReason reason) {
    counters.dropped.count(reason);
  }

  private DropReason refusal(int bytes, int senderPort) {
    if (bytes > maxDatagramSize) {
      return DropReason.DATAGRAM_TOO_LARGE;
    }
    // A datagram with a forged sender could start an endless loop between two echo servers.
    boolean echoPort = senderPort == port || senderPort == ECHO_PORT || senderPort == 0;
    return echoPort ? DropReason.ECHO_LOOP : null;
  }
}
