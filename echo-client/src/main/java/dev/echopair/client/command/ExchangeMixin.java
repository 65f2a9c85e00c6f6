package dev.echopair.client.command;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.exchange.ExchangeOptions;
import dev.echopair.client.exchange.Narrator;
import dev.echopair.shared.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The target and the options of the commands that talk to one target. */
final class ExchangeMixin {

  /** The option for each file of {@link TlsTrust}. */
  private static final Map<String, String> OPTIONS =
      Map.of("ca", "--ca", "certificate", "--cert", "key", "--key");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      converter = TargetConverter.class,
      description = "tcp://host:port, udp://host:port or tls://host:port.")
  private Endpoint target;

  @Option(
      names = {"-W", "--timeout"},
      paramLabel = "TIME",
      defaultValue = "3s",
      converter = DurationConverter.class,
      description = "How long to wait for a connection and for each reply [${DEFAULT-VALUE}].")
  private Duration timeout;

  @Option(
      names = "--local",
      paramLabel = "ADDRESS",
      description = "Local address to send from; for UDP, ADDRESS:PORT is possible too.")
  private String local;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM file of the authority that signed the server's certificate (tls://).")
  private Path ca;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "PEM file of the client's own certificate chain (tls://).")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PEM file of the client's private key (tls://).")
  private Path key;

  @Option(
      names = "--insecure",
      description = "Accept any certificate for any name (tls://); for experiments only.")
  private boolean insecure;

  Endpoint target() {
    return target;
  }

  Duration timeout() {
    return timeout;
  }

  /** Returns the options of an exchange; throws when one of them cannot be used. */
  ExchangeOptions options(Narrator narrator) {
    return new ExchangeOptions(localAddress(), timeout, trust(), narrator);
  }

  /** Returns the TLS files and options; throws when a file cannot be used. */
  TlsTrust trust() {
    TlsTrust trust = new TlsTrust(text(ca), text(certificate), text(key), insecure);
    trust
        .fileProblems()
        .forEach(
            (file, problem) -> {
              throw wrong(OPTIONS.get(file) + ": " + problem);
            });
    return trust;
  }

  private static Optional<String> text(Path path) {
    return Optional.ofNullable(path).map(Path::toString);
  }

  /** Returns the local address; {@code null} when the kernel chooses it. */
  InetSocketAddress localAddress() {
    if (local == null) {
      return null;
    }
    Endpoint parsed = withPort(local);
    int port = parsed == null ? 0 : parsed.port();
    String host = parsed == null ? local.replaceAll("[\\[\\]]", "") : parsed.host();
    if (port != 0 && target.scheme() != Endpoint.Scheme.UDP) {
      throw wrong("--local takes a port for udp:// only; a TCP connection gets a free one");
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw wrong("--local: '" + local + "' is no address; write it like 127.0.0.1 or [::1]:9000");
    }
  }

  private static Endpoint withPort(String text) {
    try {
      return Endpoint.parse("udp://" + text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
