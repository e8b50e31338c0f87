package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Puts the nodes of the first document of a text together. One use, one thread.
final class YamlComposer {

  private static final int DEEPEST = 1_000;
  private static final String CORE = "tag:yaml.org,2002:";

  private final Map<String, YamlNode> anchors = new HashMap<>();
  private final Deque<YamlNode> open = new ArrayDeque<>();
  private Optional<YamlNode> root = Optional.empty();

  private YamlComposer() {}

  /// Empty where the text has no document.
  static Optional<YamlNode> compose(String text) {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setLabel("yaml").build();
    try {
      return new YamlComposer().run(new Parse(settings).parseString(text).iterator());
    } catch (MarkedYamlEngineException e) {
      throw new BuiltinFailedException(YamlErrors.asGo(e));
    } catch (YamlEngineException e) {
      throw new BuiltinFailedException(
          "yaml: " + YamlErrors.problem(String.valueOf(e.getMessage()), ""));
    }
  }

  private Optional<YamlNode> run(Iterator<Event> events) {
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentEndEvent) {
        break;
      }
      if (event instanceof SequenceEndEvent || event instanceof MappingEndEvent) {
        open.pop();
      } else if (event instanceof AliasEvent alias) {
        add(alias(alias.getAlias().getValue()));
      } else if (event instanceof NodeEvent) {
        node(event);
      }
    }
    return root;
  }

  private YamlNode alias(String name) {
    YamlNode target = anchors.get(name);
    if (target == null) {
      throw new BuiltinFailedException("yaml: unknown anchor '" + name + "' referenced");
    }
    return new YamlNode.Alias(name, target);
  }

  private void node(Event event) {
    YamlNode node =
        switch (event) {
          case ScalarEvent scalar ->
              new YamlNode.Scalar(
                  tag(scalar.getTag()),
                  scalar.getValue(),
                  scalar.getScalarStyle() == ScalarStyle.PLAIN
                      && !scalar.getTag().equals(Optional.of("!")));
          case SequenceStartEvent sequence -> new YamlNode.Sequence();
          case MappingStartEvent mapping -> new YamlNode.Mapping();
          default -> throw new IllegalStateException("no node: " + event);
        };
    ((NodeEvent) event).getAnchor().ifPresent(a -> anchors.put(a.getValue(), node));
    add(node);
    if (!(node instanceof YamlNode.Scalar)) {
      if (open.size() >= DEEPEST) {
        throw new BuiltinFailedException("yaml: exceeded max depth of " + DEEPEST);
      }
      open.push(node);
    }
  }

  private static String tag(Optional<String> tag) {
    return tag.map(t -> t.startsWith(CORE) ? "!!" + t.substring(CORE.length()) : t)
        .filter(t -> !t.equals("!"))
        .orElse("");
  }

  private void add(YamlNode node) {
    if (open.isEmpty()) {
      root = Optional.of(node);
    } else if (open.element() instanceof YamlNode.Sequence sequence) {
      sequence.items().add(node);
    } else if (open.element() instanceof YamlNode.Mapping mapping) {
      mapping.both().add(node);
    }
  }
}
