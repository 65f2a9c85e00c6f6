package dev.echopair.server.udp;

import dev.echopair.server.traffic.EchoCounters;
import dev.echopair.server.traffic.TrafficLog;
import dev.echopair.shared.metrics.DropReason;
import dev.echopair.shared.net.Endpoint;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * What the UDP echo does with a datagram, whichever engine read it: count it, and answer it or drop
 * it for a reason. Lives on its verticle's event loop.
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

  /** Changes the size beyond which datagrams are dropped. */
  void limit(int bytes) {
    maxDatagramSize = bytes;
  }

  /** Notes the port that is listened on. */
  void listeningOn(int listenPort) {
    this.port = listenPort;
  }

  /** Counts a datagram and says whether it is to be answered. */
  boolean received(ByteBuf data, InetSocketAddress sender) {
    counters.received(data.readableBytes());
    DropReason refusal = refusal(data.readableBytes(), sender.getPort());
    if (refusal != null) {
      counters.dropped.count(refusal);
    }
    if (traffic.enabled()) {
      tell(data, sender, refusal);
    }
    return refusal == null;
  }

  /** Counts an answer that was handed to the socket. */
  void sent(int bytes) {
    counters.sent(bytes);
  }

  /** Counts an answer that did not go out. */
  void notSent(DropReason reason) {
    counters.dropped.count(reason);
  }

  private DropReason refusal(int bytes, int senderPort) {
    if (bytes > maxDatagramSize) {
      return DropReason.DATAGRAM_TOO_LARGE;
    }
    // A forged sender could set two echoes on each other, which then would never stop.
    boolean echoPort = senderPort == port || senderPort == ECHO_PORT || senderPort == 0;
    return echoPort ? DropReason.ECHO_LOOP : null;
  }

  private void tell(ByteBuf data, InetSocketAddress sender, DropReason refusal) {
    String peer = Endpoint.hostPort(sender.getAddress().getHostAddress(), sender.getPort());
    if (refusal == null) {
      traffic.message("udp", peer, data);
    } else {
      traffic.dropped("udp", peer, data.readableBytes(), refusal);
    }
  }
}
