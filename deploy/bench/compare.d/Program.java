import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program of the measurement: started here on one processor, and ended by its handle. */
final class Program implements AutoCloseable {

  /** The kernel chooses: an open loop may use all processor time that the server does not use. */
  static final int ANY_PROCESSOR = -1;

  private static final Duration START = Duration.ofSeconds(60);
  private static final Pattern NUMBER = Pattern.compile("\\{\"(?:messages|bytes)\":(\\d+)}");

  private final String name;
  private final Process process;
  private final Path errors;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread reader;

  /** Starts a command on a processor; with a negative number the kernel chooses. */
  Program(int processor, List<String> command) throws IOException {
    name = Path.of(command.get(0)).getFileName().toString();
    List<String> pinned = new ArrayList<>();
    if (processor >= 0) {
      pinned.addAll(List.of("taskset", "-c", Integer.toString(processor)));
    }
    pinned.addAll(command);
    errors = Files.createTempFile("compare", ".err");
    ProcessBuilder builder = new ProcessBuilder(pinned).redirectError(errors.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    process = builder.start();
    process.getOutputStream().close();
    reader = new Thread(this::read, "reader of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // The process has ended; await and output notice the end.
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for a line that matches; returns the match. */
  Matcher await(Pattern pattern) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      String line = lines.poll(100, TimeUnit.MILLISECONDS);
      if (line == null && !process.isAlive() && lines.isEmpty()) {
        break;
      }
      Matcher matcher = pattern.matcher(line == null ? "" : line);
      if (line != null && matcher.find()) {
        return matcher;
      }
    }
    throw new IOException(name + " did not print " + pattern + ": " + errors());
  }

  /** Asks the program for its count so far. */
  long count() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-USR1", Long.toString(pid())).start().waitFor();
    return Long.parseLong(await(NUMBER).group(1));
  }

  /** Waits until the program ends; returns the output that was not read before. */
  String output(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      close();
      throw new IOException(name + " did not end in " + limit.toSeconds() + " s");
    }
    reader.join();
    return String.join("\n", lines);
  }

  int exitCode() {
    return process.exitValue();
  }

  String errors() throws IOException {
    return Files.readString(errors).strip();
  }

  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
  }

  /** Processor time of the program's threads and children, in nanoseconds. */
  long processorTime() {
    return sum("schedstat", text -> Long.parseLong(text.substring(0, text.indexOf(' '))));
  }

  /** How often the program's threads and children have waited (voluntary context switches). */
  long voluntarySwitches() {
    Pattern pattern = Pattern.compile("(?m)^voluntary_ctxt_switches:\\s*(\\d+)");
    return sum(
        "status",
        text -> {
          Matcher matcher = pattern.matcher(text);
          return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        });
  }

  /** Whether every thread of the program is traced, those of its children included. */
  boolean isTraced() {
    Pattern untraced = Pattern.compile("(?m)^TracerPid:\\s*0$");
    return sum("status", text -> untraced.matcher(text).find() ? 1 : 0) == 0;
  }

  private long sum(String file, ToLongFunction<String> number) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToLong(each -> sum(each.pid(), file, number))
        .sum();
  }

  private static long sum(long pid, String file, ToLongFunction<String> number) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      long sum = 0;
      for (Path task : tasks.toList()) {
        try {
          sum += number.applyAsLong(Files.readString(task.resolve(file)));
        } catch (IOException e) {
          // The thread has ended in the meantime.
        }
      }
      return sum;
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroy);
    Files.deleteIfExists(errors);
  }
}
