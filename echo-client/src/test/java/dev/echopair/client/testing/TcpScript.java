package dev.echopair.client.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP server that treats each connection as the test says, also in wrong ways. */
public final class TcpScript implements AutoCloseable {

  /** The action for a connection, which is closed afterwards. */
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

  /** Reads and discards all bytes until the peer ends its stream. */
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
        // The client has closed the connection, or the test has closed this server.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
