package dev.echopair.client;

import dev.echopair.shared.testing.ReadmeSample;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java samples of the client's README. */
class ReadmeSampleIT {

  @Test
  void deploysTheProbeServiceByNameWithJson(@TempDir Path directory) throws IOException {
    try (TestProcess server =
        TestProcess.server("--tcp.enabled", "false", "--udp.port", "0").start()) {
      String target = server.awaitStdout("listening on (udp://[^,]+),").group(1);
      try (TestProcess probe =
          ReadmeSample.command(
                  "pair.client.jar", "echo-client/README.md", "OwnProbe", directory, target)
              .start()) {
        probe.awaitStdout("^0 lost, median \\d+ us$");
      }
    }
  }
}
