package io.watchword.agent.node;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// The agent's own SVID and whom it trusts. Immutable.
public record NodeIdentity(X509Svid svid, X509Bundle trust) {

  /// The agent's SPIFFE ID.
  public SpiffeId id() {
    return svid.id();
  }

  /// Whom the agent trusts, for verification.
  public TrustBundles bundles() {
    return TrustBundles.of(trust);
  }

  /// The same identity, trusting `roots` from now on.
  public NodeIdentity trusting(X509Bundle roots) {
    return new NodeIdentity(svid, roots);
  }

  /// Root that the SVID leads to, lower-case hexadecimal; empty where it leads to none that is
  /// trusted, as after the root was withdrawn.
  public Optional<String> rootSha256(X509SvidValidator validator, Instant now) {
    try {
      VerifiedX509Svid verified = validator.validate(svid.chain(), bundles(), now);
      return Optional.of(HexFormat.of().formatHex(verified.rootSha256()));
    } catch (InvalidSvidException e) {
      return Optional.empty();
    }
  }
}
