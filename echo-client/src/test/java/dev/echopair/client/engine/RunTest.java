package dev.echopair.client.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.SizeRange;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.measure.FlowCounts;
import dev.echopair.client.measure.ProbeCounts;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.client.testing.ImpairmentRelay;
import dev.echopair.client.testing.ImpairmentRelay.Impairment;
import dev.echopair.client.testing.TestLoop;
import dev.echopair.client.testing.UdpScript;
import dev.echopair.client.verticle.RunProgress;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.probe.SequenceTracker.Verdict;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs over real sockets, against echoes that follow a script. */
class RunTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final long MS = 1_000_000;

  @Test
  void countsExactlyWhatARelayDoesToDatagrams() throws IOException {
    int probes = 4_000;
    LongFunction<Impairment> script =
        sequence -> {
          // The last 100 probes are unchanged: they release the last reply that the relay holds
          // back.
          int turn = sequence < probes - 100 ? (int) (sequence % 40) : 0;
          return switch (turn) {
            case 3 -> new Impairment.Drop();
            case 9, 10 -> new Impairment.Duplicate(2);
            case 17 -> new Impairment.Corrupt((int) (sequence % 512));
            case 25 -> new Impairment.Behind(3);
            case 33 -> new Impairment.Behind(5);
            default -> new Impairment.None();
          };
        };
    RunResult result = throughRelay(script, Pattern.rate(2_000), probes, ProbeObserver.NONE);

    ProbeCounts counts = result.counts();
    long rounds = (probes - 100L) / 40;
    int more = (probes - 100) % 40;
    assertEquals(probes, counts.sent);
    assertEquals(
        rounds + occurrences(more, 3), counts.sent - counts.received - corrupted(more, rounds));
    assertEquals(corrupted(more, rounds), counts.corrupted);
    assertEquals(counts.sent, counts.received + counts.lost);
    assertEquals(
        2L * (2 * rounds + occurrences(more, 9) + occurrences(more, 10)), counts.duplicated);
    assertEquals(2 * rounds + occurrences(more, 25) + occurrences(more, 33), counts.reordered);
    assertEquals(5, counts.reorderingExtent);
    assertEquals(0, counts.late);
    assertEquals(0, counts.unknown);
    assertEquals(0, counts.skipped);
    assertEquals(counts.received, result.latencies().roundTrip().getTotalCount());
    assertEquals(counts.sent, result.latencies().sendLag().getTotalCount());
  }

  private static long corrupted(int more, long rounds) {
    return rounds + occurrences(more, 17);
  }

  private static long occurrences(int more, int turn) {
    return more > turn ? 1 : 0;
  }

  @Test
  void countsRepliesBehindTheTimeoutAsLateAndTheirProbesAsLost() throws IOException {
    LongFunction<Impairment> script =
        sequence ->
            sequence % 10 == 4
                ? new Impairment.Delay(TIMEOUT.plusMillis(300))
                : new Impairment.None();
    // The last late reply arrives while the last probes are outstanding.
    RunResult result = throughRelay(script, Pattern.rate(100), 400, ProbeObserver.NONE);

    assertEquals(400, result.counts().sent);
    assertEquals(40, result.counts().lost);
    assertEquals(360, result.counts().received);
    assertTrue(result.counts().late >= 15 && result.counts().late <= 40, "late");
  }

  @Test
  void measuresTheDelayOfEachReplyAndNoLess() throws IOException {
    LongFunction<Impairment> script =
        sequence ->
            sequence % 10 == 4
                ? new Impairment.Delay(Duration.ofMillis(80))
                : new Impairment.None();
    Map<Long, Long> uncorrected = new ConcurrentHashMap<>();
    Map<Long, Long> corrected = new ConcurrentHashMap<>();
    Map<Long, Long> lag = new ConcurrentHashMap<>();
    ProbeObserver observer =
        new ProbeObserver() {
          @Override
          public void replied(
              long sequence,
              Verdict verdict,
              boolean reordered,
              int bytes,
              long intendedNanos,
              long actualNanos,
              long nowNanos) {
            uncorrected.put(sequence, nowNanos - actualNanos);
            corrected.put(sequence, nowNanos - intendedNanos);
            lag.put(sequence, actualNanos - intendedNanos);
          }
        };
    RunResult result = throughRelay(script, Pattern.rate(500), 500, observer);

    assertEquals(500, uncorrected.size());
    uncorrected.forEach(
        (sequence, nanos) -> {
          assertTrue(sequence % 10 != 4 || nanos >= 80 * MS, () -> sequence + ": " + nanos);
          assertEquals(nanos + lag.get(sequence), corrected.get(sequence));
          assertTrue(lag.get(sequence) >= 0, "sent before its intended time");
        });
    assertTrue(above(result.latencies().uncorrected(), 79 * MS) >= 50);
    assertTrue(result.jitterNanos() > 0);
  }

  /** A server stalls for half a second: coordinated omission hides it in the uncorrected times. */
  @Test
  void aStallOfTheServerShowsInTheCorrectedLatenciesAndNotInTheOthers() {
    try (TestLoop loop = new TestLoop()) {
      RunProgress.register(loop.vertx().eventBus());
      int port = stallingServer(loop.vertx(), 1_000, 500);
      RunSpec spec =
          spec(
              "tcp",
              port,
              new Pattern(1_000, 1, Duration.ZERO),
              1,
              new StopCondition(Duration.ofSeconds(4), 0, Duration.ZERO));
      RunResult result = run(loop, spec, 1, new ArrayList<>());

      assertEquals(4_000, result.counts().sent);
      assertEquals(4_000, result.counts().received);
      long corrected = above(result.latencies().roundTrip(), 250 * MS);
      long uncorrected = above(result.latencies().uncorrected(), 250 * MS);
      assertTrue(corrected >= 240, () -> corrected + " corrected times contain the stall");
      assertTrue(uncorrected <= 5, () -> uncorrected + " uncorrected times contain the stall");
      assertTrue(result.latencies().roundTrip().getValueAtPercentile(99) >= 400 * MS);
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp, 1, 1", "tcp, 7, 2", "udp, 1, 1", "udp, 6, 3"})
  void sharesTheWorkAmongInstancesAndFlowsExactly(String protocol, int flows, int instances) {
    try (TestLoop loop = new TestLoop()) {
      RunProgress.register(loop.vertx().eventBus());
      int port = echo(loop.vertx(), protocol);
      StopCondition stop = new StopCondition(Duration.ZERO, 1_000, Duration.ZERO);
      List<Interval> intervals = new ArrayList<>();
      RunResult open =
          run(loop, spec(protocol, port, Pattern.rate(2_000), flows, stop), instances, intervals);
      RunResult closed =
          run(
              loop,
              spec(protocol, port, Pattern.depth(4), flows, stop),
              instances,
              new ArrayList<>());

      for (RunResult result : List.of(open, closed)) {
        assertEquals(instances, result.instances());
        assertEquals(1_000, result.counts().sent);
        assertEquals(1_000, result.counts().received);
        assertEquals(flows, result.flows().size());
        for (FlowCounts flow : result.flows()) {
          long expected = 1_000L / flows + (flow.flow() < 1_000 % flows ? 1 : 0);
          assertEquals(expected, flow.counts().sent, () -> "flow " + flow.flow());
          assertEquals(expected, flow.counts().received, () -> "flow " + flow.flow());
        }
      }
      assertEquals(1_000, intervals.stream().mapToLong(each -> each.counts().sent).sum());
      assertEquals(
          1_000,
          intervals.stream().mapToLong(each -> each.latencies().roundTrip().getTotalCount()).sum());
      assertEquals(2_000, open.requestedRate());
      assertTrue(open.achievedRate() > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void carriesSizesOfARangeUnchanged(String protocol) {
    try (TestLoop loop = new TestLoop()) {
      RunProgress.register(loop.vertx().eventBus());
      int port = echo(loop.vertx(), protocol);
      RunSpec one =
          spec(
              protocol,
              port,
              Pattern.depth(3),
              2,
              new StopCondition(Duration.ZERO, 2_000, Duration.ZERO));
      RunSpec ranged =
          new RunSpec(
              one.name(),
              one.target(),
              one.local(),
              one.tls(),
              one.pattern(),
              one.flows(),
              new SizeRange(40, 9_000),
              one.timeout(),
              one.stop(),
              one.interval(),
              false,
              true);
      RunResult result = run(loop, ranged, 2, new ArrayList<>());

      assertEquals(2_000, result.counts().received);
      assertEquals(0, result.counts().corrupted);
      long mean = result.counts().sentBytes / 2_000;
      assertTrue(mean > 4_000 && mean < 5_000, () -> "mean size " + mean);
      assertEquals(
          2_000, result.flows().stream().mapToLong(flow -> flow.roundTrip().getTotalCount()).sum());
    }
  }

  @Test
  void measuresThroughTls() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    try (TestLoop loop = new TestLoop()) {
      RunProgress.register(loop.vertx().eventBus());
      int port =
          TestLoop.await(
                  loop.vertx()
                      .createNetServer(
                          new NetServerOptions()
                              .setSsl(true)
                              .setKeyCertOptions(certificate.keyCertOptions()))
                      .connectHandler(socket -> socket.handler(socket::write))
                      .listen(0, "127.0.0.1"))
              .actualPort();
      TlsTrust trust =
          new TlsTrust(
              Optional.of(certificate.certificatePath()),
              Optional.empty(),
              Optional.empty(),
              false);
      RunSpec spec =
          new RunSpec(
              "test",
              Endpoint.parse("tls://localhost:" + port),
              Optional.empty(),
              trust,
              Pattern.depth(8),
              3,
              new SizeRange(40, 20_000),
              TIMEOUT,
              new StopCondition(Duration.ZERO, 1_000, Duration.ZERO),
              Duration.ofMillis(200),
              false,
              false);
      RunResult result = run(loop, spec, 2, new ArrayList<>());

      assertEquals(1_000, result.counts().received);
      assertEquals(0, result.counts().corrupted);
    } finally {
      certificate.delete();
    }
  }

  @Test
  void leavesTheWarmupOut() {
    try (TestLoop loop = new TestLoop()) {
      RunProgress.register(loop.vertx().eventBus());
      int port = echo(loop.vertx(), "udp");
      Duration half = Duration.ofMillis(500);
      List<Interval> intervals = new ArrayList<>();
      RunResult result =
          run(
              loop,
              spec("udp", port, Pattern.rate(1_000), 1, new StopCondition(half, 0, half)),
              1,
              intervals);

      assertEquals(500, result.counts().sent);
      assertEquals(500, result.latencies().roundTrip().getTotalCount());
      assertEquals(half, result.elapsed());
      assertEquals(1_000, intervals.stream().mapToLong(each -> each.counts().sent).sum());
      assertTrue(intervals.get(0).warmup());
    }
  }

  @Test
  void goesOnWhenTheServerEndsTheConnectionAndCountsWhatCouldNotBeSent() {
    try (TestLoop loop = new TestLoop()) {
      RunProgress.register(loop.vertx().eventBus());
      int port = hangsUpAfter(loop.vertx(), 100);
      List<String> failures = new ArrayList<>();
      ProbeObserver observer =
          new ProbeObserver() {
            @Override
            public void failed(String why) {
              failures.add(why);
            }
          };
      RunSpec spec =
          spec(
              "tcp",
              port,
              Pattern.rate(1_000),
              1,
              new StopCondition(Duration.ZERO, 1_000, Duration.ZERO));
      RunResult result =
          loop.run(() -> new Run(loop.vertx(), spec, 1, observer, interval -> {}).run());

      ProbeCounts counts = result.counts();
      assertEquals(1_000, counts.sent + counts.skipped);
      assertEquals(counts.sent, counts.received + counts.lost);
      assertTrue(counts.skipped > 0, "there was no connection for a while");
      assertTrue(counts.received > 100, "it connected again");
      assertTrue(failures.contains("the server closed the connection"), failures::toString);
    }
  }

  /** Over IPv6 a datagram may be 20 bytes longer than over IPv4. */
  @Test
  void countsTheLongestDatagramsThatThereAreAsCorrupted() throws IOException {
    byte[] longest = new byte[65_527];
    try (TestLoop loop = new TestLoop();
        UdpScript wrong =
            new UdpScript(
                InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString("::1")),
                (socket, datagram) -> socket.send(UdpScript.answer(datagram, longest)))) {
      RunProgress.register(loop.vertx().eventBus());
      RunSpec spec =
          spec(
              Endpoint.parse("udp://[::1]:" + wrong.port()),
              Pattern.rate(100),
              1,
              new StopCondition(Duration.ZERO, 5, Duration.ZERO));
      ProbeCounts counts = run(loop, spec, 1, new ArrayList<>()).counts();

      assertEquals(5, counts.corrupted);
      assertEquals(5L * longest.length, counts.replyBytes);
      assertEquals(5, counts.lost);
    }
  }

  private static RunResult throughRelay(
      LongFunction<Impairment> script, Pattern pattern, int probes, ProbeObserver observer)
      throws IOException {
    try (TestLoop loop = new TestLoop();
        UdpScript echo = new UdpScript(java.net.DatagramSocket::send);
        ImpairmentRelay relay = new ImpairmentRelay(echo.port(), script)) {
      RunProgress.register(loop.vertx().eventBus());
      RunSpec spec =
          spec(
              "udp",
              relay.port(),
              pattern,
              1,
              new StopCondition(Duration.ZERO, probes, Duration.ZERO));
      return loop.run(() -> new Run(loop.vertx(), spec, 1, observer, interval -> {}).run());
    }
  }

  private static RunResult run(
      TestLoop loop, RunSpec spec, int instances, List<Interval> intervals) {
    return loop.run(
        () -> new Run(loop.vertx(), spec, instances, ProbeObserver.NONE, intervals::add).run());
  }

  private static RunSpec spec(
      String protocol, int port, Pattern pattern, int flows, StopCondition stop) {
    return spec(Endpoint.parse(protocol + "://127.0.0.1:" + port), pattern, flows, stop);
  }

  private static RunSpec spec(Endpoint target, Pattern pattern, int flows, StopCondition stop) {
    return new RunSpec(
        "test",
        target,
        Optional.empty(),
        TlsTrust.PLATFORM,
        pattern,
        flows,
        SizeRange.of(64),
        TIMEOUT,
        stop,
        Duration.ofMillis(200),
        false,
        false);
  }

  private static int echo(Vertx vertx, String protocol) {
    if (protocol.equals("tcp")) {
      return TestLoop.await(
              vertx
                  .createNetServer()
                  .connectHandler(socket -> socket.handler(socket::write))
                  .listen(0, "127.0.0.1"))
          .actualPort();
    }
    DatagramSocket socket =
        vertx.createDatagramSocket(new DatagramSocketOptions().setReceiveBufferSize(1 << 20));
    socket.handler(
        packet -> socket.send(packet.data(), packet.sender().port(), packet.sender().host()));
    return TestLoop.await(socket.listen(0, "127.0.0.1")).localAddress().port();
  }

  private static int stallingServer(Vertx vertx, long afterMs, long stallMs) {
    return TestLoop.await(
            vertx
                .createNetServer()
                .connectHandler(
                    socket -> {
                      socket.handler(socket::write);
                      vertx.setTimer(afterMs, id -> stall(vertx, socket, stallMs));
                    })
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  private static void stall(Vertx vertx, NetSocket socket, long stallMs) {
    socket.pause();
    vertx.setTimer(stallMs, id -> socket.resume());
  }

  private static int hangsUpAfter(Vertx vertx, int bytesInProbes) {
    int[] connections = {0};
    return TestLoop.await(
            vertx
                .createNetServer()
                .connectHandler(
                    socket -> {
                      boolean first = connections[0]++ == 0;
                      long[] seen = {0};
                      socket.handler(
                          data -> {
                            seen[0] += data.length();
                            socket.write(data);
                            if (first && seen[0] >= 64L * bytesInProbes) {
                              socket.close();
                            }
                          });
                    })
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  private static long above(Histogram histogram, long nanos) {
    return histogram.getCountBetweenValues(nanos, histogram.getHighestTrackableValue());
  }
}
