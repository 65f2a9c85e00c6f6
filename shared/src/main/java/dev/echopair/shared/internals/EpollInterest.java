package dev.echopair.shared.internals;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.reflect.Method;

/**
 * Keeps a socket in its epoll set.
 *
 * <p>Since Netty 4.2.13 (netty/netty#16689; 4.2.20 has it still) a channel that is interested in
 * nothing for a moment is taken out of the epoll set, and not put in again: the next interest fails
 * with ENOENT, and the connection is closed with all that was to be sent. A socket comes to that
 * when its peer's FIN arrives while it is not read, as back-pressure makes it. Here the socket is
 * made interested in an event that never happens.
 *
 * <p>Written against {@code AbstractEpollChannel.setFlag} of Netty 4.2.18. It replaces nothing.
 * Unnecessary when Netty has mended the defect: the tests of back-pressure pass without it then.
 */
public final class EpollInterest {

  /** EPOLLMSG, which Linux takes and never reports. */
  private static final int NOTHING = 0x400;

  private EpollInterest() {}

  /** Keeps a socket registered as long as it is open; does nothing on other transports. */
  public static void keep(Channel channel) {
    if (channel instanceof EpollSocketChannel) {
      try {
        SetFlag.METHOD.invoke(channel, NOTHING);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot keep a socket registered with epoll", e);
      }
    }
  }

  /** Looked up when first needed: on Linux only. */
  private static final class SetFlag {

    static final Method METHOD = find();

    private static Method find() {
      Class<?> type = EpollSocketChannel.class;
      while (type != null) {
        for (Method method : type.getDeclaredMethods()) {
          if (method.getName().equals("setFlag")) {
            method.setAccessible(true);
            return method;
          }
        }
        type = type.getSuperclass();
      }
      throw new IllegalStateException("Netty's epoll channels have no setFlag any more");
    }
  }
}
