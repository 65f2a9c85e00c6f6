package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.FlowSockets;
import dev.echopair.client.flow.UdpFlowSockets;

/** Probes one target over UDP while it is deployed. */
public final class UdpClientVerticle extends ProbeVerticle {

  private static final String TRANSPORT = "udp";

  /**
   * Makes a verticle that reads the configuration of the probe service from its deployment and runs
   * the first probe of it.
   */
  public UdpClientVerticle() {
    super(TRANSPORT);
  }

  /**
   * Makes a verticle for a probe.
   *
   * @param probe run of a probe from {@link ProbeServiceConfig#run}: an open loop without end
   */
  public UdpClientVerticle(RunSpec probe) {
    super(TRANSPORT, probe);
  }

  @Override
  FlowSockets sockets(RunSpec spec) {
    return new UdpFlowSockets(spec, context);
  }
}
