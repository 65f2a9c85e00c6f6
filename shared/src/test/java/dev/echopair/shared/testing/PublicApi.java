package dev.echopair.shared.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.AccessibleObject;
import java.util.Set;

/**
 * The rule that only {@code dev.echopair.shared.internals} uses non-public API of Vert.x and Netty.
 * It applies to main and test sources.
 */
public final class PublicApi {

  private static final String INTERNALS = "dev.echopair.shared.internals..";

  /** The interfaces that Vert.x documents for authors of cluster managers and metrics. */
  private static final DescribedPredicate<JavaClass> DOCUMENTED_SPI =
      resideInAnyPackage("io.vertx.core.spi.cluster..", "io.vertx.core.spi.metrics..")
          .or(describe("metrics factory", PublicApi::isMetricsFactory));

  private static final DescribedPredicate<JavaClass> NOT_PUBLISHED =
      resideInAnyPackage(
              "io.vertx..internal..",
              "io.vertx..impl..",
              "io.vertx.core.spi..",
              "io.netty..internal..")
          .and(DescribedPredicate.not(DOCUMENTED_SPI))
          .as("not published by Vert.x or Netty");

  private static final Set<String> OPENING = Set.of("setAccessible", "trySetAccessible");

  private PublicApi() {}

  /** No class outside of that package depends on a non-public class. */
  public static ArchRule isUsed() {
    return noClasses()
        .that(DescribedPredicate.not(resideInAPackage(INTERNALS)))
        .should()
        .dependOnClassesThat(NOT_PUBLISHED)
        .because("a minor version of Vert.x or Netty may move it: only " + INTERNALS + " uses it");
  }

  /** No class outside of that package opens a member of another class by reflection. */
  public static ArchRule isNotCircumvented() {
    return noClasses()
        .that(DescribedPredicate.not(resideInAPackage(INTERNALS)))
        .should()
        .accessTargetWhere(describe("open a member by reflection", PublicApi::opens))
        .because("reflection reaches what is not published: only " + INTERNALS + " uses it");
  }

  private static boolean isMetricsFactory(JavaClass used) {
    return used.getName().equals("io.vertx.core.spi.VertxMetricsFactory");
  }

  private static boolean opens(JavaAccess<?> access) {
    return OPENING.contains(access.getTarget().getName())
        && access.getTargetOwner().isAssignableTo(AccessibleObject.class);
  }
}
