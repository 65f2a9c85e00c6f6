package dev.echopair.client.transfer;

import io.netty.buffer.ByteBuf;

/**
 * Bytes of a stream that were read and not yet compared.
 *
 * @param data from index 0; owned by whoever holds the block
 * @param cost what it takes of the window, in bytes
 * @param digest of the stream up to its end; {@code null} when nobody asked for it
 */
record StreamBlock(ByteBuf data, int cost, Sha256 digest) {}
