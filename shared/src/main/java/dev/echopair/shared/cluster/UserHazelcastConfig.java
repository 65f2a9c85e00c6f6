package dev.echopair.shared.cluster;

import com.hazelcast.config.Config;
import dev.echopair.shared.config.ConfigException;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Hazelcast configuration of the user, at the places where every Vert.x application looks for
 * one: the file that the system property {@value #PROPERTY} names, or {@value #RESOURCE} on the
 * class path.
 *
 * @param location where it was found
 * @param config its content
 */
record UserHazelcastConfig(String location, Config config) {

  static final String PROPERTY = "vertx.hazelcast.config";
  static final String RESOURCE = "cluster.xml";

  private static final String CLASS_PATH = "classpath:";

  /**
   * Finds and reads the configuration.
   *
   * @throws ConfigException when the file that the property names cannot be read; Vert.x itself
   *     would continue with multicast
   */
  static Optional<UserHazelcastConfig> find() {
    return locate().map(location -> new UserHazelcastConfig(location, ConfigUtil.loadConfig()));
  }

  private static Optional<String> locate() {
    String named = System.getProperty(PROPERTY);
    if (named == null) {
      return isOnClassPath(RESOURCE) ? Optional.of(CLASS_PATH + RESOURCE) : Optional.empty();
    }
    boolean there =
        named.startsWith(CLASS_PATH)
            ? isOnClassPath(named.substring(CLASS_PATH.length()))
            : Files.isReadable(Path.of(named));
    if (!there) {
      throw new ConfigException("-D" + PROPERTY, "file does not exist or cannot be read: " + named);
    }
    return Optional.of(named);
  }

  private static boolean isOnClassPath(String resource) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return (context != null && context.getResource(resource) != null)
        || ConfigUtil.class.getClassLoader().getResource(resource) != null;
  }
}
