package io.watchword.ca.vault;

import io.watchword.ca.keys.UpstreamUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where our token comes from. Asked again whenever Vault stops taking the one we have: who writes
/// a new token need not restart us.
public sealed interface TokenSource {

  /// The token that is there now.
  ///
  /// @throws UpstreamUnavailableException `ca/upstream-refused` where there is none
  VaultToken read();

  /// A file with the token alone.
  record TokenFile(Path file) implements TokenSource {

    @Override
    public VaultToken read() {
      try {
        VaultToken token = new VaultToken(Files.readString(file));
        if (token.isBlank()) {
          throw new UpstreamUnavailableException(
              "ca/upstream-refused", "token file `" + file + "` is empty");
        }
        return token;
      } catch (IOException e) {
        throw new UpstreamUnavailableException(
            "ca/upstream-refused", "token file `" + file + "` cannot be read", e);
      }
    }
  }

  /// A token that stays as it is for the life of the process.
  record Fixed(VaultToken token) implements TokenSource {

    @Override
    public VaultToken read() {
      return token;
    }
  }
}
