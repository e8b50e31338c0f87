package io.watchword.authz.resolve.draft;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The errors of one stage, which come out in the order of the text. Not thread-safe.
public final class Problems {

  private static final Comparator<Problem> IN_ORDER =
      Comparator.comparing((Problem problem) -> problem.at().file())
          .thenComparingInt(problem -> problem.at().line())
          .thenComparingInt(problem -> problem.at().column())
          .thenComparing(Problem::message);

  private final List<Problem> found = new ArrayList<>();

  /// One error: code and message are OPA's, label and help are ours.
  private record Problem(String code, String message, Location at, String label, String help) {}

  /// `rego_compile_error`.
  public void compile(String message, Location at, String label, String help) {
    found.add(new Problem("rego_compile_error", message, at, label, help));
  }

  /// `rego_type_error`.
  public void type(String message, Location at, String label, String help) {
    found.add(new Problem("rego_type_error", message, at, label, help));
  }

  /// `rego_unsafe_var_error`.
  public void unsafe(String message, Location at, String label, String help) {
    found.add(new Problem("rego_unsafe_var_error", message, at, label, help));
  }

  /// `rego_recursion_error`.
  public void recursion(String message, Location at, String label, String help) {
    found.add(new Problem("rego_recursion_error", message, at, label, help));
  }

  /// How many there are so far.
  public int count() {
    return found.size();
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /// All errors with excerpts of `sources`, in order; after `most` (0: never) the rest is left out
  /// and said to be.
  public List<Diagnostic> diagnostics(Map<String, Source> sources, int most) {
    List<Diagnostic> all = new ArrayList<>();
    for (Problem problem : found.stream().sorted(IN_ORDER).toList()) {
      if (most > 0 && all.size() == most) {
        all.add(Diagnostic.error("rego_compile_error", "error limit reached"));
        break;
      }
      Location at = problem.at();
      Source source = sources.getOrDefault(at.file(), Source.of(at.file(), ""));
      all.add(source.error(problem.code(), problem.message(), at, problem.label(), problem.help()));
    }
    return all;
  }
}
