package dev.echopair.client;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.echopair.shared.testing.PublicApi;

/** Checks the test sources too, unlike {@link ArchitectureTest}. */
@AnalyzeClasses(packages = "dev.echopair.client")
final class PublicApiArchitectureTest {

  @ArchTest static final ArchRule only_the_public_api_is_used = PublicApi.isUsed();

  @ArchTest static final ArchRule no_member_is_opened = PublicApi.isNotCircumvented();
}
