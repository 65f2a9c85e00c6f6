package dev.echopair.shared.cluster;

import dev.echopair.shared.config.ClusterConfig;
import dev.echopair.shared.internals.BusClient;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** Mutual TLS between the event buses of the nodes. */
final class BusTls {

  private static final String CHECK_HOST_NAMES = "HTTPS";

  private final ClusterConfig.Tls files;

  BusTls(ClusterConfig.Tls files) {
    this.files = files;
  }

  /** Sets what the options of a bus can say; by default they trust every certificate. */
  void apply(EventBusOptions options) {
    options
        .setSsl(true)
        .setKeyCertOptions(keyAndCertificate())
        .setTrustOptions(authority())
        .setTrustAll(false)
        .setClientAuth(ClientAuth.REQUIRED);
  }

  /**
   * Makes a bus check that a node's certificate names the host that it was reached at.
   *
   * @throws IllegalStateException when this version of Vert.x has no way to do so: a bus that goes
   *     on without the check would trust every node of the authority under any name
   */
  void checkHostNames(Vertx vertx) {
    try {
      BusClient.of(vertx)
          .updateSSLOptions(
              new ClientSSLOptions()
                  .setKeyCertOptions(keyAndCertificate())
                  .setTrustOptions(authority())
                  .setTrustAll(false)
                  .setHostnameVerificationAlgorithm(CHECK_HOST_NAMES));
    } catch (IllegalStateException e) {
      throw new IllegalStateException("cluster.tls: cannot check host names: " + e.getMessage(), e);
    }
  }

  private PemKeyCertOptions keyAndCertificate() {
    return new PemKeyCertOptions().addCertPath(files.certificate()).addKeyPath(files.key());
  }

  private PemTrustOptions authority() {
    return new PemTrustOptions().addCertPath(files.ca());
  }
}
