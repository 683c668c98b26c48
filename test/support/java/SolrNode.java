import java.nio.file.Path;
import java.util.Properties;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** Solr alone on one port. Arguments: its home folder, port. */
public class SolrNode {
  public static void main(String[] args) throws Exception {
    var config = JettyConfig.builder().setPort(Integer.parseInt(args[1])).setContext("/solr").build();
    var node = new JettySolrRunner(args[0], new Properties(), config);
    node.start();
    Thread.currentThread().join();
  }
}
