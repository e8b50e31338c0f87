package io.watchword.ca.vault;

import io.watchword.ca.keys.UpstreamUnavailableException;
import java.nio.file.Path;

/// Where our token comes from. Asked again whenever Vault stops taking the one we have: who writes
/// a new token need not restart us.
public sealed interface TokenSource {

  /// The token that is there now.
  ///
  /// @param transport to log in by
  /// @throws UpstreamUnavailableException `ca/upstream-refused` where there is none
  VaultToken read(VaultTransport transport);

  /// A file with the token alone.
  record TokenFile(Path file) implements TokenSource {

    @Override
    public VaultToken read(VaultTransport transport) {
      return new VaultToken(SecretFile.read("token file", file));
    }
  }

  /// A token that stays as it is for the life of the process.
  record Fixed(VaultToken token) implements TokenSource {

    @Override
    public VaultToken read(VaultTransport transport) {
      return token;
    }
  }

  /// A token of our own each time, for showing who we are.
  record Login(VaultLogin login) implements TokenSource {

    @Override
    public VaultToken read(VaultTransport transport) {
      return login.token(transport);
    }
  }
}
