package dev.echopair.client.command;

import dev.echopair.shared.process.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jline.nativ.CLibrary;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Handles requests for a status while a command runs: SIGUSR1, SIGINFO if the system has it, and
 * the key Ctrl-\ on a terminal.
 *
 * <p>Normally the key sends SIGQUIT, which the JVM handles itself: it prints its threads. Therefore
 * this class makes the terminal deliver Ctrl-\ as a key and polls for it a few times a second. It
 * polls only while this process is in the foreground, because a read in the background would stop
 * the process.
 */
// The schedule runs until it is shut down.
@SuppressWarnings("FutureReturnValueIgnored")
final class StatusRequests {

  private static final int CTRL_BACKSLASH = 0x1c;
  private static final int LOOK_MS = 100;

  private final Runnable tell;
  private Terminal terminal;
  private Attributes before;
  private ScheduledExecutorService keys;

  private StatusRequests(Runnable tell) {
    this.tell = tell;
  }

  /** Calls an action at each request, on a separate thread. */
  static StatusRequests tellOn(Runnable tell) {
    StatusRequests requests = new StatusRequests(tell);
    Signals.handle("USR1", tell);
    Signals.handle("INFO", tell);
    if (isForegroundTerminal()) {
      requests.takeKeys();
    }
    return requests;
  }

  private void takeKeys() {
    try {
      terminal = TerminalBuilder.builder().system(true).dumb(false).nativeSignals(false).build();
    } catch (IOException | IllegalStateException e) {
      return;
    }
    before = terminal.getAttributes();
    Attributes passing = new Attributes(before);
    passing.setControlChar(Attributes.ControlChar.VQUIT, 0);
    passing.setLocalFlag(Attributes.LocalFlag.ICANON, false);
    passing.setLocalFlag(Attributes.LocalFlag.ECHO, false);
    terminal.setAttributes(passing);
    keys =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "status-key");
              thread.setDaemon(true);
              return thread;
            });
    keys.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      while (isForegroundTerminal() && System.in.available() > 0) {
        if (System.in.read() == CTRL_BACKSLASH) {
          tell.run();
        }
      }
    } catch (IOException e) {
      keys.shutdown();
    }
  }

  /** Returns whether stdin is a terminal with this process in the foreground; only on Linux. */
  private static boolean isForegroundTerminal() {
    try {
      if (CLibrary.isatty(0) == 0) {
        return false;
      }
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // After the name, which may contain any character: state, ppid, pgrp, session, tty, tpgid.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[2].equals(fields[5]);
    } catch (IOException | LinkageError e) {
      return false;
    }
  }

  /** Restores the terminal. */
  void close() {
    if (terminal == null) {
      return;
    }
    keys.shutdownNow();
    if (isForegroundTerminal()) {
      terminal.setAttributes(before);
    }
    try {
      terminal.close();
    } catch (IOException e) {
      // The attributes are restored already; nothing more can be done.
    }
  }
}
