package io.watchword.cli.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.cli.running.CaAnswer;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Registration entries as `spire-server entry show -output json` prints them. Thread-safe: no
/// state.
///
/// Every field of SPIRE's entry has its place in ours. What only SPIRE knows, its agents and its
/// server as parents, is put in place by a map.
final class SpireEntries {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "spiffe_id",
          "parent_id",
          "selectors",
          "x509_svid_ttl",
          "ttl",
          "jwt_svid_ttl",
          "federates_with",
          "hint",
          "admin",
          "created_at",
          "downstream",
          "expires_at",
          "dns_names",
          "revision_number",
          "store_svid",
          "additional_attributes");

  private SpireEntries() {}

  /// The entries that `text` holds.
  ///
  /// @param file for messages
  /// @param parents what a parent ID of SPIRE is here
  /// @throws InvalidInputException naming each entry that cannot be taken as it is
  static List<CaAnswer.Entry> read(String file, String text, Map<String, String> parents) {
    List<CaAnswer.Entry> entries = new ArrayList<>();
    List<Diagnostic> wrong = new ArrayList<>();
    int at = 0;
    for (JsonNode node : list(file, text)) {
      at++;
      try {
        entries.add(entry(node, parents));
      } catch (IllegalArgumentException e) {
        wrong.add(refusal("`" + file + "`, entry " + at + ": " + e.getMessage()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new InvalidInputException(wrong);
    }
    return entries;
  }

  private static JsonNode list(String file, String text) {
    JsonNode document;
    try {
      document = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          refusal("`" + file + "` is no JSON: " + e.getOriginalMessage()));
    }
    JsonNode entries = document.path("entries");
    if (!entries.isArray()) {
      throw new InvalidInputException(
          refusal("`" + file + "` has no `entries`")
              .withHelp("make it with `spire-server entry show -output json`"));
    }
    return entries;
  }

  private static CaAnswer.Entry entry(JsonNode node, Map<String, String> parents) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("field `" + name + "` is not known");
              }
            });
    JsonNode attributes = node.path("additional_attributes");
    String parent = id(node, "parent_id");
    long x509Ttl = node.has("x509_svid_ttl") ? number(node, "x509_svid_ttl") : number(node, "ttl");
    return new CaAnswer.Entry(
        node.path("id").asText(),
        id(node, "spiffe_id"),
        parents.getOrDefault(parent, parent),
        selectors(node),
        x509Ttl,
        number(node, "jwt_svid_ttl"),
        node.path("hint").asText(),
        texts(node, "dns_names"),
        texts(node, "federates_with").stream().map(SpireEntries::domain).toList(),
        node.path("admin").asBoolean(),
        node.path("downstream").asBoolean(),
        node.path("store_svid").asBoolean(),
        attributes.path("disable_x509_svid_prefetch").asBoolean(),
        attributes.path("jwt_svid_include_jti").asBoolean(),
        "",
        0,
        null,
        end(number(node, "expires_at")));
  }

  private static String id(JsonNode node, String field) {
    JsonNode id = node.path(field);
    String domain = id.path("trust_domain").asText();
    if (domain.isEmpty()) {
      throw new IllegalArgumentException("`" + field + "` has no trust domain");
    }
    return "spiffe://" + domain + id.path("path").asText();
  }

  private static List<String> selectors(JsonNode node) {
    List<String> selectors = new ArrayList<>();
    for (JsonNode selector : node.path("selectors")) {
      String type = selector.path("type").asText();
      String value = selector.path("value").asText();
      if (type.isEmpty() || value.isEmpty()) {
        throw new IllegalArgumentException("a selector without type or value");
      }
      selectors.add(type + ":" + value);
    }
    return selectors;
  }

  // 64-bit numbers are strings in protobuf's JSON.
  private static long number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    try {
      return value.isMissingNode() ? 0 : Long.parseLong(value.asText());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("`" + field + "` is no number", e);
    }
  }

  private static List<String> texts(JsonNode node, String field) {
    List<String> texts = new ArrayList<>();
    node.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String domain(String text) {
    return text.startsWith("spiffe://") ? text.substring("spiffe://".length()) : text;
  }

  private static @Nullable Instant end(long seconds) {
    return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
  }

  private static Diagnostic refusal(String message) {
    return Diagnostic.error("cli/spire-entries", message);
  }
}
