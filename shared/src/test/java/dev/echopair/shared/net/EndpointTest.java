package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.net.Endpoint.Scheme;
import io.vertx.core.net.SocketAddress;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointTest {

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:7007, TCP, 127.0.0.1, 7007",
    "udp://echo.example:1, UDP, echo.example, 1",
    "tls://[::1]:65535, TLS, ::1, 65535",
    "TCP://Host:80, TCP, Host, 80",
    "udp://[fe80::1%eth0]:7, UDP, fe80::1%eth0, 7",
    "tcp://[::ffff:127.0.0.1]:7, TCP, ::ffff:127.0.0.1, 7",
    "tcp://a-b_c.d:0080, TCP, a-b_c.d, 80"
  })
  void readsSchemeHostAndPort(String text, Scheme scheme, String host, int port) {
    assertEquals(new Endpoint(scheme, host, port), Endpoint.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the protocol is missing; write it like tcp://host:7007",
        "localhost | the protocol is missing; write it like tcp://localhost:7007",
        "localhost:7007 | the protocol is missing; write it like tcp://localhost:7007",
        ":7007 | the protocol is missing; write it like tcp://host:7007",
        "[::1]:7007 | the protocol is missing; write it like tcp://[::1]:7007",
        "http://a:80 | 'http' is none of tcp, udp, tls; write it like tcp://127.0.0.1:7007",
        "udp://:80 | the host is missing; write it like udp://127.0.0.1:7007",
        "udp://[]:80 | the host is missing; write it like udp://127.0.0.1:7007",
        "udp://h | the port is missing; write it like udp://h:7007",
        "udp://h: | the port is missing; write it like udp://h:7007",
        "udp://[::1] | the port is missing; write it like udp://[::1]:7007",
        "tcp://h:http | 'http' is not a port number; write it like tcp://h:7007",
        "tcp://h:+80 | '+80' is not a port number; write it like tcp://h:7007",
        "tcp://h:８０ | '８０' is not a port number; write it like tcp://h:7007",
        "tcp://h:0 | port 0 is not from 1 to 65535; write it like tcp://h:7007",
        "tcp://h:65536 | port 65536 is not from 1 to 65535; write it like tcp://h:7007",
        "tcp://::1:7007 | an IPv6 address needs brackets; write it like tcp://[::1]:7007",
        "tls://h:7/x | nothing may follow the port; write it like tls://h:7007",
        "tls://h/x | nothing may follow the port; write it like tls://h:7007",
      })
  void saysWhatIsWrongAndShowsHowToWriteIt(String text, String what) {
    assertEquals("malformed target '" + text + "': " + what, refusal(text));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://[::1:7",
    "tcp://[[::1]:7",
    "tcp://[host]:7",
    "tcp://a b:7",
    "'tcp://\ta:7'",
    "tcp://[::1]x:7"
  })
  void refusesHostsThatCannotBeOne(String text) {
    String message = refusal(text);
    assertTrue(message.startsWith("malformed target '" + text + "': "), message);
  }

  @Test
  void putsAnIpv6AddressInBrackets() {
    assertEquals("[::1]:7", Endpoint.hostPort("::1", 7));
    assertEquals("h:7", Endpoint.hostPort("h", 7));
    assertEquals("udp://[::1]:7", new Endpoint(Scheme.UDP, "::1", 7).toString());
    assertEquals("[::1]:7", new Endpoint(Scheme.UDP, "::1", 7).hostPort());
  }

  @Test
  void showsASocketAddressByItsNumbers() {
    assertEquals("127.0.0.1:7", Endpoint.hostPort(SocketAddress.inetSocketAddress(7, "127.0.0.1")));
    assertEquals("some.name:7", Endpoint.hostPort(SocketAddress.inetSocketAddress(7, "some.name")));
  }

  @Property
  boolean readsWhatItWrites(@ForAll("endpoints") Endpoint endpoint) {
    return Endpoint.parse(endpoint.toString()).equals(endpoint);
  }

  @Property
  void refusesWithIllegalArgumentExceptionAloneAndACorrectExample(@ForAll("texts") String text) {
    try {
      Endpoint accepted = Endpoint.parse(text);
      assertEquals(accepted, Endpoint.parse(accepted.toString()));
    } catch (IllegalArgumentException e) {
      String marker = "write it like ";
      String message = e.getMessage();
      String example = message.substring(message.lastIndexOf(marker) + marker.length());
      assertEquals(Endpoint.parse(example), Endpoint.parse(example), example);
    }
  }

  @Provide
  Arbitrary<Endpoint> endpoints() {
    Arbitrary<String> names =
        Arbitraries.strings().alpha().numeric().withChars("-.").ofMinLength(1).ofMaxLength(40);
    Arbitrary<String> ipv6 =
        Arbitraries.strings()
            .withChars("0123456789abcdef:")
            .ofMinLength(1)
            .ofMaxLength(30)
            .map(s -> "::" + s);
    return Combinators.combine(
            Arbitraries.of(Scheme.values()),
            Arbitraries.oneOf(names, ipv6),
            Arbitraries.integers().between(1, 65535))
        .as(Endpoint::new);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            Arbitraries.of(
                "tcp",
                "udp",
                "tls",
                "://",
                ":",
                "/",
                "[",
                "]",
                "::1",
                "host",
                "7007",
                "0",
                "-1",
                "99999999999",
                " ",
                "\n",
                "%",
                "@",
                "?"),
            Arbitraries.strings().ofMaxLength(5));
    return Arbitraries.oneOf(
        Arbitraries.strings(), pieces.list().ofMaxSize(9).map(list -> String.join("", list)));
  }
}
