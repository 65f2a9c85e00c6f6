package dev.echopair.shared.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Third-party programs that are the peers in integration tests. */
public final class Peers {

  private Peers() {}

  /** Skips the test when a program is not installed; fails it in CI ({@code pair.ci}). */
  public static void require(String program) {
    boolean installed = isInstalled(program);
    if (!installed && Boolean.getBoolean("pair.ci")) {
      fail(program + " is not installed, and CI must have it");
    }
    assumeTrue(installed, program + " is not installed");
  }

  /** Whether a program is found on the path. */
  static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
