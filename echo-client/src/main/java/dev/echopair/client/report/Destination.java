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
 * Where an output goes: a file, or stdout for {@code -}.
 *
 * <p>What is written as a whole goes into a file beside the one asked for, which then takes its
 * name: who reads that finds the old content or the new, never a half. What is written row by row
 * goes to the file itself.
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
   * Checks that a file can be written, and leaves it as it was.
   *
   * @param option that asks for it
   * @param name of the file, or {@code -}
   */
  public static Destination of(String option, String name) throws ResultOutputException {
    if (name.equals(STDOUT)) {
      return new Destination(null, false);
    }
    try {
      Path path = Path.of(name);
      if (Files.exists(path)) {
        // The file that a link leads to, not the link, is written.
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

  /** Whether it is stdout, where then nothing else may go. */
  public boolean isStdout() {
    return path == null;
  }

  boolean isSameAs(Destination other) {
    return path == null
        ? other.path == null
        : other.path != null
            && path.toAbsolutePath().normalize().equals(other.path.toAbsolutePath().normalize());
  }

  /** A stream for rows; what was in the file is gone. */
  OutputStream openStream() throws IOException {
    return isStdout() ? new StdoutStream(System.out) : Files.newOutputStream(path);
  }

  /** Writes the whole content. */
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

  /** Why something failed, for people. */
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

  /** The option's argument as messages name it. */
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
   * Tries whether another file can take the name of this one, with an empty file that it deletes
   * again; fails when the file cannot be written at all.
   */
  private static boolean tryToReplace(Path path) throws IOException {
    if (Files.exists(path)) {
      // Opened as it is, without a byte: a device, a pipe or a read-only file tells.
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

  /** Something that writes itself. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Stdout as a stream that says when nobody reads it any more, and that stays open. */
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
        throw new IOException("nobody reads it");
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
