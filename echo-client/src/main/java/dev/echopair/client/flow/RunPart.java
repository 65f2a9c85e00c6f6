package dev.echopair.client.flow;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.ProbeObserver;

/**
 * The part of a run that one verticle instance carries.
 *
 * @param spec what the run does
 * @param share which flows are this instance's
 * @param runId on the wire, and in the address where the progress of the run is published
 * @param observer sees single probes
 */
public record RunPart(RunSpec spec, InstanceShare share, long runId, ProbeObserver observer) {}
