package dev.echopair.client.command;

import dev.echopair.client.exchange.Exchange;
import dev.echopair.client.exchange.ExchangeFailure;
import dev.echopair.client.exchange.ExchangeOptions;
import dev.echopair.client.exchange.Exchanges;
import dev.echopair.client.exchange.Narrator;
import dev.echopair.client.exchange.Rehearsal;
import dev.echopair.client.exchange.Reply;
import dev.echopair.client.transfer.StreamTransfer;
import dev.echopair.client.transfer.TransferResult;
import dev.echopair.shared.net.DatagramPort;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.process.ExitCode;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send}: sends messages and prints only the replies on stdout. */
@Command(
    name = "send",
    description = {
      "Sends a message, or the lines of stdin, and prints the reply.",
      "Compares the reply with the message; the exit code is 1 when they differ."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo-client send tcp://127.0.0.1:7007 hello",
      "  echo-client send --explain udp://127.0.0.1:7007 hello",
      "  printf 'one\\ntwo\\n' | echo-client send tcp://127.0.0.1:7007",
      "  echo-client send --raw tcp://127.0.0.1:7007 < picture.png > same.png"
    })
public final class SendCommand implements Callable<Integer> {

  @Mixin private ExchangeMixin exchange;

  @Mixin private CharsetMixin charset;

  @Parameters(
      index = "1..*",
      paramLabel = "MESSAGE",
      description =
          "The message; several words are joined by spaces. Without a message, stdin is sent"
              + " line by line.")
  private List<String> words;

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      defaultValue = "1",
      description = "Send each message N times [${DEFAULT-VALUE}].")
  private int count;

  @Option(
      names = "--raw",
      description =
          "Send stdin as it is: over TCP as a stream of any length, over UDP as one datagram.")
  private boolean raw;

  @Option(names = "--explain", description = "Print each socket call on stderr.")
  private boolean explain;

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private final InputStream in = System.in;

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw exchange.wrong("--count " + count + " is not at least 1");
    }
    if (raw && words != null) {
      throw exchange.wrong("--raw sends stdin: leave out the message");
    }
    Narrator narrator = explain ? new StderrNarrator() : Narrator.SILENT;
    ExchangeOptions options = exchange.options(narrator);
    try (ClientVertx client = new ClientVertx()) {
      if (explain) {
        client.run(() -> Rehearsal.of(client.vertx(), exchange.target().scheme()));
      }
      return raw && exchange.target().scheme() != Endpoint.Scheme.UDP
          ? stream(client, options)
          : messages(client, options);
    }
  }

  private int stream(ClientVertx client, ExchangeOptions options) {
    StreamTransfer.Options raw =
        new StreamTransfer.Options(StreamTransfer.WINDOW_BYTES, exchange.timeout(), -1, out, true);
    StreamTransfer transfer =
        client.run(
            () ->
                StreamTransfer.open(
                    client.vertx(), exchange.target(), options, Channels.newChannel(in), raw));
    TransferResult result = client.run(transfer::start);
    if (result.failure().isPresent()) {
      throw new ExchangeFailure(exchange.target() + ": " + result.failure().get());
    }
    return ExitCode.OK;
  }

  private int messages(ClientVertx client, ExchangeOptions options) throws IOException {
    Iterator<Buffer> messages =
        words != null ? List.of(encode(String.join(" ", words))).iterator() : null;
    if (messages == null && raw) {
      messages =
          List.of(checked(Buffer.buffer(in.readNBytes(DatagramPort.MAX_PAYLOAD + 1)))).iterator();
    }
    Iterator<Buffer> each = messages == null ? lines() : messages;
    if (!each.hasNext()) {
      return ExitCode.OK;
    }
    Buffer first = each.next();
    Exchange opened = client.run(() -> Exchanges.open(client.vertx(), exchange.target(), options));
    long failed = sendAll(client, opened, first, each);
    client.run(opened::close);
    return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private long sendAll(ClientVertx client, Exchange opened, Buffer first, Iterator<Buffer> rest)
      throws IOException {
    long failed = 0;
    Buffer message = first;
    while (message != null) {
      for (int i = 0; i < count; i++) {
        if (!sendOne(client, opened, message)) {
          failed++;
          // After a failure, the position in the stream is unknown: send no further message.
          if (exchange.target().scheme() != Endpoint.Scheme.UDP) {
            return failed;
          }
        }
      }
      message = rest.hasNext() ? rest.next() : null;
    }
    return failed;
  }

  private boolean sendOne(ClientVertx client, Exchange opened, Buffer message) throws IOException {
    Reply reply;
    try {
      Buffer sent = message;
      reply = client.run(() -> opened.send(sent, exchange.timeout()));
    } catch (ExchangeFailure failure) {
      System.err.println("echo-client: " + failure.getMessage());
      return false;
    }
    print(reply.data());
    if (!reply.data().equals(message)) {
      System.err.println("echo-client: " + difference(message, reply.data()));
      return false;
    }
    return true;
  }

  private void print(Buffer data) throws IOException {
    out.write(data.getBytes());
    if (!raw) {
      out.write('\n');
    }
    out.flush();
  }

  private String difference(Buffer sent, Buffer received) {
    int at = 0;
    while (at < sent.length()
        && at < received.length()
        && sent.getByte(at) == received.getByte(at)) {
      at++;
    }
    return "%s: the reply differs from what was sent at byte %d: %d bytes sent, %d came back"
        .formatted(exchange.target(), at, sent.length(), received.length());
  }

  private Iterator<Buffer> lines() {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, charset.charset()));
    return reader.lines().map(this::encode).iterator();
  }

  private Buffer encode(String text) {
    try {
      return checked(charset.encode(text));
    } catch (CharacterCodingException e) {
      throw exchange.wrong("the message cannot be written in " + charset.charset().name());
    }
  }

  private Buffer checked(Buffer message) {
    if (exchange.target().scheme() == Endpoint.Scheme.UDP
        && message.length() > DatagramPort.MAX_PAYLOAD) {
      throw exchange.wrong(
          "the message is too long for a datagram: it has %s bytes, and %d is the limit; use tcp://"
              .formatted(
                  raw ? "more than " + DatagramPort.MAX_PAYLOAD : String.valueOf(message.length()),
                  DatagramPort.MAX_PAYLOAD));
    }
    return message;
  }
}
