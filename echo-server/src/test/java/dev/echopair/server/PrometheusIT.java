package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.testing.Peers;
import dev.echopair.shared.testing.ReservedPorts;
import dev.echopair.shared.testing.TestProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the server with real programs of Prometheus. */
class PrometheusIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void prometheusScrapesTheServer(@TempDir Path directory) throws IOException {
    Peers.require("prometheus");
    try (TestProcess server = startServer()) {
      int tcpPort = port(server, "tcp://127\\.0\\.0\\.1:(\\d+)");
      int managementPort = port(server, "management on http://127\\.0\\.0\\.1:(\\d+)");
      int prometheusPort = ReservedPorts.next();
      Path config =
          Files.writeString(
              directory.resolve("prometheus.yml"),
              """
              global: {scrape_interval: 1s, scrape_timeout: 1s}
              scrape_configs:
                - job_name: echo
                  static_configs: [{targets: ["127.0.0.1:%d"]}]
              """
                  .formatted(managementPort));
      try (TestProcess prometheus =
          TestProcess.program(
                  "prometheus",
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + directory.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + prometheusPort)
              .start()) {
        prometheus.awaitStderr("Server is ready to receive web requests");
        echo(tcpPort, "hello");
        String tcp = "{job=\"echo\",role=\"server\",transport=\"tcp\"}";
        awaitValue(prometheusPort, "up{job=\"echo\"}", "1");
        awaitValue(prometheusPort, "echo_received_bytes_total" + tcp, "5");
        awaitValue(prometheusPort, "echo_received_messages_total" + tcp, "1");
        awaitValue(prometheusPort, "echo_connections_total" + tcp, "1");
        awaitValue(prometheusPort, "vertx_net_server_bytes_read_total", "5");
        awaitValue(prometheusPort, "vertx_net_server_bytes_written_total", "5");
        awaitValue(prometheusPort, "vertx_net_server_active_connections", "0");
      }
    }
  }

  @Test
  void promtoolAcceptsEverythingThatTheServerExposes() throws IOException {
    Peers.require("promtool");
    try (TestProcess server = startServer();
        TestProcess promtool = TestProcess.program("promtool", "check", "metrics").start()) {
      int port = port(server, "management on http://127\\.0\\.0\\.1:(\\d+)");
      URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
      String text = Awaitility.await().until(() -> get(metrics), it -> it.contains("echo_"));
      try (var stdin = promtool.stdin()) {
        stdin.write(text.getBytes(StandardCharsets.UTF_8));
      }
      assertEquals(0, promtool.awaitExit(), () -> promtool.stderr().text());
    }
  }

  private static TestProcess startServer() {
    return TestProcess.server(
            "--tcp.port",
            "0",
            "--udp.port",
            "0",
            "--management.port",
            "0",
            "--metrics.interval",
            "100ms")
        .start();
  }

  private static int port(TestProcess process, String regex) {
    return Integer.parseInt(process.awaitStdout(regex).group(1));
  }

  private static void echo(int port, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      byte[] sent = text.getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(sent);
      socket.getInputStream().readNBytes(sent.length);
    }
  }

  private void awaitValue(int prometheusPort, String query, String expected) {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/api/v1/query?query=%s"
                .formatted(prometheusPort, URLEncoder.encode(query, StandardCharsets.UTF_8)));
    Awaitility.await(query)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(expected, value(new JsonObject(get(uri)))));
  }

  private static String value(JsonObject response) {
    JsonArray result = response.getJsonObject("data").getJsonArray("result");
    return result.isEmpty() ? "none" : result.getJsonObject(0).getJsonArray("value").getString(1);
  }

  private String get(URI uri) throws IOException {
    try {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
