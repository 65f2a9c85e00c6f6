/**
 * Counts and times probes, in plain Java without sockets. A {@link
 * dev.echopair.client.measure.FlowSession} writes the probes of one flow and judges their replies.
 * A {@link dev.echopair.client.measure.RunRecorder} holds the counts and times of all flows of an
 * event loop.
 */
package dev.echopair.client.measure;
