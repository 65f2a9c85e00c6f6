package dev.echopair.shared.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of the packages of a module: each package imports only packages before it in the list,
 * and each class is in a listed package.
 */
public final class PackageOrder {

  private final String root;
  private final List<String> packages;

  private PackageOrder(String root, List<String> packages) {
    this.root = root;
    this.packages = packages;
  }

  /**
   * Makes an order.
   *
   * @param root the module's root package, which may import all packages of the list
   * @param packages their names below the root, the lowest one first
   */
  public static PackageOrder of(String root, String... packages) {
    return new PackageOrder(root, List.of(packages));
  }

  /** Fails for a class that imports a later package, or that is in no package of the list. */
  public void check(JavaClasses classes) {
    List<String> above = new ArrayList<>(packages);
    for (String each : packages) {
      above.remove(each);
      List<String> forbidden = new ArrayList<>(above.stream().map(this::subtree).toList());
      forbidden.add(root);
      noClasses()
          .that()
          .resideInAPackage(subtree(each))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(forbidden.toArray(String[]::new))
          .because("a package imports only those before it: " + String.join(", ", packages))
          .allowEmptyShould(true)
          .check(classes);
    }
    List<String> known = new ArrayList<>(packages.stream().map(this::subtree).toList());
    known.add(root);
    classes()
        .that(describe("belong to " + root, each -> each.getPackageName().startsWith(root)))
        .should()
        .resideInAnyPackage(known.toArray(String[]::new))
        .because("the order of the packages names each of them")
        .check(classes);
  }

  private String subtree(String name) {
    return root + "." + name + "..";
  }
}
