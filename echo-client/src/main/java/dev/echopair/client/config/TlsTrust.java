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
 * The TLS settings of the client: which servers it trusts and how it authenticates itself.
 *
 * @param ca PEM file of the authority that signed the server's certificate; empty for the
 *     authorities of the platform
 * @param certificate PEM file of the client's certificate chain
 * @param key PEM file of the client's private key
 * @param insecure whether the client accepts any certificate for any name
 */
public record TlsTrust(
    Optional<String> ca, Optional<String> certificate, Optional<String> key, boolean insecure) {

  /** Trusts the authorities of the platform; the client has no certificate. */
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
   * Reads the files and returns their problems by key: {@code ca}, {@code certificate} or {@code
   * key}.
   */
  public Map<String, String> fileProblems() {
    Map<String, String> problems = new LinkedHashMap<>();
    ca.ifPresent(file -> check(problems, "ca", file, TlsTrust::hasCertificate));
    certificate.ifPresent(file -> check(problems, "certificate", file, TlsTrust::hasCertificate));
    key.ifPresent(file -> check(problems, "key", file, TlsTrust::hasPrivateKey));
    if (certificate.isPresent() != key.isPresent()) {
      problems.putIfAbsent(
          certificate.isPresent() ? "key" : "certificate",
          "is missing: set both certificate and key, or neither");
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
        // A pipe is not read here: its content would be missing when TLS reads it.
        problems.put(
            name,
            "the file %s contains no %s in PEM format"
                .formatted(file, name.equals("key") ? "unencrypted private key" : "certificate"));
      }
    } catch (InvalidPathException e) {
      problems.put(name, "not a valid file path: " + e.getMessage());
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

  /**
   * Sets the options of a TCP client to TLS with these settings. The client checks the server's
   * name unless {@code insecure} is set.
   */
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
