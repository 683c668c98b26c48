import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** One Kafka broker that is its own controller. Arguments: folder, port, port of the controller, more settings as key=value. */
public class KafkaBroker {
  public static void main(String[] args) throws Exception {
    String folder = args[0];
    StringBuilder settings = new StringBuilder();
    for (String line : List.of(
        "process.roles=broker,controller",
        "node.id=1",
        "controller.quorum.voters=1@127.0.0.1:" + args[2],
        "controller.listener.names=CONTROLLER",
        "log.dirs=" + folder + "/log",
        "offsets.topic.replication.factor=1",
        "transaction.state.log.replication.factor=1",
        "transaction.state.log.min.isr=1",
        "num.network.threads=2",
        "num.io.threads=2",
        "group.initial.rebalance.delay.ms=0")) {
      settings.append(line).append('\n');
    }
    boolean sasl = false;
    for (int i = 3; i < args.length; i++) {
      sasl |= args[i].startsWith("listener.name.sasl_plaintext.");
    }
    String map = sasl ? "SASL_PLAINTEXT" : "PLAINTEXT";
    settings.append("listeners=" + map + "://127.0.0.1:" + args[1] + ",CONTROLLER://127.0.0.1:" + args[2] + "\n");
    settings.append("inter.broker.listener.name=" + map + "\n");
    settings.append("listener.security.protocol.map=" + map + ":" + map + ",CONTROLLER:PLAINTEXT\n");
    // Of two lines of one name the later holds.
    for (int i = 3; i < args.length; i++) settings.append(args[i]).append('\n');
    Path file = Path.of(folder, "server.properties");
    Files.writeString(file, settings.toString());
    int formatted = StorageTool.execute(
        new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()}, System.out);
    if (formatted != 0) System.exit(formatted);
    Kafka.main(new String[] {file.toString()});
  }
}
