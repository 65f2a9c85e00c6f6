package dev.echopair.client.config;

import dev.echopair.shared.config.Durations;
import dev.echopair.shared.config.Sizes;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of one probe.
 *
 * @param name its name in reports
 * @param target endpoint that it probes
 * @param interval time between two probes of an instance
 * @param size bytes of one probe, including the header
 * @param timeout time after which a probe without a reply is lost
 * @param instances number of verticle instances
 * @param tls trust settings for a {@code tls://} target
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
   * @throws IllegalArgumentException when the target is malformed in a way that the pattern of the
   *     schema does not detect
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
