package io.watchword.authz.compile;

import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.builtin.glob.Glob;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.types.SchemaSet;
import java.util.Map;

/// How modules are read and compiled.
///
/// @param version of modules whose file says nothing else
/// @param fileVersions of some modules, by glob pattern over `/path/of/module.rego`, as in a
///   manifest
/// @param capabilities what of the language is allowed
/// @param strict also refuse what is unused, shadowing or deprecated
/// @param prints keep `print` calls; otherwise they are erased
/// @param schemas those that annotations may name
/// @param execution which engine runs the plan
public record CompileSettings(
    RegoVersion version,
    Map<String, RegoVersion> fileVersions,
    Capabilities capabilities,
    boolean strict,
    boolean prints,
    SchemaSet schemas,
    Execution execution) {

  /// Rego v1, everything allowed, compiled to bytecode.
  public static final CompileSettings DEFAULT =
      new CompileSettings(
          RegoVersion.V1,
          Map.of(),
          Capabilities.STANDARD,
          false,
          false,
          SchemaSet.NONE,
          Execution.BYTECODE);

  /// What runs a plan.
  public enum Execution {
    /// Hidden classes of the JVM.
    BYTECODE,
    /// The oracle: slow and obvious.
    INTERPRETER
  }

  /// The same for modules of another version of the language.
  public CompileSettings withVersion(RegoVersion other) {
    return new CompileSettings(
        other, fileVersions, capabilities, strict, prints, schemas, execution);
  }

  /// The same for modules of which some are of another version.
  ///
  /// @param patterns globs over `/path/of/module.rego`
  public CompileSettings withFileVersions(Map<String, RegoVersion> patterns) {
    return new CompileSettings(version, patterns, capabilities, strict, prints, schemas, execution);
  }

  /// How the module in `file` is read.
  public ParserSettings parser(String file) {
    RegoVersion own =
        fileVersions.entrySet().stream()
            .filter(entry -> matches(entry.getKey(), file))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(version);
    ParserSettings settings = ParserSettings.of(own);
    return own == version ? settings.withCapabilities(capabilities) : settings;
  }

  private static boolean matches(String pattern, String file) {
    String path = file.startsWith("/") ? file : "/" + file;
    return Glob.compile(pattern, "/")
        .matches(EvaluationContext.empty(Budget.fuel(Budget.DEFAULT_FUEL)), path);
  }

  /// The same within other capabilities.
  public CompileSettings withCapabilities(Capabilities other) {
    return new CompileSettings(version, fileVersions, other, strict, prints, schemas, execution);
  }

  /// The same with strict mode switched.
  public CompileSettings withStrict(boolean on) {
    return new CompileSettings(version, fileVersions, capabilities, on, prints, schemas, execution);
  }

  /// The same with `print` calls kept or erased.
  public CompileSettings withPrints(boolean on) {
    return new CompileSettings(version, fileVersions, capabilities, strict, on, schemas, execution);
  }

  /// The same with schemas.
  public CompileSettings withSchemas(SchemaSet other) {
    return new CompileSettings(
        version, fileVersions, capabilities, strict, prints, other, execution);
  }

  /// The same on another engine.
  public CompileSettings withExecution(Execution other) {
    return new CompileSettings(version, fileVersions, capabilities, strict, prints, schemas, other);
  }

  /// What built-ins may do within the capabilities.
  public BuiltinSettings builtins() {
    return BuiltinSettings.STANDARD.withAllowNet(capabilities.allowNet());
  }
}
