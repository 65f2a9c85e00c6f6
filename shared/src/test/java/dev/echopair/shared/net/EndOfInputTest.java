package dev.echopair.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echopair.shared.Await;
import dev.echopair.shared.internals.SocketMessages;
import dev.echopair.shared.internals.SocketPipeline;
import dev.echopair.shared.testing.Transports;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.echopair.shared.testing.Transports#available")
final class EndOfInputTest {

  private final Vertx vertx;

  EndOfInputTest(String transport) {
    this.vertx = Transports.vertx(transport);
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  /** Starts a server; the accepted socket reports the end of its input. */
  private NetServer listen(Promise<NetSocket> accepted, Consumer<NetSocket> handling) {
    return Await.result(
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  EndOfInput.deliverOn(socket);
                  handling.accept(socket);
                  socket.pause();
                  accepted.complete(socket);
                })
            .listen(0, "127.0.0.1"));
  }

  private static Socket connect(NetServer server) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Collects all bytes until the FIN, sends them back, and closes. */
  private static void answerAtTheEnd(NetSocket connection) {
    Buffer collected = Buffer.buffer();
    SocketMessages.read(
        connection,
        message -> {
          if (message == EndOfInput.MESSAGE) {
            collected.appendString("|FIN");
            connection.write(collected).onComplete(written -> connection.close());
          } else {
            collected.appendString(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
            ReferenceCountUtil.release(message);
          }
        });
  }

  private static void resume(NetSocket connection) {
    SocketPipeline.channel(connection).eventLoop().execute(connection::resume);
  }

  @Test
  void comesBehindDataThatIsHeldBackByAPause() throws Exception {
    Promise<NetSocket> accepted = Promise.promise();
    NetServer server = listen(accepted, EndOfInputTest::answerAtTheEnd);
    try (Socket socket = connect(server)) {
      String text = "held back ".repeat(1000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      NetSocket connection = Await.result(accepted.future());
      resume(connection);
      byte[] answer = socket.getInputStream().readAllBytes();
      assertEquals(text + "|FIN", new String(answer, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void waitsWhileTheSocketIsPaused() throws Exception {
    Promise<NetSocket> accepted = Promise.promise();
    NetServer server = listen(accepted, EndOfInputTest::answerAtTheEnd);
    try (Socket socket = connect(server)) {
      NetSocket connection = Await.result(accepted.future());
      socket.getOutputStream().write('a');
      socket.shutdownOutput();
      // The other direction still works: the received bytes prove that the socket is open.
      Await.result(connection.write("before"));
      assertEquals(
          "before", new String(socket.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
      assertEquals(0, socket.getInputStream().available());
      resume(connection);
      assertEquals(
          "a|FIN", new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void leavesTheOtherDirectionOpen() throws Exception {
    Promise<NetSocket> accepted = Promise.promise();
    Promise<Void> ended = Promise.promise();
    NetServer server =
        listen(
            accepted,
            connection ->
                SocketMessages.read(
                    connection,
                    message -> {
                      if (message == EndOfInput.MESSAGE) {
                        ended.complete();
                      } else {
                        ReferenceCountUtil.release(message);
                      }
                    }));
    try (Socket socket = connect(server)) {
      NetSocket connection = Await.result(accepted.future());
      resume(connection);
      socket.shutdownOutput();
      Await.result(ended.future());
      Await.result(connection.write("after the end"));
      Await.result(connection.close());
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.equals("after the end"), answer);
    }
  }
}
