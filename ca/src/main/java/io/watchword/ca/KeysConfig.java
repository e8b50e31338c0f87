package io.watchword.ca;

import io.watchword.platform.bootstrap.config.Default;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `keys` in `ca.yaml`: who holds the keys of roots and of our intermediate.
public sealed interface KeysConfig {

  /// Whether roots that appear above us are trusted without a rotation.
  default boolean trustNewRoots() {
    return false;
  }

  /// Whether our intermediate has name constraints.
  default boolean nameConstraints() {
    return false;
  }

  /// Ourselves.
  ///
  /// @param store a BCFKS file under `state`, or this process's memory, where every start begins
  ///   with a root that nobody knows yet
  record Embedded(@Default("file") Store store) implements KeysConfig {

    /// In a file.
    public Embedded() {
      this(Store.FILE);
    }
  }

  /// Where embedded keys are.
  enum Store {
    /// `keys/keys.bcfks` under `state`.
    FILE,
    /// They end with the process.
    MEMORY
  }

  /// A Transit mount of Vault or OpenBao, all of them: each signature is asked of it.
  ///
  /// @param address `https`, or `http` to a loopback address
  /// @param namespace Vault namespace of the mount
  /// @param caCertificate PEM file with who may have signed the server's certificate
  /// @param keyPrefix what the names of our keys there begin with; by default
  ///   `watchword-TRUST_DOMAIN`
  /// @param timeout for an answer
  record VaultTransit(
      URI address,
      @Default("transit") String mount,
      Optional<String> namespace,
      Optional<Path> caCertificate,
      Optional<String> keyPrefix,
      @Default("10s") Duration timeout,
      VaultAuth auth)
      implements KeysConfig {

    /// Checks what the token would be sent to.
    public VaultTransit {
      requireSafe(address, mount);
    }
  }

  /// A PKI mount of Vault or OpenBao has the roots; our intermediate's key is in the key store
  /// under `state`.
  ///
  /// @param address `https`, or `http` to a loopback address
  /// @param namespace Vault namespace of the mount
  /// @param caCertificate PEM file with who may have signed the server's certificate
  /// @param issuer name or id of the first issuer; by default the mount's default issuer, or a new
  ///   root where the mount has none
  /// @param nextIssuer name or id of the issuer that a rotation goes to; by default a new root
  /// @param nameConstraints whether our intermediate may sign for the trust domain alone
  /// @param trustNewRoots whether a root of the trust domain that appears in the mount is trusted
  /// @param timeout for an answer
  record VaultPki(
      URI address,
      @Default("pki") String mount,
      Optional<String> namespace,
      Optional<Path> caCertificate,
      Optional<String> issuer,
      Optional<String> nextIssuer,
      @Default("false") boolean nameConstraints,
      @Default("false") boolean trustNewRoots,
      @Default("10s") Duration timeout,
      VaultAuth auth)
      implements KeysConfig {

    /// Checks what the token would be sent to.
    public VaultPki {
      requireSafe(address, mount);
    }
  }

  /// PEM files have the issuer above us; our intermediate's key is in the key store under `state`.
  ///
  /// @param certificate the issuer's, then those above it, the root last
  /// @param key of the issuer, mode 0600
  /// @param nextCertificate the same of the issuer that a rotation goes to
  /// @param nextKey its key
  /// @param nameConstraints whether our intermediate may sign for the trust domain alone
  /// @param trustNewRoots whether a root of the trust domain that appears in the files is trusted
  record File(
      Path certificate,
      Path key,
      Optional<Path> nextCertificate,
      Optional<Path> nextKey,
      @Default("false") boolean nameConstraints,
      @Default("false") boolean trustNewRoots)
      implements KeysConfig {

    /// Checks that the next are there both or neither.
    public File {
      if (nextCertificate.isPresent() != nextKey.isPresent()) {
        throw new IllegalArgumentException(
            "next-certificate and next-key belong together (expected: both, or neither)");
      }
    }
  }

  private static void requireSafe(URI address, String mount) {
    boolean isSafe =
        "https".equals(address.getScheme())
            || "http".equals(address.getScheme()) && isLoopback(address.getHost());
    if (address.getHost() == null || !isSafe) {
      throw new IllegalArgumentException(
          "address `"
              + address
              + "` (expected: https://HOST:PORT, or http:// to a loopback address)");
    }
    if (mount.isBlank()) {
      throw new IllegalArgumentException("mount is empty (expected: a path such as `pki`)");
    }
  }

  private static boolean isLoopback(@Nullable String host) {
    return "localhost".equals(host)
        || "[::1]".equals(host)
        || host != null && host.startsWith("127.");
  }
}
