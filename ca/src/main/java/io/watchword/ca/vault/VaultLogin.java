package io.watchword.ca.vault;

import io.watchword.ca.keys.Secret;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How we show Vault who we are and get a token for it. Secrets are read for each login and wiped
/// after it.
public sealed interface VaultLogin {

  /// A fresh token.
  ///
  /// @throws UpstreamUnavailableException where there is none
  VaultToken token(VaultTransport transport);

  /// A role's id and one of its secrets.
  ///
  /// @param mount of the auth method
  record AppRole(String mount, String roleId, SecretId secretId) implements VaultLogin {

    @Override
    public VaultToken token(VaultTransport transport) {
      try (Secret secret = secretId.read(transport)) {
        return LoginCall.send(transport, mount, Map.of("role_id", roleId, "secret_id", secret));
      }
    }
  }

  /// The token of a Kubernetes service account.
  ///
  /// @param mount of the auth method
  /// @param tokenFile that the kubelet keeps fresh
  record Kubernetes(String mount, String role, Path tokenFile) implements VaultLogin {

    @Override
    public VaultToken token(VaultTransport transport) {
      try (Secret jwt = SecretFile.read("service account token", tokenFile)) {
        return LoginCall.send(transport, mount, Map.of("role", role, "jwt", jwt));
      }
    }
  }

  /// The certificate that we show in the TLS handshake.
  ///
  /// @param mount of the auth method
  /// @param role to log in to; absent: whichever takes the certificate
  record Certificate(String mount, Optional<String> role) implements VaultLogin {

    @Override
    public VaultToken token(VaultTransport transport) {
      Map<String, Object> body = new HashMap<>();
      role.ifPresent(name -> body.put("name", name));
      return LoginCall.send(transport, mount, body);
    }
  }

  /// A JWT that somebody Vault trusts has signed.
  ///
  /// @param mount of the auth method
  /// @param role to log in to; absent: the method's default
  record Jwt(String mount, Optional<String> role, Path tokenFile) implements VaultLogin {

    @Override
    public VaultToken token(VaultTransport transport) {
      try (Secret jwt = SecretFile.read("jwt file", tokenFile)) {
        Map<String, Object> body = new HashMap<>(Map.of("jwt", jwt));
        role.ifPresent(name -> body.put("role", name));
        return LoginCall.send(transport, mount, body);
      }
    }
  }
}
