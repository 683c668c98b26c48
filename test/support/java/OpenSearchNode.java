import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** Starts one OpenSearch node on loopback, from its own jars: arguments are the data folder and the HTTP port. */
public class OpenSearchNode {
  static class Embedded extends Node {
    Embedded(Settings settings, Collection<Class<? extends Plugin>> plugins) {
      super(InternalSettingsPreparer.prepareEnvironment(settings, java.util.Map.of(), null, () -> "ajar-test"), plugins, false);
    }
  }

  public static void main(String[] args) throws Exception {
    Settings settings = Settings.builder()
        .put("path.home", Path.of(args[0]).toString())
        .put("path.repo", Path.of(args[0], "snapshots").toString())
        .put("cluster.name", "ajar-test")
        .put("node.name", "ajar-test")
        .put("network.host", "127.0.0.1")
        .put("http.port", args[1])
        .put("transport.port", "0")
        .put("discovery.type", "single-node")
        .put("cluster.routing.allocation.disk.threshold_enabled", false)
        .build();
    Node node = new Embedded(settings, List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class));
    node.start();
    System.out.println("started");
    Thread.currentThread().join();
  }
}
