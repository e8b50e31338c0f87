package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.signature.Capabilities;
import java.util.Set;

/// How policy text is read.
///
/// @param capabilities which future keywords and features of the language there are
/// @param active future keywords that are on without an import
/// @param processAnnotations whether METADATA blocks are read
/// @param maxDepth how deep brackets, bodies and chains of operators may nest
public record ParserSettings(
    RegoVersion version,
    Capabilities capabilities,
    Set<String> active,
    boolean processAnnotations,
    int maxDepth) {

  /// Deep enough for any policy that a person reads, flat enough for every walk over the tree.
  public static final int DEFAULT_DEPTH = 500;

  public ParserSettings {
    active = Set.copyOf(active);
  }

  /// All that a version knows.
  public static ParserSettings of(RegoVersion version) {
    return new ParserSettings(
        version,
        version == RegoVersion.V1 ? Capabilities.STANDARD : Capabilities.STANDARD_V0,
        Set.of(),
        true,
        DEFAULT_DEPTH);
  }

  /// The same with keywords that need no import.
  public ParserSettings withActive(Set<String> keywords) {
    return new ParserSettings(version, capabilities, keywords, processAnnotations, maxDepth);
  }

  /// The same under other capabilities.
  public ParserSettings withCapabilities(Capabilities others) {
    return new ParserSettings(version, others, active, processAnnotations, maxDepth);
  }

  /// The same without METADATA: comments are comments.
  public ParserSettings plain() {
    return new ParserSettings(version, capabilities, active, false, maxDepth);
  }

  boolean has(String feature) {
    return capabilities.features().contains(feature);
  }
}
