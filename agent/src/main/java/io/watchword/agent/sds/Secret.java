package io.watchword.agent.sds;

import io.watchword.agent.workload.Identities;
import io.watchword.identity.bundle.X509Bundle;
import java.util.List;

/// A secret for Envoy, under the name it was asked for.
public sealed interface Secret {

  /// As Envoy asked for it.
  String name();

  /// Certificate and key.
  record Certificate(String name, Identities.Named identity) implements Secret {}

  /// Whom to trust.
  ///
  /// @param bundles one, unless `validation` tells trust domains apart
  record Context(String name, Validation validation, List<X509Bundle> bundles) implements Secret {

    /// Copies the bundles.
    public Context {
      bundles = List.copyOf(bundles);
    }
  }
}
