package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.FlowSockets;
import dev.echopair.client.flow.UdpFlowSockets;

/** Probes one target over UDP for as long as it is deployed. */
public final class UdpClientVerticle extends ProbeVerticle {

  private static final String TRANSPORT = "udp";

  /**
   * Makes a verticle that reads the configuration it is deployed with, that of the probe service,
   * and does what its first probe says.
   */
  public UdpClientVerticle() {
    super(TRANSPORT);
  }

  /**
   * Makes a verticle for a probe.
   *
   * @param probe as {@link ProbeServiceConfig#run} makes it: an open loop without end
   */
  public UdpClientVerticle(RunSpec probe) {
    super(TRANSPORT, probe);
  }

  @Override
  FlowSockets sockets(RunSpec spec) {
    return new UdpFlowSockets(spec, context);
  }
}
