package io.watchword.ca.vault.pki;

import io.watchword.ca.vault.VaultSettings;
import java.util.Optional;

/// Which mount of the PKI engine, and what of it.
///
/// @param mount such as `pki`
/// @param issuer name or id of the issuer to begin with; absent: the mount's default issuer
/// @param nextIssuer name or id of the issuer that a rotation goes to; absent: a root that the
///   rotation makes in the mount
public record PkiSettings(String mount, Optional<String> issuer, Optional<String> nextIssuer) {

  /// Takes slashes off the ends.
  public PkiSettings {
    mount = VaultSettings.trimmed(mount);
  }
}
