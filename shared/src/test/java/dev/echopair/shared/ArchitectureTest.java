package dev.echopair.shared;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
  static final ArchRule config_stands_at_the_bottom =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "net..",
              ROOT + "probe..",
              ROOT + "metrics..",
              ROOT + "management..",
              ROOT + "launch..");

  @ArchTest
  static final ArchRule net_probe_and_metrics_stand_below_management_and_launch =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "net..", ROOT + "probe..", ROOT + "metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "management..", ROOT + "launch..");

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
