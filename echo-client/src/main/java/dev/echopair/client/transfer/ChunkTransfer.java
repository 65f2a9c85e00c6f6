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
 * Sends a file through a UDP echo in numbered chunks and compares every byte that comes back. Sends
 * missing and wrong chunks again after each pass over the file.
 *
 * <p>Chunks are sent at a rate, and at most one window ahead of the newest reply. A lost datagram
 * therefore delays nothing; an echo that stops replying blocks the sending until the timeout. Runs
 * on its event loop; a worker thread reads the file. Memory is bounded by the window and two bits
 * per chunk.
 */
// The future of a timer is needed only to cancel the timer.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ChunkTransfer implements Transfer {

  /** Default datagram: fits into an Ethernet frame over IPv4 and IPv6 with a tunnel's header. */
  public static final int DATAGRAM_BYTES = 1_400;

  /** The smallest datagram: a header and a byte. */
  public static final int MIN_DATAGRAM_BYTES = ChunkPlan.MIN_DATAGRAM_BYTES;

  /** Default window: fits into the default receive buffer of a Linux socket. */
  public static final int WINDOW_BYTES = 64 * 1024;

  /** Default rate: slow enough for any echo on a loopback interface, and 80 Mbit/s on a wire. */
  public static final Rate RATE = new Rate(10e6, true);

  /** Default number of times that missing and wrong chunks are sent again. */
  public static final int RETRIES = 3;

  private static final int READ_AHEAD_RUNS = 2;
  private static final int READ_BATCH = 32;

  /** Maximum number of sends in one turn: between two turns the event loop reads replies. */
  private static final int SENDS_PER_TURN = 32;

  /** Maximum delay that the sender makes up for; a longer delay moves the schedule. */
  private static final long BURST_NANOS = 5_000_000;

  private static final long SHORTEST_TICK_NANOS = 100_000;
  private static final long LONGEST_SWEEP_NANOS = 50_000_000;
  private static final int SWEEPS_PER_TIMEOUT = 8;

  /**
   * The options of a transfer.
   *
   * @param datagramBytes bytes of a full datagram, header included, at least {@link
   *     #MIN_DATAGRAM_BYTES}
   * @param windowBytes how far to send ahead of the newest reply; at least one datagram
   * @param rate the rate of sending
   * @param retries how many times to send missing and wrong chunks again
   * @param timeout the time after which a datagram counts as lost
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

  // Read by other threads; written on the event loop only.
  private volatile long sentOnce;
  private volatile long right;
  private volatile int shownRound = 1;

  // On the event loop only.
  private int round = 1;
  private boolean reading;
  private boolean allRead;
  private int sentOfRun;

  /** The time when the next datagram is due, in nanoseconds since the start. */
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
   * Opens a socket to a target: tries its addresses in order until one succeeds. Fails with an
   * {@link ExchangeFailure}.
   *
   * @param file the file; it is read by position and not closed
   * @param fileBytes how many bytes of the file to send
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

  /** Whether the chunks of a file can be numbered by an {@code int}. */
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

  /**
   * Describes a failure. A send fails with the ICMP error for an earlier datagram, and the
   * exception then has another type.
   */
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

  /** Sends the datagrams that are due and fit into the window, and schedules the next turn. */
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

  /**
   * Whether a chunk can be sent now. When not, the event that changes this takes the next turn: a
   * read, a reply or a drained socket.
   */
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

  /**
   * Counts overdue datagrams as lost. When the window is full and no datagram is outstanding, opens
   * the next window, or stops the transfer after too many windows without a reply.
   */
  private void sweep() {
    ledger.expire(System.nanoTime());
    if (ledger.inFlight() == 0 && !isWithinWindow()) {
      windowFloor = ledger.sent() - 1;
      silentWindows = ledger.answered() == answeredBefore ? silentWindows + 1 : 0;
      answeredBefore = ledger.answered();
      if (silentWindows > options.retries()) {
        end(
            "no reply to the last %d datagrams within %s: stopped"
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
