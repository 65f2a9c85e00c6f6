package dev.echopair.shared.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.metrics.BusAddress;
import dev.echopair.shared.metrics.NodeName;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusBridgeTest {

  private static final JsonObject PING = new JsonObject().put("type", "ping");

  private RunningManagement management;

  @BeforeEach
  void start() {
    management = RunningManagement.open();
  }

  @AfterEach
  void stop() {
    management.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo.metrics.totals", "echo.metrics.server.tcp", "echo.events"})
  void browsersHearReportsTotalsAndEvents(String address) throws InterruptedException {
    Browser browser = new Browser(management);
    browser.register(address);
    management.vertx().eventBus().publish(address, new JsonObject().put("mark", "this one"));
    JsonObject heard = browser.await("rec", "this one");
    assertEquals(address, heard.getString("address"));
  }

  @Test
  void browsersHearNoTotalsThatAnotherPublishedUnderTheNameOfTheNode() throws InterruptedException {
    String address = BusAddress.TOTALS;
    Browser browser = new Browser(management);
    browser.register(address);
    String node = NodeName.of(management.vertx());
    browser.await("rec", node);
    JsonObject forged = new JsonObject().put("node", node).put("mark", "forged");
    management.vertx().eventBus().publish(address, forged);
    management
        .vertx()
        .eventBus()
        .publish(address, new JsonObject().put("node", "other").put("mark", "the end"));
    List<JsonObject> heard = browser.allUntil("the end");
    assertTrue(heard.stream().noneMatch(m -> m.encode().contains("forged")), heard::toString);
    browser.await("rec", node);
  }

  @Test
  void browsersMayAskForASnapshot() throws InterruptedException {
    Browser browser = new Browser(management);
    browser.askForSnapshot("reply-1");
    JsonObject reply = browser.await("rec", NodeName.of(management.vertx()));
    assertEquals("reply-1", reply.getString("address"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo.events", "echo.metrics.totals", "echo.metrics.server.tcp", "other"})
  void browsersMayNotPublishOrSendAnythingElse(String address) throws InterruptedException {
    AtomicBoolean leaked = new AtomicBoolean();
    management
        .vertx()
        .eventBus()
        .consumer(
            address,
            message -> {
              if (String.valueOf(message.body()).contains("forged")) {
                leaked.set(true);
              }
            });
    Browser browser = new Browser(management);
    for (String type : new String[] {"publish", "send"}) {
      browser.send(
          new JsonObject()
              .put("type", type)
              .put("address", address)
              .put("body", new JsonObject().put("forged", true)));
      assertEquals("access_denied", browser.await("err", "").getString("body"));
    }
    // A message that passed the bridge would arrive before the answer to this request.
    browsersMayAskForASnapshot();
    assertEquals(false, leaked.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", "echo.metricsX", "__vertx.subs", "echo.config"})
  void browsersMayNotListenToAnythingElse(String address) throws InterruptedException {
    Browser browser = new Browser(management);
    browser.send(registration(address));
    assertEquals("access_denied", browser.await("err", "").getString("body"));
  }

  @Test
  void theBridgeQueuesNothingForABrowserThatDoesNotRead() throws InterruptedException {
    String address = "echo.metrics.server.tcp";
    AtomicLong bytes = new AtomicLong();
    AtomicBoolean ended = new AtomicBoolean();
    WebSocket slow = management.bridge();
    slow.handler(
        data -> {
          bytes.addAndGet(data.length());
          if (data.toString().contains("the end")) {
            ended.set(true);
          }
        });
    send(slow, registration(address));
    Browser fast = new Browser(management);
    // One event loop handles the sockets in order: the first is registered when the second is.
    fast.register(address);
    int count = 200;
    String ballast = "x".repeat(256 * 1024);
    for (int i = 0; i < count; i++) {
      String mark = "number " + i + ".";
      // On a busy machine the fast reader may miss a message, which the bridge does not keep.
      do {
        // The bridge closes a socket that is silent for 15 s, and this may take longer.
        fast.send(PING);
        send(slow, PING);
        management
            .vertx()
            .eventBus()
            .publish(address, new JsonObject().put("mark", mark).put("ballast", ballast));
      } while (!fast.hears("rec", mark));
    }
    slow.resume();
    Awaitility.await()
        .until(
            () -> {
              send(slow, PING);
              management
                  .vertx()
                  .eventBus()
                  .publish(address, new JsonObject().put("mark", "the end"));
              return ended.get();
            });
    long published = (long) count * ballast.length();
    // The buffers of the sockets hold some megabytes; a queue would have held all messages.
    assertTrue(
        bytes.get() < published / 3, () -> bytes.get() + " of " + published + " bytes received");
  }

  private static JsonObject registration(String address) {
    return new JsonObject().put("type", "register").put("address", address);
  }

  private static void send(WebSocket socket, JsonObject message) {
    RunningManagement.await(socket.writeTextMessage(message.encode()));
  }

  /** The other end of the bridge: a WebSocket and the messages that it received. */
  private static final class Browser {

    private final WebSocket socket;
    private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();

    Browser(RunningManagement management) {
      socket = management.bridge();
      socket.binaryMessageHandler(message -> received.add(new JsonObject(message)));
      socket.textMessageHandler(message -> received.add(new JsonObject(message)));
      socket.resume();
    }

    /** Registers; returns when the bridge has answered a later message, as it keeps the order. */
    void register(String address) throws InterruptedException {
      BusBridgeTest.send(socket, registration(address));
      askForSnapshot("registered");
      await("rec", "\"registered\"");
    }

    void askForSnapshot(String replyAddress) {
      send(
          new JsonObject()
              .put("type", "send")
              .put("address", BusAddress.SNAPSHOT)
              .put("body", new JsonObject())
              .put("replyAddress", replyAddress));
    }

    void send(JsonObject message) {
      BusBridgeTest.send(socket, message);
    }

    /** Waits for a message of a type that contains a text; ignores other messages. */
    JsonObject await(String type, String text) throws InterruptedException {
      JsonObject message = poll(type, text, 30);
      if (message == null) {
        throw new AssertionError("received no " + type + " with \"" + text + "\"");
      }
      return message;
    }

    /** Waits for a message that contains a text; returns it and all messages before it. */
    List<JsonObject> allUntil(String text) throws InterruptedException {
      List<JsonObject> all = new ArrayList<>();
      do {
        JsonObject message = received.poll(30, TimeUnit.SECONDS);
        if (message == null) {
          throw new AssertionError("received no message with \"" + text + "\"");
        }
        all.add(message);
      } while (!all.get(all.size() - 1).encode().contains(text));
      return all;
    }

    /** Whether such a message arrives within one second. */
    boolean hears(String type, String text) throws InterruptedException {
      return poll(type, text, 1) != null;
    }

    private JsonObject poll(String type, String text, int seconds) throws InterruptedException {
      JsonObject message = received.poll(seconds, TimeUnit.SECONDS);
      while (message != null
          && !(message.getString("type").equals(type) && message.encode().contains(text))) {
        message = received.poll(seconds, TimeUnit.SECONDS);
      }
      return message;
    }
  }
}
