package dev.echopair.server.testing;

import dev.echopair.shared.testing.Transports;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every transport of this machine with every engine, for tests that all of them must pass. */
public final class Engines {

  private Engines() {}

  /** Transports and engines of TCP. */
  public static Stream<Arguments> tcp() {
    return with(Transports.available(), "direct", "net-socket");
  }

  /** Transports and engines of UDP. */
  public static Stream<Arguments> udp() {
    return with(Transports.available(), "batched", "datagram-socket");
  }

  /** The native transports, whose instances share a port, and engines of UDP. */
  public static Stream<Arguments> udpOnNative() {
    return with(Transports.nativeOnes(), "batched", "datagram-socket");
  }

  /** A protocol's part of a configuration that chooses an engine. */
  public static JsonObject engine(String name) {
    return new JsonObject().put("engine", name);
  }

  private static Stream<Arguments> with(Stream<String> transports, String... engines) {
    return transports.flatMap(
        transport -> Stream.of(engines).map(engine -> Arguments.of(transport, engine)));
  }
}
