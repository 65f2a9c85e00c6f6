package dev.echopair.client.config;

import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.probe.ProbePacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The specification of a run: its target, its pattern and its stop condition. {@code ping}, {@code
 * load} and {@code probe} are runs; {@code file} is a transfer.
 *
 * @param name name of the run in reports
 * @param target endpoint that the probes are sent to
 * @param local address to send from; empty to let the kernel choose
 * @param tls trust settings for a {@code tls://} target
 * @param pattern when probes are sent
 * @param flows number of connections of all instances together; for UDP the number of sockets, each
 *     with its own source port
 * @param size bytes of a probe, including the header
 * @param timeout time after which a probe without a reply is lost, and a late send is skipped
 * @param stop when the run ends
 * @param interval time from one report to the next
 * @param connectOnly whether a probe opens and closes a TCP connection and measures the time until
 *     the connection is open
 * @param perFlow whether each flow records its latencies, in addition to its counts
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

  /** Makes the run of one instance of a probe of the service: an open loop without end. */
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

  /** Returns this run with another pattern and another stop condition. */
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
   * <p>A rate makes an open loop: the send times are a schedule that does not depend on replies. A
   * depth alone makes a closed loop: the next probe is sent when a reply arrives or a probe is
   * lost. A rate with a depth is a schedule whose sends wait until fewer than {@code depth} probes
   * are outstanding; delayed probes keep their intended times, as in wrk2.
   *
   * @param ratePerSecond probes per second of all flows together; 0 for a closed loop
   * @param depth maximum number of outstanding probes of a flow; 0 for no limit, which requires a
   *     rate
   * @param ramp time over which the rate grows linearly from 0
   */
  public record Pattern(double ratePerSecond, int depth, Duration ramp) {

    /** Checks that rate and depth are not negative and that one of them is set. */
    public Pattern {
      if (ratePerSecond < 0 || depth < 0 || (ratePerSecond == 0 && depth == 0)) {
        throw new IllegalArgumentException(
            "a pattern needs a rate or a depth, found rate " + ratePerSecond + ", depth " + depth);
      }
    }

    /** Makes an open loop with one probe per interval. */
    public static Pattern every(Duration interval) {
      return rate(1e9 / interval.toNanos());
    }

    /** Makes an open loop. */
    public static Pattern rate(double perSecond) {
      return new Pattern(perSecond, 0, Duration.ZERO);
    }

    /** Makes a closed loop. */
    public static Pattern depth(int depth) {
      return new Pattern(0, depth, Duration.ZERO);
    }

    /** Whether the send times follow a schedule. */
    public boolean isOpenLoop() {
      return ratePerSecond > 0;
    }
  }

  /**
   * The sizes of the probes, in bytes, including the header. All sizes of the range are equally
   * frequent.
   *
   * @param min smallest size, at least {@link ProbePacket#HEADER_BYTES}
   * @param max largest size, at least {@code min}
   */
  public record SizeRange(int min, int max) {

    /** Checks the limits. */
    public SizeRange {
      if (min < ProbePacket.HEADER_BYTES || max < min) {
        throw new IllegalArgumentException(min + "-" + max);
      }
    }

    /** Makes a range of one size. */
    public static SizeRange of(int size) {
      return new SizeRange(size, size);
    }

    /** Whether all probes have the same size. */
    public boolean isFixed() {
      return min == max;
    }

    /** The text on the command line: {@code 64} or {@code 64-1400}. */
    public String text() {
      return isFixed() ? String.valueOf(min) : min + "-" + max;
    }

    /**
     * The size of a probe. It is derived from the sequence number: the client can therefore find
     * the probes in a stream of replies.
     */
    public int ofProbe(long sequence) {
      if (isFixed()) {
        return min;
      }
      return min + (int) Long.remainderUnsigned(ProbePacket.scramble(sequence), max - min + 1L);
    }
  }

  /**
   * When a run ends: after its duration or after its count of probes, whichever comes first. The
   * run then still waits for the outstanding probes.
   *
   * @param duration duration of the measured part, which follows the warm-up; zero for no limit
   * @param count number of probes of all flows together, including the warm-up; 0 for no limit
   * @param warmup time from the start; its probes do not count in the result
   */
  public record StopCondition(Duration duration, long count, Duration warmup) {

    /** The run ends only when it is stopped. */
    public static final StopCondition NEVER = new StopCondition(Duration.ZERO, 0, Duration.ZERO);

    /**
     * Time from the start to the end of the schedule, in nanoseconds; {@link Long#MAX_VALUE} for no
     * end.
     */
    public long endNanos() {
      return duration.isZero() ? Long.MAX_VALUE : warmup.plus(duration).toNanos();
    }

    /** The share of one flow in the count; {@link Long#MAX_VALUE} for no limit. */
    public long countOf(int flow, int flows) {
      return count == 0 ? Long.MAX_VALUE : count / flows + (flow < count % flows ? 1 : 0);
    }
  }
}
