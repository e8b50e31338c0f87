package io.watchword.proxy.config;

import io.watchword.identity.id.SpiffeId;
import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.ExactlyOne;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where policies come from; the key `policies`.
///
/// @param files unsigned, for a lone proxy
@ExactlyOne
public record PoliciesConfig(
    Optional<Bundles> bundles,
    Optional<List<Path>> files,
    Optional<DecisionPointConfig> decisionPoint) {

  /// Signed bundles from authz: what a mesh uses.
  ///
  /// @param verificationKeys PEM files with the public keys whose signatures count
  /// @param serverSpiffeId the only server to take bundles from; any of the trust domain if absent
  public record Bundles(URI url, List<Path> verificationKeys, Optional<String> serverSpiffeId) {

    public Bundles {
      verificationKeys = List.copyOf(verificationKeys);
      if (!"https".equals(url.getScheme()) || url.getHost() == null) {
        throw new IllegalArgumentException(
            "bundle url `" + url + "` (expected: `https://HOST:PORT/PATH`)");
      }
      if (verificationKeys.isEmpty()) {
        throw new IllegalArgumentException("no verification-keys (expected: at least one file)");
      }
      serverSpiffeId.ifPresent(SpiffeId::parse);
    }
  }

  /// Decisions made elsewhere.
  @ExactlyOne
  public record DecisionPointConfig(Optional<OpaRest> opaRest, Optional<String> extAuthz) {

    public DecisionPointConfig {
      if (extAuthz.isPresent()) {
        throw new IllegalArgumentException(
            "`ext-authz` is not in this version (expected: `opa-rest`)");
      }
    }
  }

  /// An OPA, asked over REST.
  ///
  /// @param connection path of the document that decides connections
  /// @param request path of the document that decides requests
  /// @param timeout after which the answer is no
  public record OpaRest(
      URI url,
      @Default("watchword/connection/allow") String connection,
      @Default("watchword/request/allow") String request,
      @Default("100ms") @AtLeast("1ms") Duration timeout) {}
}
