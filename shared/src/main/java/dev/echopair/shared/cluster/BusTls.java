package dev.echopair.shared.cluster;

import dev.echopair.shared.config.ClusterConfig;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.lang.reflect.Field;

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
   * <p>Vert.x 5.0 turns this check off for the bus and has no option for it: {@code
   * ClusteredEventBus} sets the algorithm of its client to none. The client takes other TLS options
   * while it lives, but the bus hides the client. Where a later Vert.x hides it elsewhere, this
   * fails rather than going on unchecked, and this class has become superfluous or needs another
   * way.
   */
  void checkHostNames(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    try {
      Field field = bus.getClass().getDeclaredField("client");
      field.setAccessible(true);
      NetClient client = (NetClient) field.get(bus);
      client.updateSSLOptions(
          new ClientSSLOptions()
              .setKeyCertOptions(keyAndCertificate())
              .setTrustOptions(authority())
              .setTrustAll(false)
              .setHostnameVerificationAlgorithm(CHECK_HOST_NAMES));
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "cluster.tls: this Vert.x has no way to check host names on the event bus: " + e, e);
    }
  }

  private PemKeyCertOptions keyAndCertificate() {
    return new PemKeyCertOptions().addCertPath(files.certificate()).addKeyPath(files.key());
  }

  private PemTrustOptions authority() {
    return new PemTrustOptions().addCertPath(files.ca());
  }
}
