/**
 * The sockets and the pacing of the flows of one event loop.
 *
 * <p>A {@link dev.echopair.client.flow.FlowGroup} owns the flows. Its pacer decides when a flow
 * sends and how many probes. The session of the flow writes the probes into the buffer of the
 * socket. A reply goes from the socket to the session, which judges it; a stream is first cut into
 * probes. After each read the flow joins the queue of flows that may send.
 */
package dev.echopair.client.flow;
