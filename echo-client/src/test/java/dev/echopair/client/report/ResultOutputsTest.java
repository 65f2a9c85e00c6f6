package dev.echopair.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.engine.Interval;
import dev.echopair.client.engine.RunResult;
import dev.echopair.client.measure.Latencies;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ResultOutputsTest {

  @TempDir Path folder;

  @Test
  void writesEveryFormatAndNothingElse() throws Exception {
    Map<ResultFormat, String> names = new EnumMap<>(ResultFormat.class);
    for (ResultFormat format : ResultFormat.values()) {
      names.put(format, file(format.name()).toString());
    }
    assertEquals(List.of(), write(names, SampleResult.udp(), "lost=10"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(ResultFormat.values().length, files.count());
    }
    for (ResultFormat format : ResultFormat.values()) {
      assertTrue(Files.size(file(format.name())) > 100, format.name());
    }
  }

  @Test
  void writesCsvRowsOfTheSameColumnsAsTheHeader() throws Exception {
    write(Map.of(ResultFormat.CSV, file("csv").toString()), SampleResult.udp(), "lost=10");
    List<String> lines = Files.readAllLines(file("csv"));
    assertEquals(CsvOutput.HEADER, lines.get(0));
    assertEquals(4, lines.size());
    List<String> header = List.of(lines.get(0).split(",", -1));
    List<List<String>> rows =
        lines.stream().skip(1).map(line -> List.of(line.split(",", -1))).toList();
    rows.forEach(row -> assertEquals(header.size(), row.size()));
    assertEquals(
        List.of("0", "1", "1", "101", "100", "1"), rows.get(0).subList(0, 6), "warm-up is marked");
    assertEquals("0", rows.get(1).get(header.indexOf("warmup")));
    assertEquals("101", rows.get(1).get(header.indexOf("sent_per_s")));
    assertEquals("3", rows.get(1).get(header.indexOf("in_flight")));
    assertEquals(99, Double.parseDouble(rows.get(1).get(header.indexOf("rtt_p99_us"))), 1);
    assertEquals("1500", rows.get(1).get(header.indexOf("stalled_us")));
    assertEquals(
        "", rows.get(2).get(header.indexOf("rtt_p99_us")), "no reply in the third interval");
  }

  @Test
  void writesRowsWhileTheRunGoesOn() throws Exception {
    Map<ResultFormat, String> names =
        Map.of(
            ResultFormat.CSV, file("csv").toString(), ResultFormat.HLOG, file("hlog").toString());
    ResultOutputs outputs = ResultOutputs.openBlocking(names, Percentiles.DEFAULT);
    assertEquals(List.of(CsvOutput.HEADER), Files.readAllLines(file("csv")));
    outputs.interval(SampleResult.interval(0, false, 10));
    org.awaitility.Awaitility.await()
        .until(
            () ->
                Files.readAllLines(file("csv")).size() == 2
                    && Files.readString(file("hlog")).contains("Tag=send_lag"));
    outputs.finishBlocking(SampleResult.udp(), List.of());
  }

  @Test
  void writesALogThatHdrHistogramReads() throws Exception {
    write(Map.of(ResultFormat.HLOG, file("hlog").toString()), SampleResult.udp(), "lost=10");
    List<Histogram> read = new ArrayList<>();
    try (HistogramLogReader reader = new HistogramLogReader(file("hlog").toFile())) {
      EncodableHistogram next = reader.nextIntervalHistogram();
      while (next != null) {
        read.add((Histogram) next);
        next = reader.nextIntervalHistogram();
      }
    }
    assertEquals(9, read.size());
    assertEquals(
        List.of("rtt", "rtt_uncorrected", "send_lag"),
        read.stream().map(Histogram::getTag).limit(3).toList());
    assertEquals(100, read.get(0).getTotalCount());
    assertEquals(100_000, read.get(0).getMaxValueAsDouble(), 600);
    assertEquals(50_000, read.get(1).getMaxValueAsDouble(), 600);
    assertEquals(1000, read.get(3).getStartTimeStamp() - read.get(0).getStartTimeStamp());
    assertEquals(1000, read.get(0).getEndTimeStamp() - read.get(0).getStartTimeStamp());
  }

  @Test
  void writesPercentilesForThePlotter() throws Exception {
    write(Map.of(ResultFormat.HGRM, file("hgrm").toString()), SampleResult.udp(), "lost=10");
    List<String> lines = Files.readAllLines(file("hgrm"));
    assertEquals(
        List.of("Value", "Percentile", "TotalCount", "1/(1-Percentile)"),
        List.of(lines.get(0).strip().split("\\s+")));
    double last =
        lines.stream()
            .filter(line -> line.matches("\\s+[0-9.]+\\s+1\\.0+\\s+990.*"))
            .mapToDouble(line -> Double.parseDouble(line.strip().split("\\s+", 2)[0]))
            .max()
            .orElseThrow();
    assertEquals(990, last, 1, "microseconds");
  }

  @Test
  void writesATestCasePerAssertion() throws Exception {
    write(
        Map.of(ResultFormat.JUNIT, file("xml").toString()), SampleResult.udp(), "lost=10,p99<1us");
    Element suite = parse(file("xml"));
    assertEquals("testsuite", suite.getTagName());
    assertEquals("2", suite.getAttribute("tests"));
    assertEquals("1", suite.getAttribute("failures"));
    assertEquals("load udp://127.0.0.1:7007", suite.getAttribute("name"));
    Element met = (Element) suite.getElementsByTagName("testcase").item(0);
    Element failed = (Element) suite.getElementsByTagName("testcase").item(1);
    assertEquals("lost=10", met.getAttribute("name"));
    assertEquals(0, met.getElementsByTagName("failure").getLength());
    assertEquals(
        "expected p99<1us, actual 982 us",
        ((Element) failed.getElementsByTagName("failure").item(0)).getAttribute("message"));
  }

  @Test
  void writesOneTestCaseWithoutAssertions() throws Exception {
    write(Map.of(ResultFormat.JUNIT, file("xml").toString()), SampleResult.empty(), "");
    Element suite = parse(file("xml"));
    assertEquals("1", suite.getAttribute("tests"));
    assertEquals(
        "run", ((Element) suite.getElementsByTagName("testcase").item(0)).getAttribute("name"));
  }

  @Test
  void leavesAnOldFileAsItIsUntilTheEnd() throws Exception {
    Files.writeString(file("json"), "old");
    Files.setPosixFilePermissions(file("json"), PosixFilePermissions.fromString("rw-r-----"));
    ResultOutputs outputs =
        ResultOutputs.openBlocking(
            Map.of(ResultFormat.JSON, file("json").toString()), Percentiles.DEFAULT);
    assertEquals("old", Files.readString(file("json")));
    outputs.finishBlocking(SampleResult.udp(), List.of());
    assertEquals(1000, new JsonObject(Files.readString(file("json"))).getInteger("sent"));
    assertEquals(
        "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file("json"))));
  }

  @Test
  void writesTheFileThatALinkLeadsTo() throws Exception {
    Files.writeString(file("json"), "old");
    Files.createSymbolicLink(file("link"), file("json"));
    write(Map.of(ResultFormat.JSON, file("link").toString()), SampleResult.udp(), "");
    assertTrue(Files.isSymbolicLink(file("link")));
    assertEquals(1000, new JsonObject(Files.readString(file("json"))).getInteger("sent"));
  }

  @Test
  void writesToADevice() throws Exception {
    assertEquals(
        List.of(), write(Map.of(ResultFormat.JSON, "/dev/null"), SampleResult.udp(), "lost=10"));
  }

  @Test
  void refusesWhatCannotBeWrittenBeforeTheRun() throws IOException {
    Files.writeString(file("plain"), "");
    assertRefused(
        Map.of(ResultFormat.JSON, folder.toString()),
        "--json: cannot write '%s': is a directory".formatted(folder));
    assertRefused(
        Map.of(ResultFormat.CSV, file("no/such.csv").toString()),
        "--csv: cannot write '%s': there is no such directory".formatted(file("no/such.csv")));
    assertRefused(
        Map.of(ResultFormat.HTML, file("plain/x.html").toString()),
        "--html: cannot write '%s': Not a directory".formatted(file("plain/x.html")));
    assertRefused(Map.of(ResultFormat.JUNIT, ""), "--junit: cannot write '': no name");
    assertRefused(
        Map.of(ResultFormat.HGRM, "a\0b"), "--hgrm: cannot write 'a?b': Nul character not allowed");
  }

  @Test
  void refusesTwoOutputsOnOnePlace() {
    assertRefused(
        new EnumMap<>(Map.of(ResultFormat.JSON, "-", ResultFormat.CSV, "-")),
        "--json and --csv both write to stdout: give one of them a file of its own");
    assertRefused(
        new EnumMap<>(
            Map.of(
                ResultFormat.JSON, file("x").toString(),
                ResultFormat.CSV, file("./x").toString())),
        "--json and --csv both write to " + file("./x") + ": give one of them a file of its own");
  }

  @Test
  void tellsWhatCouldNotBeWrittenAndWritesTheRest() throws Exception {
    Map<ResultFormat, String> names = new EnumMap<>(ResultFormat.class);
    names.put(ResultFormat.JSON, file("gone/json").toString());
    names.put(ResultFormat.CSV, "/dev/full");
    names.put(ResultFormat.JUNIT, file("xml").toString());
    Files.createDirectory(file("gone"));
    // A full device has no room for the header: opening it fails before the run.
    assertThrows(
        ResultOutputException.class, () -> ResultOutputs.openBlocking(names, Percentiles.DEFAULT));
    names.remove(ResultFormat.CSV);
    ResultOutputs outputs = ResultOutputs.openBlocking(names, Percentiles.DEFAULT);
    Files.delete(file("gone"));
    assertEquals(
        List.of("--json " + file("gone/json") + ": cannot write: there is no such directory"),
        outputs.finishBlocking(SampleResult.udp(), List.of()));
    assertTrue(Files.exists(file("xml")));
  }

  @Test
  void tellsWhichResultsAreNotWrittenWhenItIsInterrupted() throws Exception {
    Map<ResultFormat, String> names = new EnumMap<>(ResultFormat.class);
    names.put(ResultFormat.CSV, file("csv").toString());
    names.put(ResultFormat.JSON, file("json").toString());
    ResultOutputs outputs = ResultOutputs.openBlocking(names, Percentiles.DEFAULT);
    Interval row = SampleResult.interval(0, false, 10);
    CountDownLatch never = new CountDownLatch(1);
    Histogram blocking =
        new Histogram(3) {
          @Override
          public long getTotalCount() {
            if (!Thread.currentThread().getName().equals("echo-results")) {
              return super.getTotalCount();
            }
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return 0;
          }
        };
    outputs.interval(
        new Interval(
            row.index(),
            row.from(),
            row.to(),
            row.warmup(),
            row.counts(),
            row.inFlight(),
            new Latencies(blocking, blocking, blocking),
            row.stalled()));
    Thread.currentThread().interrupt();
    List<String> problems = outputs.finishBlocking(SampleResult.udp(), List.of());
    assertTrue(Thread.interrupted());
    String why = ": the result is not written: interrupted while the intervals were written";
    assertEquals(
        Set.of("--csv " + file("csv") + why, "--json " + file("json") + why), Set.copyOf(problems));
    assertFalse(Files.exists(file("json")));
  }

  @Test
  void leavesNothingOfARunThatNeverEnded() throws Exception {
    ResultOutputs.openBlocking(
        Map.of(ResultFormat.JSON, file("json").toString()), Percentiles.DEFAULT);
    assertFalse(Files.exists(file("json")));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  private void assertRefused(Map<ResultFormat, String> names, String message) {
    ResultOutputException refused =
        assertThrows(
            ResultOutputException.class,
            () -> ResultOutputs.openBlocking(names, Percentiles.DEFAULT));
    assertEquals(message, refused.getMessage());
  }

  private static List<String> write(
      Map<ResultFormat, String> names, RunResult result, String assertions) throws Exception {
    ResultOutputs outputs = ResultOutputs.openBlocking(names, Percentiles.DEFAULT);
    outputs.interval(SampleResult.interval(0, true, 100));
    outputs.interval(SampleResult.interval(1, false, 100));
    outputs.interval(SampleResult.interval(2, false, 0));
    List<Outcome> outcomes =
        assertions.isEmpty() ? List.of() : Assertion.checkAll(Assertion.parse(assertions), result);
    return outputs.finishBlocking(result, outcomes);
  }

  private static Element parse(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}
