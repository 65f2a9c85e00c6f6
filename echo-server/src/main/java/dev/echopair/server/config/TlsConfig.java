package dev.echopair.server.config;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The certificate and key of the server, and the authority of its clients.
 *
 * @param certificate PEM file of the certificate chain
 * @param key PEM file of the private key
 * @param clientCa PEM file of the authority that must have signed the client certificates; empty if
 *     clients need no certificate
 */
public record TlsConfig(String certificate, String key, Optional<String> clientCa) {

  /** Reads the {@code tls} object of a validated configuration. */
  static TlsConfig from(JsonObject json) {
    return new TlsConfig(
        json.getString("certificate"),
        json.getString("key"),
        Optional.ofNullable(json.getString("clientCa")));
  }
}
