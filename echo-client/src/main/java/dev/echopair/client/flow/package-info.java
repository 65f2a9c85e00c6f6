/**
 * Sockets and pacing of the flows of one event loop.
 *
 * <p>A {@link dev.echopair.client.flow.FlowGroup} owns the flows. Its pacer decides when a flow
 * sends and how many probes; the flow has its session write them into the buffer of its socket. A
 * reply goes from the socket, which for a stream cuts it out first, to the session, which judges
 * it; when all was read that there was to be read, the flow queues up to send again.
 */
package dev.echopair.client.flow;
