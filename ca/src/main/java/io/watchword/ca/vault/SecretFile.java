package io.watchword.ca.vault;

import io.watchword.ca.keys.Secret;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that holds one secret alone.
final class SecretFile {

  private SecretFile() {}

  /// What it holds now.
  ///
  /// @param what it is, for messages
  /// @throws UpstreamUnavailableException `ca/upstream-refused` where there is nothing
  static Secret read(String what, Path file) {
    try {
      Secret secret = Secret.trimmed(Files.readAllBytes(file));
      if (secret.isEmpty()) {
        throw new UpstreamUnavailableException(
            "ca/upstream-refused", what + " `" + file + "` is empty");
      }
      return secret;
    } catch (IOException e) {
      throw new UpstreamUnavailableException(
          "ca/upstream-refused", what + " `" + file + "` cannot be read", e);
    }
  }
}
