package dev.echopair.client.exchange;

import io.vertx.core.buffer.Buffer;

/**
 * What came back for a message.
 *
 * @param data the bytes
 * @param roundTripNanos from handing the message to the socket to having its last byte back
 */
public record Reply(Buffer data, long roundTripNanos) {}
