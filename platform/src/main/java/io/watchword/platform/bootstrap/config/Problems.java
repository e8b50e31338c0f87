package io.watchword.platform.bootstrap.config;

import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.platform.diagnostics.SourcePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// What is wrong with one config file so far. Confined to the thread that reads the file.
final class Problems {

  private final ConfigSource source;
  private final List<Diagnostic> found = new ArrayList<>();

  Problems(ConfigSource source) {
    this.source = source;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /// Something is wrong with `node`.
  void at(Node node, String code, String message, String help) {
    Mark start = node.getStartMark().orElseThrow();
    at(start, node.getEndMark().orElse(start), code, message, help);
  }

  /// Something is wrong between two places.
  void at(Mark start, Mark end, String code, String message, String help) {
    Diagnostic diagnostic =
        Diagnostic.error("platform/" + code, message).at(source.position(start));
    Diagnostic shown = source.excerpt(start, end).map(diagnostic::showing).orElse(diagnostic);
    found.add(help.isEmpty() ? shown : shown.withHelp(help));
  }

  /// Something is wrong with the file as a whole.
  void atFile(String code, String message, String help) {
    found.add(
        Diagnostic.error("platform/" + code, message)
            .at(new SourcePosition(source.file(), 1, 1))
            .withHelp(help));
  }

  /// All of them, in the order of the file.
  InvalidInputException toException() {
    found.sort(Comparator.comparing(d -> d.position().orElseThrow()));
    return new InvalidInputException(found);
  }
}
