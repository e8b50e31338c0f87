package io.watchword.bundles.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.watchword.bundles.RefusedBundleException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `.manifest` of a bundle, as OPA writes it.
///
/// @param revision what the builder calls this state of the policies; empty where it gave none
/// @param roots paths below `data` that the bundle owns; `[""]`, the default, is all of it
/// @param regoVersion of its modules: 0 or 1
/// @param fileRegoVersions the same for some of them, by glob pattern over `/path/in/bundle.rego`
/// @param metadata free, for people and tools
public record Manifest(
    String revision,
    List<String> roots,
    int regoVersion,
    Map<String, Integer> fileRegoVersions,
    Map<String, String> metadata) {

  /// Where it stands in a bundle.
  public static final String PATH = ".manifest";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  public Manifest {
    roots = List.copyOf(roots);
    fileRegoVersions = Map.copyOf(fileRegoVersions);
    metadata = Map.copyOf(metadata);
  }

  /// All modules are of one version.
  public Manifest(
      String revision, List<String> roots, int regoVersion, Map<String, String> metadata) {
    this(revision, roots, regoVersion, Map.of(), metadata);
  }

  /// A manifest of Rego v1 policies that own all of `data`.
  public static Manifest of(String revision) {
    return new Manifest(revision, List.of(""), 1, Map.of());
  }

  /// Reads what we need of it and refuses what we could not honour.
  ///
  /// @throws RefusedBundleException if it is not a manifest
  public static Manifest parse(byte[] json) {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (IOException e) {
      throw new RefusedBundleException("bundles/manifest", "`.manifest` is not JSON", e);
    }
    if (!node.isObject()) {
      throw new RefusedBundleException("bundles/manifest", "`.manifest` is not a JSON object");
    }
    var metadata = new TreeMap<String, String>();
    node.path("metadata")
        .properties()
        .forEach(
            entry ->
                metadata.put(
                    entry.getKey(),
                    entry.getValue().isTextual()
                        ? entry.getValue().textValue()
                        : entry.getValue().toString()));
    return new Manifest(
        revision(node),
        roots(node),
        regoVersion(node.path("rego_version"), "rego_version"),
        fileRegoVersions(node),
        metadata);
  }

  private static Map<String, Integer> fileRegoVersions(JsonNode node) {
    var versions = new TreeMap<String, Integer>();
    for (var entry : node.path("file_rego_versions").properties()) {
      versions.put(entry.getKey(), regoVersion(entry.getValue(), "file_rego_versions"));
    }
    return versions;
  }

  private static int regoVersion(JsonNode version, String field) {
    if (version.isMissingNode()) return 1;
    if (version.isInt() && (version.intValue() == 0 || version.intValue() == 1)) {
      return version.intValue();
    }
    throw new RefusedBundleException(
        "bundles/manifest", "`" + field + "` in `.manifest` is " + version + " (expected: 0 or 1)");
  }

  private static String revision(JsonNode node) {
    JsonNode revision = node.path("revision");
    if (revision.isMissingNode()) return "";
    if (revision.isTextual()) return revision.textValue();
    throw new RefusedBundleException(
        "bundles/manifest", "`revision` in `.manifest` is not a string");
  }

  private static List<String> roots(JsonNode node) {
    JsonNode roots = node.path("roots");
    if (roots.isMissingNode() || roots.isNull()) return List.of("");
    if (!roots.isArray()) {
      throw new RefusedBundleException("bundles/manifest", "`roots` in `.manifest` is not a list");
    }
    return roots.valueStream().map(JsonNode::asText).toList();
  }

  /// The file as it goes into a bundle.
  public PolicyFile file() {
    try {
      return PolicyFile.of(PATH, JSON.writeValueAsString(inOrder()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> inOrder() {
    var fields = new TreeMap<String, Object>();
    fields.put("revision", revision);
    fields.put("roots", roots);
    fields.put("rego_version", regoVersion);
    if (!fileRegoVersions.isEmpty()) {
      fields.put("file_rego_versions", new TreeMap<>(fileRegoVersions));
    }
    if (!metadata.isEmpty()) fields.put("metadata", new TreeMap<>(metadata));
    return fields;
  }
}
