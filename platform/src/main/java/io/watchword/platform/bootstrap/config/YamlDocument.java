package io.watchword.platform.bootstrap.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// One YAML document within limits, as nodes. Confined to the thread that reads it.
final class YamlDocument {

  private static final int MAX_DEPTH = 50;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setUseMarks(true).setCodePointLimit(1 << 20).build();

  private final ConfigSource source;
  private final Problems problems;

  YamlDocument(ConfigSource source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /// The root node; empty, with the reason among the problems, if there is none to use.
  Optional<Node> root() {
    try {
      if (!isWithinLimits()) {
        return Optional.empty();
      }
      Optional<Node> root = new Compose(SETTINGS).composeString(source.text());
      if (root.isEmpty()) {
        problems.atFile(
            "config-empty",
            "the file is empty (expected: a map of keys)",
            "write at least the required keys");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      syntax(e);
    } catch (YamlEngineException e) {
      problems.atFile(
          "config-syntax", "not YAML 1.2: " + oneLine(e), "check indentation and quotes");
    }
    return Optional.empty();
  }

  // Over events first: composing recurses, and aliases multiply what they stand for.
  private boolean isWithinLimits() {
    int depth = 0;
    int documents = 0;
    for (Event event : new Parse(SETTINGS).parseString(source.text())) {
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        return refuse(event, "config-too-deep", "more than " + MAX_DEPTH + " levels", "");
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (event instanceof AliasEvent) {
        return refuse(event, "config-alias", "aliases are not read here", "write the value out");
      }
      if (event instanceof DocumentStartEvent && ++documents > 1) {
        return refuse(event, "config-documents", "a second document (expected: one)", "");
      }
    }
    return true;
  }

  private boolean refuse(Event event, String code, String message, String help) {
    Mark start = event.getStartMark().orElseThrow();
    problems.at(start, event.getEndMark().orElse(start), code, message, help);
    return false;
  }

  private void syntax(MarkedYamlEngineException e) {
    String message = "not YAML 1.2: " + e.getProblem().replace('\n', ' ');
    Optional<Mark> at = e.getProblemMark().or(e::getContextMark);
    if (at.isPresent()) {
      problems.at(at.get(), at.get(), "config-syntax", message, "check indentation and quotes");
    } else {
      problems.atFile("config-syntax", message, "check indentation and quotes");
    }
  }

  private static String oneLine(YamlEngineException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
