package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.testing.ReadmeSample;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java samples of the READMEs that use the server. */
class ReadmeSampleIT {

  private static final String JAR = "pair.server.jar";

  @Test
  void deploysTheServerByNameWithJson(@TempDir Path directory) throws IOException {
    try (TestProcess server =
        ReadmeSample.command(JAR, "echo-server/README.md", "OwnServer", directory).start()) {
      server.awaitStdout("listening on tcp://127\\.0\\.0\\.1:\\d+, 2 instances");
      assertEquals(0, server.awaitExit(), server.stderr()::text);
    }
  }
}
