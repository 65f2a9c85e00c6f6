package dev.echopair.shared.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import dev.echopair.shared.internals.UsedTransport;
import dev.echopair.shared.testing.Transports;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TransportChoiceTest {

  @Test
  void takesTheNativeTransportOfThePlatformWhenItLoads() {
    Transport expected = Transport.nativeTransport();
    boolean loads = expected != null && expected.available();
    assertSame(loads ? expected : Transport.NIO, TransportChoice.resolve("auto"));
  }

  @Test
  void takesNioWhenAsked() {
    assertSame(Transport.NIO, TransportChoice.resolve("nio"));
  }

  @ParameterizedTest
  @MethodSource("dev.echopair.shared.testing.Transports#available")
  void takesTheOneAskedForByName(String name) {
    assertEquals(name, TransportChoice.resolve(name).name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "kqueue"})
  void refusesWhatIsNotAvailableAndSaysWhatToDo(String name) {
    if (Transports.available().anyMatch(name::equals)) {
      assertTrue(TransportChoice.resolve(name).available());
      return;
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> TransportChoice.resolve(name))
            .getMessage();
    assertTrue(
        message.matches(
            "(?s)transport " + name + " is not available here \\(.+\\); use auto or nio"),
        message);
  }

  @Test
  void refusesAnUnknownName() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> TransportChoice.resolve("warp"))
            .getMessage();
    assertEquals("unknown transport warp", message);
  }

  @ParameterizedTest
  @MethodSource("dev.echopair.shared.testing.Transports#available")
  void namesTheTransportThatIsReallyUsed(String name) {
    Vertx vertx = Vertx.builder().withTransport(TransportChoice.resolve(name)).build();
    try {
      assertEquals(name, UsedTransport.nameOf(vertx));
    } finally {
      Await.result(vertx.close());
    }
  }
}
