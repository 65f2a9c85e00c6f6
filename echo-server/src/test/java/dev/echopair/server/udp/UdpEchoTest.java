package dev.echopair.server.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.server.traffic.EchoCounters;
import dev.echopair.server.traffic.TrafficLog;
import dev.echopair.shared.metrics.DropReason;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpEchoTest {

  private final EchoCounters counters = new EchoCounters();
  private final UdpEcho echo = new UdpEcho(100, counters, new TrafficLog(null, "udp", false));

  @BeforeEach
  void listen() {
    echo.listeningOn(7007);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "7, false", "7007, false", "7006, true", "7008, true", "65535, true"})
  void doesNotAnswerThePortOfAnotherEcho(int senderPort, boolean answered) {
    assertEquals(answered, echo.received(Unpooled.wrappedBuffer(new byte[10]), from(senderPort)));

    assertEquals(answered ? 0 : 1, counters.dropped.of(DropReason.ECHO_LOOP));
    assertEquals(1, counters.receivedMessages);
    assertEquals(10, counters.receivedBytes);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "99, true", "100, true", "101, false", "65507, false"})
  void answersNothingThatIsTooLarge(int bytes, boolean answered) {
    assertEquals(answered, echo.received(Unpooled.wrappedBuffer(new byte[bytes]), from(9999)));

    assertEquals(answered ? 0 : 1, counters.dropped.of(DropReason.DATAGRAM_TOO_LARGE));
    assertEquals(bytes, counters.receivedBytes);
  }

  @Test
  void countsADropOnceWhenItHasTwoReasons() {
    echo.received(Unpooled.wrappedBuffer(new byte[101]), from(7));

    assertEquals(1, counters.dropped.of(DropReason.DATAGRAM_TOO_LARGE));
    assertEquals(0, counters.dropped.of(DropReason.ECHO_LOOP));
  }

  private static InetSocketAddress from(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
