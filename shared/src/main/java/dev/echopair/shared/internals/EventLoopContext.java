package dev.echopair.shared.internals;

import io.netty.channel.EventLoop;
import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

/**
 * The event-loop context of a verticle, for code that registers Netty channels on its event loop.
 *
 * <p>Written against {@code ContextInternal} of Vert.x 5.0.12. It replaces a separate thread for
 * such channels, and handlers that run without a context. Unnecessary as soon as {@link Context}
 * itself offers the event loop, promises and close hooks.
 */
public final class EventLoopContext {

  private final ContextInternal context;

  private EventLoopContext(ContextInternal context) {
    this.context = context;
  }

  /** Wraps the context of a verticle. */
  public static EventLoopContext of(Context context) {
    return new EventLoopContext((ContextInternal) context);
  }

  /** Returns the context of the caller, or a new one when the caller has none. */
  public static EventLoopContext current(Vertx vertx) {
    return of(vertx.getOrCreateContext());
  }

  /** Returns Netty's event loop, the only thread of the context. */
  public EventLoop eventLoop() {
    return context.nettyEventLoop();
  }

  /** Makes a promise whose future calls its handlers on this context. */
  public <T> Promise<T> promise() {
    return context.promise();
  }

  /** Calls a handler at once, on this context. Call on the event loop. */
  public <T> void emit(T argument, Handler<T> handler) {
    context.emit(argument, handler);
  }

  /** Registers an object that is closed when the verticle is undeployed. */
  public void addCloseHook(Closeable closeable) {
    context.addCloseHook(closeable);
  }

  /** Removes an object that was registered by {@link #addCloseHook}. */
  public void removeCloseHook(Closeable closeable) {
    context.removeCloseHook(closeable);
  }
}
