package dev.echopair.shared.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of the documentation that is generated from the code. A test fails when the file differs
 * from the generated text; with {@code -Dpair.update=true} the test writes the file instead.
 *
 * <pre>{@code
 * new GeneratedPage("deploy/metrics.md", "shared", MetricsPageTest.class).check(text);
 * }</pre>
 */
public final class GeneratedPage {

  private static final String UPDATE = "pair.update";

  private final String path;
  private final String command;

  /**
   * Makes the page of a file.
   *
   * @param path path of the file, relative to the top directory of the project
   * @param module module of the test
   * @param test test class that calls {@link #check}
   */
  public GeneratedPage(String path, String module, Class<?> test) {
    this.path = path;
    this.command =
        "mvn -pl %s -am test -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false -D%s=true"
            .formatted(module, test.getSimpleName(), UPDATE);
  }

  /** Fails when the file differs from the text; the message names the command that writes it. */
  public void check(String text) {
    Path file = projectDirectory().resolve(path);
    try {
      if (Boolean.getBoolean(UPDATE)) {
        Files.writeString(file, text);
      }
      String found = Files.exists(file) ? Files.readString(file) : "";
      assertEquals(text, found, () -> path + " is out of date; write it with: " + command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The top directory of the project. Tests run in it or in the directory of their module. */
  public static Path projectDirectory() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("deploy"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("no deploy/ above " + Path.of("").toAbsolutePath());
      }
    }
    return directory;
  }
}
