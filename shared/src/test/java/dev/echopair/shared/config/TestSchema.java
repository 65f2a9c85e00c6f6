package dev.echopair.shared.config;

/** The schema of a service that exists in tests only. It has one key of every kind. */
public final class TestSchema {

  private TestSchema() {}

  /** Loads the schema. */
  public static ConfigSchema load() {
    return ConfigSchema.load(TestSchema.class, "test.schema.json");
  }
}
