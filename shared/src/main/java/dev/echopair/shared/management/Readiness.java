package dev.echopair.shared.management;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * Tells whether a node takes work: it does not while it starts, nor while it drains. One for each
 * Vert.x instance; thread-safe.
 */
public final class Readiness implements Shareable {

  private static final String MAP = "dev.echopair.readiness";

  private volatile State state = State.STARTING;

  /** What a node is doing. */
  public enum State {
    /** Not all of its listeners are bound. */
    STARTING,
    /** It serves. */
    READY,
    /** Open connections may finish; new ones are refused. */
    DRAINING
  }

  /** The readiness of a node. */
  public static Readiness of(Vertx vertx) {
    LocalMap<String, Readiness> map = vertx.sharedData().getLocalMap(MAP);
    return map.computeIfAbsent("node", key -> new Readiness());
  }

  /** Notes that the node serves, unless it already drains. */
  public synchronized void ready() {
    if (state == State.STARTING) {
      state = State.READY;
    }
  }

  /** Notes that the node drains; it does not become ready again. */
  public synchronized void draining() {
    state = State.DRAINING;
  }

  /** What the node is doing. */
  public State state() {
    return state;
  }
}
