package dev.echopair.client.verticle;

import dev.echopair.client.config.ProbeServiceConfig;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.flow.FlowSockets;
import dev.echopair.client.flow.TcpFlowSockets;

/** Probes one target over TCP or TLS while it is deployed. */
public final class TcpClientVerticle extends ProbeVerticle {

  private static final String TRANSPORT = "tcp";

  /**
   * Makes a verticle that reads the configuration of the probe service from its deployment and runs
   * the first probe of it.
   */
  public TcpClientVerticle() {
    super(TRANSPORT);
  }

  /**
   * Makes a verticle for a probe.
   *
   * @param probe run of a probe from {@link ProbeServiceConfig#run}: an open loop without end
   */
  public TcpClientVerticle(RunSpec probe) {
    super(TRANSPORT, probe);
  }

  @Override
  FlowSockets sockets(RunSpec spec) {
    return new TcpFlowSockets(spec, context);
  }
}
