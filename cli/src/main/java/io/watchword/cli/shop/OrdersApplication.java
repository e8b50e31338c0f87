package io.watchword.cli.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// `orders`: an HTTP API without a line of security code. Lists and takes orders, serves reports,
/// and tells at `/orders/whoami` what it hears of its caller.
public final class OrdersApplication implements AutoCloseable {

  private final HttpServer server;
  private final AtomicLong orders = new AtomicLong(2);

  private OrdersApplication(HttpServer server) {
    this.server = server;
  }

  /// Starts it on `address`; port 0 takes a free one.
  ///
  /// @throws IOException where the address cannot be bound
  public static OrdersApplication start(InetSocketAddress address) throws IOException {
    HttpServer server = HttpServer.create(address, 256);
    OrdersApplication application = new OrdersApplication(server);
    server.createContext("/orders", application::orders);
    server.createContext("/reports/", exchange -> answer(exchange, 200, "{\"report\":\"ok\"}\n"));
    server.createContext("/admin", exchange -> answer(exchange, 200, "{\"admin\":true}\n"));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return application;
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void orders(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/orders/whoami")) {
      answer(exchange, 200, String.join("\n", identityHeaders(exchange)) + "\n");
    } else if (exchange.getRequestMethod().equals("POST")) {
      exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
      answer(exchange, 201, "{\"order\":" + orders.incrementAndGet() + "}\n");
    } else {
      answer(exchange, 200, "{\"orders\":" + orders.get() + "}\n");
    }
  }

  /// The header fields in which applications behind a mesh hear of their caller, as they arrived.
  private static List<String> identityHeaders(HttpExchange exchange) {
    return exchange.getRequestHeaders().entrySet().stream()
        .filter(
            header ->
                header.getKey().equalsIgnoreCase("x-forwarded-client-cert")
                    || header
                        .getKey()
                        .toLowerCase(java.util.Locale.ROOT)
                        .startsWith("x-watchword-"))
        .flatMap(
            header ->
                header.getValue().stream()
                    .map(
                        value -> header.getKey().toLowerCase(java.util.Locale.ROOT) + ": " + value))
        .sorted()
        .toList();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
