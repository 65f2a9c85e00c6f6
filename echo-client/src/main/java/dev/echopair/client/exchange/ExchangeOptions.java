package dev.echopair.client.exchange;

import dev.echopair.client.config.TlsTrust;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How an exchange is opened.
 *
 * @param local the address to send from; {@code null} to let the kernel choose
 * @param connectTimeout how long a connection may take
 * @param tls how a TLS server is trusted
 * @param narrator is told each step
 */
public record ExchangeOptions(
    InetSocketAddress local, Duration connectTimeout, TlsTrust tls, Narrator narrator) {}
