package dev.echopair.server.tcp;

import static dev.echopair.server.testing.Engines.engine;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.echopair.server.testing.BytePattern;
import dev.echopair.server.testing.RunningServer;
import dev.echopair.server.testing.TcpPeer;
import dev.echopair.server.testing.UdpPeer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsEchoTest {

  private static final String TRANSPORTS = "dev.echopair.shared.testing.Transports#available";
  private static final String ENGINES = "dev.echopair.server.testing.Engines#tcp";

  private static SelfSignedCertificate certificate;
  private static SSLContext trusting;

  @BeforeAll
  static void makeCertificate() throws IOException, GeneralSecurityException {
    certificate = SelfSignedCertificate.create("localhost");
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (InputStream pem = Files.newInputStream(Path.of(certificate.certificatePath()))) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
  }

  @AfterAll
  static void deleteCertificate() {
    certificate.delete();
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void echoesOverTls(String transport, String engine) throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, tls(engine));
        TcpPeer peer = connect(server)) {
      peer.exchange("encrypted");

      assertEquals("tls://127.0.0.1:" + port(server), address(server));
      server.awaitCounter("tcp", "received_bytes", "encrypted".length());
    }
  }

  @ParameterizedTest
  @MethodSource(TRANSPORTS)
  void returnsAllThatCameAheadOfCloseNotify(String transport) throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, tls("direct"));
        TcpPeer peer = connect(server)) {
      peer.send(BytePattern.bytes(0, 100_000));
      peer.sendEnd();

      assertEquals(100_000, peer.readPatternToEnd());
      server.awaitGauge("tcp", "connections_open", 0);
      assertEquals(0, server.dropped("tcp"));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aConnectionThatIsNoTlsIsClosedAndDoesNotStopTheOthers(String transport, String engine)
      throws IOException {
    try (RunningServer server = RunningServer.tcp(transport, tls(engine));
        TcpPeer plain = TcpPeer.connect(port(server))) {
      plain.send("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      plain.readToEnd();

      server.awaitCounter("tcp", "dropped.connection_error", 1);
      try (TcpPeer peer = connect(server)) {
        peer.exchange("still served");
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void refusesAPeerWithoutTheCertificateThatIsRequired(String transport, String engine)
      throws IOException {
    JsonObject tls = tls(engine);
    tls.getJsonObject("tls").put("clientCa", certificate.certificatePath());
    try (RunningServer server = RunningServer.tcp(transport, tls);
        TcpPeer peer = connect(server)) {
      // A TLS alert, or a reset when the server closed before the peer read the alert.
      assertThrows(IOException.class, () -> peer.exchange("who am I?"));

      server.awaitCounter("tcp", "dropped.connection_error", 1);
      assertEquals(0, server.counter("tcp", "received_bytes"));
    }
  }

  @ParameterizedTest
  @MethodSource(ENGINES)
  void aCertificateThatCannotBeReadIsRefusedWithAllThatCameWithIt(String transport, String engine)
      throws IOException {
    JsonObject config =
        new JsonObject()
            .put("tcp", tls(engine))
            .put("udp", new JsonObject().put("maxDatagramSize", 5));
    try (RunningServer server = RunningServer.start(transport, config);
        UdpPeer udp = UdpPeer.of(server.udpPort())) {
      JsonObject changed = config.copy();
      changed.getJsonObject("tcp").getJsonObject("tls").put("certificate", "/no/such/file.crt");
      changed.getJsonObject("udp").put("maxDatagramSize", 4);
      assertThrows(RuntimeException.class, () -> RunningServer.result(server.reconfigure(changed)));
      changed.getJsonObject("udp").put("engine", "datagram-socket");
      assertThrows(RuntimeException.class, () -> RunningServer.result(server.reconfigure(changed)));

      udp.exchange(new byte[5]);
      try (TcpPeer peer = connect(server)) {
        peer.exchange("the certificate that was read before");
      }
      assertEquals(2, server.events("listening"));
    }
  }

  private static JsonObject tls(String engine) {
    return engine(engine)
        .put(
            "tls",
            new JsonObject()
                .put("certificate", certificate.certificatePath())
                .put("key", certificate.privateKeyPath()));
  }

  private static int port(RunningServer server) {
    return server.listening("tls").getInteger("port");
  }

  private static String address(RunningServer server) {
    return server.listening("tls").getString("address");
  }

  private static TcpPeer connect(RunningServer server) throws IOException {
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(server)));
    SSLSocket secured =
        (SSLSocket)
            trusting.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    return new TcpPeer(secured);
  }
}
