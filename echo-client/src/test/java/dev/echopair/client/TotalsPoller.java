package dev.echopair.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Polls the totals of a node and records each counter that decreases. */
final class TotalsPoller implements AutoCloseable {

  private static final long PERIOD_MS = 100;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final HttpRequest request;
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> polling;
  private final Map<String, Long> highest = new HashMap<>();
  private final List<String> backwards = new ArrayList<>();

  private JsonObject totals = new JsonObject();

  TotalsPoller(String management) {
    this.request =
        HttpRequest.newBuilder(URI.create(management + "/api/totals"))
            .timeout(Duration.ofSeconds(30))
            .build();
    this.polling = executor.scheduleWithFixedDelay(this::poll, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** The sum of a counter over all servers, from the last poll. */
  synchronized long counter(String transport, String name) {
    return highest.getOrDefault(transport + "." + name, 0L);
  }

  /** The state of a node from the last poll: {@code up}, {@code gone}, or nothing. */
  synchronized String stateOf(String node) {
    return list("nodes").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("node").equals(node))
        .map(each -> each.getString("state"))
        .findFirst()
        .orElse("");
  }

  synchronized void assertNeverRanBackwards() {
    assertEquals(List.of(), backwards);
  }

  private void poll() {
    try {
      take(new JsonObject(http.send(request, BodyHandlers.ofString()).body()));
    } catch (IOException e) {
      note("no totals: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void take(JsonObject newest) {
    totals = newest;
    list("totals").stream()
        .map(JsonObject.class::cast)
        .filter(sum -> sum.getString("role").equals("server"))
        .forEach(this::takeSum);
  }

  private void takeSum(JsonObject sum) {
    JsonObject counters = sum.getJsonObject("counters");
    for (String name : counters.fieldNames()) {
      String key = sum.getString("transport") + "." + name;
      long value = counters.getLong(name);
      Long before = highest.put(key, value);
      if (before != null && value < before) {
        note(key + " went from " + before + " to " + value);
      }
    }
  }

  private synchronized void note(String problem) {
    backwards.add(problem);
  }

  private JsonArray list(String name) {
    return totals.getJsonArray(name, new JsonArray());
  }

  @Override
  public void close() {
    polling.cancel(true);
    executor.shutdown();
  }
}
