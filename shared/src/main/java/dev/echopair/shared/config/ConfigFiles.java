package dev.echopair.shared.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Checks before a start that the files named in a configuration can be read. */
public final class ConfigFiles {

  private ConfigFiles() {}

  /**
   * Adds a problem when a file cannot be read. Reads file attributes: call it off the event loop.
   *
   * @param where JSON pointer of the key that holds the path
   * @param problems receives the problem
   */
  public static void check(String where, String file, List<ConfigProblem> problems) {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        problems.add(new ConfigProblem(where, "file does not exist or cannot be read: " + file));
      }
    } catch (InvalidPathException e) {
      problems.add(new ConfigProblem(where, "not a valid file path: " + file));
    }
  }
}
