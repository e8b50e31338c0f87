package io.watchword.authz.rego;

import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.Excerpt;
import io.watchword.platform.diagnostics.Severity;
import io.watchword.platform.diagnostics.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The text of one policy file, kept for excerpts in diagnostics.
public record Source(String file, String text, List<String> lines) {

  private static final int LONGEST_SHOWN = 200;

  public Source {
    lines = List.copyOf(lines);
  }

  /// The text of a file; a problem is added where it is not UTF-8.
  public static Optional<String> decode(String file, byte[] content, List<Diagnostic> problems) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      problems.add(
          Diagnostic.error("authz/not-utf8", "`" + file + "` is not text in UTF-8")
              .withHelp("save it as UTF-8"));
      return Optional.empty();
    }
  }

  public static Source of(String file, String text) {
    return new Source(file, text, text.lines().toList());
  }

  /// The text on `line`; empty beyond the end.
  public String line(int line) {
    return line >= 1 && line <= lines.size() ? lines.get(line - 1) : "";
  }

  /// An error at `at`, with its line underlined.
  public Diagnostic error(String code, String message, Location at, String label, String help) {
    return diagnostic(code, message, at, label, help, Severity.ERROR);
  }

  /// A warning at `at`, with its line underlined.
  public Diagnostic warning(String code, String message, Location at, String label, String help) {
    return diagnostic(code, message, at, label, help, Severity.WARNING);
  }

  private Diagnostic diagnostic(
      String code, String message, Location at, String label, String help, Severity severity) {
    String whole = line(at.line());
    int column = Math.max(0, Math.min(at.column() - 1, whole.length()));
    // A file of one huge line must not become one huge message.
    int from = whole.length() <= LONGEST_SHOWN ? 0 : Math.max(0, column - LONGEST_SHOWN / 2);
    String line = whole.substring(from, Math.min(whole.length(), from + LONGEST_SHOWN));
    int start = column - from;
    int length = Math.max(1, Math.min(at.length(), line.length() - start));
    return new Diagnostic(
        code,
        message,
        Optional.of(new SourcePosition(file, Math.max(1, at.line()), Math.max(1, at.column()))),
        line.isEmpty() ? Optional.empty() : Optional.of(new Excerpt(line, start, length, label)),
        help.isEmpty() ? Optional.empty() : Optional.of(help),
        severity);
  }
}
