package io.watchword.authz.builtin.encoding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;

/// What is wrong with a YAML text, in the words and with the line numbers of OPA's reader.
/// Stateless.
final class YamlErrors {

  // What the engine's problem contains, and what OPA says.
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("expected ',' or ']'", "did not find expected ',' or ']'");
    WORDS.put("expected ',' or '}'", "did not find expected ',' or '}'");
    WORDS.put(
        "mapping values are not allowed here", "mapping values are not allowed in this context");
    WORDS.put("that cannot start any token", "found character that cannot start any token");
    WORDS.put("expected the node content", "did not find expected node content");
    WORDS.put("unexpected end of stream", "found unexpected end of stream");
    WORDS.put("unknown escape character", "found unknown escape character");
    WORDS.put("special characters are not allowed", "control characters are not allowed");
    WORDS.put("expected '<document start>'", "did not find expected <document start>");
    WORDS.put("could not find expected ':'", "could not find expected ':'");
  }

  private YamlErrors() {}

  static String asGo(MarkedYamlEngineException error) {
    String engine = String.valueOf(error.getProblem());
    int line = line(error.getContextMark());
    if (line == 0) {
      line = line(error.getProblemMark());
      // The end counts as a line of its own.
      boolean atEnd = engine.contains("<stream end>");
      boolean inLine = error.getProblemMark().map(m -> m.getColumn() != 0).orElse(false);
      line += atEnd && inLine ? 1 : 0;
    }
    if (line != 0 && error instanceof ScannerException) {
      line++;
    }
    return "yaml: "
        + (line == 0 ? "" : "line " + line + ": ")
        + problem(engine, String.valueOf(error.getContext()));
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0);
  }

  static String problem(String engine, String context) {
    for (Map.Entry<String, String> words : WORDS.entrySet()) {
      if (engine.contains(words.getKey())) {
        return words.getValue();
      }
    }
    if (engine.contains("expected <block end>")) {
      return context.contains("mapping")
          ? "did not find expected key"
          : "did not find expected '-' indicator";
    }
    return engine.lines().findFirst().orElse("");
  }
}
