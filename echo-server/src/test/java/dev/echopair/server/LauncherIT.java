package dev.echopair.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.server.testing.TcpPeer;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher in {@code deploy/bin} with the jar of this build, with and without a CDS
 * archive.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherIT {

  private static final Path JAR = Path.of(System.getProperty("pair.server.jar"));
  private static final Path BIN = JAR.resolve("../../../deploy/bin").normalize();

  /** A class and a lambda of this project that the archive must contain. */
  private static final List<String> ARCHIVED =
      List.of(
          "dev\\.echopair\\.server\\.EchoServer",
          "dev\\.echopair\\.server\\.EchoServer\\$\\$Lambda.*");

  /** A class that a start which only sets keys does not load; the archive does not contain it. */
  private static final String PICOCLI = ".* picocli\\.CommandLine source: .*";

  @TempDir Path directory;

  @Test
  void startsFromTheArchiveThatAnEarlierStartHasMade() throws IOException {
    try (TestProcess first = launcher("now").start()) {
      assertServes(launcher("now").start());
      assertServes(first);
    }
    assertEquals(
        1, archives().size(), "two starts make one archive and leave no other file: " + archives());

    assertServes(launcher("later").env("PAIR_JAVA_OPTS", "-Xlog:class+load:file=" + log()).start());
    List<String> loaded = Files.readAllLines(log());
    for (String name : ARCHIVED) {
      String line = ".* " + name + " source: shared objects file.*";
      assertTrue(loaded.stream().anyMatch(one -> one.matches(line)), name + " is not archived");
    }
    assertTrue(loaded.stream().noneMatch(one -> one.matches(PICOCLI)), "picocli is loaded");

    Path archive = archives().get(0);
    Files.delete(archive);
    Files.writeString(archive, "no archive");
    assertServes(launcher("later").start());
  }

  @Test
  void servesWhereNothingCanBeKept() throws IOException {
    // A file in the place of the directory, because root may write to a read-only directory.
    Files.writeString(directory.resolve("echo-pair"), "");
    assertServes(launcher("now").start());
  }

  @Test
  void tellsInOneLineThatTheJarIsMissing() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("elsewhere/bin"));
    for (String file : List.of("echo-server", "launch.bash")) {
      Files.copy(BIN.resolve(file), bin.resolve(file));
    }
    try (TestProcess launcher =
        TestProcess.program("bash", bin.resolve("echo-server").toString()).start()) {
      assertEquals(2, launcher.awaitExit());
      assertEquals(1, launcher.stderr().text().lines().count(), launcher.stderr().text());
      assertTrue(launcher.stderr().text().contains("no echo-server.jar"));
    }
  }

  @Test
  void theManifestAsksForTheAccessThatTheLauncherGives() throws IOException {
    List<String> asked = new ArrayList<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      asked.add("--enable-native-access=" + manifest.getValue("Enable-Native-Access"));
      for (String one : manifest.getValue("Add-Exports").split(" ", -1)) {
        asked.add("--add-exports=" + one + "=ALL-UNNAMED");
      }
      for (String one : manifest.getValue("Add-Opens").split(" ", -1)) {
        asked.add("--add-opens=" + one + "=ALL-UNNAMED");
      }
    }
    List<String> given = Files.readAllLines(BIN.resolve("access.options"));
    assertEquals(asked, given.stream().filter(line -> !line.startsWith("#")).toList());
  }

  private TestProcess.Command launcher(String archive) {
    return TestProcess.program(
            BIN.resolve("echo-server").toString(), "--tcp.port", "0", "--udp.port", "0")
        .env("ECHO_MANAGEMENT_PORT", "0")
        .env("JAVA_HOME", System.getProperty("java.home"))
        .env("XDG_CACHE_HOME", directory.toString())
        .env("PAIR_ARCHIVE", archive);
  }

  private Path log() {
    return directory.resolve("class-load");
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("echo-pair"))) {
      return files.toList();
    }
  }

  /** Checks an echo and the exit of the server, which prints only its own lines. */
  private static void assertServes(TestProcess started) throws IOException {
    try (TestProcess server = started;
        TcpPeer peer = TcpPeer.connect(ServerProcess.tcpPort(server))) {
      peer.exchange("x");
      server.awaitStdout("management on");
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
      assertEquals("", server.stderr().text());
      assertFalse(
          server.stdout().text().lines().anyMatch(line -> !line.startsWith("echo-server: ")),
          server.stdout().text());
    }
  }
}
