package dev.echopair.client.exchange;

import io.vertx.core.buffer.Buffer;

/**
 * The reply to a message.
 *
 * @param data the bytes that came back
 * @param roundTripNanos the time from the write of the message to the last byte of the reply
 */
public record Reply(Buffer data, long roundTripNanos) {}
