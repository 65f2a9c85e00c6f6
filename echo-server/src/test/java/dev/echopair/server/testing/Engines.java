package dev.echopair.server.testing;

import dev.echopair.shared.testing.Transports;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every transport of this machine with every engine, for tests that each of them must pass. */
public final class Engines {

  private Engines() {}

  /** Every transport with every engine of TCP. */
  public static Stream<Arguments> tcp() {
    return with(Transports.available(), "direct", "net-socket");
  }

  /** Every transport with every engine of UDP. */
  public static Stream<Arguments> udp() {
    return with(Transports.available(), "batched", "datagram-socket");
  }

  /** Every native transport, on which instances share a port, with every engine of UDP. */
  public static Stream<Arguments> udpOnNative() {
    return with(Transports.nativeOnes(), "batched", "datagram-socket");
  }

  /** The configuration of a protocol that chooses an engine. */
  public static JsonObject engine(String name) {
    return new JsonObject().put("engine", name);
  }

  private static Stream<Arguments> with(Stream<String> transports, String... engines) {
    return transports.flatMap(
        transport -> Stream.of(engines).map(engine -> Arguments.of(transport, engine)));
  }
}
