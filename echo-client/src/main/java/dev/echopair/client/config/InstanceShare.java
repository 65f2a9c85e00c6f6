package dev.echopair.client.config;

/**
 * The share of one verticle instance in the flows of a run: every {@code of}-th flow, starting with
 * flow {@code index}.
 *
 * @param index number of the instance, from 0
 * @param of number of instances
 */
public record InstanceShare(int index, int of) {

  /** All flows. */
  public static final InstanceShare WHOLE = new InstanceShare(0, 1);

  /** The number of flows in this share, of {@code all} flows. */
  public int flows(int all) {
    return (all - index + of - 1) / of;
  }

  /** Converts the number of a flow within this share to its number among all flows. */
  public int flow(int own) {
    return index + own * of;
  }
}
