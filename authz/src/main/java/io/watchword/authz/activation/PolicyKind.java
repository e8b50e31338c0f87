package io.watchword.authz.activation;

import io.watchword.api.record.PolicyRecord;
import io.watchword.bundles.signature.VerifiedBundle;
import java.util.List;

/// What the enforcer makes of a bundle. Activation itself understands no policy.
///
/// @param <P> a policy ready to decide
public interface PolicyKind<P> {

  /// Loads a verified bundle: its files as its manifest says. Any unchecked exception refuses the
  /// bundle and the policy before it stays in force.
  P load(VerifiedBundle bundle);

  /// All rules of a policy, for the audit log.
  List<PolicyRecord.Rule> inventory(P policy);
}
