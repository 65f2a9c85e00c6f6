package dev.echopair.shared.net;

import java.io.IOException;

/**
 * Thrown when no address of a target can be reached. The message names the addresses and the
 * reasons.
 */
public final class UnreachableException extends IOException {

  private static final long serialVersionUID = 1L;

  UnreachableException(String message) {
    super(message);
  }
}
