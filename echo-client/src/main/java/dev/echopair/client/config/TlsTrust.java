package dev.echopair.client.config;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

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

  /**
   * What is wrong with the files, by key: {@code ca}, {@code certificate}, {@code key}; reads them.
   */
  public Map<String, String> fileProblems() {
    Map<String, String> problems = new LinkedHashMap<>();
    ca.ifPresent(file -> check(problems, "ca", file, TlsTrust::hasCertificate));
    certificate.ifPresent(file -> check(problems, "certificate", file, TlsTrust::hasCertificate));
    key.ifPresent(file -> check(problems, "key", file, TlsTrust::hasPrivateKey));
    if (certificate.isPresent() != key.isPresent()) {
      problems.putIfAbsent(
          certificate.isPresent() ? "key" : "certificate",
          "is missing: a certificate and its key go together");
    }
    return problems;
  }

  private static void check(
      Map<String, String> problems, String name, String file, Predicate<String> content) {
    try {
      Path path = Path.of(file);
      if (!Files.isReadable(path) || Files.isDirectory(path)) {
        problems.put(name, "no readable file " + file);
      } else if (Files.isRegularFile(path)
          && !content.test(Files.readString(path, StandardCharsets.ISO_8859_1))) {
        // What is not regular, such as a pipe, could not be read a second time.
        problems.put(
            name,
            "the file %s holds no %s in PEM"
                .formatted(file, name.equals("key") ? "unencrypted private key" : "certificate"));
      }
    } catch (InvalidPathException e) {
      problems.put(name, "no file's path: " + e.getMessage());
    } catch (IOException e) {
      problems.put(name, "cannot read file " + file + ": " + e.getMessage());
    }
  }

  private static boolean hasCertificate(String pem) {
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
      return false;
    }
    try {
      byte[] bytes = pem.getBytes(StandardCharsets.ISO_8859_1);
      return !CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes))
          .isEmpty();
    } catch (CertificateException e) {
      return false;
    }
  }

  private static boolean hasPrivateKey(String pem) {
    return pem.contains("PRIVATE KEY-----") && !pem.contains("ENCRYPTED");
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
