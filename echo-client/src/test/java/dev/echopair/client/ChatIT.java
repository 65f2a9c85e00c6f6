package dev.echopair.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.client.testing.TcpScript;
import dev.echopair.client.testing.UdpScript;
import dev.echopair.shared.testing.Peers;
import dev.echopair.shared.testing.TestProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code chat} of the fat jar, in a pipe and on a terminal. */
class ChatIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void answersEachLineOfAPipeWithItsEchoAndItsTime() throws IOException {
    try (TcpScript tcp = new TcpScript(c -> c.getInputStream().transferTo(c.getOutputStream()));
        UdpScript udp = new UdpScript(DatagramSocket::send)) {
      for (String target :
          List.of("tcp://127.0.0.1:" + tcp.port(), "udp://127.0.0.1:" + udp.port())) {
        try (TestProcess chat = chat("one\n\n two \n", target)) {
          assertEquals(0, chat.awaitExit());
          assertEquals("", chat.stderr().text());
          assertEquals(
              List.of("one\t# ms", "\t# ms", " two \t# ms"),
              chat.stdout().lines().stream()
                  .map(line -> line.replaceAll("\\d+\\.\\d{3} ms$", "# ms"))
                  .toList());
        }
      }
    }
  }

  @Test
  void endsWithOneClearLineWhenTheServerGoes() throws IOException {
    try (TcpScript rude =
            new TcpScript(c -> c.getOutputStream().write(c.getInputStream().readNBytes(4)));
        TestProcess chat = chat("one\ntwo\n", "tcp://127.0.0.1:" + rude.port())) {
      assertEquals(1, chat.awaitExit());
      assertEquals(1, chat.stdout().lines().size());
      assertEquals(1, chat.stderr().lines().size(), chat.stderr().text());
      assertTrue(
          chat.stderr()
              .text()
              .startsWith("echo-client: tcp://127.0.0.1:%d: ".formatted(rude.port())),
          chat.stderr().text());
    }
  }

  @Test
  void goesOnAfterALostDatagram() throws IOException {
    try (UdpScript forgetful =
            new UdpScript(
                (socket, datagram) -> {
                  if (datagram.getData()[0] != 'x') {
                    socket.send(datagram);
                  }
                });
        TestProcess chat = chat("x\ntwo\n", "udp://127.0.0.1:" + forgetful.port(), "-W", "100ms")) {
      assertEquals(1, chat.awaitExit());
      assertTrue(chat.stderr().text().contains("no reply from udp://"), chat.stderr().text());
      assertTrue(chat.stdout().text().startsWith("two\t"), chat.stdout().text());
    }
  }

  @Test
  void hasHistoryOnATerminalAndEndsWithCtrlD(@TempDir Path directory) throws IOException {
    Peers.require("tmux");
    try (UdpScript udp = new UdpScript(DatagramSocket::send);
        Terminal terminal = new Terminal(directory, "udp://127.0.0.1:" + udp.port())) {
      terminal.awaitLines("^> $", 1);
      terminal.type("first", "Enter");
      terminal.awaitLines("^first\\s+\\d.*ms$", 1);
      terminal.type("second", "Enter");
      terminal.awaitLines("^second\\s+\\d.*ms$", 1);
      terminal.type("Up", "Up", "Enter");
      terminal.awaitLines("^first\\s+\\d.*ms$", 2);
      terminal.type("C-d");

      assertEquals("0", terminal.awaitExitCode());
    }
  }

  @Test
  void isInterruptedByCtrlC(@TempDir Path directory) throws IOException {
    Peers.require("tmux");
    try (UdpScript udp = new UdpScript(DatagramSocket::send);
        Terminal terminal = new Terminal(directory, "udp://127.0.0.1:" + udp.port())) {
      terminal.awaitLines("^> $", 1);
      terminal.type("C-c");

      assertEquals("130", terminal.awaitExitCode());
    }
  }

  private static TestProcess chat(String stdin, String... args) throws IOException {
    String[] line = new String[args.length + 1];
    line[0] = "chat";
    System.arraycopy(args, 0, line, 1, args.length);
    TestProcess chat = TestProcess.client(line).start();
    try (OutputStream in = chat.stdin()) {
      in.write(stdin.getBytes(StandardCharsets.UTF_8));
    }
    return chat;
  }

  /** A terminal in which a chat runs, in a separate tmux server. */
  private static final class Terminal implements AutoCloseable {

    private final Path socket;
    private final Path exitCode;

    Terminal(Path directory, String target) throws IOException {
      socket = directory.resolve("tmux");
      exitCode = directory.resolve("exit-code");
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String command =
          "'%s' -jar '%s' chat %s; echo $? > '%s.new'; mv '%s.new' '%s'; exec cat"
              .formatted(
                  java,
                  System.getProperty("pair.client.jar"),
                  target,
                  exitCode,
                  exitCode,
                  exitCode);
      tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", command);
    }

    void type(String... keys) {
      String[] line = new String[keys.length + 1];
      line[0] = "send-keys";
      System.arraycopy(keys, 0, line, 1, keys.length);
      tmux(line);
    }

    void awaitLines(String regex, long count) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> tmux("capture-pane", "-p", "-N").lines().filter(l -> matches(l, regex)).count(),
              found -> found >= count);
    }

    private static boolean matches(String line, String regex) {
      // tmux pads the lines of a terminal with spaces.
      return (line.stripTrailing() + (line.startsWith(">") ? " " : "")).matches(regex);
    }

    String awaitExitCode() throws IOException {
      await().atMost(PATIENCE).until(() -> Files.exists(exitCode));
      return Files.readString(exitCode).strip();
    }

    private String tmux(String... args) {
      String[] line = new String[args.length + 2];
      line[0] = "-S";
      line[1] = socket.toString();
      System.arraycopy(args, 0, line, 2, args.length);
      try (TestProcess tmux =
          TestProcess.program("tmux", line).env("TERM", "xterm").env("LC_ALL", "C.UTF-8").start()) {
        assertEquals(0, tmux.awaitExit(), () -> tmux.stderr().text());
        return tmux.stdout().text();
      }
    }

    @Override
    public void close() {
      tmux("kill-server");
    }
  }
}
