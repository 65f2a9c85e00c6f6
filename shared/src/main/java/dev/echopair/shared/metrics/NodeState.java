package dev.echopair.shared.metrics;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The state of one node: its instances, and whether it still reports. For one thread. */
final class NodeState {

  private static final int SILENT_INTERVALS = 3;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final String name;
  private final Map<Key, InstanceState> instances = new HashMap<>();

  private boolean gone;
  private Instant lastSeen = Instant.EPOCH;

  NodeState(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  Collection<InstanceState> instances() {
    return instances.values();
  }

  InstanceState instance(Reporter reporter) {
    return instances.get(key(reporter));
  }

  void add(Reporter reporter, InstanceState state) {
    instances.put(key(reporter), state);
  }

  /** The same node with each of its instances replaced. */
  NodeState mapInstances(UnaryOperator<InstanceState> change) {
    NodeState copy = new NodeState(name);
    instances.forEach((key, instance) -> copy.instances.put(key, change.apply(instance)));
    copy.gone = gone;
    copy.lastSeen = lastSeen;
    return copy;
  }

  void heard(Instant time) {
    gone = false;
    lastSeen = time;
  }

  boolean gone() {
    return gone;
  }

  Instant lastSeen() {
    return lastSeen;
  }

  /**
   * Marks the node as gone when all its instances have been silent for three intervals.
   *
   * @return whether this call has marked it
   */
  boolean expire(long nowNanos) {
    boolean silent =
        !gone && instances.values().stream().allMatch(each -> isSilent(each, nowNanos));
    gone |= silent;
    return silent;
  }

  /**
   * Marks the node as gone at once.
   *
   * @return false when it already was
   */
  boolean leave() {
    boolean present = !gone;
    gone = true;
    return present;
  }

  /** Whether an instance has missed three reports; an undeployed one has. */
  static boolean isSilent(InstanceState instance, long nowNanos) {
    long patience = instance.last().intervalMs() * SILENT_INTERVALS * NANOS_PER_MILLI;
    return instance.silentNanos(nowNanos) > patience;
  }

  private static Key key(Reporter reporter) {
    return new Key(reporter.role(), reporter.transport(), reporter.instance());
  }

  private record Key(String role, String transport, int instance) {}
}
