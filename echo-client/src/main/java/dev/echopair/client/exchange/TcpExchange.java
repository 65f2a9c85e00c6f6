package dev.echopair.client.exchange;

import dev.echopair.shared.config.Durations;
import dev.echopair.shared.net.ConnectFailure;
import dev.echopair.shared.net.EndOfInput;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.process.Quantity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * An exchange on a TCP or TLS connection: sends a message and waits for the same number of bytes.
 */
final class TcpExchange implements Exchange {

  /** Maximum wait for the peer to close its side; a peer that does not must not block the user. */
  private static final long CLOSE_PATIENCE_MS = 1_000;

  private final Vertx vertx;
  private final Endpoint target;
  private final EchoStream stream;
  private final Narrator narrator;
  private final Promise<Void> peerFinished = Promise.promise();

  private Buffer message;
  private Buffer received = Buffer.buffer();
  private Promise<Reply> pending;
  private long sentNanos;
  private long timer;
  private long unasked;
  private boolean replyMissing;
  private String ended;

  private TcpExchange(Vertx vertx, Endpoint target, EchoStream stream, Narrator narrator) {
    this.vertx = vertx;
    this.target = target;
    this.stream = stream;
    this.narrator = narrator;
  }

  static Future<Exchange> open(Vertx vertx, Endpoint target, ExchangeOptions options) {
    return EchoStream.open(vertx, target, options)
        .map(
            stream -> {
              TcpExchange exchange = new TcpExchange(vertx, target, stream, options.narrator());
              stream.handler(exchange::received);
              stream.closeHandler(exchange::closed);
              return exchange;
            });
  }

  @Override
  public Future<Reply> send(Buffer data, Duration timeout) {
    if (ended != null) {
      return Future.failedFuture(
          new ExchangeFailure("%s: %s before this message was sent".formatted(target, ended)));
    }
    if (unasked > 0) {
      return Future.failedFuture(surplus());
    }
    pending = Promise.promise();
    message = data;
    received = Buffer.buffer();
    timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> timedOut(timeout));
    narrator.step("send", "%d bytes %s".formatted(data.length(), UdpExchange.show(data)));
    Promise<Reply> awaited = pending;
    if (data.length() == 0) {
      settle().complete(new Reply(data, 0));
    } else {
      sentNanos = System.nanoTime();
      stream.write(data);
    }
    return awaited.future();
  }

  @Override
  public Future<Void> close() {
    narrator.step("shutdown", "FIN sent: the client sends no more data");
    stream.finish();
    long patience = vertx.setTimer(CLOSE_PATIENCE_MS, id -> peerFinished.tryComplete());
    return peerFinished
        .future()
        .eventually(
            () -> {
              vertx.cancelTimer(patience);
              narrator.step("close", "the connection is closed");
              return stream.close();
            })
        .compose(v -> unasked > 0 ? Future.failedFuture(surplus()) : Future.succeededFuture());
  }

  private ExchangeFailure surplus() {
    long bytes = unasked;
    unasked = 0;
    return new ExchangeFailure(
        "%s: %d more bytes came back than were sent".formatted(target, bytes));
  }

  private void received(Object part) {
    long now = System.nanoTime();
    if (part instanceof ByteBuf data) {
      byte[] bytes = ByteBufUtil.getBytes(data);
      data.release();
      received(Buffer.buffer(bytes), now - sentNanos);
    } else if (part == EndOfInput.MESSAGE) {
      narrator.step("recv", "0 bytes: FIN received, the server sends no more data");
      peerFinished.tryComplete();
      closed(null);
    } else {
      ReferenceCountUtil.release(part);
    }
  }

  private void received(Buffer data, long nanos) {
    received.appendBuffer(data);
    if (pending == null) {
      unasked += replyMissing ? 0 : data.length();
      narrator.step("recv", data.length() + " unexpected bytes");
      return;
    }
    boolean whole = received.length() >= message.length();
    narrator.step(
        "recv",
        "%d bytes %s after %s%s"
            .formatted(
                data.length(),
                UdpExchange.show(data),
                Quantity.millis(nanos),
                whole && received.equals(message) ? ": equal to the message" : ""));
    if (whole) {
      settle().complete(new Reply(received, nanos));
    }
  }

  private void timedOut(Duration timeout) {
    replyMissing = true;
    narrator.step("recv", "timeout: no complete reply");
    String soFar =
        received.length() == 0
            ? ""
            : ", only %d of %d bytes".formatted(received.length(), message.length());
    fail("no reply from %s within %s%s".formatted(target, Durations.format(timeout), soFar));
  }

  private void closed(Throwable failure) {
    peerFinished.tryComplete();
    if (ended == null) {
      ended = failure == null ? "closed the connection" : ConnectFailure.reason(failure);
    }
    if (pending != null) {
      fail("%s: %s%s".formatted(target, ended, soFar()));
    }
  }

  private String soFar() {
    return received.length() == 0
        ? " without a reply"
        : " after %d of %d bytes".formatted(received.length(), message.length());
  }

  private void fail(String message) {
    if (pending != null) {
      settle().fail(new ExchangeFailure(message));
    }
  }

  private Promise<Reply> settle() {
    vertx.cancelTimer(timer);
    Promise<Reply> settled = pending;
    pending = null;
    return settled;
  }
}
