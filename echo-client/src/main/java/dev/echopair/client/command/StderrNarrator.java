package dev.echopair.client.command;

import dev.echopair.client.exchange.Narrator;

/** Numbers the steps that the sockets take and tells them on stderr. */
final class StderrNarrator implements Narrator {

  private int number;

  @Override
  public synchronized void step(String call, String what) {
    number++;
    System.err.printf("%2d. %-9s %s%n", number, call, what);
  }
}
