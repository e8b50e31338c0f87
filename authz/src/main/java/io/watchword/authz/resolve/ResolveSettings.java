package io.watchword.authz.resolve;

import java.util.List;
import java.util.Set;

/// How strictly a policy is resolved.
///
/// @param strict also refuse what is unused, shadowing or deprecated
/// @param prints keep `print` calls; otherwise they are erased
/// @param features of the capabilities: `rego_v1`, `template_strings`, …
/// @param basePaths which documents of base data exist, to refuse rules at the same place
/// @param unsafeBuiltins names nobody may call
/// @param mostErrors after so many errors the rest is not looked for; 0: no limit
/// @param undefinedFunctions whether calls of unknown functions are let through
public record ResolveSettings(
    boolean strict,
    boolean prints,
    Set<String> features,
    BasePaths basePaths,
    Set<String> unsafeBuiltins,
    int mostErrors,
    boolean undefinedFunctions) {

  private static final Set<String> ALL_FEATURES =
      Set.of(
          "keywords_in_refs",
          "rego_v1",
          "rego_v1_import",
          "rule_head_ref_string_prefixes",
          "rule_head_refs",
          "template_strings");

  /// Everything allowed, nothing strict, prints erased.
  public static final ResolveSettings DEFAULT =
      new ResolveSettings(false, false, ALL_FEATURES, BasePaths.UNKNOWN, Set.of(), 0, false);

  public ResolveSettings {
    features = Set.copyOf(features);
    unsafeBuiltins = Set.copyOf(unsafeBuiltins);
  }

  /// The same with strict mode switched.
  public ResolveSettings withStrict(boolean on) {
    return new ResolveSettings(
        on, prints, features, basePaths, unsafeBuiltins, mostErrors, undefinedFunctions);
  }

  /// The same with `print` calls kept or erased.
  public ResolveSettings withPrints(boolean on) {
    return new ResolveSettings(
        strict, on, features, basePaths, unsafeBuiltins, mostErrors, undefinedFunctions);
  }

  /// Tells which documents exist in base data.
  @FunctionalInterface
  public interface BasePaths {
    /// Nothing is known of base data: no conflicts.
    BasePaths UNKNOWN = path -> false;

    /// Whether base data has a document at `path` (without `data`).
    boolean exists(List<String> path);
  }
}
