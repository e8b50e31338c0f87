package io.watchword.ca.attestation.plugin;

import java.util.List;

/// What an attestor found out about a node.
///
/// @param name what its SPIFFE ID ends with, after `/watchword/agent/TYPE/`; the same machine has
///   the same name each time
/// @param selectors what is true of it, as `TYPE:KEY:VALUE`
/// @param repeatable whether the same proof may let the same agent in once more: true where nobody
///   else can ever show it, as a key that does not leave the machine
public record NodeClaim(String name, List<String> selectors, boolean repeatable) {

  /// Copies the selectors.
  public NodeClaim {
    selectors = List.copyOf(selectors);
  }
}
