package dev.echopair.shared.internals;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.reflect.Method;

/**
 * Keeps a socket registered with epoll.
 *
 * <p>Since Netty 4.2.13 (netty/netty#16689; still in 4.2.20), a channel without any interest is
 * removed from the epoll set and never added again. The next change of its interest fails with
 * ENOENT, and the connection is closed with all unsent data. A socket reaches this state when the
 * peer's FIN arrives while back-pressure has stopped the reads. This class adds interest in an
 * event that never happens, so that the interest is never empty.
 *
 * <p>Written against {@code AbstractEpollChannel.setFlag} of Netty 4.2.18. It replaces nothing.
 * Unnecessary when Netty has fixed the defect: the tests of back-pressure then pass without this
 * class.
 */
public final class EpollInterest {

  /** EPOLLMSG: Linux accepts it and never reports it. */
  private static final int NOTHING = 0x400;

  private EpollInterest() {}

  /** Keeps a socket registered as long as it is open. Does nothing on other transports. */
  public static void keep(Channel channel) {
    if (channel instanceof EpollSocketChannel) {
      try {
        SetFlag.METHOD.invoke(channel, NOTHING);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot keep a socket registered with epoll", e);
      }
    }
  }

  /** Finds the method at the first use, so only on Linux. */
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
