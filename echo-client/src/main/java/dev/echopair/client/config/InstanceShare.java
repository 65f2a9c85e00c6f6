package dev.echopair.client.config;

/**
 * The flows of a run that one verticle instance carries: every {@code of}-th, from {@code index}.
 *
 * @param index which instance, from 0
 * @param of how many instances there are
 */
public record InstanceShare(int index, int of) {

  /** All flows. */
  public static final InstanceShare WHOLE = new InstanceShare(0, 1);

  /** How many flows that is. */
  public int flows(int all) {
    return (all - index + of - 1) / of;
  }

  /** The number, among all flows, of one of these. */
  public int flow(int own) {
    return index + own * of;
  }
}
