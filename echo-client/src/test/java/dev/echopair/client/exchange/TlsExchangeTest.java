package dev.echopair.client.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.client.transfer.StreamTransfer;
import dev.echopair.server.tcp.TcpEchoVerticle;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.testing.ReservedPorts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exchanges over TLS with the real echo server. */
class TlsExchangeTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Buffer HELLO = Buffer.buffer("hello");

  private static SelfSignedCertificate certificate;
  private static TestLoop loop;
  private static int port;

  @BeforeAll
  static void serve() {
    certificate = SelfSignedCertificate.create("localhost");
    loop = new TestLoop();
    port = ReservedPorts.next();
    JsonObject tls =
        new JsonObject()
            .put("certificate", certificate.certificatePath())
            .put("key", certificate.privateKeyPath());
    JsonObject tcp = new JsonObject().put("port", port).put("tls", tls);
    TestLoop.await(
        loop.vertx()
            .deployVerticle(
                new TcpEchoVerticle(),
                new DeploymentOptions().setConfig(new JsonObject().put("tcp", tcp))));
  }

  @AfterAll
  static void stop() {
    loop.close();
    certificate.delete();
  }

  @Test
  void returnsWhatTheEchoReturnsAndNamesTheProtocol() {
    List<String> steps = Collections.synchronizedList(new ArrayList<>());
    Exchange exchange =
        loop.run(
            () ->
                Exchanges.open(
                    loop.vertx(),
                    target("localhost"),
                    options(trusted(), (call, what) -> steps.add(call + " " + what))));

    assertEquals(HELLO, loop.run(() -> exchange.send(HELLO, LONG)).data());
    loop.run(exchange::close);
    assertTrue(
        steps.stream().anyMatch(step -> step.startsWith("tls TLSv1.")),
        () -> String.join("\n", steps));
  }

  @Test
  void bringsEveryByteOfAStreamBack() {
    byte[] bytes = new byte[9_000_000];
    new Random(5).nextBytes(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamTransfer.Options raw =
        new StreamTransfer.Options(StreamTransfer.WINDOW_BYTES, LONG, -1, out, true);
    StreamTransfer transfer =
        loop.run(
            () ->
                StreamTransfer.open(
                    loop.vertx(),
                    target("localhost"),
                    options(trusted(), Narrator.SILENT),
                    Channels.newChannel(new ByteArrayInputStream(bytes)),
                    raw));

    assertTrue(loop.run(transfer::start).identical());
    assertArrayEquals(bytes, out.toByteArray());
  }

  @Test
  void refusesACertificateThatNobodyTrusts() {
    assertRefused(
        target("localhost"), TlsTrust.PLATFORM, "unable to find valid certification path");
  }

  @Test
  void refusesACertificateForAnotherName() {
    assertRefused(target("127.0.0.1"), trusted(), "No subject alternative names");
  }

  @Test
  void acceptsAnyCertificateWhenToldTo() {
    TlsTrust insecure = new TlsTrust(Optional.empty(), Optional.empty(), Optional.empty(), true);
    Exchange exchange =
        loop.run(
            () ->
                Exchanges.open(
                    loop.vertx(), target("127.0.0.1"), options(insecure, Narrator.SILENT)));

    assertEquals(HELLO, loop.run(() -> exchange.send(HELLO, LONG)).data());
    loop.run(exchange::close);
  }

  private static void assertRefused(Endpoint target, TlsTrust trust, String reason) {
    ExchangeFailure failure =
        loop.failureOf(
            ExchangeFailure.class,
            () -> Exchanges.open(loop.vertx(), target, options(trust, Narrator.SILENT)));

    assertTrue(
        failure.getMessage().startsWith("cannot connect to " + target + ": TLS: " + reason),
        failure.getMessage());
  }

  private static TlsTrust trusted() {
    return new TlsTrust(
        Optional.of(certificate.certificatePath()), Optional.empty(), Optional.empty(), false);
  }

  private static Endpoint target(String host) {
    return new Endpoint(Endpoint.Scheme.TLS, host, port);
  }

  private static ExchangeOptions options(TlsTrust trust, Narrator narrator) {
    return new ExchangeOptions(null, LONG, trust, narrator);
  }
}
