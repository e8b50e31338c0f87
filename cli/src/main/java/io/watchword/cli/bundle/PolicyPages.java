package io.watchword.cli.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Reads `/policies` from the admin ports of roles. Blocks its caller, for a few seconds at most.
final class PolicyPages {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// A page, or why there is none.
  sealed interface Page {

    record Read(JsonNode policies) implements Page {}

    record Failed(String why) implements Page {}
  }

  /// @param port such as `http://127.0.0.1:8082`
  Page read(String port) {
    URI page = URI.create(port + "/policies");
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(page).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      return response.statusCode() == 200
          ? new Page.Read(JSON.readTree(response.body()))
          : new Page.Failed("`" + page + "` answers " + response.statusCode());
    } catch (IOException e) {
      return new Page.Failed(
          "`" + page + "` does not answer (" + e.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Page.Failed("interrupted");
    }
  }
}
