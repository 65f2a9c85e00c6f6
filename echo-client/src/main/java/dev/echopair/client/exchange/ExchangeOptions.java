package dev.echopair.client.exchange;

import dev.echopair.client.config.TlsTrust;
import dev.echopair.shared.net.TargetAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The options of an exchange.
 *
 * @param local the address to send from; {@code null} to let the kernel choose
 * @param connectTimeout the maximum time to establish a connection
 * @param tls how to verify the certificate of a TLS server
 * @param narrator receives each step of the socket
 * @param addresses resolves the host of the target
 */
public record ExchangeOptions(
    InetSocketAddress local,
    Duration connectTimeout,
    TlsTrust tls,
    Narrator narrator,
    TargetAddresses addresses) {

  /** Makes options that use the system's resolver. */
  public ExchangeOptions(
      InetSocketAddress local, Duration connectTimeout, TlsTrust tls, Narrator narrator) {
    this(local, connectTimeout, tls, narrator, TargetAddresses.SYSTEM);
  }
}
