package dev.echopair.shared.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.echopair.shared.config.ClusterConfig;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BusTlsTest {

  private static final DeliveryOptions SHORT = new DeliveryOptions().setSendTimeout(3_000);

  @TempDir private static Path directory;

  private static NodeCertificates certificates;
  private static Path authority;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new NodeCertificates(directory);
    Path right = certificates.make("right", "ip:127.0.0.1");
    Path elsewhere = certificates.make("elsewhere", "dns:elsewhere.example,ip:192.0.2.1");
    certificates.make("foreign", "ip:127.0.0.1");
    authority =
        Files.writeString(
            directory.resolve("ca.crt"), Files.readString(right) + Files.readString(elsewhere));
  }

  @Test
  void nodesOfOneAuthorityTalk() throws Exception {
    ClusterConfig cluster = ClusterNode.unique(Optional.of(certificates.tls("right", authority)));
    try (ClusterNode first = ClusterNode.start(cluster);
        ClusterNode second = ClusterNode.start(cluster)) {
      answer(first, new AtomicInteger());

      Message<Object> reply =
          ClusterNode.await(second.vertx().eventBus().request("test.first", "hello"));

      assertEquals("hello", reply.body());
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    ClusterConfig cluster = ClusterNode.unique(Optional.of(certificates.tls("right", authority)));
    try (ClusterNode first = ClusterNode.start(cluster);
        ClusterNode foreign = ClusterNode.start(with(cluster, "foreign"))) {
      AtomicInteger heard = new AtomicInteger();
      answer(first, heard);

      assertThrows(
          ExecutionException.class,
          () ->
              ClusterNode.await(foreign.vertx().eventBus().request("test.first", "hello", SHORT)));
      assertEquals(0, heard.get());
    }
  }

  @Test
  void aNodeWithoutTlsIsRefused() throws Exception {
    ClusterConfig cluster = ClusterNode.unique(Optional.of(certificates.tls("right", authority)));
    ClusterConfig plain =
        new ClusterConfig(
            cluster.name(),
            cluster.host(),
            cluster.port(),
            0,
            cluster.members(),
            Optional.empty(),
            Optional.empty());
    try (ClusterNode first = ClusterNode.start(cluster);
        ClusterNode without = ClusterNode.start(plain)) {
      AtomicInteger heard = new AtomicInteger();
      answer(first, heard);

      assertThrows(
          ExecutionException.class,
          () ->
              ClusterNode.await(without.vertx().eventBus().request("test.first", "hello", SHORT)));
      assertEquals(0, heard.get());
    }
  }

  @Test
  void aTrustedCertificateThatNamesAnotherHostIsRefused() throws Exception {
    ClusterConfig cluster = ClusterNode.unique(Optional.of(certificates.tls("right", authority)));
    try (ClusterNode first = ClusterNode.start(cluster);
        ClusterNode elsewhere = ClusterNode.start(with(cluster, "elsewhere"))) {
      AtomicInteger heard = new AtomicInteger();
      MessageConsumer<Object> consumer = elsewhere.vertx().eventBus().consumer("test.elsewhere");
      consumer.handler(
          message -> {
            heard.incrementAndGet();
            message.reply(message.body());
          });
      ClusterNode.await(consumer.completion());

      assertThrows(
          ExecutionException.class,
          () ->
              ClusterNode.await(
                  first.vertx().eventBus().request("test.elsewhere", "hello", SHORT)));
      assertEquals(0, heard.get());
    }
  }

  private static ClusterConfig with(ClusterConfig cluster, String certificate) {
    return new ClusterConfig(
        cluster.name(),
        cluster.host(),
        cluster.port(),
        0,
        cluster.members(),
        Optional.empty(),
        Optional.of(certificates.tls(certificate, authority)));
  }

  private static void answer(ClusterNode node, AtomicInteger heard) throws Exception {
    MessageConsumer<Object> consumer = node.vertx().eventBus().consumer("test.first");
    consumer.handler(
        message -> {
          heard.incrementAndGet();
          message.reply(message.body());
        });
    ClusterNode.await(consumer.completion());
  }
}
