package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:",
        "host:port",
        "host:7",
        "http://h:7",
        "tcp://",
        "tcp://h",
        "tcp://h:",
        "tcp://h:0",
        "tcp://h:65536",
        "tcp://h:x",
        "tcp://::1:7",
        "udp://h:7/path"
      })
  void showsACorrectTargetInPlaceOfAMalformedOne(String malformed) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(malformed)).getMessage();
    String shown = message.substring(message.indexOf("write it like ") + 14);

    assertEquals(shown, Endpoint.parse(shown).toString(), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:7", "udp://[::1]:65535", "tls://name.example:1"})
  void readsWhatItWrites(String target) {
    assertEquals(target, Endpoint.parse(target).toString());
  }
}
