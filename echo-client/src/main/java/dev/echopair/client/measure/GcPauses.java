package dev.echopair.client.measure;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * The pauses that this JVM's garbage collector makes, on the clock of the run; known to the
 * millisecond. Collections that run beside the program are none. The list may be asked for from any
 * thread.
 */
public final class GcPauses implements AutoCloseable {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Of which the best counts: whoever reads two clocks may be interrupted in between. */
  private static final int CLOCK_READINGS = 10;

  /** More than any run has that is worth its figures. */
  private static final int MAX_LISTED = 100_000;

  private final NotificationListener listener = (notification, handback) -> noted(notification);
  private final long jvmStartNanos = jvmStartNanos();
  private final List<NotificationEmitter> emitters = new ArrayList<>();
  private final List<Stall> pauses = new ArrayList<>();

  public GcPauses() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
        emitters.add(emitter);
      }
    }
  }

  /** The start of the JVM, from which its collections are timed, on the clock of the run. */
  private static long jvmStartNanos() {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    long shortest = Long.MAX_VALUE;
    long start = 0;
    for (int i = 0; i < CLOCK_READINGS; i++) {
      long before = System.nanoTime();
      long uptime = runtime.getUptime();
      long taken = System.nanoTime() - before;
      if (taken < shortest) {
        shortest = taken;
        start = before - uptime * NANOS_PER_MILLI;
      }
    }
    return start;
  }

  private void noted(Notification notification) {
    if (!notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    GarbageCollectionNotificationInfo info =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
    String name = info.getGcName();
    if (name.contains("Concurrent") || name.contains("Cycles")) {
      return;
    }
    GcInfo times = info.getGcInfo();
    long from = jvmStartNanos + times.getStartTime() * NANOS_PER_MILLI;
    long length = Math.max(1, times.getDuration()) * NANOS_PER_MILLI;
    synchronized (pauses) {
      if (pauses.size() < MAX_LISTED) {
        pauses.add(new Stall("garbage collection", from, from + length));
      }
    }
  }

  /** The pauses so far. */
  public List<Stall> list() {
    synchronized (pauses) {
      return List.copyOf(pauses);
    }
  }

  @Override
  public void close() {
    for (NotificationEmitter emitter : emitters) {
      try {
        emitter.removeNotificationListener(listener);
      } catch (ListenerNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
