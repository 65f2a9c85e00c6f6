package dev.echopair.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EchoClientTest {

  @Test
  void theHelpListsAllExitCodes() {
    String help = EchoClient.commandLine().getUsageMessage().replaceAll("\\s+", " ");
    assertTrue(
        help.contains(
            "Exit codes: 0 success, 1 the work failed, 2 wrong usage or configuration,"
                + " 3 an --assert does not hold, 130 interrupted."),
        help);
  }
}
