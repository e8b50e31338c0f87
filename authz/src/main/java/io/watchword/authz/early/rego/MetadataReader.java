package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads `custom.watchword` out of the `# METADATA` comments before the package. Used for one file,
/// on one thread.
final class MetadataReader {

  private static final int LONGEST = 10_000;

  private final Source source;
  private final List<Diagnostic> problems;

  MetadataReader(Source source, List<Diagnostic> problems) {
    this.source = source;
    this.problems = problems;
  }

  Optional<Scope> scope(List<Lexer.Comment> comments, Location packageAt) {
    Optional<Scope> scope = Optional.empty();
    for (int i = 0; i < comments.size(); i++) {
      if (comments.get(i).text().strip().equals("METADATA")) {
        Location at = comments.get(i).at();
        StringBuilder text = new StringBuilder();
        int line = at.line();
        for (int j = i + 1; j < comments.size() && comments.get(j).at().line() == ++line; j++) {
          String comment = comments.get(j).text();
          text.append(comment.startsWith(" ") ? comment.substring(1) : comment).append('\n');
        }
        Optional<Scope> found = read(text.toString(), at);
        if (found.isPresent() && at.line() > packageAt.line()) {
          error("`custom.watchword` belongs to the package, so it must stand before it", at);
        } else if (found.isPresent()) {
          scope = found;
        }
      }
    }
    return scope;
  }

  private Optional<Scope> read(String text, Location at) {
    // Recursion of the YAML reader follows the nesting, which the flow brackets of a short comment
    // cannot take far.
    if (text.length() > LONGEST) {
      error("the METADATA comment is longer than " + LONGEST + " characters", at);
      return Optional.empty();
    }
    try {
      Object metadata = new Load(LoadSettings.builder().build()).loadFromString(text);
      if (!(metadata instanceof Map<?, ?> map)
          || !(map.get("custom") instanceof Map<?, ?> custom)) {
        return Optional.empty();
      }
      Object watchword = custom.get("watchword");
      return watchword == null ? Optional.empty() : Optional.of(scope(watchword, at));
    } catch (YamlEngineException e) {
      error("the METADATA comment is no YAML", at);
      return Optional.empty();
    }
  }

  private Scope scope(Object watchword, Location at) {
    Map<String, String> selector = new HashMap<>();
    String layer = "";
    if (watchword instanceof Map<?, ?> fields) {
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        if (field.getKey().equals("layer")) {
          layer = String.valueOf(field.getValue());
        } else if (field.getKey().equals("selector")
            && field.getValue() instanceof Map<?, ?> labels) {
          labels.forEach(
              (name, value) -> selector.put(String.valueOf(name), String.valueOf(value)));
        } else {
          error(
              "unknown field `"
                  + field.getKey()
                  + "` in `custom.watchword` (expected: layer, selector)",
              at);
        }
      }
    }
    if (layer.isEmpty()) {
      error("`custom.watchword` names no layer (expected: connection or request)", at);
      layer = "request";
    }
    return new Scope(layer, selector, at);
  }

  private void error(String message, Location at) {
    problems.add(source.error("rego_parse_error", message, at, "in this METADATA", ""));
  }
}
