package dev.echopair.client.report;

/** The formats that a result can be written in, each with its option. */
public enum ResultFormat {
  /** The whole result as one JSON object. */
  JSON("--json"),
  /** A row per interval. */
  CSV("--csv"),
  /** The percentiles of the round trip as HdrHistogram's plotter reads them. */
  HGRM("--hgrm"),
  /** The histograms of each interval in HdrHistogram's log format. */
  HLOG("--hlog"),
  /** A page with plots. */
  HTML("--html"),
  /** A test case per assertion. */
  JUNIT("--junit");

  private final String option;

  ResultFormat(String option) {
    this.option = option;
  }

  /** The command-line option of the format. */
  public String option() {
    return option;
  }

  ResultOutput to(Destination destination, Percentiles percentiles) {
    return switch (this) {
      case JSON -> new JsonOutput(destination, percentiles);
      case CSV -> new CsvOutput(destination);
      case HGRM -> new HgrmOutput(destination);
      case HLOG -> new HlogOutput(destination);
      case HTML -> new HtmlOutput(destination, percentiles);
      case JUNIT -> new JunitOutput(destination, percentiles);
    };
  }
}
