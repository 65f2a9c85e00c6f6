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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends a stream of any length through a TCP echo and compares what comes back byte by byte, in
 * bounded memory: what has been sent and not yet come back is at most {@value #WINDOW_BYTES} bytes.
 *
 * <p>The caller's thread reads the input; the connection's event loop writes, compares and passes
 * the replies on.
 */
public final class RawStream {

  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int WINDOW_BYTES = 4 * 1024 * 1024;

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
  private boolean inputEnded;

  private RawStream(Endpoint target, EchoStream stream, Context context, OutputStream out) {
    this.target = target;
    this.stream = stream;
    this.context = context;
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
                  RawStream raw = new RawStream(target, stream, vertx.getOrCreateContext(), out);
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
   * @param timeout how long nothing at all may come back
   * @return the bytes that made the round trip
   * @throws ExchangeFailure when they did not, or not unchanged
   */
  public long transfer(InputStream input, Duration timeout)
      throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK_BYTES];
    int length = input.read(chunk);
    while (length > 0 && !done.future().isComplete()) {
      if (!acquire(length, timeout)) {
        break;
      }
      Buffer data = Buffer.buffer(length).appendBytes(chunk, 0, length);
      context.runOnContext(v -> send(data));
      length = input.read(chunk);
    }
    context.runOnContext(v -> inputEnded());
    return await(timeout);
  }

  private boolean acquire(int length, Duration timeout) throws InterruptedException {
    boolean room = window.tryAcquire(length, timeout.toMillis(), TimeUnit.MILLISECONDS);
    if (!room) {
      context.runOnContext(v -> fail("nothing came back within " + Durations.format(timeout)));
    }
    return room;
  }

  private long await(Duration timeout) throws InterruptedException {
    int before = -1;
    while (!done.future().isComplete()) {
      // Progress is what has come back; the time-out starts anew with each of it.
      if (before == window.availablePermits()) {
        context.runOnContext(v -> fail("nothing came back within " + Durations.format(timeout)));
      }
      before = window.availablePermits();
      waitFor(timeout);
    }
    return done.future().toCompletionStage().toCompletableFuture().join();
  }

  private void waitFor(Duration timeout) throws InterruptedException {
    try {
      done.future()
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      // The caller looks for progress.
      return;
    } catch (java.util.concurrent.ExecutionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private void send(Buffer data) {
    expected.add(data);
    sent += data.length();
    stream.write(data);
  }

  private void inputEnded() {
    inputEnded = true;
    stream.finish();
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

  private void finishWhenComplete() {
    if (inputEnded && received == sent && done.tryComplete(received)) {
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
