package dev.echopair.client.watch;

import io.vertx.core.json.JsonObject;

/** An event of a session: a result of the source, a key, or a change of the terminal. */
public sealed interface WatchEvent {

  /** The totals of this interval. */
  record Answer(JsonObject totals) implements WatchEvent {}

  /** No totals in this interval; the next interval may have some. */
  record NoAnswer(String problem) implements WatchEvent {}

  /** The source will never deliver totals: a further request is useless. */
  record Refused(String problem) implements WatchEvent {}

  /** A key was pressed. */
  record Pressed(Key key) implements WatchEvent {}

  /** The size of the terminal has changed. */
  record Resized() implements WatchEvent {}

  /** Time has passed: the shown age must be updated. */
  record Tick() implements WatchEvent {}

  /** The session must end with this exit code. */
  record Leave(int exitCode) implements WatchEvent {}

  /** The keys of the screen. */
  enum Key {
    /** End the session. */
    QUIT,
    /** One line up. */
    UP,
    /** One line down. */
    DOWN,
    /** One page up. */
    PAGE_UP,
    /** One page down. */
    PAGE_DOWN,
    /** To the top. */
    HOME,
    /** To the end. */
    END
  }
}
