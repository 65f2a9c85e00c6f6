package dev.echopair.client.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP server that does to each connection what a test wants, however wrong. */
public final class TcpScript implements AutoCloseable {

  /** What is done to a connection; it is closed afterwards. */
  @FunctionalInterface
  public interface Act {
    /** Plays the server's part. */
    void on(Socket connection) throws IOException;
  }

  private final ServerSocket server;

  /** Starts listening on a free port of the loopback interface. */
  public TcpScript(Act act) throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(act), "tcp-script");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until the peer has finished sending, taking nothing of it for an answer. */
  public static void drain(Socket connection) throws IOException {
    connection.getInputStream().skip(Long.MAX_VALUE);
  }

  public int port() {
    return server.getLocalPort();
  }

  private void serve(Act act) {
    while (!server.isClosed()) {
      try (Socket connection = server.accept()) {
        act.on(connection);
      } catch (IOException e) {
        // The client ended the connection, or the test this server.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
