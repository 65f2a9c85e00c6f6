package dev.echopair.client.engine;

import dev.echopair.client.config.RunSpec;
import dev.echopair.client.config.RunSpec.Pattern;
import dev.echopair.client.config.RunSpec.StopCondition;
import dev.echopair.client.config.TlsTrust;
import dev.echopair.client.measure.ProbeObserver;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.net.LoopbackEcho;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs once against an echo inside this process, before the real run. The first probes of a JVM
 * load classes and run interpreted code, which takes 100 ms and more. Without the rehearsal this
 * time would be attributed to the network.
 */
public final class RunRehearsal {

  /** Enough probes to make the JVM compile the code path of a probe. */
  private static final int PROBES = 2_000;

  private static final double RATE = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private RunRehearsal() {}

  /** Rehearses a run. Never fails, as the real run also works without a rehearsal. */
  public static Future<Void> of(Vertx vertx, RunSpec spec) {
    return LoopbackEcho.during(vertx, spec.target().scheme(), echo -> run(vertx, echo))
        .otherwiseEmpty();
  }

  private static Future<Void> run(Vertx vertx, Endpoint echo) {
    RunSpec spec =
        new RunSpec(
            "rehearsal",
            echo,
            Optional.empty(),
            TlsTrust.PLATFORM,
            Pattern.rate(RATE),
            1,
            RunSpec.SizeRange.of(64),
            PATIENCE,
            new StopCondition(Duration.ZERO, PROBES, Duration.ZERO),
            PATIENCE,
            false,
            false);
    return new Run(vertx, spec, 1, ProbeObserver.NONE, interval -> {}).run().mapEmpty();
  }
}
