package io.watchword.authz.service;

import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.build.CompiledPolicies;
import io.watchword.authz.build.PolicyBuild;
import io.watchword.authz.load.LoadSettings;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.platform.diagnostics.SourcePosition;
import java.util.List;

/// A compiler for which a policy is wrong if it says so.
final class FakeBuild implements PolicyBuild {

  @Override
  public CompiledPolicies compile(List<PolicyFile> files) {
    List<Diagnostic> problems =
        files.stream()
            .filter(file -> file.text().contains("wrong"))
            .map(
                file ->
                    Diagnostic.error("rego_parse_error", "this is wrong")
                        .at(new SourcePosition(file.path(), 1, 1)))
            .toList();
    if (!problems.isEmpty()) throw new InvalidInputException(problems);
    return new CompiledPolicies(
        LoadSettings.DEFAULT,
        List.of(PolicyFile.of("plan.json", "{}")),
        files.stream().map(FakeBuild::rule).toList(),
        List.of());
  }

  static PolicyRecord.Rule rule(PolicyFile file) {
    return new PolicyRecord.Rule(file.path() + "#0", file.path() + ":1", "allow");
  }
}
