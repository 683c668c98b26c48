import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** Starts mongo-java-server on loopback: arguments are the port and the version that it plays, such as MONGO_3_0. */
public class MongoJavaServer {
  public static void main(String[] args) throws Exception {
    MemoryBackend backend = new MemoryBackend();
    backend.version(ServerVersion.valueOf(args[1]));
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
    System.out.println("started");
    Thread.currentThread().join();
  }
}
