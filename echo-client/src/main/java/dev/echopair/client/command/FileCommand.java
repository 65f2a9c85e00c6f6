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

/** {@code file}: sends a file through the echo and compares every byte that comes back. */
@Command(
    name = "file",
    description = {
      "Sends a file of any size through the echo, in little memory, and compares every byte that"
          + " comes back.",
      "Over TCP the file is one stream. Over UDP it is sent in numbered chunks; missing and wrong"
          + " chunks are sent again."
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
      "Exit codes: 0 every byte came back right, 1 otherwise, 2 wrong usage, 130 interrupted."
    })
public final class FileCommand implements Callable<Integer> {

  private static final String STDIN = "-";
  private static final long MAX_WINDOW_BYTES = 256L << 20;

  @Mixin private ExchangeMixin exchange;

  @Parameters(
      index = "1",
      paramLabel = "PATH",
      description = "The file, or - for stdin (not over UDP, which reads lost parts again).")
  private String path;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "BYTES",
      converter = SizeConverter.class,
      description =
          "UDP: bytes of a datagram, with its header of 40 bytes [1400, which fits an Ethernet"
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
      description = "UDP: how many times to send missing and wrong chunks again [3].")
  private Integer retries;

  @Option(
      names = "--window",
      paramLabel = "BYTES",
      converter = SizeConverter.class,
      description =
          "Maximum bytes in flight: how far to send ahead of the bytes that came back [4MiB;"
              + " 64KiB over UDP, where a longer path needs more]. An echo with small buffers,"
              + " such as ncat, needs 32KiB.")
  private Long window;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the result as JSON; with - to stdout, and the summary to stderr.")
  private String json;

  /**
   * The bytes to send.
   *
   * @param channel source of the bytes
   * @param bytes number of bytes; -1 when it is known only at the end
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
      throw exchange.wrong(option + " is for udp:// only: TCP paces and retransmits by itself");
    }
    if (isUdp() && STDIN.equals(path)) {
      throw exchange.wrong(
          "udp:// needs a file, because lost parts are read again; send stdin over tcp://");
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
        throw exchange.wrong(
            path + " is a directory; send it over tcp:// from stdin, packed with tar");
      }
      boolean regular = Files.isRegularFile(file);
      if (isUdp() && Files.exists(file) && !regular) {
        throw exchange.wrong(
            path + " is no regular file; udp:// needs one, because lost parts are read again");
      }
      FileChannel channel = FileChannel.open(file);
      // A file that the kernel generates on reading, such as in /proc, has size 0.
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
        throw exchange.wrong("--json would overwrite the file to send");
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
          "echo-client: %s changed during the transfer: its chunks are from different versions"
              .formatted(path));
      return ExitCode.FAILED;
    }
    return result.identical() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Returns the time of the last change of the file; empty over TCP, which reads it once. */
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
