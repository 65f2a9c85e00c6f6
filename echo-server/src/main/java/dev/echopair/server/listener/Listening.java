package dev.echopair.server.listener;

import dev.echopair.shared.net.Endpoint;
import io.vertx.core.json.JsonObject;

/**
 * What an open listener serves.
 *
 * @param protocol {@code tcp}, {@code tls} or {@code udp}
 * @param host the host as configured
 * @param port the port that is bound
 * @param instances how many verticle instances serve it
 * @param transport {@code epoll}, {@code io_uring}, {@code kqueue} or {@code nio}
 * @param remark what differs from the configuration, and why; empty where nothing does
 */
public record Listening(
    String protocol, String host, int port, int instances, String transport, String remark) {

  /** One line for people. */
  public String message() {
    // Not a format: the first one of a JVM reads locale data, which would delay the start.
    return "listening on "
        + address()
        + ", "
        + instances
        + (instances == 1 ? " instance, " : " instances, ")
        + transport
        + " transport"
        + (remark.isEmpty() ? "" : "; " + remark);
  }

  /** The details of the event. */
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
