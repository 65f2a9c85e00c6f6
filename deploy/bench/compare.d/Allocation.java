import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads the bytes that the event loops of another JVM have allocated, over its JMX agent. */
final class Allocation implements AutoCloseable {

  private final JMXConnector connector;
  private final ThreadMXBean threads;

  // The peer is a JVM that this program has started on the same machine.
  @SuppressWarnings("BanJNDI")
  Allocation(long pid) throws IOException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    String address = machine.startLocalManagementAgent();
    machine.detach();
    connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
    threads =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.THREAD_MXBEAN_NAME,
            ThreadMXBean.class);
  }

  long bytes() {
    long[] ids = threads.getAllThreadIds();
    long[] allocated = threads.getThreadAllocatedBytes(ids);
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    long sum = 0;
    for (int i = 0; i < ids.length; i++) {
      if (infos[i] != null && infos[i].getThreadName().contains("eventloop")) {
        sum += Math.max(0, allocated[i]);
      }
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
