package dev.echopair.shared.internals;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.net.NetClient;
import java.lang.reflect.Field;

/**
 * The client that connects a clustered event bus to the other nodes.
 *
 * <p>Written against {@code ClusteredEventBus} of Vert.x 5.0.12, which keeps the client in the
 * field {@code client} and disables the host name verification without an option to enable it. The
 * TLS options of the client can be changed while it is in use. Unnecessary as soon as the options
 * of the event bus can enable the verification.
 */
public final class BusClient {

  private static final String FIELD = "client";

  private BusClient() {}

  /**
   * Finds the client.
   *
   * @throws IllegalStateException when this version of Vert.x does not have this field
   */
  public static NetClient of(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    try {
      Field field = bus.getClass().getDeclaredField(FIELD);
      field.setAccessible(true);
      return (NetClient) field.get(bus);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "cannot find the client of the event bus in this version of Vert.x: " + e, e);
    }
  }
}
