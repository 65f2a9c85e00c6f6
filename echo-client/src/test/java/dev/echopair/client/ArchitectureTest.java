package dev.echopair.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.echopair.client", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ROOT = "dev.echopair.client.";

  @ArchTest
  static final ArchRule the_client_does_not_know_the_server =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.echopair.server..");

  @ArchTest
  static final ArchRule no_package_imports_one_that_stands_above_it =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("commands")
          .definedBy(ROOT + "command..")
          .layer("report")
          .definedBy(ROOT + "report..")
          .layer("engine")
          .definedBy(ROOT + "engine..")
          .layer("verticle")
          .definedBy(ROOT + "verticle..")
          .layer("transfer")
          .definedBy(ROOT + "transfer..")
          .layer("exchange")
          .definedBy(ROOT + "exchange..")
          .layer("config")
          .definedBy(ROOT + "config..")
          .whereLayer("commands")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("commands")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("commands", "report")
          .whereLayer("verticle")
          .mayOnlyBeAccessedByLayers("commands", "report", "engine")
          .whereLayer("transfer")
          .mayOnlyBeAccessedByLayers("commands")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("commands", "transfer", "verticle");

  @ArchTest
  static final ArchRule no_class_has_a_name_that_says_nothing =
      noClasses()
          .should()
          .haveNameMatching(".*\\.\\w*(Util\\w*|Helper|Manager|Common|Impl)(\\$.*)?");

  @ArchTest
  static final ArchRule nobody_uses_sun_misc =
      noClasses().should().dependOnClassesThat().resideInAPackage("sun.misc..");
}
