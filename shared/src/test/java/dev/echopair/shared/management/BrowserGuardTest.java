package dev.echopair.shared.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.http.UpgradeRejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserGuardTest {

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "https://127.0.0.1", "http://127.0.0.1:1", "null"})
  void anotherSitesPageCannotOpenTheBridge(String origin) {
    try (RunningManagement management = RunningManagement.open()) {
      CompletionException refused =
          assertThrows(
              CompletionException.class,
              () ->
                  management
                      .connectBridge("Origin", origin)
                      .toCompletionStage()
                      .toCompletableFuture()
                      .join());
      assertEquals(403, ((UpgradeRejectedException) refused.getCause()).getStatus());
    }
  }

  @Test
  void theNodesOwnPageOpensTheBridge() {
    try (RunningManagement management = RunningManagement.open()) {
      management.bridge("Origin", "http://127.0.0.1:" + management.port());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 200",
    "127.0.0.1:7080, 200",
    "localhost:7080, 200",
    "LOCALHOST, 200",
    "[::1]:7080, 200",
    "evil.example, 403",
    "evil.example:7080, 403",
    "127.0.0.1.evil.example, 403",
    "localhost.evil.example, 403",
    "192.0.2.1, 403"
  })
  void onALoopbackAddressOnlyNamesOfThisMachineAreServed(String host, int status) {
    try (RunningManagement management = RunningManagement.open()) {
      assertEquals(status, statusFor(management.port(), "Host: " + host));
    }
  }

  @Test
  void aProxyMayKeepItsNameWhereThereIsAToken() {
    try (RunningManagement management = RunningManagement.withToken("a-long-secret")) {
      assertEquals(
          200,
          statusFor(
              management.port(), "Host: metrics.example", "Authorization: Bearer a-long-secret"));
    }
  }

  /** Sends the request over a plain socket: the JDK's HTTP client does not set a Host header. */
  private static int statusFor(int port, String... headers) {
    String request =
        "GET /api/totals HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return Integer.parseInt(reply.split(" ", 3)[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
