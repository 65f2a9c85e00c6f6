package dev.echopair.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "dev.echopair.client", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ROOT = "dev.echopair.client.";

  /** The packages in the order of DESIGN, section 2. */
  private static final List<String> PACKAGES =
      List.of(
          "config",
          "measure",
          "flow",
          "verticle",
          "engine",
          "exchange",
          "transfer",
          "report",
          "watch",
          "command");

  @ArchTest
  static final ArchRule the_client_does_not_know_the_server =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.echopair.server..");

  @ArchTest
  static void a_package_imports_only_packages_listed_before_it(JavaClasses classes) {
    for (int i = 0; i < PACKAGES.size() - 1; i++) {
      String[] listedAfter =
          PACKAGES.subList(i + 1, PACKAGES.size()).stream()
              .map(name -> ROOT + name + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + PACKAGES.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(listedAfter)
          .check(classes);
    }
  }

  @ArchTest
  static final ArchRule every_package_is_listed =
      classes()
          .should()
          .resideInAnyPackage(
              Stream.concat(
                      Stream.of("dev.echopair.client"),
                      PACKAGES.stream().map(name -> ROOT + name + ".."))
                  .toArray(String[]::new));

  @ArchTest
  static final ArchRule no_package_imports_the_main_class =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.echopair.client")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.echopair.client");

  @ArchTest
  static final ArchRule measuring_is_plain_java =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "measure..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule no_class_has_a_name_that_says_nothing =
      noClasses()
          .should()
          .haveNameMatching(".*\\.\\w*(Util\\w*|Helper|Manager|Common|Impl)(\\$.*)?");

  @ArchTest
  static final ArchRule nobody_uses_sun_misc =
      noClasses().should().dependOnClassesThat().resideInAPackage("sun.misc..");
}
