package dev.echopair.client.testing;

import dev.echopair.shared.probe.ProbePacket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * A UDP relay between a client and an echo. A script gives the impairment of each reply by the
 * sequence number of its probe; the client must find exactly the counts of the script.
 */
public final class ImpairmentRelay implements AutoCloseable {

  /** An impairment of the reply to a probe. */
  public sealed interface Impairment {

    /** The relay passes the reply unchanged. */
    record None() implements Impairment {}

    /** The relay drops the reply. */
    record Drop() implements Impairment {}

    /** The relay sends the reply and {@code more} duplicates. */
    record Duplicate(int more) implements Impairment {}

    /** The relay flips one bit of the reply. */
    record Corrupt(int bit) implements Impairment {}

    /** The relay delays the reply. */
    record Delay(Duration time) implements Impairment {}

    /** The relay sends the reply after this number of other replies. */
    record Behind(int replies) implements Impairment {}
  }

  private static final class Held {
    private final byte[] reply;
    private final long due;

    Held(byte[] reply, long due) {
      this.reply = reply;
      this.due = due;
    }
  }

  private final DatagramSocket front;
  private final DatagramSocket back;
  private final int target;
  private final LongFunction<Impairment> script;
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private final List<Held> held = new ArrayList<>();

  private volatile SocketAddress client;
  private long passed;

  /** Starts a relay between one client and an echo at a port of this machine. */
  public ImpairmentRelay(int target, LongFunction<Impairment> script) throws IOException {
    this.target = target;
    this.script = script;
    this.front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    front.setReceiveBufferSize(4 << 20);
    back.setReceiveBufferSize(4 << 20);
    start(this::forward, "relay-there");
    start(this::giveBack, "relay-back");
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return front.getLocalPort();
  }

  private void forward() {
    DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
    while (!front.isClosed()) {
      try {
        datagram.setLength(65_536);
        front.receive(datagram);
        client = datagram.getSocketAddress();
        back.send(
            new DatagramPacket(
                datagram.getData(),
                datagram.getLength(),
                InetAddress.getLoopbackAddress(),
                target));
      } catch (IOException e) {
        // The test has closed it.
      }
    }
  }

  private void giveBack() {
    DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
    while (!back.isClosed()) {
      try {
        datagram.setLength(65_536);
        back.receive(datagram);
        impair(Arrays.copyOf(datagram.getData(), datagram.getLength()));
      } catch (IOException e) {
        // The test has closed it.
      }
    }
  }

  // A delayed reply needs no check of its future: it is sent unless the test ends first.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void impair(byte[] reply) throws IOException {
    Impairment impairment = script.apply(ProbePacket.sequence(ByteBuffer.wrap(reply)));
    if (impairment instanceof Impairment.Drop) {
      return;
    } else if (impairment instanceof Impairment.Behind behind) {
      held.add(new Held(reply, passed + behind.replies()));
      return;
    } else if (impairment instanceof Impairment.Delay delay) {
      later.schedule(() -> sendLater(reply), delay.time().toNanos(), TimeUnit.NANOSECONDS);
      return;
    } else if (impairment instanceof Impairment.Corrupt corrupt) {
      reply[corrupt.bit() / Byte.SIZE] ^= (byte) (1 << (corrupt.bit() % Byte.SIZE));
    } else if (impairment instanceof Impairment.Duplicate duplicate) {
      for (int i = 0; i < duplicate.more(); i++) {
        send(reply);
      }
    }
    send(reply);
    if (!(impairment instanceof Impairment.Corrupt)) {
      passed++;
      release();
    }
  }

  private void release() throws IOException {
    for (Held each : List.copyOf(held)) {
      if (passed >= each.due) {
        held.remove(each);
        send(each.reply);
      }
    }
  }

  private Void sendLater(byte[] reply) throws IOException {
    send(reply);
    return null;
  }

  private void send(byte[] reply) throws IOException {
    front.send(new DatagramPacket(reply, reply.length, client));
  }

  @Override
  public void close() {
    front.close();
    back.close();
    later.shutdownNow();
  }
}
