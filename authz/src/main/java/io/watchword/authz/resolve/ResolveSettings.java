package io.watchword.authz.resolve;

import io.watchword.authz.signature.Capabilities;
import java.util.List;
import java.util.Set;

/// How strictly a policy is resolved.
///
/// @param strict also refuse what is unused, shadowing or deprecated
/// @param prints keep `print` calls; otherwise they are erased
/// @param capabilities what a policy may use
/// @param basePaths which documents of base data exist, to refuse rules at the same place
/// @param unsafeBuiltins names nobody may call
/// @param mostErrors after so many errors the rest is not looked for; 0: no limit
/// @param undefinedFunctions whether calls of unknown functions are let through
public record ResolveSettings(
    boolean strict,
    boolean prints,
    Capabilities capabilities,
    BasePaths basePaths,
    Set<String> unsafeBuiltins,
    int mostErrors,
    boolean undefinedFunctions) {

  /// Everything allowed, nothing strict, prints erased.
  public static final ResolveSettings DEFAULT =
      new ResolveSettings(
          false, false, Capabilities.STANDARD, BasePaths.UNKNOWN, Set.of(), 0, false);

  public ResolveSettings {
    unsafeBuiltins = Set.copyOf(unsafeBuiltins);
  }

  /// The same with strict mode switched.
  public ResolveSettings withStrict(boolean on) {
    return new ResolveSettings(
        on, prints, capabilities, basePaths, unsafeBuiltins, mostErrors, undefinedFunctions);
  }

  /// The same with `print` calls kept or erased.
  public ResolveSettings withPrints(boolean on) {
    return new ResolveSettings(
        strict, on, capabilities, basePaths, unsafeBuiltins, mostErrors, undefinedFunctions);
  }

  /// The same with other capabilities.
  public ResolveSettings withCapabilities(Capabilities allowed) {
    return new ResolveSettings(
        strict, prints, allowed, basePaths, unsafeBuiltins, mostErrors, undefinedFunctions);
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
