package io.watchword.cli.policy;

import io.watchword.platform.diagnostics.Diagnostic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Diagnostics as a SARIF 2.1.0 log, for code scanners.
final class Sarif {

  private Sarif() {}

  static Map<String, Object> document(List<Diagnostic> diagnostics) {
    List<Map<String, String>> rules =
        diagnostics.stream()
            .map(Diagnostic::code)
            .distinct()
            .map(code -> Map.of("id", code))
            .toList();
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("tool", Map.of("driver", Map.of("name", "watchword policy check", "rules", rules)));
    run.put("results", diagnostics.stream().map(Sarif::result).toList());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    document.put("version", "2.1.0");
    document.put("runs", List.of(run));
    return document;
  }

  private static Map<String, Object> result(Diagnostic diagnostic) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ruleId", diagnostic.code());
    result.put("level", diagnostic.isError() ? "error" : "warning");
    String help = diagnostic.help().map(text -> "; " + text).orElse("");
    result.put("message", Map.of("text", diagnostic.message() + help));
    diagnostic
        .position()
        .ifPresent(
            position ->
                result.put(
                    "locations",
                    List.of(
                        Map.of(
                            "physicalLocation",
                            Map.of(
                                "artifactLocation",
                                Map.of("uri", position.file()),
                                "region",
                                Map.of(
                                    "startLine",
                                    position.line(),
                                    "startColumn",
                                    position.column()))))));
    return result;
  }
}
