package dev.echopair.client.transfer;

import dev.echopair.client.exchange.EchoStream;
import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.client.exchange.ExchangeOptions;
import dev.echopair.shared.config.Durations;
import dev.echopair.shared.net.ConnectFailure;
import dev.echopair.shared.net.EndOfInput;
import dev.echopair.shared.net.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Sends a stream of any length through a TCP or TLS echo and compares every byte that comes back.
 * Memory is bounded: at most one window of bytes has been read and has not yet come back.
 *
 * <p>A separate thread reads the input. The connection's event loop writes and compares. A worker
 * thread passes the replies on if the options ask for them.
 */
public final class StreamTransfer implements Transfer {

  /** Default window: how many bytes may be in flight. */
  public static final int WINDOW_BYTES = 4 * 1024 * 1024;

  private static final int CHECKS_PER_TIMEOUT = 4;

  /** Maximum wait for the peer to close its side; a peer that does not must not block the user. */
  private static final long CLOSE_PATIENCE_MS = 1_000;

  /**
   * The options of a transfer.
   *
   * @param windowBytes how many bytes may be in flight, at least 1
   * @param timeout the maximum time without a received byte while sent bytes are outstanding
   * @param size the size of the input in bytes; -1 when it is known only at the end of the input
   * @param replies receives the bytes that came back, with {@code stopAtDifference} only those that
   *     were right; {@code null} to drop them and to compute digests instead
   * @param stopAtDifference whether the first wrong byte ends the transfer
   */
  public record Options(
      int windowBytes,
      Duration timeout,
      long size,
      OutputStream replies,
      boolean stopAtDifference) {}

  private final Vertx vertx;
  private final Context context;
  private final EchoStream stream;
  private final Options options;
  private final StreamReader reader;
  private final StreamComparison comparison;
  private final Promise<TransferResult> done = Promise.promise();

  // Read by other threads; written on the event loop only.
  private volatile long sent;
  private volatile long received;

  // On the event loop only.
  private long startNanos;
  private long progressNanos;
  private boolean inputEnded;
  private boolean over;
  private int passing;

  private StreamTransfer(
      Vertx vertx, EchoStream stream, ReadableByteChannel input, Options options) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.stream = stream;
    this.options = options;
    boolean digested = options.replies() == null;
    this.comparison = new StreamComparison(digested);
    this.reader =
        new StreamReader(
            input, stream.allocator(), options.windowBytes(), digested, new ReaderConsumer());
  }

  /**
   * Connects to a target: tries its addresses in order until one accepts. Fails with an {@link
   * ExchangeFailure}.
   */
  public static Future<StreamTransfer> open(
      Vertx vertx,
      Endpoint target,
      ExchangeOptions exchange,
      ReadableByteChannel input,
      Options options) {
    return EchoStream.open(vertx, target, exchange)
        .map(
            stream -> {
              StreamTransfer transfer = new StreamTransfer(vertx, stream, input, options);
              stream.handler(transfer::received);
              stream.closeHandler(transfer::closed);
              return transfer;
            });
  }

  @Override
  public Future<TransferResult> start() {
    context.runOnContext(
        v -> {
          startNanos = System.nanoTime();
          progressNanos = startNanos;
          watch();
          reader.start();
        });
    return done.future();
  }

  @Override
  public Progress progress() {
    return new Progress(sent, received, options.size(), 1);
  }

  @Override
  public void interrupt() {
    context.runOnContext(v -> end(null, true));
  }

  private void watch() {
    long timer =
        vertx.setPeriodic(
            Math.max(1, options.timeout().toMillis() / CHECKS_PER_TIMEOUT),
            id -> {
              if (comparison.isWaiting()
                  && System.nanoTime() - progressNanos >= options.timeout().toNanos()) {
                fail(
                    "nothing came back within %s after the first %d bytes"
                        .formatted(
                            Durations.format(options.timeout()), comparison.receivedBytes()));
              }
            });
    done.future().onComplete(ended -> vertx.cancelTimer(timer));
  }

  private void send(StreamBlock block) {
    if (over) {
      block.data().release();
      return;
    }
    if (!comparison.isWaiting()) {
      progressNanos = System.nanoTime();
    }
    ByteBuf out = block.data().retainedDuplicate();
    comparison.sent(block);
    sent = comparison.sentBytes();
    stream.write(out);
  }

  private void inputEnded(String failure) {
    if (failure != null) {
      fail(failure);
    }
    if (over) {
      return;
    }
    inputEnded = true;
    if (stream.halfCloses()) {
      stream.finish();
    }
    finishWhenComplete();
  }

  private void received(Object part) {
    if (part instanceof ByteBuf data && !over) {
      try {
        compare(data);
      } finally {
        data.release();
      }
    } else if (part == EndOfInput.MESSAGE) {
      closed(null);
    } else {
      ReferenceCountUtil.release(part);
    }
  }

  private void compare(ByteBuf data) {
    ByteBuf whole = data.duplicate();
    int freed = comparison.compare(data);
    received = comparison.receivedBytes();
    progressNanos = System.nanoTime();
    if (options.stopAtDifference() && comparison.firstDifference().isPresent()) {
      fail(differs(comparison.firstDifference().get()));
    } else if (comparison.unaskedBytes() > 0) {
      fail("more came back than the %d bytes that were sent".formatted(comparison.sentBytes()));
    } else if (options.replies() == null) {
      reader.release(freed);
      finishWhenComplete();
    } else {
      pass(ByteBufUtil.getBytes(whole), freed);
    }
  }

  /** Passes a reply on. Its room in the window is free only after the write: back-pressure. */
  private void pass(byte[] bytes, int freed) {
    passing++;
    Callable<Void> write =
        () -> {
          options.replies().write(bytes);
          options.replies().flush();
          return null;
        };
    context
        .executeBlocking(write, true)
        .onComplete(
            passed -> {
              passing--;
              reader.release(freed);
              finishWhenComplete();
            },
            failure ->
                fail(
                    "cannot write the reply: "
                        + (failure instanceof IOException ? failure.getMessage() : failure)));
  }

  /**
   * Completes the transfer when all bytes have come back. On a connection that half-closes, waits
   * for the peer's FIN, because more bytes than were sent may come before it.
   */
  private void finishWhenComplete() {
    if (inputEnded && !comparison.isWaiting() && passing == 0) {
      if (stream.halfCloses()) {
        vertx.setTimer(CLOSE_PATIENCE_MS, id -> complete());
      } else {
        complete();
      }
    }
  }

  private void closed(Throwable failure) {
    if (!inputEnded || comparison.isWaiting()) {
      fail(
          "%s after %d bytes came back"
              .formatted(
                  failure == null ? "the connection was closed" : ConnectFailure.reason(failure),
                  comparison.receivedBytes()));
    } else if (passing == 0) {
      complete();
    }
  }

  private void complete() {
    end(comparison.firstDifference().map(StreamTransfer::differs).orElse(null), false);
  }

  private static String differs(Difference first) {
    return "the reply differs from what was sent at byte " + first.offset();
  }

  private void fail(String what) {
    String before =
        options.stopAtDifference()
            ? ""
            : comparison.firstDifference().map(first -> differs(first) + ", and ").orElse("");
    end(before + what, false);
  }

  private void end(String failure, boolean interrupted) {
    if (over) {
      return;
    }
    over = true;
    reader.stop();
    long lastNanos = comparison.isWaiting() ? System.nanoTime() : progressNanos;
    TransferResult result =
        new TransferResult(
            comparison.sentBytes(),
            comparison.receivedBytes(),
            Duration.ofNanos(lastNanos - startNanos),
            comparison.sha256Sent(),
            comparison.sha256Received(),
            comparison.firstDifference(),
            missing(),
            comparison.corrupted(),
            Optional.empty(),
            Optional.ofNullable(failure),
            interrupted);
    comparison.close();
    stream.close();
    done.complete(result);
  }

  private ByteRanges missing() {
    ByteRanges missing = new ByteRanges();
    long from = comparison.receivedBytes();
    long to =
        inputEnded ? comparison.sentBytes() : Math.max(options.size(), comparison.sentBytes());
    if (from < to) {
      missing.add(from, to - from);
    }
    return missing;
  }

  /** Hands the blocks over from the reader's thread to the event loop. */
  private final class ReaderConsumer implements StreamReader.Consumer {

    @Override
    public void block(StreamBlock block) {
      context.runOnContext(v -> send(block));
    }

    @Override
    public void ended(String failure) {
      context.runOnContext(v -> inputEnded(failure));
    }
  }
}
