package dev.echopair.shared.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs a Java sample of a README as the page says: {@code java -cp JAR Sample.java}. A test fails
 * when its sample no longer compiles or runs.
 */
public final class ReadmeSample {

  private static final Pattern FENCED_JAVA =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private ReadmeSample() {}

  /**
   * The command that runs a sample; for integration tests.
   *
   * @param jarProperty the system property that names the fat jar
   * @param page the README, relative to the root of the source tree
   * @param className the class that the sample declares
   * @param directory where the source file is written
   */
  public static TestProcess.Command command(
      String jarProperty, String page, String className, Path directory, String... args)
      throws IOException {
    Path source = directory.resolve(className + ".java");
    Files.writeString(source, find(page, className));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Stream<String> options = List.of("-cp", jar(jarProperty), source.toString()).stream();
    return TestProcess.program(
        java, Stream.concat(options, Stream.of(args)).toArray(String[]::new));
  }

  private static String jar(String property) {
    String jar = System.getProperty(property);
    if (jar == null) {
      throw new IllegalStateException(
          "system property %s does not name the fat jar; run as an integration test"
              .formatted(property));
    }
    return jar;
  }

  private static String find(String page, String className) throws IOException {
    Matcher samples = FENCED_JAVA.matcher(Files.readString(root().resolve(page)));
    while (samples.find()) {
      if (samples.group(1).contains("class " + className + " {")) {
        return samples.group(1);
      }
    }
    throw new IllegalArgumentException(page + " has no Java sample with the class " + className);
  }

  /** A test runs in the directory of its module or in the root of the source tree. */
  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    return Files.exists(directory.resolve(".mvn")) ? directory : directory.getParent();
  }
}
