package dev.echopair.server.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking TCP socket of the JDK as the server's peer. Reads fail after a timeout. */
public final class TcpPeer implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;

  public TcpPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  public static TcpPeer connect(String host, int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
    return new TcpPeer(socket);
  }

  public static TcpPeer connect(int port) throws IOException {
    return connect("127.0.0.1", port);
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Sends FIN (or TLS close_notify); the peer can still read. */
  public void sendEnd() throws IOException {
    socket.shutdownOutput();
  }

  public byte[] read(int bytes) throws IOException {
    return socket.getInputStream().readNBytes(bytes);
  }

  /** Reads all bytes until the server closes. */
  public byte[] readToEnd() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  /** Reads the pattern from its start until the server closes; returns the number of bytes. */
  public long readPatternToEnd() throws IOException {
    byte[] chunk = new byte[64 * 1024];
    long position = 0;
    for (int n = read(chunk); n >= 0; n = read(chunk)) {
      BytePattern.check(chunk, n, position);
      position += n;
    }
    return position;
  }

  /** Reads this number of bytes of the pattern from its start. */
  public void readPattern(long bytes) throws IOException {
    byte[] chunk = new byte[64 * 1024];
    for (long position = 0; position < bytes; ) {
      int n =
          socket.getInputStream().read(chunk, 0, (int) Math.min(chunk.length, bytes - position));
      assertTrue(n > 0, "the server closed");
      BytePattern.check(chunk, n, position);
      position += n;
    }
  }

  /** Sends a text and checks that the server returns it. */
  public void exchange(String text) throws IOException {
    byte[] sent = text.getBytes(StandardCharsets.UTF_8);
    send(sent);
    assertArrayEquals(sent, read(sent.length));
  }

  /** Fails unless the server closes without sending a byte. */
  public void expectClosed() throws IOException {
    assertEquals(-1, socket.getInputStream().read(), "the server sent a byte");
  }

  /** Resets the connection instead of closing it. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int read(byte[] chunk) throws IOException {
    return socket.getInputStream().read(chunk);
  }
}
