package io.watchword.ca.vault;

import io.watchword.ca.keys.UpstreamUnavailableException;
import java.util.Map;

/// The call that turns what we are into a token.
final class LoginCall {

  private LoginCall() {}

  /// Logs in at the auth method on `mount`.
  ///
  /// @throws UpstreamUnavailableException where Vault gives no token
  static VaultToken send(VaultTransport transport, String mount, Map<String, Object> body) {
    VaultCall call = VaultCall.write("auth/" + mount + "/login", body);
    VaultAnswer answer = transport.send(call, VaultToken.none());
    String token = answer.body().path("auth").path("client_token").asText();
    if (answer.isOk() && !token.isEmpty()) {
      return new VaultToken(token);
    }
    if (answer.status() >= 500 || answer.status() == 429) {
      throw VaultSession.unavailable(call, answer);
    }
    throw new UpstreamUnavailableException(
        "ca/upstream-refused",
        "Vault refuses our login (`"
            + call
            + "`): "
            + answer.status()
            + " "
            + answer.errors()
            + " (expected: a role that takes it)");
  }
}
