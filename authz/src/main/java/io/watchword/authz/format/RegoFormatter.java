package io.watchword.authz.format;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.List;
import java.util.Optional;

/// Prints policies in their one layout. What it prints it leaves alone the next time.
public final class RegoFormatter {

  private RegoFormatter() {}

  // Comments in odd places may take another pass to find theirs.
  private static final int MOST_PASSES = 5;

  /// The text of a file as it should be.
  ///
  /// @param problems gets everything that is wrong with the file
  /// @return empty where something is
  public static Optional<String> format(
      Source source, FormatStyle style, List<Diagnostic> problems) {
    Optional<String> text = once(source, style, problems);
    for (int pass = 1; pass < MOST_PASSES && text.isPresent(); pass++) {
      Optional<String> next = once(Source.of(source.file(), text.get()), style, problems);
      if (next.equals(text)) {
        return text;
      }
      text = next;
    }
    return text;
  }

  private static Optional<String> once(
      Source source, FormatStyle style, List<Diagnostic> problems) {
    ParserSettings plain = ParserSettings.of(style.version()).plain();
    Optional<Module> module = RegoParser.parse(source, plain, problems);
    if (module.isEmpty()) {
      return Optional.empty();
    }
    ModuleWriter writer = new ModuleWriter(module.get(), style);
    String text = writer.write();
    problems.addAll(writer.problems());
    return writer.problems().isEmpty() ? Optional.of(text) : Optional.empty();
  }
}
