package dev.echopair.shared.internals;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Gives access to the Netty buffer of a Vert.x buffer.
 *
 * <p>Written against {@code BufferInternal} of Vert.x 5.0.12. It replaces {@link Buffer#getBytes},
 * which copies. Unnecessary as soon as {@link Buffer} offers its bytes without a copy.
 */
public final class NettyBuffer {

  private NettyBuffer() {}

  /** Returns the bytes of a buffer without a copy. The reader index is at the first byte. */
  public static ByteBuf of(Buffer buffer) {
    return ((BufferInternal) buffer).getByteBuf();
  }
}
