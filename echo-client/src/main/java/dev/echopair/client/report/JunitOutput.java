package dev.echopair.client.report;

import dev.echopair.client.engine.RunResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes a test case per assertion in JUnit's XML format, for build servers. */
final class JunitOutput implements ResultOutput {

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Destination destination;
  private final Percentiles percentiles;

  JunitOutput(Destination destination, Percentiles percentiles) {
    this.destination = destination;
    this.percentiles = percentiles;
  }

  @Override
  public void finishBlocking(RunResult result, List<Outcome> outcomes) throws IOException {
    destination.write(out -> write(result, outcomes, out));
  }

  private void write(RunResult result, List<Outcome> outcomes, OutputStream out)
      throws IOException {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newInstance().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      xml.writeCharacters("\n");
      suite(xml, result, outcomes);
      xml.writeCharacters("\n");
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("XML: " + e.getMessage(), e);
    }
  }

  private void suite(XMLStreamWriter xml, RunResult result, List<Outcome> outcomes)
      throws XMLStreamException {
    long failures = outcomes.stream().filter(outcome -> !outcome.met()).count();
    String seconds = String.format(Locale.ROOT, "%.3f", result.elapsed().toNanos() / 1e9);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", result.spec().name() + " " + result.spec().target());
    xml.writeAttribute("tests", Integer.toString(Math.max(1, outcomes.size())));
    xml.writeAttribute("failures", Long.toString(failures));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", "0");
    xml.writeAttribute("time", seconds);
    xml.writeAttribute("timestamp", TIMESTAMP.format(result.started()));
    if (outcomes.isEmpty()) {
      xml.writeCharacters("\n  ");
      xml.writeEmptyElement("testcase");
      attributes(xml, result, "run", seconds);
    }
    for (Outcome outcome : outcomes) {
      xml.writeCharacters("\n  ");
      xml.writeStartElement("testcase");
      attributes(xml, result, outcome.assertion().text(), seconds);
      if (!outcome.met()) {
        failure(xml, outcome);
      }
      xml.writeEndElement();
    }
    xml.writeCharacters("\n  ");
    xml.writeStartElement("system-out");
    xml.writeCharacters(String.join("\n", Summary.lines(result, percentiles, false)));
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  private static void attributes(XMLStreamWriter xml, RunResult result, String name, String seconds)
      throws XMLStreamException {
    xml.writeAttribute("classname", "echo-client." + result.spec().name());
    xml.writeAttribute("name", name);
    xml.writeAttribute("time", seconds);
  }

  private static void failure(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
    String message =
        "expected %s, actual %s".formatted(outcome.assertion().text(), outcome.readable());
    xml.writeCharacters("\n    ");
    xml.writeStartElement("failure");
    xml.writeAttribute("type", "assertion");
    xml.writeAttribute("message", message);
    xml.writeCharacters(message);
    xml.writeEndElement();
    xml.writeCharacters("\n  ");
  }
}
