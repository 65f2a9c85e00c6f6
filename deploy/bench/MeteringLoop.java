import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/**
 * What Vert.x's connection meters cost per message, alone: calls on one accepted connection what
 * Vert.x calls when it has read a message and when it writes one, and counts the event loop's
 * processor time and allocation. Processor time hardly notices other load, as the echo rate does.
 *
 * <pre>java -cp echo-server/target/echo-server.jar deploy/bench/MeteringLoop.java</pre>
 */
public final class MeteringLoop {

  private static final int ROUNDS = 5;
  private static final int MESSAGES = 20_000_000;
  private static final int BYTES = 64;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private MeteringLoop() {}

  public static void main(String[] args) throws Exception {
    for (boolean metered : new boolean[] {false, true}) {
      Vertx vertx = vertx(metered);
      CompletableFuture<Void> done = new CompletableFuture<>();
      vertx
          .createNetServer()
          .connectHandler(socket -> measure(socket, metered, done))
          .listen(0, "127.0.0.1")
          .compose(server -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"))
          .onFailure(done::completeExceptionally);
      done.get();
      vertx.close().toCompletionStage().toCompletableFuture().get();
    }
  }

  private static Vertx vertx(boolean metered) {
    // The loop is held for longer than Vert.x likes.
    VertxOptions options = new VertxOptions().setBlockedThreadCheckInterval(3_600_000);
    VertxBuilder builder = Vertx.builder();
    if (metered) {
      options.setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
      builder.withMetrics(
          new MicrometerMetricsFactory(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
    }
    return builder.with(options).build();
  }

  private static void measure(NetSocket socket, boolean metered, CompletableFuture<Void> done) {
    ConnectionBase connection = (ConnectionBase) socket;
    ByteBuf message = Unpooled.directBuffer(BYTES).writeZero(BYTES);
    for (int round = 0; round < ROUNDS; round++) {
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long cpu = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < MESSAGES; i++) {
        connection.reportBytesRead(message);
        connection.reportsBytesWritten(message);
      }
      cpu = THREADS.getCurrentThreadCpuTime() - cpu;
      allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      System.out.printf(
          "metrics %-3s %.2f ns, %.5f bytes allocated per message%n",
          metered ? "on" : "off", (double) cpu / MESSAGES, (double) allocated / MESSAGES);
    }
    done.complete(null);
  }
}
