package dev.echopair.shared.net;

import java.io.IOException;

/**
 * A target that none of its addresses leads to; the message names the addresses and the reasons.
 */
public final class UnreachableException extends IOException {

  private static final long serialVersionUID = 1L;

  UnreachableException(String message) {
    super(message);
  }
}
