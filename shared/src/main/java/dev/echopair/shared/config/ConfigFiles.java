package dev.echopair.shared.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Files that a configuration names: whether they are there, before anything starts. */
public final class ConfigFiles {

  private ConfigFiles() {}

  /**
   * Adds a problem when a file cannot be read; looks at it, so not on an event loop.
   *
   * @param where the JSON pointer of the key that names the file
   */
  public static void check(String where, String file, List<ConfigProblem> problems) {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        problems.add(new ConfigProblem(where, "no file that can be read: " + file));
      }
    } catch (InvalidPathException e) {
      problems.add(new ConfigProblem(where, "no file's path: " + file));
    }
  }
}
