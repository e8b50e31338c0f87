package io.watchword.authz.compile;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.resolve.ResolveSettings;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.resolve.Resolver;
import io.watchword.authz.schema.HttpSchemas;
import io.watchword.authz.types.CheckedPolicy;
import io.watchword.authz.types.TypeChecker;
import io.watchword.authz.types.TypeSettings;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/// Rego text to a policy that answers: parse, resolve, check types, plan, run as bytecode.
/// Thread-safe: immutable.
///
/// ```java
/// CompiledPolicy policy =
///     RegoCompiler.create().compile("data.shop.allow", Source.of("shop.rego", text));
/// boolean allowed = policy.evaluate(ValueJson.parse(input)).isAllowed();
/// ```
public final class RegoCompiler {

  private final CompileSettings settings;

  private RegoCompiler(CompileSettings settings) {
    this.settings = settings;
  }

  /// Rego v1 with everything allowed.
  public static RegoCompiler create() {
    return new RegoCompiler(CompileSettings.DEFAULT);
  }

  /// The same with other settings.
  public RegoCompiler with(CompileSettings other) {
    return new RegoCompiler(other);
  }

  /// One query about some modules.
  ///
  /// @param query such as `data.shop.allow`
  /// @throws InvalidInputException with all that is wrong
  public CompiledPolicy compile(String query, Source... modules) {
    return check(parse(List.of(modules))).query(query);
  }

  /// Reads modules.
  ///
  /// @throws InvalidInputException with all syntax errors of all files
  public List<Module> parse(List<Source> sources) {
    List<Diagnostic> problems = new ArrayList<>();
    List<Module> modules = new ArrayList<>();
    for (Source source : sources) {
      RegoParser.parse(source, settings.parser(source.file()), problems).ifPresent(modules::add);
    }
    refuse(problems);
    return modules;
  }

  /// Settles names, order, safety and types.
  ///
  /// @throws InvalidInputException with all errors of the first stage that has some
  public CheckedModules check(List<Module> modules) {
    List<Diagnostic> problems = new ArrayList<>();
    ResolveSettings how =
        ResolveSettings.DEFAULT
            .withStrict(settings.strict())
            .withPrints(settings.prints())
            .withCapabilities(settings.capabilities());
    ResolvedPolicy resolved = Resolver.resolve(modules, how, problems);
    refuse(problems);
    CheckedPolicy checked = TypeChecker.check(resolved, types(), problems);
    refuse(problems);
    return new CheckedModules(settings, checked);
  }

  private TypeSettings types() {
    return TypeSettings.DEFAULT
        .with(settings.capabilities())
        .with(settings.schemas())
        .with(new HttpSchemas(settings.capabilities().allowNet()));
  }

  static void refuse(List<Diagnostic> problems) {
    if (problems.stream().anyMatch(Diagnostic::isError)) {
      throw new InvalidInputException(problems);
    }
  }
}
