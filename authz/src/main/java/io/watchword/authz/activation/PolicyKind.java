package io.watchword.authz.activation;

import io.watchword.api.record.PolicyRecord;
import io.watchword.bundles.archive.PolicyFile;
import java.util.List;

/// What the enforcer makes of a bundle's files. Activation itself understands no policy.
///
/// @param <P> a policy ready to decide
public interface PolicyKind<P> {

  /// Loads the files of a verified bundle. Any unchecked exception refuses the bundle and the
  /// policy before it stays in force.
  P load(List<PolicyFile> files, String digest);

  /// All rules of a policy, for the audit log.
  List<PolicyRecord.Rule> inventory(P policy);
}
