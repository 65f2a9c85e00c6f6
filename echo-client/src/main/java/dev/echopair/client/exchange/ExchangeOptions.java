package dev.echopair.client.exchange;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.shared.net.TargetAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How an exchange is opened.
 *
 * @param local the address to send from; {@code null} to let the kernel choose
 * @param connectTimeout how long a connection may take
 * @param tls how a TLS server is trusted
 * @param narrator is told each step
 * @param addresses resolve the target's host
 */
public record ExchangeOptions(
    InetSocketAddress local,
    Duration connectTimeout,
    TlsTrust tls,
    Narrator narrator,
    TargetAddresses addresses) {

  /** Options with the system's way to resolve. */
  public ExchangeOptions(
      InetSocketAddress local, Duration connectTimeout, TlsTrust tls, Narrator narrator) {
    this(local, connectTimeout, tls, narrator, TargetAddresses.SYSTEM);
  }
}
