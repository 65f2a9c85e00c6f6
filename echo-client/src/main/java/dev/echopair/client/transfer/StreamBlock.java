package dev.echopair.client.transfer;

import io.netty.buffer.ByteBuf;

/**
 * Bytes of a stream that were read and are not yet compared.
 *
 * @param data the bytes from index 0; the holder of the block must release it
 * @param cost the part of the window that the block uses, in bytes
 * @param digest of the stream up to the end of the block; {@code null} without digests
 */
record StreamBlock(ByteBuf data, int cost, Sha256 digest) {}
