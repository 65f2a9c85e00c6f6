package dev.echopair.client.command;

import dev.echopair.client.exchange.Exchange;
import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.client.exchange.Exchanges;
import dev.echopair.client.exchange.Narrator;
import dev.echopair.client.exchange.Reply;
import dev.echopair.shared.launch.ExitCode;
import dev.echopair.shared.net.DatagramPort;
import dev.echopair.shared.net.Endpoint;
import io.vertx.core.buffer.Buffer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code chat}: a line in, its echo and its round-trip time out. */
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

  private boolean failed;

  @Override
  public Integer call() throws IOException {
    try (ClientVertx client = new ClientVertx();
        LineSource lines = LineSource.open(System.in, exchange.charset())) {
      Exchange opened =
          client.run(
              () ->
                  Exchanges.open(
                      client.vertx(), exchange.target(), exchange.options(Narrator.SILENT)));
      if (lines.interactive()) {
        System.err.println("Connected to " + exchange.target() + ". Ctrl-D ends.");
      }
      PrintStream out =
          new PrintStream(new FileOutputStream(FileDescriptor.out), true, exchange.charset());
      String line = lines.next();
      while (line != null && chat(client, opened, line, out)) {
        line = lines.next();
      }
      client.run(opened::close);
    } catch (ExchangeFailure failure) {
      System.err.println("echo-client: " + failure.getMessage());
      return ExitCode.FAILED;
    }
    return failed ? ExitCode.FAILED : ExitCode.OK;
  }

  /** Exchanges a line; returns whether the conversation can go on. */
  private boolean chat(ClientVertx client, Exchange opened, String line, PrintStream out) {
    boolean udp = exchange.target().scheme() == Endpoint.Scheme.UDP;
    // On a stream a line needs its end, for peers that answer line by line.
    Buffer message = Buffer.buffer((udp ? line : line + "\n").getBytes(exchange.charset()));
    if (udp && message.length() > DatagramPort.MAX_PAYLOAD) {
      System.err.println(
          "echo-client: a line of %d bytes is too long for a datagram: %d is the limit"
              .formatted(message.length(), DatagramPort.MAX_PAYLOAD));
      failed = true;
      return true;
    }
    try {
      Reply reply = client.run(() -> opened.send(message, exchange.timeout()));
      String echo = reply.data().toString(exchange.charset()).stripTrailing();
      out.println(echo + "\t" + Exchanges.millis(reply.roundTripNanos()));
      if (!reply.data().equals(message)) {
        System.err.println("echo-client: the reply differs from what was sent");
        failed = true;
      }
      return true;
    } catch (ExchangeFailure failure) {
      System.err.println("echo-client: " + failure.getMessage());
      failed = true;
      return udp;
    }
  }
}
