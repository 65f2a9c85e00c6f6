package dev.echopair.shared.internals;

import io.netty.channel.EventLoop;
import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

/**
 * The event-loop context of a verticle, for those who register Netty channels on its event loop.
 *
 * <p>Written against {@code ContextInternal} of Vert.x 5.0.12. It replaces a thread of our own for
 * such channels, and handlers that would run without a context. Unnecessary as soon as {@link
 * Context} itself offers the event loop, promises and close hooks.
 */
public final class EventLoopContext {

  private final ContextInternal context;

  private EventLoopContext(ContextInternal context) {
    this.context = context;
  }

  /** The context of a verticle. */
  public static EventLoopContext of(Context context) {
    return new EventLoopContext((ContextInternal) context);
  }

  /** The context that the caller runs on; a new one when the caller has none. */
  public static EventLoopContext current(Vertx vertx) {
    return of(vertx.getOrCreateContext());
  }

  /** Netty's event loop, which is the context's only thread. */
  public EventLoop eventLoop() {
    return context.nettyEventLoop();
  }

  /** Makes a promise whose future calls its handlers on this context. */
  public <T> Promise<T> promise() {
    return context.promise();
  }

  /** Calls a handler as one of this context, at once; call on the event loop. */
  public <T> void emit(T argument, Handler<T> handler) {
    context.emit(argument, handler);
  }

  /** Has something closed when the verticle is undeployed. */
  public void addCloseHook(Closeable closeable) {
    context.addCloseHook(closeable);
  }

  /** Takes {@link #addCloseHook} back. */
  public void removeCloseHook(Closeable closeable) {
    context.removeCloseHook(closeable);
  }
}
