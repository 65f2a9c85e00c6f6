/**
 * A probe, its outcome and its times: what is counted and timed, in plain Java. A {@link
 * dev.echopair.client.measure.FlowSession} makes the probes of one flow and judges their replies; a
 * {@link dev.echopair.client.measure.RunRecorder} holds the counts and times of all flows of an
 * event loop.
 */
package dev.echopair.client.measure;
