package io.watchword.authz.build;

import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.List;

/// The compiler, as far as those are concerned who only hand on what it makes.
@FunctionalInterface
public interface PolicyBuild {

  /// @throws InvalidInputException with everything that is wrong
  CompiledPolicies compile(List<PolicyFile> files);
}
