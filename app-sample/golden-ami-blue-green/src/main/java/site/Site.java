package site;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves one page, by the web server that the JDK brings along. */
public final class Site {
  /** Seconds in which requests may end once the service is asked to stop. */
  private static final int STOP_SECONDS = 5;

  private final byte[] page;

  private Site(byte[] page) {
    this.page = page;
  }

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "80"));
    Site site = new Site(read("/index.html"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/", site::answer);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.stop(STOP_SECONDS);
                  threads.shutdown();
                }));
    server.start();
    System.out.println("Listening on port " + port);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      boolean isHead = method.equals("HEAD");
      if (!isHead && !method.equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      if (!exchange.getRequestURI().getPath().equals("/")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, isHead ? -1 : page.length);
      if (!isHead) exchange.getResponseBody().write(page);
    }
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream stream = Site.class.getResourceAsStream(name)) {
      if (stream == null) throw new IOException("the jar lacks " + name);
      return stream.readAllBytes();
    }
  }
}
