package dev.echopair.shared.management;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * The readiness of a node: it accepts no work while it starts or drains. One object per Vert.x
 * instance; thread-safe.
 */
public final class Readiness implements Shareable {

  private static final String MAP = "dev.echopair.readiness";

  private volatile State state = State.STARTING;

  /** The state of a node. */
  public enum State {
    /** Not all of its listeners are bound. */
    STARTING,
    /** The node serves. */
    READY,
    /** Open connections may finish; new ones are refused. */
    DRAINING
  }

  /** The readiness of a node. */
  public static Readiness of(Vertx vertx) {
    LocalMap<String, Readiness> map = vertx.sharedData().getLocalMap(MAP);
    return map.computeIfAbsent("node", key -> new Readiness());
  }

  /** Records that the node serves, unless it already drains. */
  public synchronized void ready() {
    if (state == State.STARTING) {
      state = State.READY;
    }
  }

  /** Records that the node drains. It does not become ready again. */
  public synchronized void draining() {
    state = State.DRAINING;
  }

  /** Returns the current state. */
  public State state() {
    return state;
  }
}
