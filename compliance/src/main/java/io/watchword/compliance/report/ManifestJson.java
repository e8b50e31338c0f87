package io.watchword.compliance.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads and writes `manifest.json`. The same manifest always gives the same bytes. Thread-safe.
public final class ManifestJson {

  private static final String PREVIOUS = "previous";

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private ManifestJson() {}

  /// The document, in UTF-8.
  static byte[] write(Manifest manifest) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", manifest.format());
    root.putObject("tool").put("name", manifest.tool()).put("version", manifest.toolVersion());
    root.put("trust_domain", manifest.trustDomain());
    root.putObject("period").put("from", manifest.from()).put("to", manifest.to());
    root.put("records", manifest.records());
    root.set("mapping", MAPPER.valueToTree(manifest.mapping()));
    manifest.previous().ifPresent(sha256 -> root.put(PREVIOUS, sha256));
    root.set("files", MAPPER.valueToTree(manifest.files()));
    root.set("logs", MAPPER.valueToTree(manifest.logs()));
    root.set("measures", MAPPER.valueToTree(manifest.measures()));
    root.set("objectives", MAPPER.valueToTree(manifest.objectives()));
    return bytes(root);
  }

  /// The manifest of the report in `folder`.
  ///
  /// @throws InvalidInputException `compliance/manifest-unreadable`
  public static Manifest read(Path folder) {
    Path file = folder.resolve(Manifest.NAME);
    try {
      JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
      String format = root.path("format").asText();
      if (!format.equals(Manifest.FORMAT)) {
        throw unreadable(file, "has format `" + format + "` (expected: `" + Manifest.FORMAT + "`)");
      }
      return new Manifest(
          format,
          root.at("/tool/name").asText(),
          root.at("/tool/version").asText(),
          root.path("trust_domain").asText(),
          root.at("/period/from").asText(),
          root.at("/period/to").asText(),
          root.path("records").asLong(),
          MAPPER.treeToValue(root.path("mapping"), Manifest.Mapping.class),
          Optional.ofNullable(root.get(PREVIOUS)).map(JsonNode::asText),
          list(root, "files", Manifest.File[].class),
          list(root, "logs", Manifest.Log[].class),
          list(root, "measures", Manifest.Result[].class),
          list(root, "objectives", Manifest.Outcome[].class));
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      throw unreadable(file, "is no manifest of a report");
    } catch (IOException e) {
      throw unreadable(file, "can not be read");
    }
  }

  private static <T> List<T> list(JsonNode root, String name, Class<T[]> type)
      throws JsonProcessingException {
    return List.of(MAPPER.treeToValue(root.path(name), type));
  }

  /// Any document of a report: indented by two blanks, lines ended by `\n` on every system.
  static byte[] bytes(JsonNode document) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    ObjectWriter writer = MAPPER.writer(printer);
    try {
      return (writer.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document of strings and numbers could not be written", e);
    }
  }

  private static InvalidInputException unreadable(Path file, String what) {
    return new InvalidInputException(
        Diagnostic.error("compliance/manifest-unreadable", "`" + file + "` " + what)
            .withHelp("name a folder that `watchword report generate --out` wrote"));
  }
}
