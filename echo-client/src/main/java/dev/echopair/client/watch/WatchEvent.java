package dev.echopair.client.watch;

import io.vertx.core.json.JsonObject;

/** What happens to somebody who watches: totals come or fail to, keys are pressed. */
public sealed interface WatchEvent {

  /** The totals of this interval. */
  record Answer(JsonObject totals) implements WatchEvent {}

  /** There are none in this interval; the next may bring some. */
  record NoAnswer(String problem) implements WatchEvent {}

  /** There will never be any: asking again is of no use. */
  record Refused(String problem) implements WatchEvent {}

  /** A key was pressed. */
  record Pressed(Key key) implements WatchEvent {}

  /** The terminal has another size. */
  record Resized() implements WatchEvent {}

  /** Time has passed: the age of what is shown. */
  record Tick() implements WatchEvent {}

  /** It is time to leave, with this exit code. */
  record Leave(int exitCode) implements WatchEvent {}

  /** The keys of the screen. */
  enum Key {
    /** Leave. */
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
