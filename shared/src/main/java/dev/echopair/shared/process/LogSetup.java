package dev.echopair.shared.process;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sets up java.util.logging, which Vert.x and Netty use: one line per record on stderr, stack
 * traces at debug level only.
 */
public final class LogSetup {

  // Strong references: the garbage collector may remove an unreferenced logger together with its
  // level.
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger LAUNCHER = Logger.getLogger("io.vertx.launcher.application");
  private static final Logger HAZELCAST = Logger.getLogger("com.hazelcast");
  private static final Logger HAZELCAST_START =
      Logger.getLogger("com.hazelcast.instance.AddressPicker");
  private static final Logger VERTX_START = Logger.getLogger("io.vertx.core.impl.VertxImpl");
  private static final Logger CLUSTERED_BUS =
      Logger.getLogger("io.vertx.core.eventbus.impl.clustered");
  private static final Logger MICROMETER = Logger.getLogger("io.micrometer");
  private static final Logger EVENT_BUS = Logger.getLogger("io.vertx.core.eventbus");
  private static final Logger NETTY = Logger.getLogger("io.netty");

  private LogSetup() {}

  /**
   * Applies a level.
   *
   * @param level {@code error | warn | info | debug | trace}
   */
  public static void configure(String level) {
    Level threshold = julLevel(level);
    boolean traces = threshold.intValue() <= Level.FINE.intValue();
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    Handler console = new ConsoleHandler();
    console.setLevel(threshold);
    console.setFormatter(new OneLine(traces));
    ROOT.addHandler(console);
    ROOT.setLevel(threshold);
    // The application prints its own messages for failures of the launch.
    LAUNCHER.setLevel(traces ? threshold : Level.OFF);
    // Libraries log details at info that users of a tool do not need. The warnings of
    // Hazelcast, such as a lost member, appear as events of this project in one line.
    HAZELCAST.setLevel(traces ? threshold : Level.SEVERE);
    // Hides a warning, at each report, about gauges that Vert.x registers twice.
    MICROMETER.setLevel(Level.SEVERE);
    // Hides warnings about messages for a verticle that has just been undeployed.
    EVENT_BUS.setLevel(traces ? threshold : Level.SEVERE);
    HAZELCAST_START.setLevel(traces ? threshold : Level.OFF);
    VERTX_START.setLevel(traces ? threshold : Level.OFF);
    // Kept: reports that the certificate of a node was refused, or that a node does not listen.
    CLUSTERED_BUS.setLevel(threshold);
    NETTY.setLevel(traces ? threshold : Level.WARNING);
  }

  private static Level julLevel(String level) {
    return switch (level.toLowerCase(Locale.ROOT)) {
      case "error" -> Level.SEVERE;
      case "warn" -> Level.WARNING;
      case "debug" -> Level.FINE;
      case "trace" -> Level.FINEST;
      default -> Level.INFO;
    };
  }

  private static final class OneLine extends Formatter {

    private final boolean traces;

    OneLine(boolean traces) {
      this.traces = traces;
    }

    @Override
    public String format(LogRecord entry) {
      StringBuilder line =
          new StringBuilder()
              .append(Instant.ofEpochMilli(entry.getMillis()).truncatedTo(ChronoUnit.MILLIS))
              .append(' ')
              .append(label(entry.getLevel()))
              .append(' ')
              .append(oneLine(String.valueOf(formatMessage(entry))));
      Throwable thrown = entry.getThrown();
      if (thrown != null && traces) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        line.append('\n').append(trace.toString().stripTrailing());
      } else if (thrown != null) {
        line.append(": ")
            .append(oneLine(thrown.getMessage() == null ? thrown.toString() : thrown.getMessage()));
      }
      return line.append('\n').toString();
    }

    private static String oneLine(String text) {
      return String.join(" ", text.lines().toList());
    }

    private static String label(Level level) {
      if (level.intValue() >= Level.SEVERE.intValue()) {
        return "error";
      }
      if (level.intValue() >= Level.WARNING.intValue()) {
        return "warn ";
      }
      return level.intValue() >= Level.INFO.intValue() ? "info " : "debug";
    }
  }
}
