import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measures the load of the machine, and the processor time that other programs use. */
final class Machine {

  private static final double NANOS_PER_TICK = 1e9 / 100; // USER_HZ, which is part of the ABI

  private Machine() {}

  static JsonObject describe() throws IOException {
    String model;
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      model =
          lines
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse("unknown");
    }
    return new JsonObject()
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("model", model)
        .put("kernel", System.getProperty("os.version"))
        .put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
        .put("load_before", load());
  }

  static double load() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
  }

  /** Waits until the load average of one minute is low, up to a number of seconds; returns it. */
  static double awaitQuiet(double most, int patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(patience);
    while (load() > most && System.nanoTime() < deadline) {
      TimeUnit.SECONDS.sleep(1);
    }
    return load();
  }

  /** Processor time until an instant: of all programs, and of two programs and this one. */
  record Busy(long at, double all, double own) {

    static Busy now(Program one, Program other) throws IOException {
      long own =
          one.processorTime()
              + other.processorTime()
              + ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
      return new Busy(System.nanoTime(), allProcessors() * NANOS_PER_TICK, own);
    }

    /** Processor time of others since then, with stolen time, in percent of one processor. */
    double othersPercentSince(Program one, Program other) throws IOException {
      Busy now = now(one, other);
      double others = now.all - all - (now.own - own);
      return Math.max(0, 100 * others / (now.at - at));
    }

    private static long allProcessors() throws IOException {
      String[] words =
          Files.readString(Path.of("/proc/stat"))
              .lines()
              .findFirst()
              .orElseThrow()
              .split("\\s+", -1);
      long sum = 0;
      // user, nice, system, (idle, iowait,) irq, softirq, steal
      for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
        sum += Long.parseLong(words[i]);
      }
      return sum;
    }
  }
}
