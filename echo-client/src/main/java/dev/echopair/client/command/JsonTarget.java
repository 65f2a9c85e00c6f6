package dev.echopair.client.command;

import io.vertx.core.json.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where a result goes as JSON. A file is opened before the work begins, so that whoever waits an
 * hour for a result does not learn then that it cannot be written; what it held stays until there
 * is a result to take its place.
 */
final class JsonTarget implements AutoCloseable {

  private static final String STDOUT = "-";

  private final SeekableByteChannel file;

  private JsonTarget(SeekableByteChannel file) {
    this.file = file;
  }

  /**
   * Opens a file, or stdout for {@code -}.
   *
   * @throws IOException when it cannot be written
   */
  static JsonTarget open(String where) throws IOException {
    return new JsonTarget(
        STDOUT.equals(where)
            ? null
            : Files.newByteChannel(
                Path.of(where), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /** Whether the result goes to stdout, where then nothing else may go. */
  boolean isStdout() {
    return file == null;
  }

  /** Writes the result. */
  void write(JsonObject result) throws IOException {
    byte[] text = (result.encodePrettily() + "\n").getBytes(StandardCharsets.UTF_8);
    if (file == null) {
      OutputStream stdout = new FileOutputStream(FileDescriptor.out);
      stdout.write(text);
      stdout.flush();
      return;
    }
    file.truncate(0);
    Channels.newOutputStream(file).write(text);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
