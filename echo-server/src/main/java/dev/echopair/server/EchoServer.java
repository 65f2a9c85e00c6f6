package dev.echopair.server;

import dev.echopair.server.config.ServerConfig;
import dev.echopair.shared.launch.HeadStart;
import dev.echopair.shared.launch.ServiceApplication;
import dev.echopair.shared.launch.ServiceDefinition;
import dev.echopair.shared.process.ExitCode;
import java.util.List;

/** The program {@code echo-server}: a TCP and UDP echo (RFC 862) as a Vert.x application. */
public final class EchoServer {

  private EchoServer() {}

  /** Starts the server; exits with an {@link ExitCode} when the start fails. */
  public static void main(String[] args) {
    HeadStart headStart = HeadStart.begin(args);
    int exitCode = new ServiceApplication<>(headStart, args, EchoServer::definition).launch();
    if (exitCode != ExitCode.OK) {
      System.exit(exitCode);
    }
  }

  private static ServiceDefinition<ServerConfig> definition() {
    return new ServiceDefinition<>(
        "echo-server",
        "server",
        "java -jar echo-server.jar",
        "Sends every TCP byte and every UDP datagram back to its sender (RFC 862). Counts the"
            + " traffic and publishes the counts on the event bus. Without options it listens on"
            + " 127.0.0.1:7007.",
        List.of(
            "java -jar echo-server.jar",
            "java -jar echo-server.jar --tcp.port 9000 --udp.enabled false --log.traffic true",
            "java -jar echo-server.jar -conf server.json -instances 4",
            "java -jar echo-server.jar -conf '{\"tcp\":{\"host\":\"0.0.0.0\"}}' -cluster",
            "ECHO_TCP_PORT=9000 java -Decho.udp.port=9001 -jar echo-server.jar",
            "java -jar echo-server.jar --print-metrics | jq .counters"),
        ServerConfig.SCHEMA,
        ServerConfig::checked,
        EchoServerVerticle::new);
  }
}
