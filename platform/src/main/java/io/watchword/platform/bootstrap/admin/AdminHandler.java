package io.watchword.platform.bootstrap.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.watchword.platform.bootstrap.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the requests of the admin port. Runs on its threads.
final class AdminHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

  // Loaded by the first request, not by the start of the role.
  private static final class Json {
    static final ObjectMapper MAPPER =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  }

  private record Answer(int status, String type, String body) {}

  private final Health health;
  private final Telemetry telemetry;
  private final Map<String, Supplier<Object>> dumps;
  private final Map<String, Runnable> actions;

  AdminHandler(
      Health health,
      Telemetry telemetry,
      Map<String, Supplier<Object>> dumps,
      Map<String, Runnable> actions) {
    this.health = health;
    this.telemetry = telemetry;
    this.dumps = Map.copyOf(dumps);
    this.actions = Map.copyOf(actions);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (RuntimeException e) {
        LOG.atError()
            .setCause(e)
            .addKeyValue("path", exchange.getRequestURI().getPath())
            .log("admin request failed");
        answer = error(500, "failed, see the log");
      }
      send(exchange, answer);
    }
  }

  private Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    boolean action = actions.containsKey(path);
    if (!isForThisHost(exchange)) {
      return error(403, "not addressed to a loopback name");
    }
    if (!action && !isPage(path)) {
      return error(404, "no such page");
    }
    String allowed = action ? "POST" : "GET";
    boolean head = !action && exchange.getRequestMethod().equals("HEAD");
    if (!exchange.getRequestMethod().equals(allowed) && !head) {
      exchange.getResponseHeaders().set("Allow", action ? "POST" : "GET, HEAD");
      return error(405, "expected " + allowed);
    }
    return action ? act(path) : page(path);
  }

  // A web page in someone's browser can send requests here, also under a name of its own (DNS
  // rebinding); it can not do so
  // without an `Origin` or a foreign `Host`.
  private static boolean isForThisHost(HttpExchange exchange) {
    if (exchange.getRequestHeaders().containsKey("Origin")) {
      return false;
    }
    String host = exchange.getRequestHeaders().getFirst("Host");
    return host == null || host.matches("(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]+)?");
  }

  private boolean isPage(String path) {
    return switch (path) {
      case "/health/live", "/health/ready", "/metrics" -> true;
      default -> dumps.containsKey(path);
    };
  }

  private Answer act(String path) {
    Runnable action = actions.get(path);
    if (action == null) {
      return error(404, "no such action");
    }
    action.run();
    return json(200, Map.of("done", path));
  }

  private Answer page(String path) {
    return switch (path) {
      case "/health/live" -> json(200, Map.of("live", true));
      case "/health/ready" -> ready();
      case "/metrics" -> new Answer(200, "text/plain; version=0.0.4", telemetry.scrape());
      default -> dump(path);
    };
  }

  private Answer ready() {
    Map<String, Object> document = health.document();
    return json(Boolean.TRUE.equals(document.get("ready")) ? 200 : 503, document);
  }

  private Answer dump(String path) {
    Supplier<Object> dump = dumps.get(path);
    return dump == null ? error(404, "no such page") : json(200, dump.get());
  }

  private static Answer error(int status, String why) {
    return json(status, Map.of("error", why));
  }

  private static Answer json(int status, Object document) {
    try {
      return new Answer(
          status, "application/json", Json.MAPPER.writeValueAsString(document) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("admin page as JSON", e);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type() + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
