package dev.echopair.client.command;

import dev.echopair.client.exchange.Exchange;
import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.client.exchange.Exchanges;
import dev.echopair.client.exchange.Narrator;
import dev.echopair.client.exchange.Rehearsal;
import dev.echopair.client.exchange.Reply;
import dev.echopair.shared.net.DatagramPort;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.Quantity;
import io.vertx.core.buffer.Buffer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.Callable;
import org.jline.reader.UserInterruptException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code chat}: sends each line and prints its echo and its round-trip time. */
@Command(
    name = "chat",
    description = {
      "Sends each line that you type and prints its echo and the round-trip time.",
      "On a terminal with history (arrow keys) and editing; Ctrl-D ends. Works in a pipe, too."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo-client chat tcp://127.0.0.1:7007",
      "  printf 'one\\ntwo\\n' | echo-client chat udp://127.0.0.1:7007"
    })
public final class ChatCommand implements Callable<Integer> {

  @Mixin private ExchangeMixin exchange;

  @Mixin private CharsetMixin text;

  private boolean failed;

  @Override
  public Integer call() throws IOException {
    try (ClientVertx client = new ClientVertx();
        LineSource lines = LineSource.open(System.in, text.charset())) {
      client.run(() -> Rehearsal.of(client.vertx(), exchange.target().scheme()));
      Exchange opened =
          client.run(
              () ->
                  Exchanges.open(
                      client.vertx(), exchange.target(), exchange.options(Narrator.SILENT)));
      if (lines.interactive()) {
        System.err.println(
            (udp() ? "Sending to " : "Connected to ") + exchange.target() + ". Ctrl-D ends.");
      }
      PrintStream out =
          new PrintStream(new FileOutputStream(FileDescriptor.out), true, lines.encoding());
      String line = lines.next();
      while (line != null && chat(client, opened, line, out)) {
        line = lines.next();
      }
      client.run(opened::close);
    } catch (UserInterruptException interrupted) {
      return ExitCode.INTERRUPTED;
    }
    return failed ? ExitCode.FAILED : ExitCode.OK;
  }

  /** Sends a line and prints the reply; returns whether the next line can be sent. */
  private boolean chat(ClientVertx client, Exchange opened, String line, PrintStream out) {
    Buffer message;
    try {
      // A stream needs the line end, for peers that answer line by line.
      message = text.encode(udp() ? line : line + "\n");
    } catch (CharacterCodingException e) {
      System.err.println("echo-client: the line cannot be written in " + text.charset().name());
      failed = true;
      return true;
    }
    if (udp() && message.length() > DatagramPort.MAX_PAYLOAD) {
      System.err.println(
          "echo-client: a line of %d bytes is too long for a datagram: %d is the limit"
              .formatted(message.length(), DatagramPort.MAX_PAYLOAD));
      failed = true;
      return true;
    }
    try {
      Reply reply = client.run(() -> opened.send(message, exchange.timeout()));
      String echo = withoutLineEnd(reply.data().toString(text.charset()));
      out.println(echo + "\t" + Quantity.millis(reply.roundTripNanos()));
      if (!reply.data().equals(message)) {
        System.err.println(
            "echo-client: " + exchange.target() + ": the reply differs from what was sent");
        failed = true;
      }
      return true;
    } catch (ExchangeFailure failure) {
      System.err.println("echo-client: " + failure.getMessage());
      failed = true;
      return udp();
    }
  }

  private static String withoutLineEnd(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private boolean udp() {
    return exchange.target().scheme() == Endpoint.Scheme.UDP;
  }
}
