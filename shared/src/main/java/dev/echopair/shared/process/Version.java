package dev.echopair.shared.process;

/** The version of this build. */
public final class Version {

  private Version() {}

  /** Returns the version from the manifest of the jar, {@code development} outside of a jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
