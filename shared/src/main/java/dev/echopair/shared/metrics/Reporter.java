package dev.echopair.shared.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The source of a report: one verticle instance of one node.
 *
 * @param node the node's name
 * @param role {@code server} or {@code client}
 * @param transport {@code tcp} or {@code udp}
 * @param instance the instance's number within its node, role and transport; never given twice
 * @param labels other names of the instance, such as that of its probe
 */
public record Reporter(
    String node, String role, String transport, int instance, Map<String, String> labels) {

  private static final String MAP = "dev.echopair.instances";

  /** Copies the labels. */
  public Reporter {
    labels = Map.copyOf(labels);
  }

  /** Numbers a new verticle instance of this node. */
  public static Reporter next(
      Vertx vertx, String role, String transport, Map<String, String> labels) {
    LocalMap<String, Counter> counters = vertx.sharedData().getLocalMap(MAP);
    int instance =
        counters
            .computeIfAbsent(role + "." + transport, key -> new Counter())
            .next
            .getAndIncrement();
    return new Reporter(NodeName.of(vertx), role, transport, instance, labels);
  }

  private static final class Counter implements Shareable {
    private final AtomicInteger next = new AtomicInteger();
  }
}
