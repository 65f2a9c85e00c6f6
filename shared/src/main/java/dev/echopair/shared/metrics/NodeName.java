package dev.echopair.shared.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names one run of one process on the bus: the host name, the process id and random digits. A
 * restarted process is another node, and its counters start from zero.
 */
public final class NodeName {

  private static final String MAP = "dev.echopair.node";
  private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private NodeName() {}

  /** The name of the node that a Vert.x instance is; always the same for the same instance. */
  public static String of(Vertx vertx) {
    LocalMap<String, String> names = vertx.sharedData().getLocalMap(MAP);
    return names.computeIfAbsent("name", key -> create());
  }

  /**
   * Gives a Vert.x instance the name that it already has as a member of a cluster. Call this method
   * before the first call of {@link #of}.
   *
   * @throws IllegalStateException when it has another name already
   */
  public static void assign(Vertx vertx, String name) {
    LocalMap<String, String> names = vertx.sharedData().getLocalMap(MAP);
    String present = names.putIfAbsent("name", name);
    if (present != null && !present.equals(name)) {
      throw new IllegalStateException("node " + present + " cannot become " + name);
    }
  }

  /** Makes a name that no other run of a process has. */
  public static String create() {
    byte[] random = new byte[2];
    new SecureRandom().nextBytes(random);
    return hostName()
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + HexFormat.of().formatHex(random);
  }

  private static String hostName() {
    try {
      // Resolving the own name can wait for a name server that does not answer.
      return Files.isReadable(LINUX_HOST_NAME)
          ? Files.readString(LINUX_HOST_NAME).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown-host";
    } catch (IOException e) {
      return "unknown-host";
    }
  }
}
