package dev.echopair.client.config;

import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.probe.ProbePacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run does: target, pattern, stop condition. {@code ping}, {@code load} and {@code probe}
 * are runs; {@code file} is a transfer.
 *
 * @param name what reports call it
 * @param target where the probes go
 * @param local the address to send from; empty to let the kernel choose
 * @param tls how a {@code tls://} target is trusted
 * @param pattern when probes are sent
 * @param flows connections, or for UDP sockets and thereby source ports, of all instances together
 * @param size bytes of a probe, header included
 * @param timeout after which a probe without an answer is lost, and a send that could not be made
 *     is skipped
 * @param stop when the run ends
 * @param interval from one report to the next
 * @param connectOnly whether a probe is a TCP connection that is opened and closed again, timed up
 *     to its being open
 * @param perFlow whether each flow has latencies of its own, beside its counts
 */
public record RunSpec(
    String name,
    Endpoint target,
    Optional<InetSocketAddress> local,
    TlsTrust tls,
    Pattern pattern,
    int flows,
    SizeRange size,
    Duration timeout,
    StopCondition stop,
    Duration interval,
    boolean connectOnly,
    boolean perFlow) {

  /** The run that a probe of the service is, in each of its instances: open loop, without end. */
  static RunSpec of(ProbeConfig probe, Duration interval) {
    return new RunSpec(
        probe.name(),
        probe.target(),
        Optional.empty(),
        probe.tls(),
        Pattern.every(probe.interval()),
        1,
        SizeRange.of(probe.size()),
        probe.timeout(),
        StopCondition.NEVER,
        interval,
        false,
        false);
  }

  /** The same run with another pattern and another end. */
  public RunSpec with(Pattern other, StopCondition end) {
    return new RunSpec(
        name, target, local, tls, other, flows, size, timeout, end, interval, connectOnly, perFlow);
  }

  /** Whether the target takes datagrams. */
  public boolean isUdp() {
    return target.scheme() == Endpoint.Scheme.UDP;
  }

  /**
   * When probes are sent.
   *
   * <p>A rate makes an open loop: the send times are a schedule that takes no notice of replies. A
   * depth alone makes a closed loop: a reply, or the loss of one, lets the next probe go. A rate
   * with a depth is a schedule whose sends wait for room: they keep their intended times, as wrk2
   * does it.
   *
   * @param ratePerSecond probes per second of all flows together; 0 for a closed loop
   * @param depth probes in flight on one flow at most; 0 for no such limit, which needs a rate
   * @param ramp time over which the rate grows evenly from nothing
   */
  public record Pattern(double ratePerSecond, int depth, Duration ramp) {

    /** Checks the numbers. */
    public Pattern {
      if (ratePerSecond < 0 || depth < 0 || (ratePerSecond == 0 && depth == 0)) {
        throw new IllegalArgumentException("neither a rate nor a depth");
      }
    }

    /** An open loop with one probe per interval. */
    public static Pattern every(Duration interval) {
      return rate(1e9 / interval.toNanos());
    }

    /** An open loop. */
    public static Pattern rate(double perSecond) {
      return new Pattern(perSecond, 0, Duration.ZERO);
    }

    /** A closed loop. */
    public static Pattern depth(int depth) {
      return new Pattern(0, depth, Duration.ZERO);
    }

    /** Whether send times are a schedule. */
    public boolean isOpenLoop() {
      return ratePerSecond > 0;
    }
  }

  /**
   * Bytes of a probe, header included: each size from least to most is as frequent.
   *
   * @param min at least {@link ProbePacket#HEADER_BYTES}
   * @param max at least {@code min}
   */
  public record SizeRange(int min, int max) {

    /** Checks the order. */
    public SizeRange {
      if (min < ProbePacket.HEADER_BYTES || max < min) {
        throw new IllegalArgumentException(min + "-" + max);
      }
    }

    /** One size for all. */
    public static SizeRange of(int size) {
      return new SizeRange(size, size);
    }

    /** Whether all have the same size. */
    public boolean isFixed() {
      return min == max;
    }

    /** As it is written on the command line: {@code 64} or {@code 64-1400}. */
    public String text() {
      return isFixed() ? String.valueOf(min) : min + "-" + max;
    }

    /** The size of a probe: follows from its number, so that both ends of a stream know it. */
    public int ofProbe(long sequence) {
      if (isFixed()) {
        return min;
      }
      return min + (int) Long.remainderUnsigned(ProbePacket.scramble(sequence), max - min + 1L);
    }
  }

  /**
   * When a run ends, whichever comes first; what is in flight then is still waited for.
   *
   * @param duration of the measured part, behind the warm-up; zero for no such end
   * @param count probes that are sent in all flows together, warm-up included; 0 for no such end
   * @param warmup time from the start whose probes do not count in the result
   */
  public record StopCondition(Duration duration, long count, Duration warmup) {

    /** Until somebody stops it. */
    public static final StopCondition NEVER = new StopCondition(Duration.ZERO, 0, Duration.ZERO);

    /** Time from the start to the last intended send; {@link Long#MAX_VALUE} for no end. */
    public long endNanos() {
      return duration.isZero() ? Long.MAX_VALUE : warmup.plus(duration).toNanos();
    }

    /** The part of the count that is one flow's. */
    public long countOf(int flow, int flows) {
      return count == 0 ? Long.MAX_VALUE : count / flows + (flow < count % flows ? 1 : 0);
    }
  }
}
