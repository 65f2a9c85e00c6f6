package dev.echopair.shared.management;

/** Chart.js, which draws the charts of the dashboard and of the reports. */
public final class ChartLibrary {

  /** Its script on the class path. */
  public static final String RESOURCE =
      "META-INF/resources/webjars/chart.js/4.4.9/dist/chart.umd.js";

  private ChartLibrary() {}
}
