import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.HttpConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.harness.Neo4jBuilders;

/** Neo4j in this process. Arguments: folder, Bolt port, HTTP port, whether authentication is on. */
public class NeoServer {
  public static void main(String[] args) throws Exception {
    Neo4jBuilders.newInProcessBuilder(Path.of(args[0]))
        .withConfig(BoltConnector.enabled, true)
        .withConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(args[1])))
        .withConfig(HttpConnector.enabled, true)
        .withConfig(HttpConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(args[2])))
        .withConfig(GraphDatabaseSettings.auth_enabled, Boolean.parseBoolean(args[3]))
        .build();
    Thread.currentThread().join();
  }
}
