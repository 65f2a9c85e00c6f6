package dev.echopair.shared;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.echopair.shared.testing.PackageOrder;

@AnalyzeClasses(packages = "dev.echopair.shared", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ROOT = "dev.echopair.shared.";

  @ArchTest
  static final ArchRule shared_knows_neither_side =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.echopair.server..", "dev.echopair.client..");

  @ArchTest
  static void a_package_imports_only_those_before_it(JavaClasses classes) {
    PackageOrder.of(
            "dev.echopair.shared",
            "config",
            "process",
            "internals",
            "net",
            "metrics",
            "management",
            "probe",
            "cluster",
            "launch")
        .check(classes);
  }

  @ArchTest
  static final ArchRule no_class_has_a_name_that_says_nothing =
      noClasses()
          .should()
          .haveNameMatching(".*\\.\\w*(Util\\w*|Helper|Manager|Common|Impl)(\\$.*)?");

  @ArchTest
  static final ArchRule nobody_uses_sun_misc =
      noClasses().should().dependOnClassesThat().resideInAPackage("sun.misc..");

  @ArchTest
  static final ArchRule only_the_launch_ends_the_process =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "launch..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);
}
