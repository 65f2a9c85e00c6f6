package dev.echopair.server.listener;

import dev.echopair.shared.net.Endpoint;
import io.vertx.core.json.JsonObject;

/**
 * The description of an open listener.
 *
 * @param protocol {@code tcp}, {@code tls} or {@code udp}
 * @param host the host as configured
 * @param port the bound port
 * @param instances number of verticle instances
 * @param transport {@code epoll}, {@code io_uring}, {@code kqueue} or {@code nio}
 * @param remark the difference from the configuration and its reason; empty if there is none
 */
public record Listening(
    String protocol, String host, int port, int instances, String transport, String remark) {

  /** Returns one line for the operator. */
  public String message() {
    // No String.format: its first call in a JVM reads locale data, which delays the start.
    return "listening on "
        + address()
        + ", "
        + instances
        + (instances == 1 ? " instance, " : " instances, ")
        + transport
        + " transport"
        + (remark.isEmpty() ? "" : "; " + remark);
  }

  /** Returns the details of the event. */
  public JsonObject details() {
    return new JsonObject()
        .put("address", address())
        .put("protocol", protocol)
        .put("host", host)
        .put("port", port)
        .put("instances", instances)
        .put("transport", transport);
  }

  private String address() {
    return protocol + "://" + Endpoint.hostPort(host, port);
  }
}
