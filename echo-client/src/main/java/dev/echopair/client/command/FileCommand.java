package dev.echopair.client.command;

import dev.echopair.client.exchange.ExchangeOptions;
import dev.echopair.client.exchange.Narrator;
import dev.echopair.client.report.Destination;
import dev.echopair.client.report.ResultOutputException;
import dev.echopair.client.transfer.ChunkTransfer;
import dev.echopair.client.transfer.Rate;
import dev.echopair.client.transfer.StreamTransfer;
import dev.echopair.client.transfer.Transfer;
import dev.echopair.client.transfer.TransferResult;
import dev.echopair.shared.net.DatagramPort;
import dev.echopair.shared.net.Endpoint;
import dev.echopair.shared.process.ExitCode;
import dev.echopair.shared.process.Signals;
import io.vertx.core.Future;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code file}: a file of any size through the echo, every byte of it verified. */
@Command(
    name = "file",
    description = {
      "Streams a file of any size through the echo in little memory and verifies every byte.",
      "Over TCP as one stream; over UDP in numbered chunks, and what is missing or came back wrong"
          + " is sent again."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo-client file tcp://127.0.0.1:7007 disk.img",
      "  echo-client file --json result.json udp://127.0.0.1:7007 disk.img",
      "  echo-client file --rate 100Mbit/s --size 8972 udp://10.0.0.5:7007 disk.img",
      "  tar c /etc | echo-client file tls://echo.example:7443 -",
      "",
      "Exit codes: 0 every byte came back right, 1 not so, 2 wrong usage, 130 interrupted."
    })
public final class FileCommand implements Callable<Integer> {

  private static final String STDIN = "-";
  private static final long MAX_WINDOW_BYTES = 256L << 20;

  @Mixin private ExchangeMixin exchange;

  @Parameters(
      index = "1",
      paramLabel = "PATH",
      description = "The file; - for stdin, which UDP cannot read again and so refuses.")
  private String path;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "BYTES",
      converter = SizeConverter.class,
      description =
          "UDP: bytes of a datagram, the 40 of its header included [1400, which fits an Ethernet"
              + " frame].")
  private Long size;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      converter = ChunkRateConverter.class,
      description =
          "UDP: how fast to send: bytes of the file or chunks per second, such as 10MB/s,"
              + " 100Mbit/s or 2000/s; or max, as fast as the window allows [10MB/s].")
  private Rate rate;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "UDP: how many times to send again what is missing or wrong [3].")
  private Integer retries;

  @Option(
      names = "--window",
      paramLabel = "BYTES",
      converter = SizeConverter.class,
      description =
          "How much may be sent ahead of what has come back [4MiB; 64KiB over UDP, where a"
              + " longer way needs more]. 32KiB gets through an echo that holds little, such as"
              + " ncat's.")
  private Long window;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON, too; - for stdout, and the summary goes to stderr.")
  private String json;

  /**
   * What is sent.
   *
   * @param channel that it is read from
   * @param bytes how many there are; -1 when that shows only at the end
   */
  private record Input(FileChannel channel, long bytes) {}

  @Override
  public Integer call() throws IOException {
    check();
    ExchangeOptions options = exchange.options(Narrator.SILENT);
    Input input = open();
    Destination result = openJson();
    try (ClientVertx client = new ClientVertx()) {
      return run(client, options, input, result);
    } finally {
      if (!STDIN.equals(path)) {
        input.channel().close();
      }
    }
  }

  private void check() {
    if (!isUdp() && (size != null || rate != null || retries != null)) {
      String option = size != null ? "--size" : rate != null ? "--rate" : "--retries";
      throw exchange.wrong(option + " is for udp:// only: a stream paces and repeats itself");
    }
    if (isUdp() && STDIN.equals(path)) {
      throw exchange.wrong(
          "udp:// needs a file, to read again what gets lost; send stdin over tcp://");
    }
    if (size != null
        && (size < ChunkTransfer.MIN_DATAGRAM_BYTES || size > DatagramPort.MAX_PAYLOAD)) {
      throw exchange.wrong(
          "--size %d is not from %d to %d, such as 1400 or 8972"
              .formatted(size, ChunkTransfer.MIN_DATAGRAM_BYTES, DatagramPort.MAX_PAYLOAD));
    }
    if (retries != null && retries < 0) {
      throw exchange.wrong("--retries " + retries + " is less than 0");
    }
    if (window != null && (window < 1 || window > MAX_WINDOW_BYTES)) {
      throw exchange.wrong("--window " + window + " is not from 1 byte to 256MiB, such as 1MiB");
    }
  }

  private Input open() {
    if (STDIN.equals(path)) {
      return new Input(new FileInputStream(FileDescriptor.in).getChannel(), -1);
    }
    try {
      Path file = Path.of(path);
      if (Files.isDirectory(file)) {
        throw exchange.wrong(path + " is a directory; tar c it into stdin to send it over tcp://");
      }
      boolean regular = Files.isRegularFile(file);
      if (isUdp() && Files.exists(file) && !regular) {
        throw exchange.wrong(
            path + " is no regular file, which udp:// needs to read again what gets lost");
      }
      FileChannel channel = FileChannel.open(file);
      // What the kernel makes up as it is read has no size.
      long bytes = regular && (isUdp() || channel.size() > 0) ? channel.size() : -1;
      if (isUdp() && !ChunkTransfer.isCountable(bytes, datagramBytes())) {
        throw exchange.wrong(path + " has too many chunks of this size; take a larger --size");
      }
      return new Input(channel, bytes);
    } catch (IOException | InvalidPathException e) {
      throw exchange.wrong("cannot read " + path + ": " + reason(e));
    }
  }

  private Destination openJson() {
    if (json == null) {
      return null;
    }
    try {
      Destination result = Destination.of("--json", json);
      if (!STDIN.equals(json)
          && !STDIN.equals(path)
          && Files.exists(Path.of(json))
          && Files.isSameFile(Path.of(json), Path.of(path))) {
        throw exchange.wrong("--json would overwrite the file that is to be sent");
      }
      return result;
    } catch (ResultOutputException e) {
      throw exchange.wrong(e.getMessage());
    } catch (IOException e) {
      throw exchange.wrong("--json: cannot write '" + json + "': " + reason(e));
    }
  }

  private static String reason(Exception failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    return failure instanceof FileSystemException named && named.getReason() != null
        ? named.getReason()
        : failure.getMessage();
  }

  private int run(ClientVertx client, ExchangeOptions options, Input input, Destination json)
      throws IOException {
    Optional<FileTime> before = lastModified();
    Transfer transfer = client.run(() -> transfer(client, options, input));
    Signals.handle("INT", transfer::interrupt);
    TransferResult result;
    Optional<ProgressLine> line = ProgressLine.start(transfer::progress);
    try {
      result = client.run(transfer::start);
    } finally {
      line.ifPresent(ProgressLine::close);
    }
    print(result, json);
    if (result.interrupted()) {
      System.err.println(
          "echo-client: %s: interrupted when %d%s bytes had come back"
              .formatted(
                  exchange.target(),
                  result.received(),
                  input.bytes() < 0 ? "" : " of " + input.bytes()));
      return ExitCode.INTERRUPTED;
    }
    result
        .failure()
        .ifPresent(
            failure -> System.err.println("echo-client: " + exchange.target() + ": " + failure));
    if (result.identical() && isUdp() && !lastModified().equals(before)) {
      System.err.println(
          "echo-client: %s changed while it was sent: each chunk is right, but not of one version"
              .formatted(path));
      return ExitCode.FAILED;
    }
    return result.identical() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Only datagrams read the file more than once. */
  private Optional<FileTime> lastModified() {
    try {
      return isUdp() ? Optional.of(Files.getLastModifiedTime(Path.of(path))) : Optional.empty();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private Future<Transfer> transfer(ClientVertx client, ExchangeOptions options, Input input) {
    if (isUdp()) {
      return ChunkTransfer.open(
              client.vertx(),
              exchange.target(),
              options,
              input.channel(),
              input.bytes(),
              chunkOptions())
          .map(transfer -> transfer);
    }
    return StreamTransfer.open(
            client.vertx(),
            exchange.target(),
            options,
            input.channel(),
            new StreamTransfer.Options(
                window == null ? StreamTransfer.WINDOW_BYTES : window.intValue(),
                exchange.timeout(),
                input.bytes(),
                null,
                false))
        .map(transfer -> transfer);
  }

  private ChunkTransfer.Options chunkOptions() {
    return new ChunkTransfer.Options(
        datagramBytes(),
        window == null ? ChunkTransfer.WINDOW_BYTES : window.intValue(),
        rate == null ? ChunkTransfer.RATE : rate,
        retries == null ? ChunkTransfer.RETRIES : retries,
        exchange.timeout());
  }

  private int datagramBytes() {
    return size == null ? ChunkTransfer.DATAGRAM_BYTES : size.intValue();
  }

  private void print(TransferResult result, Destination json) throws IOException {
    String target = exchange.target().toString();
    PrintStream out = json != null && json.isStdout() ? System.err : System.out;
    String name = STDIN.equals(path) ? "stdin" : path;
    TransferSummary.of(target, name, result).forEach(out::println);
    out.flush();
    if (json != null) {
      String text = TransferJson.of(target, path, result).encodePrettily() + "\n";
      json.write(to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private boolean isUdp() {
    return exchange.target().scheme() == Endpoint.Scheme.UDP;
  }
}
