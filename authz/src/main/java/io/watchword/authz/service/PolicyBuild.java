package io.watchword.authz.service;

import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.List;

/// The compiler, as far as this package is concerned.
@FunctionalInterface
interface PolicyBuild {

  /// @throws InvalidInputException with everything that is wrong
  CompiledPolicies compile(List<PolicyFile> files);
}
