package io.watchword.authz.compile;

import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.types.SchemaSet;

/// How modules are read and compiled.
///
/// @param version of modules whose file says nothing else
/// @param capabilities what of the language is allowed
/// @param strict also refuse what is unused, shadowing or deprecated
/// @param prints keep `print` calls; otherwise they are erased
/// @param schemas those that annotations may name
/// @param execution which engine runs the plan
public record CompileSettings(
    RegoVersion version,
    Capabilities capabilities,
    boolean strict,
    boolean prints,
    SchemaSet schemas,
    Execution execution) {

  /// Rego v1, everything allowed, compiled to bytecode.
  public static final CompileSettings DEFAULT =
      new CompileSettings(
          RegoVersion.V1, Capabilities.STANDARD, false, false, SchemaSet.NONE, Execution.BYTECODE);

  /// What runs a plan.
  public enum Execution {
    /// Hidden classes of the JVM.
    BYTECODE,
    /// The oracle: slow and obvious.
    INTERPRETER
  }

  /// The same for modules of another version of the language.
  public CompileSettings withVersion(RegoVersion other) {
    return new CompileSettings(other, capabilities, strict, prints, schemas, execution);
  }

  /// The same within other capabilities.
  public CompileSettings withCapabilities(Capabilities other) {
    return new CompileSettings(version, other, strict, prints, schemas, execution);
  }

  /// The same with strict mode switched.
  public CompileSettings withStrict(boolean on) {
    return new CompileSettings(version, capabilities, on, prints, schemas, execution);
  }

  /// The same with `print` calls kept or erased.
  public CompileSettings withPrints(boolean on) {
    return new CompileSettings(version, capabilities, strict, on, schemas, execution);
  }

  /// The same with schemas.
  public CompileSettings withSchemas(SchemaSet other) {
    return new CompileSettings(version, capabilities, strict, prints, other, execution);
  }

  /// The same on another engine.
  public CompileSettings withExecution(Execution other) {
    return new CompileSettings(version, capabilities, strict, prints, schemas, other);
  }
}
