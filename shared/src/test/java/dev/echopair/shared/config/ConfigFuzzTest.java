package dev.echopair.shared.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Feeds any text to the validator of configurations and to the parsers of values. */
final class ConfigFuzzTest {

  private static final ConfigValidator VALIDATOR = new ConfigValidator(TestSchema.load());

  @FuzzTest
  void aConfigurationIsValidOrHasProblemsOfOneLine(byte[] input) {
    JsonObject config;
    try {
      config = new JsonObject(new String(input, StandardCharsets.UTF_8));
    } catch (DecodeException e) {
      return;
    }
    List<ConfigProblem> problems = VALIDATOR.problems(config);
    for (ConfigProblem problem : problems) {
      assertFalse(problem.toString().contains("\n"), problem::toString);
    }
  }

  @FuzzTest
  void aDurationIsRefusedOrReadAsItIsWritten(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Optional<Duration> duration = unlessRefused(() -> Durations.parse(text));
    duration.ifPresent(d -> assertEquals(d, Durations.parse(Durations.format(d))));
  }

  @FuzzTest
  void aSizeIsRefusedOrReadAsItIsWritten(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Optional<Long> bytes = unlessRefused(() -> Sizes.parse(text));
    bytes.ifPresent(size -> assertEquals(size, Sizes.parse(size)));
  }

  private static <T> Optional<T> unlessRefused(Supplier<T> parser) {
    try {
      return Optional.of(parser.get());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
