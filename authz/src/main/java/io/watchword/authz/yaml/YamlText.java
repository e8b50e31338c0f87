package io.watchword.authz.yaml;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// The YAML documents of one file with their positions, and the checks every field needs. Used for
/// one file, on one thread.
final class YamlText {

  private static final int DEEPEST = 50;

  private final Source source;
  private final List<Diagnostic> problems;

  YamlText(Source source, List<Diagnostic> problems) {
    this.source = source;
    this.problems = problems;
  }

  /// A key of a mapping with its value.
  record Field(String name, Location at, Node value) {}

  /// Root nodes of all documents; empty where the text is no YAML.
  List<Node> documents() {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.file())
            .setMaxAliasesForCollections(20)
            .setCodePointLimit(16 << 20)
            .build();
    try {
      if (!isShallow(settings)) {
        return List.of();
      }
      List<Node> documents = new ArrayList<>();
      new Compose(settings).composeAllFromString(source.text()).forEach(documents::add);
      return documents;
    } catch (MarkedYamlEngineException e) {
      Location at = e.getProblemMark().map(this::location).orElse(start());
      error("authz/yaml-syntax", "the file is no YAML: " + e.getProblem(), at, "here", "");
      return List.of();
    } catch (YamlEngineException e) {
      error("authz/yaml-syntax", "the file is no YAML: " + e.getMessage(), start(), "here", "");
      return List.of();
    }
  }

  // Composing recurses with the nesting, so what is too deep is refused on the flat stream of
  // events.
  private boolean isShallow(LoadSettings settings) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(source.text())) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      String problem =
          event instanceof AliasEvent
              ? "aliases (`*name`) are not allowed in policies"
              : depth > DEEPEST ? "the file is nested deeper than " + DEEPEST + " levels" : "";
      if (!problem.isEmpty()) {
        Location at = event.getStartMark().map(this::location).orElse(start());
        error("authz/yaml-syntax", problem, at, "here", "write the value out");
        return false;
      }
    }
    return true;
  }

  private Location start() {
    return new Location(source.file(), 1, 1, 1);
  }

  private Location location(Mark mark) {
    return new Location(source.file(), mark.getLine() + 1, mark.getColumn() + 1, 1);
  }

  Location at(Node node) {
    Location start = node.getStartMark().map(this::location).orElse(start());
    int length = 1;
    if (node.getEndMark().isPresent() && node.getStartMark().isPresent()) {
      Mark end = node.getEndMark().get();
      boolean sameLine = end.getLine() == start.line() - 1;
      length = sameLine ? end.getColumn() + 1 - start.column() : source.line(start.line()).length();
    }
    return new Location(source.file(), start.line(), start.column(), Math.max(1, length));
  }

  void error(String code, String message, Location at, String label, String help) {
    problems.add(source.error(code, message, at, label, help));
  }

  void warning(String code, String message, Location at, String label, String help) {
    problems.add(source.warning(code, message, at, label, help));
  }

  boolean isNull(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  /// The fields of a mapping; what is no mapping is an error.
  Map<String, Field> mapping(Node node, String what) {
    Map<String, Field> fields = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      error("authz/invalid-value", what + " must be a mapping", at(node), "not a mapping", "");
      return fields;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        error(
            "authz/invalid-value",
            "a key must be a plain name",
            at(tuple.getKeyNode()),
            "here",
            "");
        continue;
      }
      Field field = new Field(key.getValue(), at(key), tuple.getValueNode());
      if (fields.putIfAbsent(field.name(), field) != null) {
        error(
            "authz/duplicate-field",
            "field `" + field.name() + "` stands twice in one mapping",
            field.at(),
            "the second time",
            "keep one of them");
      }
    }
    return fields;
  }

  /// Reports fields that are not in `known`.
  void onlyKnown(Map<String, Field> fields, Collection<String> known, String where) {
    for (Field field : fields.values()) {
      if (!known.contains(field.name())) {
        error(
            "authz/unknown-field",
            "unknown field `" + field.name() + "` in " + where,
            field.at(),
            "not a field of " + where,
            Suggestion.nearest(field.name(), known)
                .map(name -> "did you mean `" + name + "`?")
                .orElse("known fields: " + String.join(", ", known)));
      }
    }
  }

  /// The items of a list that must not be empty.
  List<Node> items(Field field) {
    if (!(field.value() instanceof SequenceNode sequence)) {
      error(
          "authz/invalid-value",
          "`" + field.name() + "` must be a list",
          field.at(),
          "not a list",
          "write `" + field.name() + ": [ … ]`");
      return List.of();
    }
    if (sequence.getValue().isEmpty()) {
      error(
          "authz/empty-list",
          "`" + field.name() + "` is an empty list, which says nothing about what it matches",
          field.at(),
          "empty",
          "name at least one value, or remove the field");
    }
    return sequence.getValue();
  }

  /// A string that is not empty.
  Optional<String> string(Node node, String what) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      if (!scalar.getValue().isEmpty()) {
        return Optional.of(scalar.getValue());
      }
      error("authz/invalid-value", what + " is empty", at(node), "expected: a value", "");
      return Optional.empty();
    }
    error(
        "authz/invalid-value",
        what + " must be a string",
        at(node),
        "not a string",
        node instanceof ScalarNode scalar ? "put it in quotes: \"" + scalar.getValue() + "\"" : "");
    return Optional.empty();
  }

  /// The strings of a list.
  List<String> strings(Field field) {
    List<String> values = new ArrayList<>();
    for (Node item : items(field)) {
      string(item, "a value of `" + field.name() + "`").ifPresent(values::add);
    }
    return values;
  }
}
