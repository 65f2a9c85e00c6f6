package dev.echopair.shared.net;

import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Describes why a connection to a peer failed or broke. */
public final class ConnectFailure {

  private ConnectFailure() {}

  /** Returns the reason for a failure and, where it is known, the meaning of this reason. */
  public static String reason(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof UnreachableException) {
      return message;
    }
    String lower = message.toLowerCase(Locale.ROOT);
    if (failure instanceof UnknownHostException) {
      return "the host does not resolve";
    }
    if (failure instanceof PortUnreachableException) {
      return "ICMP port unreachable came back: the host is there, but nothing listens on the port";
    }
    if (lower.contains("connection refused")) {
      return "connection refused: the host is there, but nothing listens on the port";
    }
    if (lower.contains("cannot assign requested address")) {
      return "no interface of this machine has the local address";
    }
    if (lower.contains("address already in use")) {
      return "the local port is in use";
    }
    if (lower.contains("connection reset")) {
      return "connection reset by the peer";
    }
    if (failure instanceof NoRouteToHostException || lower.contains("no route to host")) {
      return "no route to the host";
    }
    if (lower.contains("network is unreachable")) {
      return "the network is unreachable";
    }
    if (failure instanceof SSLException) {
      return "TLS: " + rootMessage(failure);
    }
    if (lower.contains("timed out") || lower.contains("timeout")) {
      return "no answer in time: the host is down, or a firewall drops the packets";
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : message;
  }

  /**
   * Returns the message of the innermost cause. The outer exceptions say only that the handshake
   * failed.
   */
  private static String rootMessage(Throwable failure) {
    String message = failure.getMessage();
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      message = cause.getMessage() == null ? message : cause.getMessage();
    }
    return message;
  }
}
