package dev.echopair.shared.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated("the root logger is everybody's")
final class LogSetupTest {

  @AfterEach
  void restore() {
    LogSetup.configure("info");
  }

  private static String formatted(String level, LogRecord entry) {
    LogSetup.configure(level);
    Handler[] handlers = Logger.getLogger("").getHandlers();
    assertEquals(1, handlers.length);
    return handlers[0].getFormatter().format(entry);
  }

  private static LogRecord entry(Level level, String message, Throwable thrown) {
    LogRecord entry = new LogRecord(level, message);
    entry.setInstant(Instant.parse("2026-01-02T03:04:05.678999Z"));
    entry.setThrown(thrown);
    return entry;
  }

  @ParameterizedTest
  @CsvSource({
    "SEVERE, 'error '",
    "WARNING, 'warn  '",
    "INFO, 'info  '",
    "FINE, 'debug '",
    "FINEST, 'debug '"
  })
  void writesTimeLevelAndMessageInOneLine(String level, String label) {
    assertEquals(
        "2026-01-02T03:04:05.678Z " + label + "what happened\n",
        formatted("trace", entry(Level.parse(level), "what happened", null)));
  }

  @Test
  void fillsInTheParametersOfAMessage() {
    LogRecord entry = entry(Level.INFO, "port {0}", null);
    entry.setParameters(new Object[] {"7"});
    assertEquals("2026-01-02T03:04:05.678Z info  port 7\n", formatted("info", entry));
  }

  @Test
  void addsWhatWasThrownToTheLine() {
    assertEquals(
        "2026-01-02T03:04:05.678Z warn  it failed: no more room\n",
        formatted(
            "info", entry(Level.WARNING, "it failed", new IllegalStateException("no more room"))));
    assertEquals(
        "2026-01-02T03:04:05.678Z warn  it failed: java.lang.IllegalStateException\n",
        formatted("info", entry(Level.WARNING, "it failed", new IllegalStateException())));
  }

  @Test
  void staysInOneLineWhateverTheMessageHolds() {
    String line =
        formatted("info", entry(Level.WARNING, "it\nfailed", new IllegalStateException("a\r\nb")));
    assertEquals("2026-01-02T03:04:05.678Z warn  it failed: a b\n", line);
  }

  @Test
  void showsStackTracesAtDebugOnly() {
    LogRecord entry = entry(Level.WARNING, "it failed", new IllegalStateException("why"));
    assertTrue(formatted("debug", entry).contains("\n\tat "));
    assertFalse(formatted("info", entry).contains("\tat "));
  }

  @ParameterizedTest
  @CsvSource({
    "error, SEVERE",
    "warn, WARNING",
    "info, INFO",
    "debug, FINE",
    "trace, FINEST",
    "INFO, INFO"
  })
  void setsTheThresholdByItsName(String level, String threshold) {
    LogSetup.configure(level);
    assertEquals(Level.parse(threshold), Logger.getLogger("").getLevel());
    assertEquals(Level.parse(threshold), Logger.getLogger("").getHandlers()[0].getLevel());
  }

  @Test
  void keepsLibrariesQuietUnlessDebugging() {
    LogSetup.configure("info");
    assertFalse(Logger.getLogger("com.hazelcast.any").isLoggable(Level.INFO));
    assertFalse(Logger.getLogger("io.vertx.launcher.application.any").isLoggable(Level.SEVERE));
    assertTrue(Logger.getLogger("io.netty.any").isLoggable(Level.WARNING));
    LogSetup.configure("debug");
    assertTrue(Logger.getLogger("com.hazelcast.any").isLoggable(Level.FINE));
  }
}
