package dev.echopair.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.echopair.server", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule the_server_knows_no_client =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.echopair.client..");

  @ArchTest
  static final ArchRule nothing_stands_above_main =
      noClasses()
          .that(not(belongToAnyOf(EchoServer.class)))
          .should()
          .dependOnClassesThat(belongToAnyOf(EchoServer.class));

  /** The layers from top to bottom: parent, listener, tcp and udp, traffic, config. */
  @ArchTest
  static final ArchRule each_package_knows_only_those_below_it =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("parent")
          .definedBy("dev.echopair.server")
          .layer("listener")
          .definedBy("dev.echopair.server.listener..")
          .layer("tcp")
          .definedBy("dev.echopair.server.tcp..")
          .layer("udp")
          .definedBy("dev.echopair.server.udp..")
          .layer("traffic")
          .definedBy("dev.echopair.server.traffic..")
          .layer("config")
          .definedBy("dev.echopair.server.config..")
          .ensureAllClassesAreContainedInArchitectureIgnoring("dev.echopair.shared..")
          .whereLayer("parent")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("listener")
          .mayOnlyBeAccessedByLayers("parent")
          .whereLayer("tcp")
          .mayOnlyBeAccessedByLayers("listener")
          .whereLayer("udp")
          .mayOnlyBeAccessedByLayers("listener")
          .whereLayer("traffic")
          .mayOnlyBeAccessedByLayers("tcp", "udp");

  @ArchTest
  static final ArchRule no_class_has_a_name_that_says_nothing =
      noClasses()
          .should()
          .haveNameMatching(".*\\.\\w*(Util\\w*|Helper|Manager|Common|Impl)(\\$.*)?");
}
