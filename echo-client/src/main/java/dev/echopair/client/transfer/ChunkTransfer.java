package dev.echopair.client.transfer;

import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.client.exchange.ExchangeOptions;
import dev.echopair.client.exchange.Exchanges;
import dev.echopair.shared.config.Durations;
import dev.echopair.shared.internals.EventLoopContext;
import dev.echopair.shared.net.ConnectFailure;
import dev.echopair.shared.net.DatagramEndpoint;
import dev.echopair.shared.net.DatagramReads;
import dev.echopair.shared.net.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.channels.FileChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends a file through a UDP echo in numbered chunks and compares every byte that comes back; what
 * is missing or wrong in the end is sent again.
 *
 * <p>Chunks go out at a rate, and never further ahead of the newest reply than a window: a datagram
 * that was lost holds up nothing, an echo that falls silent holds up everything until the timeout.
 * Lives on its event loop; the file is read on a worker thread. Memory is bounded by the window and
 * two bits per chunk.
 */
// What a timer returns is cancelled or left to run out.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ChunkTransfer implements Transfer {

  /** Fits into an Ethernet frame over IPv4 and IPv6, with room for a tunnel's header. */
  public static final int DATAGRAM_BYTES = 1_400;

  /** The smallest datagram: a header and a byte. */
  public static final int MIN_DATAGRAM_BYTES = ChunkPlan.MIN_DATAGRAM_BYTES;

  /** Fits into the receive buffer that Linux gives a socket which asks for none. */
  public static final int WINDOW_BYTES = 64 * 1024;

  /** Slow enough for any echo on a loopback interface, and 80 Mbit/s on a wire. */
  public static final Rate RATE = new Rate(10e6, true);

  /** How many times what is missing or wrong is sent again. */
  public static final int RETRIES = 3;

  private static final int READ_AHEAD_RUNS = 2;
  private static final int READ_BATCH = 32;

  /** Between two batches of sends what has come back is read. */
  private static final int SENDS_PER_TURN = 32;

  /** Who was held up may catch up with so much of the schedule. */
  private static final long BURST_NANOS = 5_000_000;

  private static final long SHORTEST_TICK_NANOS = 100_000;
  private static final long LONGEST_SWEEP_NANOS = 50_000_000;
  private static final int SWEEPS_PER_TIMEOUT = 8;

  /**
   * How a file is sent.
   *
   * @param datagramBytes bytes of a full datagram, header included, at least {@link
   *     #MIN_DATAGRAM_BYTES}
   * @param windowBytes how far to be ahead of the newest reply; at least one datagram is
   * @param rate how fast to send
   * @param retries how many times to send again what is missing or wrong
   * @param timeout after which a datagram counts as lost
   */
  public record Options(
      int datagramBytes, int windowBytes, Rate rate, int retries, Duration timeout) {}

  private final Context context;
  private final EventLoop loop;
  private final DatagramEndpoint socket;
  private final DatagramReads reads;
  private final Options options;
  private final ChunkPlan plan;
  private final ChunkLedger ledger;
  private final ChunkReader reader;
  private final int window;
  private final double nanosPerDatagram;
  private final Promise<TransferResult> done = Promise.promise();
  private final Deque<ChunkReader.Run> runs = new ArrayDeque<>();

  // For whoever asks from another thread; written on the event loop only.
  private volatile long sentOnce;
  private volatile long right;
  private volatile int shownRound = 1;

  // On the event loop only.
  private int round = 1;
  private boolean reading;
  private boolean allRead;
  private int sentOfRun;

  /** When the next datagram is due, since the start. */
  private double dueNanos;

  private long startNanos;
  private long lastReplyNanos;
  private long windowFloor = -1;
  private long answeredBefore;
  private int silentWindows;
  private String sha256;
  private ScheduledFuture<?> turn;
  private ScheduledFuture<?> sweep;
  private boolean over;

  private ChunkTransfer(
      Context context,
      DatagramEndpoint socket,
      DatagramReads reads,
      FileChannel file,
      ChunkPlan plan,
      Options options) {
    this.context = context;
    this.loop = EventLoopContext.of(context).eventLoop();
    this.socket = socket;
    this.reads = reads;
    this.options = options;
    this.plan = plan;
    this.window = Math.max(1, options.windowBytes() / plan.datagramBytes());
    this.nanosPerDatagram = options.rate().nanosPerDatagram(plan.payloadBytes());
    this.ledger =
        new ChunkLedger(plan, new SecureRandom().nextLong(), window, options.timeout().toNanos());
    this.reader = new ChunkReader(file, plan, socket.allocator());
  }

  /**
   * Opens a socket to the first address of a target; fails with an {@link ExchangeFailure}.
   *
   * @param file which is read by position, and not closed
   * @param fileBytes how much of it to send
   */
  public static Future<ChunkTransfer> open(
      Vertx vertx,
      Endpoint target,
      ExchangeOptions exchange,
      FileChannel file,
      long fileBytes,
      Options options) {
    ChunkPlan plan = new ChunkPlan(fileBytes, options.datagramBytes());
    DatagramReads reads = DatagramReads.inBatchesOf(READ_BATCH);
    return Exchanges.tryEach(
            vertx,
            target,
            exchange,
            "cannot send to",
            address ->
                DatagramEndpoint.connect(
                    vertx, exchange.local(), new InetSocketAddress(address, target.port()), reads))
        .map(
            socket ->
                new ChunkTransfer(vertx.getOrCreateContext(), socket, reads, file, plan, options)
                    .listening());
  }

  /** Whether a file is not cut into more chunks than can be kept account of. */
  public static boolean isCountable(long fileBytes, int datagramBytes) {
    return ChunkPlan.isCountable(fileBytes, datagramBytes);
  }

  private ChunkTransfer listening() {
    socket
        .handler(this::received)
        .batchEndHandler(this::takeTurn)
        .writableHandler(this::takeTurn)
        .exceptionHandler(failure -> end(reason(failure), false));
    return this;
  }

  /** A send fails with the ICMP error for the datagram before it, under another name. */
  private static String reason(Throwable failure) {
    boolean refused = String.valueOf(failure.getMessage()).contains("refused");
    return ConnectFailure.reason(refused ? new PortUnreachableException() : failure);
  }

  @Override
  public Future<TransferResult> start() {
    context.runOnContext(
        v -> {
          startNanos = System.nanoTime();
          lastReplyNanos = startNanos;
          long sweepNanos =
              Math.min(LONGEST_SWEEP_NANOS, options.timeout().toNanos() / SWEEPS_PER_TIMEOUT);
          sweep =
              loop.scheduleAtFixedRate(this::sweep, sweepNanos, sweepNanos, TimeUnit.NANOSECONDS);
          readAhead();
        });
    return done.future();
  }

  @Override
  public Progress progress() {
    return new Progress(sentOnce, right, plan.fileBytes(), shownRound);
  }

  @Override
  public void interrupt() {
    context.runOnContext(v -> end(null, true));
  }

  private void readAhead() {
    if (reading || allRead || runs.size() >= READ_AHEAD_RUNS) {
      return;
    }
    reading = true;
    Callable<ChunkReader.Run> read = reader::read;
    context
        .executeBlocking(read, true)
        .onComplete(
            this::read, failure -> end("cannot read the file: " + failure.getMessage(), false));
  }

  private void read(ChunkReader.Run run) {
    reading = false;
    if (over) {
      if (run != null) {
        run.data().release();
      }
      return;
    }
    if (run == null) {
      allRead = true;
      sha256 = sha256 == null ? reader.sha256() : sha256;
    } else {
      runs.add(run);
    }
    readAhead();
    takeTurn();
  }

  /** Sends what is due and has room, and sees to it that there is a next turn. */
  private void takeTurn() {
    if (over) {
      return;
    }
    long now = System.nanoTime();
    double elapsed = (double) (now - startNanos);
    dueNanos = Math.max(dueNanos, elapsed - BURST_NANOS);
    int sends = 0;
    while (sends < SENDS_PER_TURN && isOpen() && dueNanos <= elapsed) {
      send(now);
      sends++;
    }
    socket.flush();
    if (isOpen()) {
      turnAgain(elapsed);
    } else if (allRead && runs.isEmpty() && ledger.inFlight() == 0) {
      endRound();
    }
  }

  /** What closes this opens it again with another turn: a read, a reply, a socket that drained. */
  private boolean isOpen() {
    return !runs.isEmpty() && isWithinWindow() && socket.isWritable();
  }

  private boolean isWithinWindow() {
    return ledger.sent() - 1 - Math.max(ledger.newestAnswered(), windowFloor) < window;
  }

  private void turnAgain(double elapsed) {
    if (turn == null) {
      long due = (long) (dueNanos - elapsed);
      long delay = due <= 0 ? 0 : Math.max(SHORTEST_TICK_NANOS, due);
      turn = loop.schedule(this::turnIsDue, delay, TimeUnit.NANOSECONDS);
    }
  }

  private void turnIsDue() {
    turn = null;
    takeTurn();
  }

  private void send(long now) {
    ChunkReader.Run run = runs.peek();
    int chunk = run.first() + sentOfRun;
    int at = (int) (plan.offset(chunk) - plan.offset(run.first()));
    ByteBuf payload = run.data().retainedSlice(at, plan.length(chunk));
    ByteBuf datagram = socket.allocator().directBuffer(plan.datagramBytes());
    ledger.send(datagram, chunk, payload, round > 1, now);
    socket.write(datagram);
    dueNanos += nanosPerDatagram;
    sentOnce = ledger.sentOnceBytes();
    sentOfRun++;
    if (sentOfRun == run.count()) {
      runs.remove().data().release();
      sentOfRun = 0;
      readAhead();
    }
  }

  private void received(ByteBuf datagram) {
    if (over) {
      return;
    }
    lastReplyNanos = System.nanoTime();
    ledger.received(datagram, lastReplyNanos);
    right = ledger.rightBytes();
  }

  /** Gives up what has waited too long; without a reply to wait for, the next window is tried. */
  private void sweep() {
    ledger.expire(System.nanoTime());
    if (ledger.inFlight() == 0 && !isWithinWindow()) {
      windowFloor = ledger.sent() - 1;
      silentWindows = ledger.answered() == answeredBefore ? silentWindows + 1 : 0;
      answeredBefore = ledger.answered();
      if (silentWindows > options.retries()) {
        end(
            "nothing came back of the last %d datagrams within %s: given up"
                .formatted((long) silentWindows * window, Durations.format(options.timeout())),
            false);
        return;
      }
    }
    takeTurn();
  }

  private void endRound() {
    if (ledger.isComplete()) {
      end(null, false);
    } else if (round > options.retries()) {
      end(incomplete(), false);
    } else {
      round++;
      shownRound = round;
      allRead = false;
      reader.restart(ledger.rightChunks());
      readAhead();
    }
  }

  private String incomplete() {
    return "%d bytes did not come back and %d came back wrong, of %d"
        .formatted(ledger.missing().bytes(), ledger.corrupted().bytes(), plan.fileBytes());
  }

  private void end(String failure, boolean interrupted) {
    if (over) {
      return;
    }
    over = true;
    if (sweep != null) {
      sweep.cancel(false);
    }
    ByteRanges missing = ledger.missing();
    ByteRanges corrupted = ledger.corrupted();
    Optional<String> digest = Optional.ofNullable(sha256);
    TransferResult result =
        new TransferResult(
            sentOnce,
            ledger.rightBytes() + corrupted.bytes(),
            Duration.ofNanos(
                (ledger.isComplete() ? lastReplyNanos : System.nanoTime()) - startNanos),
            digest,
            ledger.isComplete() ? digest : Optional.empty(),
            ledger.firstDifference(),
            missing,
            corrupted,
            Optional.of(ledger.counts(round)),
            Optional.ofNullable(failure),
            interrupted);
    runs.forEach(run -> run.data().release());
    runs.clear();
    ledger.close();
    socket.close();
    reads.close();
    done.complete(result);
  }
}
