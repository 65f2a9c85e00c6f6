package dev.echopair.client.watch;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The data of a session: the newest view, the rates of earlier views, and the last problem. */
final class WatchModel {

  private static final double NANOS_PER_SECOND = 1e9;

  private final String source;
  private final RateHistory history = new RateHistory();

  private TotalsView view;
  private long viewNanos;
  private String problem;

  WatchModel(String source) {
    this.source = source;
  }

  /** Sets the newest totals; totals with the time of the previous ones do not reset the age. */
  void answer(JsonObject totals, long nowNanos) {
    TotalsView next = TotalsView.of(totals);
    problem = null;
    if (view != null && view.time().isPresent() && view.time().equals(next.time())) {
      return;
    }
    view = next;
    viewNanos = nowNanos;
    history.add(next);
  }

  /** Sets the problem of a missing answer; returns whether there was none before. */
  boolean noAnswer(String why) {
    boolean news = problem == null;
    problem = why;
    return news;
  }

  String source() {
    return source;
  }

  Optional<TotalsView> view() {
    return Optional.ofNullable(view);
  }

  RateHistory history() {
    return history;
  }

  /** Returns the problem; empty after an answer. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Returns the age of the view in seconds. */
  double ageSeconds(long nowNanos) {
    return (nowNanos - viewNanos) / NANOS_PER_SECOND;
  }
}
