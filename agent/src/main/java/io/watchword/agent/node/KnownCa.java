package io.watchword.agent.node;

import io.watchword.identity.x509.StrictX509Certificate;
import java.util.List;
import java.util.Set;

/// How a new agent tells its CA from another before it says anything. Immutable.
///
/// @param roots of which one must have signed for it
/// @param rootSha256 digests of further ones, which the CA shows itself
public record KnownCa(List<StrictX509Certificate> roots, Set<String> rootSha256) {

  /// Copies both.
  public KnownCa {
    roots = List.copyOf(roots);
    rootSha256 = Set.copyOf(rootSha256);
  }

  /// The CA under the root of that digest.
  public static KnownCa pinned(String rootSha256) {
    return new KnownCa(List.of(), Set.of(rootSha256));
  }
}
