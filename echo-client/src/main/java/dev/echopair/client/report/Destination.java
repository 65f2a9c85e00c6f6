package dev.echopair.client.report;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The destination of an output: a file, or stdout for {@code -}.
 *
 * <p>Content that is complete goes into a temporary file in the same directory, which then replaces
 * the file, where the directory allows it: a reader finds the old content or the new content, never
 * a part. Content that comes row by row goes directly into the file.
 */
public final class Destination {

  private static final String STDOUT = "-";

  private final Path path;
  private final boolean replaced;

  private Destination(Path path, boolean replaced) {
    this.path = path;
    this.replaced = replaced;
  }

  /**
   * Checks that a file can be written, and does not change it.
   *
   * @param option the command-line option, for messages
   * @param name the name of the file, or {@code -}
   */
  public static Destination of(String option, String name) throws ResultOutputException {
    if (name.equals(STDOUT)) {
      return new Destination(null, false);
    }
    try {
      Path path = Path.of(name);
      if (Files.exists(path)) {
        // The file that a link points to is written, not the link.
        path = path.toRealPath();
      }
      if (name.isEmpty() || Files.isDirectory(path)) {
        throw new FileSystemException(name, null, name.isEmpty() ? "no name" : "is a directory");
      }
      return new Destination(path, tryToReplace(path));
    } catch (InvalidPathException e) {
      throw unwritable(option, name, e.getReason());
    } catch (IOException e) {
      throw unwritable(option, name, reason(e));
    }
  }

  /** Whether the destination is stdout; then nothing else may be written to stdout. */
  public boolean isStdout() {
    return path == null;
  }

  boolean isSameAs(Destination other) {
    return path == null
        ? other.path == null
        : other.path != null
            && path.toAbsolutePath().normalize().equals(other.path.toAbsolutePath().normalize());
  }

  /** Opens a stream for rows; deletes the previous content of the file. */
  OutputStream openStream() throws IOException {
    return isStdout() ? new StdoutStream(System.out) : Files.newOutputStream(path);
  }

  /** Writes the complete content. */
  public void write(Content content) throws IOException {
    if (!replaced) {
      try (OutputStream out = openStream()) {
        content.writeTo(out);
      }
      return;
    }
    Path beside = beside(path);
    try {
      try (OutputStream out = Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(out);
      }
      if (Files.exists(path) && Files.getFileStore(path).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(path));
      }
      move(beside);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** The reason of a failure, for a message. */
  static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileSystemException specific && specific.getReason() != null) {
      return specific.getReason();
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /** The name of the destination in messages. */
  @Override
  public String toString() {
    return isStdout() ? "stdout" : path.toString();
  }

  private void move(Path beside) throws IOException {
    try {
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Tests whether a temporary file can replace a file: creates an empty file beside it and deletes
   * the empty file again. Fails when the file cannot be written at all.
   */
  private static boolean tryToReplace(Path path) throws IOException {
    if (Files.exists(path)) {
      // A device or a pipe cannot be replaced; a read-only file cannot be opened for appending.
      if (!Files.isRegularFile(path)) {
        if (!Files.isWritable(path)) {
          throw new AccessDeniedException(path.toString());
        }
        return false;
      }
      Files.newOutputStream(path, StandardOpenOption.APPEND).close();
    }
    Path beside = beside(path);
    try {
      Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW).close();
      Files.delete(beside);
      return true;
    } catch (AccessDeniedException e) {
      if (Files.exists(path)) {
        return false;
      }
      throw e;
    }
  }

  private static Path beside(Path path) {
    return path.resolveSibling(
        "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".part");
  }

  private static ResultOutputException unwritable(String option, String name, String reason) {
    return new ResultOutputException(
        "%s: cannot write '%s': %s".formatted(option, name.replaceAll("\\p{Cntrl}", "?"), reason));
  }

  /** Content that writes itself. */
  @FunctionalInterface
  public interface Content {
    /** Writes the complete content. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Stdout as a stream that fails when stdout cannot be written, and that stays open. */
  private static final class StdoutStream extends FilterOutputStream {

    private final PrintStream stdout;

    StdoutStream(PrintStream stdout) {
      super(stdout);
      this.stdout = stdout;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      stdout.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      if (stdout.checkError()) {
        throw new IOException("its reader has closed it, or the disk is full");
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
