package dev.echopair.client.config;

import dev.echopair.shared.config.ConfigException;
import dev.echopair.shared.config.ConfigProblem;
import dev.echopair.shared.config.ConfigSchema;
import dev.echopair.shared.config.ConfigValidator;
import dev.echopair.shared.config.ServiceConfig;
import dev.echopair.shared.config.TypedConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The typed configuration of the probe service. It is converted from JSON once, at start-up.
 *
 * @param service the keys that the server has too
 * @param probes the probes, at least one
 */
public record ProbeServiceConfig(ServiceConfig service, List<ProbeConfig> probes)
    implements TypedConfig {

  /** The schema, which is the only definition of the keys of this configuration. */
  public static final ConfigSchema SCHEMA =
      ConfigSchema.load(ProbeServiceConfig.class, "/dev/echopair/client/probe.schema.json");

  /**
   * Reads the configuration of a verticle. Missing keys get their defaults.
   *
   * @throws ConfigException when a value is not allowed
   */
  public static ProbeServiceConfig of(JsonObject config) {
    JsonObject complete = SCHEMA.defaults().mergeIn(config, true);
    if (complete.getValue("probes") instanceof JsonArray probes) {
      complete.put("probes", withDefaults(probes));
    }
    return from(new ConfigValidator(SCHEMA).validated(complete));
  }

  private static ProbeServiceConfig from(JsonObject valid) {
    return new ProbeServiceConfig(ServiceConfig.from(valid), typed(valid.getJsonArray("probes")));
  }

  /** Makes the run of a probe. */
  public RunSpec run(ProbeConfig probe) {
    return RunSpec.of(probe, service.metricsInterval());
  }

  /**
   * Converts a complete configuration that the schema has validated, and checks what the schema
   * cannot check: targets, names and files. Reads the files.
   *
   * @throws ConfigException when a value is not allowed
   */
  public static ProbeServiceConfig checked(JsonObject valid) {
    List<ConfigProblem> problems = new ArrayList<>();
    ProbeServiceConfig checked = from(valid);
    List<ProbeConfig> probes = checked.probes();
    for (int i = 0; i < probes.size(); i++) {
      String tls = "/probes/" + i + "/tls/";
      probes
          .get(i)
          .tls()
          .fileProblems()
          .forEach((file, problem) -> problems.add(new ConfigProblem(tls + file, problem)));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return checked;
  }

  private static JsonArray withDefaults(JsonArray probes) {
    JsonObject beneath = SCHEMA.itemDefaults().get("probes");
    JsonArray complete = new JsonArray();
    probes.forEach(
        probe ->
            complete.add(
                probe instanceof JsonObject json ? beneath.copy().mergeIn(json, true) : probe));
    return complete;
  }

  private static List<ProbeConfig> typed(JsonArray probes) {
    List<ProbeConfig> typed = new ArrayList<>();
    List<ConfigProblem> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < probes.size(); i++) {
      JsonObject probe = probes.getJsonObject(i);
      try {
        typed.add(ProbeConfig.from(probe));
      } catch (IllegalArgumentException e) {
        problems.add(new ConfigProblem("/probes/" + i + "/target", e.getMessage()));
      }
      if (!names.add(probe.getString("name"))) {
        String twice = "found \"" + probe.getString("name") + "\" twice, allowed: a unique name";
        problems.add(new ConfigProblem("/probes/" + i + "/name", twice));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return List.copyOf(typed);
  }
}
