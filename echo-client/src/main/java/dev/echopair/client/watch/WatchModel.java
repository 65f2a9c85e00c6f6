package dev.echopair.client.watch;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What is known to somebody who watches: the newest view, those before it, and what went wrong. */
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

  /** Takes totals; the same ones once more are no news, and age. */
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

  /** Notes that there was no answer; returns whether that is news. */
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

  /** What went wrong, for as long as nothing came since. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** How long ago the view came, in seconds. */
  double ageSeconds(long nowNanos) {
    return (nowNanos - viewNanos) / NANOS_PER_SECOND;
  }
}
