package dev.echopair.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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

  @ArchTest
  static final ArchRule only_main_stands_above_the_parent =
      noClasses()
          .that(not(belongToAnyOf(EchoServer.class, EchoServerVerticle.class)))
          .should()
          .dependOnClassesThat(belongToAnyOf(EchoServerVerticle.class));

  @ArchTest
  static final ArchRule only_the_parent_stands_above_the_verticles =
      noClasses()
          .that(
              not(
                  belongToAnyOf(
                      EchoServer.class,
                      EchoServerVerticle.class,
                      TcpListeners.class,
                      UdpListeners.class,
                      TcpEchoVerticle.class,
                      UdpEchoVerticle.class)))
          .should()
          .dependOnClassesThat(belongToAnyOf(TcpEchoVerticle.class, UdpEchoVerticle.class));

  @ArchTest
  static final ArchRule config_stands_at_the_bottom =
      noClasses()
          .that()
          .resideInAPackage("dev.echopair.server.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.echopair.server");

  @ArchTest
  static final ArchRule no_class_has_a_name_that_says_nothing =
      noClasses()
          .should()
          .haveNameMatching(".*\\.\\w*(Util\\w*|Helper|Manager|Common|Impl)(\\$.*)?");
}
