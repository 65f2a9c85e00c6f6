package dev.echopair.server;

import dev.echopair.shared.testing.TestProcess;
import java.util.stream.Stream;

/** Starts the fat jar on free ports and reads the ports from its output. */
final class ServerProcess {

  private static final String[] FREE_PORTS = {
    "--tcp.port", "0", "--udp.port", "0", "--management.enabled", "false"
  };

  private ServerProcess() {}

  /** A command that starts the jar on free ports. */
  static TestProcess.Command on(String... args) {
    return TestProcess.server(
        Stream.concat(Stream.of(FREE_PORTS), Stream.of(args)).toArray(String[]::new));
  }

  /** Waits until the server listens for TCP on 127.0.0.1; returns the port. */
  static int tcpPort(TestProcess server) {
    return port(server, "tcp");
  }

  /** Waits until the server listens for UDP on 127.0.0.1; returns the port. */
  static int udpPort(TestProcess server) {
    return port(server, "udp");
  }

  private static int port(TestProcess server, String protocol) {
    return Integer.parseInt(
        server.awaitStdout("listening on " + protocol + "://127\\.0\\.0\\.1:(\\d+)").group(1));
  }
}
