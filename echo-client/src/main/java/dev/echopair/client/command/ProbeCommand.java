package dev.echopair.client.command;

import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.verticle.ProbeServiceVerticle;
import dev.echopair.shared.launch.HeadStart;
import dev.echopair.shared.launch.ServiceApplication;
import dev.echopair.shared.launch.ServiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code probe}: the client as a service, with the options of the Vert.x launcher. */
@Command(
    name = "probe",
    description =
        "Probes targets until it is stopped and publishes metrics on the bus;"
            + " see 'echo-client probe --help'.")
public final class ProbeCommand implements Callable<Integer> {

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    String[] args = arguments.toArray(String[]::new);
    HeadStart headStart = HeadStart.begin(args);
    return new ServiceApplication<>(headStart, args, ProbeCommand::definition).launch();
  }

  private static ServiceDefinition<ProbeServiceConfig> definition() {
    return new ServiceDefinition<>(
        "echo-client probe",
        "client",
        "java -jar echo-client.jar probe",
        "Probes all targets of its configuration until it is stopped and publishes metrics on the"
            + " event bus. Without options it probes 127.0.0.1:7007 over TCP and UDP.",
        List.of(
            "java -jar echo-client.jar probe",
            "java -jar echo-client.jar probe -conf probes.json -cluster",
            "java -jar echo-client.jar probe --probes"
                + " '[{\"name\":\"dns\",\"target\":\"udp://10.0.0.5:7007\"}]'",
            "java -jar echo-client.jar probe --print-metrics | jq .counters"),
        ProbeServiceConfig.SCHEMA,
        ProbeServiceConfig::checked,
        ProbeServiceVerticle::new);
  }
}
