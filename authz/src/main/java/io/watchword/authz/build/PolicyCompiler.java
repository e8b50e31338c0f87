package io.watchword.authz.build;

import io.watchword.authz.activation.RegoAndYaml;
import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.authz.plan.PlanJson;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import java.util.List;
import java.util.Optional;

/// Compiles with the compiler of this module. What comes out is loaded as an enforcer would load
/// it, so a bundle that cannot be loaded is never signed. Thread-safe: immutable.
public final class PolicyCompiler implements PolicyBuild {

  private final LoadSettings settings;

  /// @param rootNamespace its YAML policies apply to the whole mesh
  public PolicyCompiler(String rootNamespace) {
    this(rootNamespace, CompileSettings.DEFAULT);
  }

  /// @param compile how Rego is read and compiled, such as within capabilities
  public PolicyCompiler(String rootNamespace, CompileSettings compile) {
    this.settings = new LoadSettings(rootNamespace, Optional.empty(), compile);
  }

  @Override
  public CompiledPolicies compile(List<PolicyFile> files) {
    LoadedPolicy policy = PolicyLoader.load(files, settings);
    return new CompiledPolicies(
        settings,
        List.of(PolicyFile.of("plan.json", PlanJson.write(policy.plan()))),
        new RegoAndYaml(settings).inventory(policy),
        policy.warnings().stream().map(PolicyCompiler::print).toList());
  }

  private static String print(Diagnostic warning) {
    return DiagnosticPrinter.text(List.of(warning)).strip();
  }
}
