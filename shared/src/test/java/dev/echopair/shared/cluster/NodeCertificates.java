package dev.echopair.shared.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.config.ClusterConfig;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** Self-signed certificates as PEM files, made with the JDK's keytool. */
final class NodeCertificates {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  NodeCertificates(Path directory) {
    this.directory = directory;
  }

  /** Makes NAME.crt and NAME.key for a node with this address or host name. */
  Path make(String name, String subjectAlternativeName)
      throws IOException, GeneralSecurityException {
    Path store = directory.resolve(name + ".p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    try (TestProcess process =
        TestProcess.program(
                keytool,
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "node",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-ext",
                "san=" + subjectAlternativeName)
            .start()) {
      assertEquals(0, process.awaitExit(), () -> process.stderr().text());
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Files.writeString(
        directory.resolve(name + ".key"),
        pem("PRIVATE KEY", keys.getKey("node", PASSWORD.toCharArray()).getEncoded()));
    return Files.writeString(
        directory.resolve(name + ".crt"),
        pem("CERTIFICATE", keys.getCertificate("node").getEncoded()));
  }

  /** The TLS files of a node that trusts only the certificates of one file. */
  ClusterConfig.Tls tls(String name, Path trusted) {
    return new ClusterConfig.Tls(
        directory.resolve(name + ".crt").toString(),
        directory.resolve(name + ".key").toString(),
        trusted.toString());
  }

  private static String pem(String type, byte[] encoded) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded), type);
  }
}
