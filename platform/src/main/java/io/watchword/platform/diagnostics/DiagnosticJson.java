package io.watchword.platform.diagnostics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Diagnostics as the document that `-o json` prints: plain maps with `snake_case` keys, for any
/// JSON writer. Absent parts have no key. Thread-safe: no state.
public final class DiagnosticJson {

  private DiagnosticJson() {}

  /// `{"diagnostics": [{"code", "severity", "message", "file", "line", "column", "excerpt": {...},
  /// "help"}]}`.
  public static Map<String, Object> document(List<Diagnostic> diagnostics) {
    return Map.of("diagnostics", diagnostics.stream().map(DiagnosticJson::object).toList());
  }

  /// One of them.
  public static Map<String, Object> object(Diagnostic diagnostic) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("code", diagnostic.code());
    out.put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
    out.put("message", diagnostic.message());
    diagnostic
        .position()
        .ifPresent(
            at -> {
              out.put("file", at.file());
              out.put("line", at.line());
              out.put("column", at.column());
            });
    diagnostic.excerpt().ifPresent(excerpt -> out.put("excerpt", object(excerpt)));
    diagnostic.help().ifPresent(help -> out.put("help", help));
    return out;
  }

  private static Map<String, Object> object(Excerpt excerpt) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("line", excerpt.line());
    out.put("underline_start", excerpt.underlineStart());
    out.put("underline_length", excerpt.underlineLength());
    out.put("label", excerpt.label());
    return out;
  }
}
