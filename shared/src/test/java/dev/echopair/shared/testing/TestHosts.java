package dev.echopair.shared.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hosts for the processes of a test. Where this process may create network namespaces (Linux,
 * root), each host is a separate namespace, and one bridge connects them; elsewhere every host is
 * this machine with its loopback address.
 *
 * <p>The bridge is in a namespace too: no firewall rule of this machine applies to it. This process
 * reaches all hosts through a separate interface. {@link #close} removes everything.
 */
public final class TestHosts implements AutoCloseable {

  /** One host: its address, and the command prefix that starts a process on it. */
  public record Host(String address, List<String> prefix) {

    /** Changes a command so that it runs on this host. */
    public TestProcess.Command run(TestProcess.Command command) {
      return command.within(prefix);
    }
  }

  private static final String LOOPBACK = "127.0.0.1";

  /** In the address block for network tests (RFC 2544, appendix C.2.2), which is not routed. */
  private static final String NETWORK = "198.18.%d.%d";

  private static final int PREFIX_BITS = 24;
  private static final int OUTSIDE = 254;

  private final long id = ProcessHandle.current().pid();
  private final List<String> namespaces = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();

  private TestHosts() {}

  /** Makes hosts. */
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

  /** Whether each host is a separate network namespace. */
  public boolean areApart() {
    return hosts.stream().noneMatch(host -> host.prefix().isEmpty());
  }

  @Override
  public void close() {
    // Deleting a namespace deletes its interfaces, with both ends of each pair.
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
        throw new AssertionError("cannot make the namespace " + host);
      }
      plug("host" + i, "eth0", host);
      ip("-n", host, "address", "add", address(i) + "/" + PREFIX_BITS, "dev", "eth0");
      ip("-n", host, "link", "set", "eth0", "up");
      ip("-n", host, "link", "set", "lo", "up");
      hosts.add(new Host(address(i), List.of("ip", "netns", "exec", host)));
    }
  }

  /** Connects an interface to the bridge; {@code namespace} is a name or a process id. */
  private void plug(String port, String peer, String namespace) {
    String hub = name("hub");
    ip("-n", hub, "link", "add", port, "type", "veth", "peer", "name", peer, "netns", namespace);
    ip("-n", hub, "link", "set", port, "master", "bridge", "up");
  }

  /** Makes a namespace; {@code false} when that is not allowed or the namespace does not work. */
  private boolean namespace(String what) {
    String name = name(what);
    if (!succeeds("ip", "netns", "add", name)) {
      return false;
    }
    namespaces.add(name);
    return succeeds("ip", "netns", "exec", name, "true");
  }

  /** A name that is unique to this test process and fits an interface (15 characters). */
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
