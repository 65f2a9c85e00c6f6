package dev.echopair.shared.net;

import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target of a client: {@code tcp://host:port}, {@code udp://host:port} or {@code
 * tls://host:port}. An IPv6 address needs brackets (RFC 3986, section 3.2.2).
 *
 * @param scheme the protocol
 * @param host an IPv4 address, an IPv6 address without brackets, or a name
 * @param port 1 to 65535
 */
public record Endpoint(Scheme scheme, String host, int port) {

  private static final Pattern SHAPE =
      Pattern.compile("^([A-Za-z]+)://(\\[[^\\[\\]]*\\]|[^:/\\[\\]]*)(?::([^/]*))?(/.*)?$");

  /**
   * Matches ASCII digits only: Integer.parseInt also accepts a plus sign and the digits of other
   * scripts.
   */
  private static final Pattern PORT = Pattern.compile("-?[0-9]{1,9}");

  private static final Pattern NO_HOST = Pattern.compile("[\\s\\p{Cntrl}]");

  /** The protocol of an endpoint. */
  public enum Scheme {
    /** A plain TCP connection. */
    TCP,
    /** Datagrams. */
    UDP,
    /** TLS on a TCP connection. */
    TLS;

    /** The name in a URI: {@code tcp}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Parses a target.
   *
   * @throws IllegalArgumentException when the target is malformed; the message names the malformed
   *     part and shows a correct target
   */
  public static Endpoint parse(String text) {
    if (!text.contains("://")) {
      throw malformed(text, "the protocol is missing", withProtocol(text));
    }
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw malformed(text, "an IPv6 address needs brackets", "tcp://[::1]:7007");
    }
    Scheme scheme = scheme(text, matcher.group(1));
    String example = scheme.label() + "://";
    String host = matcher.group(2).replaceAll("[\\[\\]]", "");
    if (matcher.group(3) != null && matcher.group(3).contains(":")) {
      throw malformed(text, "an IPv6 address needs brackets", example + "[::1]:7007");
    }
    if (host.isBlank()) {
      throw malformed(text, "the host is missing", example + "127.0.0.1:7007");
    }
    if (NO_HOST.matcher(host).find()) {
      throw malformed(text, "the host name is not valid", example + "127.0.0.1:7007");
    }
    if (matcher.group(2).startsWith("[") && !host.contains(":")) {
      throw malformed(text, "brackets are for IPv6 addresses", example + host + ":7007");
    }
    if (matcher.group(4) != null) {
      throw malformed(text, "nothing may follow the port", example + bracketed(host) + ":7007");
    }
    return new Endpoint(scheme, host, port(text, matcher.group(3), example + bracketed(host)));
  }

  /** {@code host:port}, with brackets around an IPv6 address. */
  public static String hostPort(String host, int port) {
    return bracketed(host) + ":" + port;
  }

  /** Formats a socket address as {@code host:port}. */
  public static String hostPort(SocketAddress address) {
    String host = address.hostAddress() == null ? address.host() : address.hostAddress();
    return hostPort(host, address.port());
  }

  /** {@code host:port}, with brackets around an IPv6 address. */
  public String hostPort() {
    return hostPort(host, port);
  }

  @Override
  public String toString() {
    return scheme.label() + "://" + hostPort();
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Suggests a well-formed target for a text without a protocol. */
  private static String withProtocol(String text) {
    for (String meant : List.of("tcp://" + text, "tcp://" + text + ":7007")) {
      try {
        return parse(meant).toString();
      } catch (IllegalArgumentException e) {
        // Try the next suggestion.
      }
    }
    return "tcp://host:7007";
  }

  private static Scheme scheme(String text, String name) {
    for (Scheme scheme : Scheme.values()) {
      if (scheme.label().equals(name.toLowerCase(Locale.ROOT))) {
        return scheme;
      }
    }
    throw malformed(text, "'" + name + "' is none of tcp, udp, tls", "tcp://127.0.0.1:7007");
  }

  private static int port(String text, String digits, String before) {
    if (digits == null || digits.isEmpty()) {
      throw malformed(text, "the port is missing", before + ":7007");
    }
    if (!PORT.matcher(digits).matches()) {
      throw malformed(text, "'" + digits + "' is not a port number", before + ":7007");
    }
    int port = Integer.parseInt(digits);
    if (port >= 1 && port <= 65535) {
      return port;
    }
    throw malformed(text, "port " + digits + " is not from 1 to 65535", before + ":7007");
  }

  private static IllegalArgumentException malformed(String text, String what, String example) {
    return new IllegalArgumentException(
        "malformed target '%s': %s; write it like %s".formatted(text, what, example));
  }
}
