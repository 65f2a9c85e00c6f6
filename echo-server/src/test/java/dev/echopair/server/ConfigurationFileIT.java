package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echopair.shared.testing.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileIT {

  private static final String PORTS =
      "\"tcp\":{\"port\":0},\"udp\":{\"port\":0},\"management\":{\"port\":0}";

  @TempDir private Path directory;

  @Test
  void aChangedFileIsAppliedAndAWrongOneRefused() throws Exception {
    Path file = directory.resolve("server.json");
    write(file, "{" + PORTS + "}");
    try (TestProcess server = TestProcess.server("-conf", file.toString()).start()) {
      server.awaitStdout("management on");
      write(file, "{" + PORTS + ",\"log\":{\"traffic\":true}}");
      server.awaitStdout("configuration applied: changed log.traffic$");
      write(file, "{" + PORTS + ",\"nonsense\":1}");
      server.awaitStdout("configuration refused, the running one stays: /nonsense: unknown key");
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
    }
  }

  private void write(Path file, String text) throws Exception {
    Path fresh = Files.writeString(directory.resolve("fresh"), text);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
