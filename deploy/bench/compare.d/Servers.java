import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The echo servers of the comparison. Each server starts at its first use, on a free port. */
final class Servers implements AutoCloseable {

  /** The server of this build on another transport. */
  static final String IO_URING = "echo-server-io_uring";

  /** The server of an earlier build. */
  static final String BEFORE = "echo-server-before";

  private static final Pattern LISTENING = Pattern.compile("listening on (?:tcp|udp)://.*:(\\d+)");

  /** Seconds, longer than a comparison: a server that was not stopped ends by itself. */
  private static final int LIFETIME = 4 * 3600;

  private final Options options;
  private final Map<String, Program> programs = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  Servers(Options options) {
    this.options = options;
  }

  /** The process of a server; {@link #port} must have started it. */
  Program program(String name, String protocol) {
    return programs.get(name + " " + protocol);
  }

  /** The port of a server on loopback; starts the server if it does not run yet. */
  int port(String name, String protocol) throws IOException, InterruptedException {
    String key = name + " " + protocol;
    if (!ports.containsKey(key)) {
      if (name.equals("socat") || name.equals("ncat") || name.equals("sockperf")) {
        ports.put(key, startTool(name, protocol));
      } else {
        Program server = new Program(options.serverProcessor(), server(name, protocol));
        programs.put(key, server);
        ports.put(key, Integer.parseInt(server.await(LISTENING).group(1)));
      }
    }
    return ports.get(key);
  }

  private List<String> server(String name, String protocol) {
    String loopback = "127.0.0.1";
    return switch (name) {
      case "c" -> List.of(plain(), protocol, loopback, "0", "-t", "" + LIFETIME);
      case "c-mmsg" -> List.of(plain(), "udp-mmsg", loopback, "0", "-t", "" + LIFETIME);
      case "echo-server", BEFORE, IO_URING -> {
        String other = protocol.equals("tcp") ? "udp" : "tcp";
        List<String> command = new ArrayList<>(List.of("java", "-jar", options.jar(name)));
        command.addAll(List.of("--" + other + ".enabled", "false"));
        command.addAll(List.of("--" + protocol + ".port", "0"));
        command.addAll(List.of("--" + protocol + ".instances", "1"));
        command.addAll(List.of("--management.port", "0"));
        command.addAll(List.of("--transport", name.equals(IO_URING) ? "io_uring" : "auto"));
        yield command;
      }
      default ->
          List.of(
              "java",
              "-cp",
              options.work() + "/classes:" + options.serverJar(),
              "BareEcho",
              name,
              protocol);
    };
  }

  private String plain() {
    return options.work() + "/echo-plain";
  }

  private static List<String> tool(String name, String protocol, int port) {
    return switch (name) {
      case "socat" ->
          List.of(
              "socat",
              "TCP-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork,backlog=1024,nodelay",
              "PIPE");
      case "ncat" ->
          List.of("ncat", "-l", "-k", "-m", "200", "127.0.0.1", "" + port, "--exec", "/bin/cat");
      default -> {
        List<String> command =
            new ArrayList<>(List.of("sockperf", "server", "-i", "127.0.0.1", "-p", "" + port));
        if (protocol.equals("tcp")) {
          command.add("--tcp");
        }
        yield command;
      }
    };
  }

  /**
   * Starts a tool that must be told its port; returns the port. Another program may get the port
   * before the tool binds it: the tool then ends, and another port is tried.
   */
  private int startTool(String name, String protocol) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      int port = unusedPort();
      Program tool = new Program(options.serverProcessor(), tool(name, protocol, port));
      programs.put(name + " " + protocol, tool);
      if (answers(tool, protocol, port)) {
        return port;
      }
      String errors = tool.errors();
      tool.close();
      if (tries == 5) {
        throw new IOException(name + " does not listen: " + errors);
      }
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until a tool listens, which it does not say; over UDP waits for a second. */
  private static boolean answers(Program tool, String protocol, int port)
      throws InterruptedException {
    for (int tries = 0; tries < 50 && tool.isAlive(); tries++) {
      TimeUnit.MILLISECONDS.sleep(100);
      if (protocol.equals("udp")) {
        if (tries >= 10) {
          return tool.isAlive();
        }
        continue;
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return tool.isAlive();
      } catch (IOException e) {
        // Not yet.
      }
    }
    return false;
  }

  @Override
  public void close() {
    for (Program server : programs.values()) {
      try {
        server.close();
      } catch (IOException e) {
        System.err.println("compare: " + e);
      }
    }
  }
}
