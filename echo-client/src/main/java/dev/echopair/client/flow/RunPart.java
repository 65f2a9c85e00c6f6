package dev.echopair.client.flow;

import dev.echopair.client.config.InstanceShare;
import dev.echopair.client.config.RunSpec;
import dev.echopair.client.measure.ProbeObserver;

/**
 * The part of a run that one verticle instance carries.
 *
 * @param spec specification of the run
 * @param share the flows of this instance
 * @param runId id of the run, in its packets and in the event bus address of its progress
 * @param observer observes single probes
 */
public record RunPart(RunSpec spec, InstanceShare share, long runId, ProbeObserver observer) {}
