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
 * Asks for a status while a command runs: SIGUSR1, SIGINFO where there is one, and on a terminal
 * the key Ctrl-\.
 *
 * <p>That key sends SIGQUIT, as does {@code kill -QUIT}, and the JVM keeps that signal to itself:
 * it prints its threads. So the terminal is told to pass the key on as a key, which is looked for a
 * few times a second, and only while this process is in the foreground: to read in the background
 * would stop it.
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

  /** Calls an action each time somebody asks, on a thread of its own. */
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

  /** On Linux the system tells; elsewhere the keys stay what they are. */
  private static boolean isForegroundTerminal() {
    try {
      if (CLibrary.isatty(0) == 0) {
        return false;
      }
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // Behind the name, which may hold anything: state, ppid, pgrp, session, tty, tpgid.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[2].equals(fields[5]);
    } catch (IOException | LinkageError e) {
      return false;
    }
  }

  /** Leaves the terminal as it was. */
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
      // It is left as it was found, and there is nothing more to do with it.
    }
  }
}
