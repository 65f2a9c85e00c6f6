import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Compares echo-server and echo-client with C programs and other references under the same work.
 * The server runs on one processor, the generator on another; the subjects take turns in each
 * round. The script `compare` beside this folder builds and starts this program.
 */
final class Compare {

  private static final List<Work> SERVER_WORK =
      List.of(
          new Work("tcp-64B-50x1", "tcp", 50, 1, 64),
          new Work("tcp-64B-50x16", "tcp", 50, 16, 64),
          new Work("tcp-64KiB-1x4", "tcp", 1, 4, 65536),
          new Work("tcp-16KiB-10x1", "tcp", 10, 1, 16384),
          new Work("udp-64B-1x32", "udp", 1, 32, 64),
          new Work("udp-64B-50x16", "udp", 50, 16, 64));

  private static final List<Work> CLIENT_WORK =
      List.of(SERVER_WORK.get(0), SERVER_WORK.get(1), SERVER_WORK.get(4), SERVER_WORK.get(5));

  private static final List<Work> OPEN_WORK =
      List.of(new Work("tcp-64B-open", "tcp", 1, 0, 64), new Work("udp-64B-open", "udp", 1, 0, 64));

  private static final List<String> PROCESS_PER_CONNECTION = List.of("socat", "ncat");

  /** The client of an earlier build. */
  static final String CLIENT_BEFORE = "echo-client-before";

  /** Time until the kernel and the connections are in a steady state, in milliseconds. */
  private static final long SETTLE = 300;

  private final Options options;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Count> counts = new ArrayList<>();
  private final Servers servers;
  private final HighestRate highestRate;

  private Compare(Options options) {
    this.options = options;
    this.servers = new Servers(options);
    this.highestRate = new HighestRate(options, servers);
  }

  public static void main(String[] args) throws Exception {
    Map<String, String> given = new LinkedHashMap<>();
    for (String arg : args) {
      given.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    if (!given.get("from").isEmpty()) {
      tell(new JsonObject(Files.readString(Path.of(given.get("from")))), given);
      return;
    }
    Compare compare = new Compare(Options.of(given));
    Thread ending = new Thread(compare.servers::close);
    Runtime.getRuntime().addShutdownHook(ending);
    JsonObject machine = Machine.describe();
    compare.run();
    JsonObject document =
        new JsonObject()
            .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .put("machine", machine)
            .put("options", told(given))
            .put("samples", new JsonArray(compare.samples.stream().map(Compare::json).toList()))
            .put("counts", new JsonArray(compare.counts.stream().map(Compare::json).toList()));
    tell(document, given);
  }

  /** The options of the run, without the names of files. */
  private static JsonObject told(Map<String, String> given) {
    JsonObject options = new JsonObject();
    for (String name :
        List.of("rounds", "seconds", "warm", "only", "halves", "max-load", "patience", "tools")) {
      options.put(name, given.get(name));
    }
    return options;
  }

  private static void tell(JsonObject document, Map<String, String> given) throws IOException {
    ComparisonPage page =
        new ComparisonPage(
            document,
            all(document.getJsonArray("samples"), Sample.class),
            all(document.getJsonArray("counts"), Count.class));
    System.out.print(page.table());
    write(given.get("json"), page.json());
    write(given.get("html"), page.html());
    write(given.get("svg"), page.chart());
  }

  private static void write(String file, String content) throws IOException {
    if (!file.isEmpty()) {
      Files.writeString(Path.of(file), content);
    }
  }

  // --- the plan

  private void run() throws Exception {
    if (options.server()) {
      warmServers();
    }
    for (int round = 0; round < options.rounds(); round++) {
      double load = Machine.awaitQuiet(options.maxLoad(), options.patience());
      System.err.printf("round %d of %d, load %.2f%n", round + 1, options.rounds(), load);
      if (options.server()) {
        serverRound(round);
      }
      if (options.client()) {
        clientRound(round);
        openRound(round);
      }
    }
    if (options.countAll()) {
      System.err.println("system calls and allocation");
      countAll();
    }
  }

  private boolean wanted(String half, Work work, String subject) {
    return options.only().matcher(half + "/" + work.name() + "/" + subject).find();
  }

  private List<String> servers(Work work) {
    List<String> names = new ArrayList<>(List.of("c"));
    if (work.protocol().equals("udp")) {
      names.add("c-mmsg");
    }
    names.add("echo-server");
    if (options.hasBefore()) {
      names.add(Servers.BEFORE);
    }
    names.addAll(List.of(Servers.IO_URING, "netty", "vertx-epoll", "vertx-nio"));
    if (work.protocol().equals("tcp") && work.size() == 64 && work.depth() == 1) {
      for (String tool : PROCESS_PER_CONNECTION) {
        if (options.tools().contains(tool)) {
          names.add(tool);
        }
      }
    }
    // The C server is the reference: it is measured whenever any other server is.
    boolean any = names.stream().anyMatch(name -> wanted("server", work, name));
    names.removeIf(name -> !wanted("server", work, name) && !(any && name.equals("c")));
    return names;
  }

  private List<String> generators(Work work) {
    if (!wanted("client", work, "echo-client") && !wanted("client", work, "c")) {
      return List.of();
    }
    return options.hasBefore()
        ? List.of("c", "echo-client", CLIENT_BEFORE)
        : List.of("c", "echo-client");
  }

  /** The list rotated by the round: no subject is always the first or the last. */
  private static <T> List<T> turned(List<T> list, int by) {
    List<T> turned = new ArrayList<>(list);
    Collections.rotate(turned, -by);
    return turned;
  }

  private void warmServers() throws Exception {
    for (Work work : SERVER_WORK) {
      for (String name : servers(work)) {
        int port = servers.port(name, work.protocol());
        if (isJava(name)) {
          try (Program load = cLoad(work, port, options.warm())) {
            load.output(Duration.ofSeconds(options.warm() + 10));
          }
        }
      }
    }
  }

  private static boolean isJava(String subject) {
    return List.of(
            "echo-server",
            Servers.BEFORE,
            Servers.IO_URING,
            "netty",
            "vertx-epoll",
            "vertx-nio",
            "echo-client",
            CLIENT_BEFORE)
        .contains(subject);
  }

  private void serverRound(int round) throws Exception {
    for (Work work : SERVER_WORK) {
      for (String name : turned(servers(work), round)) {
        int port = servers.port(name, work.protocol());
        try (Program load = cLoad(work, port, options.seconds() + 1)) {
          Program server = servers.program(name, work.protocol());
          Window window = window(server, load, load, 1, SETTLE);
          JsonObject result = new JsonObject(load.output(Duration.ofSeconds(30)));
          add(window, "server", work, name, round, result, "lost");
        }
      }
    }
  }

  private void clientRound(int round) throws Exception {
    for (Work work : CLIENT_WORK) {
      for (String name : turned(generators(work), round)) {
        String against = against(work);
        int port = servers.port(against, work.protocol());
        Program server = servers.program(against, work.protocol());
        boolean java = isJava(name);
        try (Program load =
            java
                ? javaLoad(name, work, port, options.warm(), options.seconds())
                : cLoad(work, port, options.seconds() + 1)) {
          awaitTraffic(server);
          long warm = java ? options.warm() * 1000L + SETTLE / 2 : SETTLE;
          Window window = window(load, server, load, work.size(), warm);
          JsonObject result = new JsonObject(load.output(Duration.ofSeconds(60)));
          add(window, "client", work, name, round, result, "lost");
        }
      }
    }
  }

  /** The C server that limits a generator least. */
  private static String against(Work work) {
    return work.protocol().equals("tcp") ? "c" : "c-mmsg";
  }

  // --- one measurement

  /** Waits until the server counts messages: a JVM needs time to start, on a busy machine more. */
  private static void awaitTraffic(Program server) throws IOException, InterruptedException {
    long before = server.count();
    for (int tries = 0; tries < 600 && server.count() == before; tries++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** The measurements of one part of a run. */
  private record Window(
      double seconds, long messages, long processorTime, long switches, double othersPercent) {}

  /**
   * Measures a subject in the steady state.
   *
   * @param counter the program that counts the messages
   * @param unit counts per message: the bytes of a message when the counter counts bytes, else 1
   * @param warm time to wait before the measurement, in milliseconds
   */
  private Window window(Program subject, Program counter, Program load, int unit, long warm)
      throws Exception {
    TimeUnit.MILLISECONDS.sleep(warm);
    Program other = subject == load ? counter : load;
    Machine.Busy busy = Machine.Busy.now(subject, other);
    long messages = counter.count();
    long start = System.nanoTime();
    long time = subject.processorTime();
    long switches = subject.voluntarySwitches();
    TimeUnit.MILLISECONDS.sleep(options.seconds() * 1000L - SETTLE);
    messages = counter.count() - messages;
    long nanos = System.nanoTime() - start;
    return new Window(
        nanos / 1e9,
        messages / unit,
        subject.processorTime() - time,
        subject.voluntarySwitches() - switches,
        busy.othersPercentSince(subject, other));
  }

  private void add(
      Window window,
      String half,
      Work work,
      String subject,
      int round,
      JsonObject result,
      String lost) {
    JsonObject roundTrip = result.getJsonObject("rtt_us");
    Sample sample =
        new Sample(
            half,
            work.name(),
            subject,
            round,
            window.messages() / window.seconds(),
            roundTrip.getDouble("p50"),
            roundTrip.getDouble("p99"),
            result.getDouble(lost),
            (double) window.processorTime() / window.messages(),
            (double) window.switches() / window.messages(),
            window.othersPercent());
    samples.add(sample);
    System.err.printf(
        "  %-6s %-15s %-12s %,11.0f/s %,8.0f ns, others %.0f%%%n",
        half,
        work.name(),
        subject,
        sample.rate(),
        sample.nanosPerMessage(),
        sample.othersPercent());
  }

  private Program cLoad(Work work, int port, int seconds) throws IOException {
    List<String> command = new ArrayList<>(List.of(options.work() + "/echo-load"));
    command.addAll(List.of(work.protocol(), "127.0.0.1", Integer.toString(port)));
    command.addAll(List.of("-c", Integer.toString(work.connections())));
    command.addAll(List.of("-d", Integer.toString(work.depth())));
    command.addAll(List.of("-s", Integer.toString(work.size())));
    command.addAll(List.of("-t", Integer.toString(seconds)));
    return new Program(options.loadProcessor(), command);
  }

  private Program javaLoad(String name, Work work, int port, int warm, int seconds)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("java", "-jar", options.jar(name), "load"));
    command.addAll(List.of("--no-summary", "--json", "-", "--instances", "1"));
    command.addAll(List.of("-n", Integer.toString(work.connections())));
    command.addAll(List.of("--depth", Integer.toString(work.depth())));
    command.addAll(List.of("-s", Integer.toString(work.size())));
    command.addAll(List.of("--warmup", warm + "s", "-d", seconds + "s"));
    command.add(work.protocol() + "://127.0.0.1:" + port);
    return new Program(options.loadProcessor(), command);
  }

  // --- the open loop

  private void openRound(int round) throws Exception {
    for (Work work : OPEN_WORK) {
      List<String> names = new ArrayList<>(List.of("echo-client", "sockperf"));
      names.removeIf(name -> !wanted("client", work, name));
      if (!options.tools().contains("sockperf")) {
        names.remove("sockperf");
      }
      for (String name : turned(names, round)) {
        Machine.awaitQuiet(options.maxLoad(), options.patience());
        KeptRate found =
            name.equals("sockperf")
                ? highestRate.ofSockperf(work.protocol())
                : highestRate.ofClient(work.protocol());
        add(work.name(), name, round, found);
      }
    }
    if (options.only().matcher("client/timer-open/c").find()) {
      try (Program timer =
          new Program(
              Program.ANY_PROCESSOR, List.of(options.work() + "/timer-lag", "50", "40000"))) {
        JsonObject late =
            new JsonObject(timer.output(Duration.ofMinutes(1))).getJsonObject("late_us");
        add(
            "timer-open",
            "c",
            round,
            new KeptRate(Double.NaN, late.getDouble("p50"), late.getDouble("p99")));
      }
    }
  }

  private void add(String work, String subject, int round, KeptRate found) {
    double none = Double.NaN;
    samples.add(
        new Sample(
            "open",
            work,
            subject,
            round,
            found.rate(),
            found.lagP50(),
            found.lagP99(),
            0,
            none,
            none,
            none));
    System.err.printf(
        "  open   %-15s %-12s %,11.0f/s, send lag p99 %,.0f us%n",
        work, subject, found.rate(), found.lagP99());
  }

  // --- counts, which are independent of the machine's load

  private void countAll() throws Exception {
    // Longer than needed: the load is stopped when the count is complete.
    int seconds = options.warm() + options.seconds() + 60;
    if (options.server()) {
      for (Work work : SERVER_WORK) {
        List<String> names = servers(work);
        names.removeAll(PROCESS_PER_CONNECTION);
        for (String name : names) {
          int port = servers.port(name, work.protocol());
          Program server = servers.program(name, work.protocol());
          try (Program load = cLoad(work, port, seconds)) {
            count("server", work, name, server, load, 1);
          }
        }
      }
    }
    if (options.client()) {
      for (Work work : CLIENT_WORK) {
        for (String name : generators(work)) {
          int port = servers.port(against(work), work.protocol());
          Program server = servers.program(against(work), work.protocol());
          try (Program load =
              isJava(name) ? javaLoad(name, work, port, 0, seconds) : cLoad(work, port, seconds)) {
            awaitTraffic(server);
            count("client", work, name, load, server, work.size());
          }
        }
      }
    }
  }

  private void count(
      String half, Work work, String name, Program subject, Program counter, int unit)
      throws Exception {
    // The rounds have warmed up the servers.
    TimeUnit.SECONDS.sleep(half.equals("client") ? options.warm() : 1);
    double bytes = Double.NaN;
    if (isJava(name)) {
      try (Allocation allocation = new Allocation(subject.pid())) {
        long messages = counter.count();
        long allocated = allocation.bytes();
        TimeUnit.SECONDS.sleep(options.seconds());
        allocated = allocation.bytes() - allocated;
        bytes = (double) allocated * unit / (counter.count() - messages);
      }
    }
    SystemCalls calls =
        options.tools().contains("strace")
            ? SystemCalls.count(subject, counter, unit, options.loadProcessor(), options.work())
            : SystemCalls.NONE;
    counts.add(new Count(half, work.name(), name, calls.perMessage(), calls.top(), bytes));
    System.err.printf(
        "  %-6s %-15s %-12s %.3f calls, %.1f bytes%n",
        half, work.name(), name, calls.perMessage(), bytes);
  }

  // --- JSON

  private static JsonObject json(Record of) {
    JsonObject json = new JsonObject();
    for (RecordComponent component : of.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(of);
        json.put(
            component.getName(), value instanceof Double d ? ComparisonPage.rounded(d) : value);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
    return json;
  }

  /** Reads records that {@link #json} has written. */
  private static <T extends Record> List<T> all(JsonArray array, Class<T> type) {
    return array.stream().map(each -> record((JsonObject) each, type)).toList();
  }

  private static <T extends Record> T record(JsonObject json, Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Object value = json.getValue(components[i].getName());
      boolean number = components[i].getType() == double.class;
      values[i] = number ? (value == null ? Double.NaN : ((Number) value).doubleValue()) : value;
    }
    try {
      return type.cast(type.getDeclaredConstructors()[0].newInstance(values));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
