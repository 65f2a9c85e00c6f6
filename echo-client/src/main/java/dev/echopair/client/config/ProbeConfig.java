package dev.echopair.client.config;

import dev.echopair.shared.config.Durations;
import dev.echopair.shared.config.Sizes;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * What one probe does.
 *
 * @param name its name in reports
 * @param target what it probes
 * @param interval from one probe of an instance to its next
 * @param size bytes of one probe, header included
 * @param timeout after which a probe without an answer is lost
 * @param instances verticle instances
 * @param tls how a {@code tls://} target is trusted
 */
public record ProbeConfig(
    String name,
    Endpoint target,
    Duration interval,
    int size,
    Duration timeout,
    int instances,
    TlsTrust tls) {

  /**
   * Reads an element of {@code probes} of a validated configuration.
   *
   * @throws IllegalArgumentException when the target is malformed in a way that no pattern catches
   */
  static ProbeConfig from(JsonObject json) {
    return new ProbeConfig(
        json.getString("name"),
        Endpoint.parse(json.getString("target")),
        Durations.parse(json.getString("interval")),
        Math.toIntExact(Sizes.parse(json.getValue("size"))),
        Durations.parse(json.getString("timeout")),
        json.getInteger("instances"),
        Optional.ofNullable(json.getJsonObject("tls"))
            .map(TlsTrust::from)
            .orElse(TlsTrust.PLATFORM));
  }
}
