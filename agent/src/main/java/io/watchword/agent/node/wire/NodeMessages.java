package io.watchword.agent.node.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.watchword.agent.node.CaException;
import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.node.EntryChanges;
import io.watchword.agent.node.JwtGrant;
import io.watchword.agent.node.RevocationList;
import io.watchword.agent.node.SvidOutcome;
import io.watchword.agent.node.SyncState;
import io.watchword.api.node.IssueJwtSvidResponse;
import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.TrustBundle;
import io.watchword.api.node.X509Chain;
import io.watchword.api.node.X509SvidResult;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The CA's messages as domain types. An answer that cannot be read is a [CaException] of kind
/// `BAD_ANSWER`. No state.
final class NodeMessages {

  private static final Logger log = LoggerFactory.getLogger(NodeMessages.class);

  private NodeMessages() {}

  /// Trust, federated bundles and issuing root of the last part of a state.
  static SyncState state(SyncResponse last, EntryChanges entries) {
    Map<TrustDomain, DomainTrust> federated = new LinkedHashMap<>();
    for (TrustBundle bundle : last.getFederatedList()) {
      try {
        DomainTrust trust = trust(bundle);
        federated.put(trust.x509().trustDomain(), trust);
      } catch (CaException e) {
        // A foreign trust domain's broken bundle must not cost us our own identities.
        log.atWarn()
            .addKeyValue("trust_domain", bundle.getTrustDomain())
            .log("federated bundle is skipped: {}", e.getMessage());
      }
    }
    return new SyncState(
        trust(last.getTrust()),
        federated,
        entries,
        HexFormat.of().formatHex(last.getIssuingRootSha256().toByteArray()));
  }

  static DomainTrust trust(TrustBundle bundle) {
    Map<String, PublicKey> keys = new LinkedHashMap<>();
    bundle
        .getJwtKeysList()
        .forEach(
            key ->
                JwtKeys.read(key.getPublicKey().toByteArray())
                    .ifPresentOrElse(
                        read -> keys.put(key.getKeyId(), read),
                        () ->
                            log.atWarn()
                                .addKeyValue("trust_domain", bundle.getTrustDomain())
                                .addKeyValue("key_id", key.getKeyId())
                                .log("key for jwt-svids is skipped: neither EC nor RSA")));
    return new DomainTrust(
        bundle(bundle),
        keys,
        bundle.getCrlsList().stream().map(crl -> new RevocationList(crl.toByteArray())).toList());
  }

  static X509Bundle bundle(TrustBundle bundle) {
    try {
      List<StrictX509Certificate> roots = certificates(bundle.getRootsList());
      return new X509Bundle(
          new TrustDomain(bundle.getTrustDomain()),
          List.copyOf(roots),
          OptionalLong.of(bundle.getSequence()),
          bundle.hasRefreshHint()
              ? Optional.of(duration(bundle.getRefreshHint()))
              : Optional.empty());
    } catch (IdentityException e) {
      throw unreadable("trust bundle", e);
    }
  }

  static List<X509Certificate> chain(X509Chain chain) {
    try {
      return List.copyOf(certificates(chain.getCertificatesList()));
    } catch (IdentityException e) {
      throw unreadable("certificate chain", e);
    }
  }

  static JwtGrant grant(IssueJwtSvidResponse answer) {
    try {
      return new JwtGrant(
          SpiffeId.parse(answer.getSpiffeId()),
          answer.getToken(),
          instant(answer.getIssuedAt()),
          instant(answer.getExpiresAt()));
    } catch (IdentityException e) {
      throw unreadable("JWT-SVID", e);
    }
  }

  static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  static SvidOutcome outcome(X509SvidResult result) {
    return switch (result.getOutcomeCase()) {
      case SVID -> signed(result);
      case REFUSAL ->
          new SvidOutcome.Declined(
              result.getEntryId(), result.getRefusal().getCode(), result.getRefusal().getMessage());
      case OUTCOME_NOT_SET ->
          new SvidOutcome.Declined(
              result.getEntryId(), "agent/ca-answer", "the CA answered with nothing");
    };
  }

  private static SvidOutcome signed(X509SvidResult result) {
    try {
      return new SvidOutcome.Signed(result.getEntryId(), chain(result.getSvid()));
    } catch (CaException e) {
      // One bad item must not cost the others of the batch.
      return new SvidOutcome.Declined(
          result.getEntryId(), "agent/ca-answer", String.valueOf(e.getMessage()));
    }
  }

  private static List<StrictX509Certificate> certificates(List<ByteString> ders) {
    return ders.stream().map(der -> StrictX509Certificate.parse(der.toByteArray())).toList();
  }

  private static java.time.Duration duration(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  private static CaException unreadable(String what, IdentityException e) {
    return new CaException(
        CaException.Kind.BAD_ANSWER,
        "the CA sent a " + what + " that cannot be read: " + e.getMessage(),
        e);
  }
}
