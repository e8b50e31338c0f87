package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.signature.Capabilities;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The keywords that imports turn on: which there may be, which are on.
final class FutureKeywords {

  private static final Map<String, TokenKind> OF_V1 =
      Map.of(
          "in", TokenKind.IN,
          "every", TokenKind.EVERY,
          "contains", TokenKind.CONTAINS,
          "if", TokenKind.IF);
  private static final Map<String, TokenKind> BEYOND =
      Map.of("not", TokenKind.NOT, "and", TokenKind.LOGICAL_AND, "or", TokenKind.LOGICAL_OR);

  private final Cursor cursor;
  private final BodyParser bodies;
  private final Set<String> allowed = new HashSet<>();

  FutureKeywords(Cursor cursor, BodyParser bodies) {
    this.cursor = cursor;
    this.bodies = bodies;
  }

  /// Turns on what the settings say; the message, where the settings contradict themselves.
  Optional<String> begin() {
    ParserSettings settings = cursor.settings();
    boolean isV1 = settings.version() == RegoVersion.V1;
    if (isV1 && !settings.has(Capabilities.REGO_V1)) {
      return Optional.of("illegal capabilities: rego_v1 feature required for parsing v1 Rego");
    }
    for (String word : settings.capabilities().futureKeywords()) {
      if (!OF_V1.containsKey(word) && !BEYOND.containsKey(word)) {
        return Optional.of("illegal capabilities: unknown keyword: " + word);
      }
      allowed.add(word);
    }
    if (settings.has(Capabilities.REGO_V1)) {
      allowed.addAll(OF_V1.keySet());
    }
    if (isV1) {
      activateV1();
    }
    for (String word : settings.active()) {
      if (!allowed.contains(word)) {
        return Optional.of("unknown future keyword: " + word);
      }
      activate(word);
    }
    return Optional.empty();
  }

  Set<String> allowed() {
    return allowed;
  }

  void activate(String word) {
    TokenKind kind = OF_V1.containsKey(word) ? OF_V1.get(word) : BEYOND.get(word);
    if (kind == TokenKind.NOT) {
      bodies.useNotBodies();
    } else if (kind != null) {
      cursor.activate(kind);
    }
  }

  void activateV1() {
    OF_V1.keySet().forEach(this::activate);
  }

  void activateAll() {
    allowed.forEach(this::activate);
  }

  /// Reads something in which no future keyword is one, such as the path of an import.
  <T> T without(Supplier<T> reading) {
    List<TokenKind> on = cursor.deactivateAll();
    try {
      return reading.get();
    } finally {
      on.forEach(cursor::activate);
    }
  }
}
