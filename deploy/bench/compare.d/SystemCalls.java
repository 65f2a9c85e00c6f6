import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** System calls per message of all threads of a program, as `strace -c -f` counts them. */
record SystemCalls(double perMessage, String top) {

  static final SystemCalls NONE = new SystemCalls(Double.NaN, "");

  private static final int TRIES = 5000;
  private static final int COUNTING = 1500;
  private static final int NAMED = 4;

  static SystemCalls count(Program subject, Program counter, int unit, int processor, Path work)
      throws IOException, InterruptedException {
    Path file = work.resolve("strace");
    Files.deleteIfExists(file);
    List<String> command =
        List.of("strace", "-c", "-f", "-o", file.toString(), "-p", Long.toString(subject.pid()));
    try (Program strace = new Program(processor, command)) {
      for (int tries = 0; tries < TRIES && !subject.isTraced(); tries++) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      long messages = counter.count();
      TimeUnit.MILLISECONDS.sleep(COUNTING);
      messages = (counter.count() - messages) / unit;
      strace.signal("INT");
      strace.output(Duration.ofSeconds(20));
      Map<String, Long> calls = parse(Files.readAllLines(file));
      return of(calls, messages);
    }
  }

  private static Map<String, Long> parse(List<String> lines) {
    Map<String, Long> calls = new TreeMap<>();
    for (String line : lines) {
      // % time, seconds, usecs/call, calls, errors (empty where there are none), syscall
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 5 && words[3].matches("\\d+") && !line.endsWith(" total")) {
        calls.merge(words[words.length - 1], Long.parseLong(words[3]), Long::sum);
      }
    }
    return calls;
  }

  private static SystemCalls of(Map<String, Long> calls, long messages) {
    long sum = calls.values().stream().mapToLong(Long::longValue).sum();
    String top =
        calls.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(NAMED)
            .map(
                e ->
                    String.format(
                        Locale.ROOT, "%s %.3f", e.getKey(), e.getValue() / (double) messages))
            .collect(Collectors.joining(", "));
    return new SystemCalls((double) sum / messages, top);
  }
}
