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
 * Names one life of one process on the bus: the host's name, the process id, and some random
 * digits, so that a restarted process is another node and its counters start from zero honestly.
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
   * Names a Vert.x instance that was named before it started, as a member of a cluster is; to be
   * called before anybody asks.
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

  /** Makes a name that no other life of a process has. */
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
      // Asking the resolver for the own name can wait for a name server that is not there.
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
