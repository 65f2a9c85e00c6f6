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
 * Records the pauses of this JVM's garbage collector, on the clock of the run ({@link
 * System#nanoTime()}), with a resolution of 1 ms. Concurrent collections are not pauses and are
 * left out. {@link #list()} may be called from any thread.
 */
public final class GcPauses implements AutoCloseable {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The shortest reading counts: the thread may be interrupted between its two clocks. */
  private static final int CLOCK_READINGS = 10;

  /** Limits the memory; more than any useful run has. */
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

  /**
   * The start of the JVM on the clock of the run. The JVM reports the times of collections relative
   * to its start.
   */
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
