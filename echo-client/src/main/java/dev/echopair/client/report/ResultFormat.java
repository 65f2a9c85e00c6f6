package dev.echopair.client.report;

/** The formats that a result can be written in, each with its option. */
public enum ResultFormat {
  /** The whole result as one JSON object. */
  JSON("--json"),
  /** A row per interval. */
  CSV("--csv");

  private final String option;

  ResultFormat(String option) {
    this.option = option;
  }

  /** The option that asks for it. */
  public String option() {
    return option;
  }

  ResultOutput to(Destination destination, Percentiles percentiles) {
    return switch (this) {
      case JSON -> new JsonOutput(destination, percentiles);
      case CSV -> new CsvOutput(destination);
    };
  }
}
