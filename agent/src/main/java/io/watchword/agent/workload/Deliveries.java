package io.watchword.agent.workload;

import io.watchword.agent.attestation.Caller;
import io.watchword.identity.bundle.X509Bundle;
import java.util.List;

/// Who was given what: for the audit log and for who trusts what. Called from any thread; must not
/// block.
public interface Deliveries {

  /// A message with SVIDs and the bundle went out to `caller`.
  ///
  /// @param stream tells this stream apart from others
  void svids(Object stream, Caller caller, List<Identities.Named> named, X509Bundle trust);

  /// A message with the bundle alone went out to `caller`, who has these identities.
  ///
  /// @param stream tells this stream apart from others
  void bundle(Object stream, Caller caller, List<Identities.Named> named, X509Bundle trust);

  /// Tokens for `audience` went out to `caller`.
  void tokens(Caller caller, List<JwtSvids.Named> named, List<String> audience);

  /// That stream ended.
  void ended(Object stream);

  /// `caller` asked, and has no identity.
  void refused(Caller caller);
}
