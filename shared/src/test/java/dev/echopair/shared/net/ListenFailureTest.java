package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.echopair.shared.Await;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ListenFailureTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new BindException("bind(..) failed with error(-98): Address already in use"),
            "the port is in use; choose another tcp.port (0 for a free one) or stop its owner"),
        Arguments.of(
            new BindException("Permission denied"),
            "permission denied; ports below 1024 need root or CAP_NET_BIND_SERVICE"),
        Arguments.of(
            new BindException("Cannot assign requested address"),
            "no interface of this machine has that address; check tcp.host"),
        Arguments.of(
            new BindException("Can't assign requested address"),
            "no interface of this machine has that address; check tcp.host"),
        Arguments.of(
            new UnknownHostException("nowhere"), "the host does not resolve; check tcp.host"),
        Arguments.of(new BindException("something else"), "something else"),
        Arguments.of(new IOException("something else"), "IOException: something else"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysWhatWasAttemptedOnWhatWhatCameBackAndWhatToDo(Exception failure, String reason) {
    Throwable explained = Await.failure(ListenFailure.explain("tcp", "::1", 7007, failure));
    assertEquals("tcp: cannot listen on [::1]:7007: " + reason, explained.getMessage());
    assertSame(failure, explained.getCause());
  }

  @Test
  void explainsAFailureOnlyOnce() {
    Throwable first =
        Await.failure(ListenFailure.explain("tcp", "h", 1, new IOException("something")));
    assertSame(first, Await.failure(ListenFailure.explain("udp", "other", 2, first)));
  }
}
