package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.testing.ReadmeSample;
import dev.echopair.shared.testing.TestProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java samples of the READMEs that use the server. */
class ReadmeSampleIT {

  private static final String JAR = "pair.server.jar";

  @Test
  void deploysTheServerByNameWithJson(@TempDir Path directory) throws Exception {
    try (TestProcess server =
        ReadmeSample.command(JAR, "echo-server/README.md", "OwnServer", directory).start()) {
      server.awaitStdout("listening on tcp://127\\.0\\.0\\.1:\\d+, 2 instances");
      assertEquals(0, server.awaitExit(), server.stderr()::text);
    }
  }

  @Test
  void deploysANodeWithItsTotalsAndItsHttpSide(@TempDir Path directory) throws Exception {
    try (TestProcess node =
        ReadmeSample.command(JAR, "shared/README.md", "OwnNode", directory).start()) {
      String management = node.awaitStdout("management on (http://127\\.0\\.0\\.1:\\d+)").group(1);
      node.awaitStdout("listening on udp://127\\.0\\.0\\.1:\\d+");

      assertTrue(get(management + "/api/totals").contains("\"totals\""));
    }
  }

  private static String get(String uri) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response::body);
    return response.body();
  }
}
