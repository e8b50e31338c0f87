package io.watchword.ca.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What Vault said. Immutable.
///
/// @param body missing where it said nothing, or no JSON
public record VaultAnswer(int status, JsonNode body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_WORDS = 300;

  static VaultAnswer of(int status, byte[] body) {
    try {
      return new VaultAnswer(status, body.length == 0 ? nothing() : JSON.readTree(body));
    } catch (IOException e) {
      // A proxy in between answers with HTML: the status says enough.
      return new VaultAnswer(status, nothing());
    }
  }

  static VaultAnswer of(int status, String body) {
    return of(status, body.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether it was done.
  public boolean isOk() {
    return status >= 200 && status < 300;
  }

  /// The object that all answers of secrets engines carry.
  public JsonNode data() {
    return body.path("data");
  }

  /// The `errors`, as one line.
  public String errors() {
    List<String> lines = new ArrayList<>();
    body.path("errors").forEach(error -> lines.add(error.asText().strip()));
    String all = String.join("; ", lines).replaceAll("\\s+", " ");
    return all.length() > MAX_WORDS ? all.substring(0, MAX_WORDS) + "..." : all;
  }

  private static JsonNode nothing() {
    return MissingNode.getInstance();
  }
}
