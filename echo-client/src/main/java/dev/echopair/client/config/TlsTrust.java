package dev.echopair.client.config;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;

/**
 * How the client decides whom to trust over TLS, and how it proves itself.
 *
 * @param ca PEM file of the authority that signed the server's certificate; empty for the
 *     platform's
 * @param certificate PEM file of the client's certificate chain
 * @param key PEM file of the client's private key
 * @param insecure whether any certificate for any name will do
 */
public record TlsTrust(
    Optional<String> ca, Optional<String> certificate, Optional<String> key, boolean insecure) {

  /** The authorities that the platform trusts, and no certificate of the client's own. */
  public static final TlsTrust PLATFORM =
      new TlsTrust(Optional.empty(), Optional.empty(), Optional.empty(), false);

  static TlsTrust from(JsonObject json) {
    return new TlsTrust(
        Optional.ofNullable(json.getString("ca")),
        Optional.ofNullable(json.getString("certificate")),
        Optional.ofNullable(json.getString("key")),
        json.getBoolean("insecure", false));
  }

  /** Makes a client connect with TLS, and check the server's name unless told not to. */
  public NetClientOptions applyTo(NetClientOptions options) {
    options
        .setSsl(true)
        .setTrustAll(insecure)
        .setHostnameVerificationAlgorithm(insecure ? "" : "HTTPS");
    ca.ifPresent(path -> options.setTrustOptions(new PemTrustOptions().addCertPath(path)));
    if (certificate.isPresent() && key.isPresent()) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().addCertPath(certificate.get()).addKeyPath(key.get()));
    }
    return options;
  }
}
