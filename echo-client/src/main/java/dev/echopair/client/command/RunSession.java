package dev.echopair.client.command;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.Run;
import dev.echopair.client.engine.RunRehearsal;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.shared.net.ConnectFailure;
import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.Signals;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Makes the runs of a command, one after the other, and handles the signals. The first SIGINT or
 * SIGTERM stops sending; the run ends when no probe is outstanding. The second signal ends the
 * process.
 */
final class RunSession implements AutoCloseable {

  private final ClientVertx client;
  private final int instances;
  private final AtomicReference<Run> running = new AtomicReference<>();
  private final AtomicBoolean interrupted = new AtomicBoolean();

  RunSession(ClientVertx client, int instances) {
    this.client = client;
    this.instances = instances;
    Signals.handle("INT", this::interrupt);
    Signals.handle("TERM", this::interrupt);
  }

  /** Rehearses a run against a local echo, so that the run does not measure a cold JVM. */
  void rehearse(RunSpec spec) {
    client.run(() -> RunRehearsal.of(client.vertx(), spec));
  }

  /**
   * Makes a run; the main thread waits for its end.
   *
   * @param listener receives each interval, on an event loop that has no verticle instance
   * @throws ExchangeFailure when a flow cannot be opened
   */
  RunResult run(RunSpec spec, ProbeObserver observer, Consumer<Interval> listener) {
    try {
      return client.run(
          () -> {
            Run run = new Run(client.vertx(), spec, instances, observer, listener);
            running.set(run);
            if (interrupted.get()) {
              run.finish();
            }
            return run.run();
          });
    } catch (RuntimeException e) {
      throw new ExchangeFailure(
          (spec.isUdp() ? "cannot send to " : "cannot connect to ")
              + spec.target()
              + ": "
              + ConnectFailure.reason(e instanceof ExchangeFailure ? e.getCause() : e));
    } finally {
      running.set(null);
    }
  }

  Vertx vertx() {
    return client.vertx();
  }

  /** Returns whether a signal ended the run. */
  boolean isInterrupted() {
    return interrupted.get();
  }

  private void interrupt() {
    if (interrupted.getAndSet(true)) {
      System.exit(ExitCode.INTERRUPTED);
    }
    Run run = running.get();
    if (run != null) {
      run.finish();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
