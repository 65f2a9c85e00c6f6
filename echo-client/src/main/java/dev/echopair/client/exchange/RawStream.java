package dev.echopair.client.exchange;

import dev.echopair.shared.config.Durations;
import dev.echopair.shared.net.EndOfInput;
import dev.echopair.shared.net.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * Sends a stream of any length through a TCP echo and compares what comes back byte by byte, in
 * bounded memory: what has been sent and not yet come back is at most {@value #WINDOW_BYTES} bytes.
 *
 * <p>A thread of its own reads the input; the connection's event loop writes, compares and passes
 * the replies on.
 */
public final class RawStream {

  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int WINDOW_BYTES = 4 * 1024 * 1024;

  private static final int CHECKS_PER_TIMEOUT = 4;

  /** A peer that does not close its side after ours must not keep the user waiting. */
  private static final long CLOSE_PATIENCE_MS = 1_000;

  private final Vertx vertx;
  private final Endpoint target;
  private final EchoStream stream;
  private final Context context;
  private final OutputStream out;
  private final Semaphore window = new Semaphore(WINDOW_BYTES);
  private final Promise<Long> done = Promise.promise();

  // On the event loop only.
  private final Deque<Buffer> expected = new ArrayDeque<>();
  private int offsetInFirst;
  private long received;
  private long sent;
  private long progressNanos;
  private boolean inputEnded;

  private RawStream(Vertx vertx, Endpoint target, EchoStream stream, OutputStream out) {
    this.vertx = vertx;
    this.target = target;
    this.stream = stream;
    this.context = vertx.getOrCreateContext();
    this.out = out;
  }

  /** Connects to the first address of a target that answers. */
  public static Future<RawStream> open(
      Vertx vertx, Endpoint target, ExchangeOptions options, OutputStream out) {
    return Exchanges.resolve(vertx, target, options)
        .compose(addresses -> open(vertx, target, addresses, options, out));
  }

  private static Future<RawStream> open(
      Vertx vertx,
      Endpoint target,
      List<InetAddress> addresses,
      ExchangeOptions options,
      OutputStream out) {
    Future<RawStream> first =
        EchoStream.connect(vertx, target, addresses.get(0), options)
            .map(
                stream -> {
                  RawStream raw = new RawStream(vertx, target, stream, out);
                  stream.handler(raw::received);
                  stream.closeHandler(raw::closed);
                  return raw;
                });
    return addresses.size() == 1
        ? first
        : first.recover(
            e -> open(vertx, target, addresses.subList(1, addresses.size()), options, out));
  }

  /**
   * Sends the input to its end and waits for all of it to come back; blocks the caller.
   *
   * @param timeout how long nothing at all may come back of what has been sent
   * @return the bytes that made the round trip
   * @throws ExchangeFailure when they did not, or not unchanged
   */
  public long transfer(InputStream input, Duration timeout) {
    // A thread of its own: what blocks in a read, of a terminal say, cannot be told to give up.
    Thread reader = new Thread(() -> read(input), "raw-input");
    reader.setDaemon(true);
    reader.start();
    context.runOnContext(v -> watch(timeout));
    try {
      return done.future().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw ExchangeFailure.of(target.toString(), e.getCause());
    }
  }

  private void read(InputStream input) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      int length = input.read(chunk);
      while (length > 0 && !done.future().isComplete()) {
        window.acquire(length);
        Buffer data = Buffer.buffer(length).appendBytes(chunk, 0, length);
        context.runOnContext(v -> send(data));
        length = input.read(chunk);
      }
      context.runOnContext(v -> inputEnded());
    } catch (IOException e) {
      context.runOnContext(v -> fail("cannot read the input: " + e.getMessage()));
    } catch (InterruptedException e) {
      context.runOnContext(v -> fail("interrupted"));
    }
  }

  private void watch(Duration timeout) {
    long timer =
        vertx.setPeriodic(
            Math.max(1, timeout.toMillis() / CHECKS_PER_TIMEOUT),
            id -> {
              if (!expected.isEmpty() && System.nanoTime() - progressNanos >= timeout.toNanos()) {
                fail(
                    "nothing came back within %s, %d bytes had"
                        .formatted(Durations.format(timeout), received));
              }
            });
    done.future().onComplete(ended -> vertx.cancelTimer(timer));
  }

  private void send(Buffer data) {
    if (expected.isEmpty()) {
      progressNanos = System.nanoTime();
    }
    expected.add(data);
    sent += data.length();
    stream.write(data);
  }

  private void inputEnded() {
    inputEnded = true;
    if (stream.halfCloses()) {
      stream.finish();
    }
    finishWhenComplete();
  }

  private void received(Object part) {
    if (part instanceof ByteBuf data) {
      byte[] bytes = ByteBufUtil.getBytes(data);
      data.release();
      compare(bytes);
    } else if (part == EndOfInput.MESSAGE) {
      closed(null);
    } else {
      ReferenceCountUtil.release(part);
    }
  }

  private void compare(byte[] bytes) {
    for (byte b : bytes) {
      Buffer first = expected.peek();
      if (first == null) {
        fail("more came back than was sent: " + sent + " bytes");
        return;
      }
      if (first.getByte(offsetInFirst) != b) {
        fail("the reply differs from what was sent at byte " + received);
        return;
      }
      received++;
      if (++offsetInFirst == first.length()) {
        expected.remove();
        offsetInFirst = 0;
      }
    }
    pass(bytes);
    progressNanos = System.nanoTime();
    window.release(bytes.length);
    finishWhenComplete();
  }

  private void pass(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      fail("cannot write the reply: " + e.getMessage());
    }
  }

  /** Done when all has come back, and the peer's FIN behind it shows that there is no more. */
  private void finishWhenComplete() {
    if (inputEnded && received == sent) {
      if (stream.halfCloses()) {
        vertx.setTimer(CLOSE_PATIENCE_MS, id -> complete());
      } else {
        complete();
      }
    }
  }

  private void complete() {
    if (done.tryComplete(received)) {
      stream.close();
    }
  }

  private void closed(Throwable failure) {
    if (!inputEnded || received < sent) {
      fail(
          "%s after %d bytes came back"
              .formatted(
                  failure == null ? "the connection was closed" : ExchangeFailure.reason(failure),
                  received));
    } else {
      complete();
    }
  }

  private void fail(String what) {
    if (done.tryFail(new ExchangeFailure(target + ": " + what))) {
      // Whoever waits for room must not wait for one that has failed.
      window.release(WINDOW_BYTES);
      stream.close();
    }
  }
}
