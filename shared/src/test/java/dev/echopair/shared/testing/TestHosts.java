package dev.echopair.shared.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hosts for processes of a test: each a network namespace of its own, all on one bridge, where this
 * process may make them (Linux, root); else this host, each time with its loopback address.
 *
 * <p>The bridge stands in a namespace too, so that no rule of this host's firewall applies to it.
 * This process reaches all hosts through an interface of its own. Closing takes everything away
 * again.
 */
public final class TestHosts implements AutoCloseable {

  /** One host: the address it is reached at, and what its processes are started with. */
  public record Host(String address, List<String> prefix) {

    /** Has a command run on this host. */
    public TestProcess.Command run(TestProcess.Command command) {
      return command.within(prefix);
    }
  }

  private static final String LOOPBACK = "127.0.0.1";

  /** Of the block for tests of networks (RFC 2544, appendix C.2.2), which nobody routes. */
  private static final String NETWORK = "198.18.%d.%d";

  private static final int PREFIX_BITS = 24;
  private static final int OUTSIDE = 254;

  private final long id = ProcessHandle.current().pid();
  private final List<String> namespaces = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();

  private TestHosts() {}

  /** Makes so many hosts. */
  public static TestHosts make(int count) {
    TestHosts made = new TestHosts();
    try {
      if (made.namespace("hub")) {
        made.connect(count);
      } else {
        made.stay(count);
      }
    } catch (AssertionError e) {
      made.close();
      throw e;
    }
    return made;
  }

  /** The hosts, in the order of their addresses. */
  public List<Host> all() {
    return List.copyOf(hosts);
  }

  /** Whether each host has a network of its own. */
  public boolean areApart() {
    return hosts.stream().noneMatch(host -> host.prefix().isEmpty());
  }

  @Override
  public void close() {
    // Interfaces go with the namespace that either end is in.
    namespaces.forEach(name -> succeeds("ip", "netns", "delete", name));
  }

  private void stay(int count) {
    IntStream.range(0, count).forEach(i -> hosts.add(new Host(LOOPBACK, List.of())));
  }

  private void connect(int count) {
    String hub = name("hub");
    ip("-n", hub, "link", "add", "bridge", "type", "bridge");
    ip("-n", hub, "link", "set", "bridge", "up");
    plug("outside", name("out"), Long.toString(id));
    ip("address", "add", address(OUTSIDE) + "/" + PREFIX_BITS, "dev", name("out"));
    ip("link", "set", name("out"), "up");
    for (int i = 1; i <= count; i++) {
      String host = name("h" + i);
      if (!namespace("h" + i)) {
        throw new AssertionError("no namespace " + host);
      }
      plug("host" + i, "eth0", host);
      ip("-n", host, "address", "add", address(i) + "/" + PREFIX_BITS, "dev", "eth0");
      ip("-n", host, "link", "set", "eth0", "up");
      ip("-n", host, "link", "set", "lo", "up");
      hosts.add(new Host(address(i), List.of("ip", "netns", "exec", host)));
    }
  }

  /** Plugs an interface, in the namespace of a name or of a process, into the bridge. */
  private void plug(String port, String peer, String namespace) {
    String hub = name("hub");
    ip("-n", hub, "link", "add", port, "type", "veth", "peer", "name", peer, "netns", namespace);
    ip("-n", hub, "link", "set", port, "master", "bridge", "up");
  }

  /** Makes a namespace; {@code false} where that is not allowed, or of no use. */
  private boolean namespace(String what) {
    String name = name(what);
    if (!succeeds("ip", "netns", "add", name)) {
      return false;
    }
    namespaces.add(name);
    return succeeds("ip", "netns", "exec", name, "true");
  }

  /** Different from test process to test process, and short enough for an interface (15). */
  private String name(String what) {
    return "ep" + id + what;
  }

  private String address(int host) {
    return NETWORK.formatted(id % 256, host);
  }

  private static void ip(String... args) {
    try (TestProcess ip = TestProcess.program("ip", args).start()) {
      if (ip.awaitExit() != 0) {
        throw new AssertionError("ip " + String.join(" ", args) + ": " + ip.stderr().text());
      }
    }
  }

  private static boolean succeeds(String program, String... args) {
    if (!Peers.isInstalled(program)) {
      return false;
    }
    try (TestProcess process = TestProcess.program(program, args).start()) {
      return process.awaitExit() == 0;
    }
  }
}
