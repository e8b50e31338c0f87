package io.watchword.platform.bootstrap.config;

import io.watchword.platform.diagnostics.Excerpt;
import io.watchword.platform.diagnostics.SourcePosition;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// The text of a config file and where things stand in it. Immutable.
record ConfigSource(String file, String text, List<String> lines) {

  ConfigSource(String file, String text) {
    this(file, text, text.lines().toList());
  }

  /// Where relative paths start.
  Path folder() {
    Path parent = Path.of(file).getParent();
    return parent == null ? Path.of("") : parent;
  }

  SourcePosition position(Mark mark) {
    return new SourcePosition(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /// The line at `start`, underlined up to `end` or the end of the line.
  Optional<Excerpt> excerpt(Mark start, Mark end) {
    if (start.getLine() >= lines.size()) {
      return Optional.empty();
    }
    String line = lines.get(start.getLine());
    // Marks count code points, excerpts characters.
    int from = characters(line, start.getColumn());
    int to = end.getLine() == start.getLine() ? characters(line, end.getColumn()) : line.length();
    return Optional.of(new Excerpt(line, from, Math.max(1, to - from), ""));
  }

  private static int characters(String line, int codePoints) {
    int known = Math.min(codePoints, line.codePointCount(0, line.length()));
    return line.offsetByCodePoints(0, known);
  }
}
