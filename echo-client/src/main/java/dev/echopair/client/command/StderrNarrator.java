package dev.echopair.client.command;

import dev.echopair.client.exchange.Narrator;

/** Prints each step of the sockets on stderr, with a number. */
final class StderrNarrator implements Narrator {

  private int number;

  @Override
  public synchronized void step(String call, String what) {
    number++;
    System.err.printf("%2d. %-9s %s%n", number, call, what);
  }
}
