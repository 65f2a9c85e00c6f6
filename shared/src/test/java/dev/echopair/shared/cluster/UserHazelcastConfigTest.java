package dev.echopair.shared.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.config.ConfigException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the system property would be read by every cluster that another test starts meanwhile")
class UserHazelcastConfigTest {

  private static final String XML =
      """
      <hazelcast xmlns="http://www.hazelcast.com/schema/config">
        <cluster-name>%s</cluster-name>
      </hazelcast>
      """;

  private final ClassLoader context = Thread.currentThread().getContextClassLoader();

  @TempDir private Path directory;

  @AfterEach
  void restore() {
    System.clearProperty(UserHazelcastConfig.PROPERTY);
    Thread.currentThread().setContextClassLoader(context);
  }

  @Test
  void withoutAFileTheDefaultConfigurationIsUsed() {
    assertTrue(UserHazelcastConfig.find().isEmpty());
  }

  @Test
  void theFileThatThePropertyNamesWins() throws IOException {
    Path file = Files.writeString(directory.resolve("mine.xml"), XML.formatted("mine"));
    System.setProperty(UserHazelcastConfig.PROPERTY, file.toString());

    UserHazelcastConfig found = UserHazelcastConfig.find().orElseThrow();

    assertEquals("mine", found.config().getClusterName());
    assertEquals(file.toString(), found.location());
  }

  @Test
  void clusterXmlOnTheClassPathWins() throws IOException {
    Files.writeString(directory.resolve("cluster.xml"), XML.formatted("on-class-path"));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, context)) {
      Thread.currentThread().setContextClassLoader(loader);

      assertEquals(
          "on-class-path", UserHazelcastConfig.find().orElseThrow().config().getClusterName());
    }
  }

  @Test
  void aPropertyThatNamesNoFileIsRefused() {
    System.setProperty(UserHazelcastConfig.PROPERTY, directory.resolve("no.xml").toString());

    ConfigException refused = assertThrows(ConfigException.class, UserHazelcastConfig::find);

    assertEquals("-Dvertx.hazelcast.config", refused.problems().get(0).where());
  }
}
