package dev.echopair.shared.process;

/** The version of this build. */
public final class Version {

  private Version() {}

  /** The version that the jar's manifest names, {@code development} outside of a jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
