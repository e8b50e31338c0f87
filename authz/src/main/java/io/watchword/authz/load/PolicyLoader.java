package io.watchword.authz.load;

import io.watchword.authz.compile.CheckedModules;
import io.watchword.authz.compile.Engines;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From files to a policy that can decide; the table of contents of the compiler. Stateless.
public final class PolicyLoader {

  private PolicyLoader() {}

  /// @throws InvalidInputException with all errors of all files
  public static LoadedPolicy load(List<PolicyFile> files, LoadSettings settings) {
    List<Diagnostic> problems = new ArrayList<>();
    LoadedPolicy policy = load(files, settings, problems);
    if (policy == null) {
      throw new InvalidInputException(problems.stream().filter(Diagnostic::isError).toList());
    }
    return policy;
  }

  /// The policy, or null where `problems` then hold at least one error.
  static @Nullable LoadedPolicy load(
      List<PolicyFile> files, LoadSettings settings, List<Diagnostic> problems) {
    PolicySources sources = PolicySources.read(files, settings.compile(), problems);
    if (problems.stream().anyMatch(Diagnostic::isError)) {
      // What a broken file would have defined is missing now; looking further would invent errors.
      return null;
    }
    CheckedModules checked;
    PlanProgram plan;
    try {
      checked = RegoCompiler.create().with(settings.compile()).check(sources.modules());
      plan = checked.plan();
    } catch (InvalidInputException e) {
      problems.addAll(e.diagnostics());
      return null;
    }
    List<DecisionRule> rules = DecisionRules.of(sources, settings, problems);
    if (problems.stream().anyMatch(Diagnostic::isError)) {
      return null;
    }
    return new LoadedPolicy(
        settings,
        settings.digest().orElseGet(sources::digest),
        Engines.of(settings.compile().execution(), plan),
        new Interpreter(plan),
        sources.data(),
        checked.resolved(),
        sources.yaml(),
        rules,
        problems);
  }
}
