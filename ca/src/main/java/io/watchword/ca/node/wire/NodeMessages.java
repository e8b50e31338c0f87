package io.watchword.ca.node.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.watchword.api.node.IssueJwtSvidResponse;
import io.watchword.api.node.JwtKey;
import io.watchword.api.node.TrustBundle;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.node.X509Chain;
import io.watchword.api.trust.OpenConnections;
import io.watchword.api.trust.PresentedChain;
import io.watchword.api.trust.TrusterState;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.authority.TrustState;
import io.watchword.ca.authority.TrusterKind;
import io.watchword.ca.authority.TrusterReport;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.jwt.IssuedJwt;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.EntryTrait;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// Between the wire and the CA's own types. Thread-safe: no state.
final class NodeMessages {
  private static final HexFormat HEX = HexFormat.of();

  private NodeMessages() {}

  static X509Chain chain(IssuedSvid svid) {
    return X509Chain.newBuilder()
        .setSpiffeId(svid.id().toString())
        .addAllCertificates(svid.chain().stream().map(NodeMessages::der).toList())
        .setRootSha256(digest(svid.rootSha256()))
        .setNotAfter(timestamp(svid.notAfter()))
        .build();
  }

  static IssueJwtSvidResponse token(IssuedJwt svid) {
    return IssueJwtSvidResponse.newBuilder()
        .setSpiffeId(svid.id().toString())
        .setToken(svid.token())
        .setIssuedAt(timestamp(svid.issuedAt()))
        .setExpiresAt(timestamp(svid.expiresAt()))
        .build();
  }

  static TrustBundle trust(TrustAnchors anchors) {
    TrustState state = anchors.current();
    return trust(anchors.bundle()).toBuilder()
        .setSequence(state.sequence())
        .addAllJwtKeys(state.jwtKeys().stream().map(NodeMessages::jwtKey).toList())
        .build();
  }

  /// A foreign trust domain's bundle. When its keys for JWT-SVIDs end, only the foreign CA knows.
  static TrustBundle foreign(SpiffeBundle bundle) {
    TrustBundle.Builder message = trust(bundle.x509()).toBuilder();
    bundle
        .jwt()
        .keys()
        .forEach(
            (keyId, key) ->
                message.addJwtKeys(
                    JwtKey.newBuilder()
                        .setKeyId(keyId)
                        .setPublicKey(ByteString.copyFrom(key.getEncoded()))));
    return message.build();
  }

  private static JwtKey jwtKey(io.watchword.ca.authority.JwtKey key) {
    return JwtKey.newBuilder()
        .setKeyId(key.keyId())
        .setPublicKey(ByteString.copyFrom(key.der()))
        .setNotAfter(timestamp(key.notAfter()))
        .build();
  }

  private static TrustBundle trust(X509Bundle bundle) {
    TrustBundle.Builder message =
        TrustBundle.newBuilder()
            .setTrustDomain(bundle.trustDomain().name())
            .setSequence(bundle.sequence().orElse(0))
            .addAllRoots(bundle.roots().stream().map(NodeMessages::der).toList());
    bundle.refreshHint().ifPresent(hint -> message.setRefreshHint(duration(hint)));
    return message.build();
  }

  static WorkloadEntry entry(Entry entry, java.time.Duration defaultTtl) {
    WorkloadEntry.Builder message =
        WorkloadEntry.newBuilder()
            .setEntryId(entry.entryId())
            .setSpiffeId(entry.id().toString())
            .addAllSelectors(entry.selectors())
            .setX509SvidTtl(duration(entry.x509Ttl().orElse(defaultTtl)))
            .setHint(entry.hint())
            .addAllDnsNames(entry.dnsNames())
            .addAllFederatesWith(entry.federatesWith())
            .setStoreSvid(entry.has(EntryTrait.STORE_SVID))
            .setDisableX509SvidPrefetch(entry.has(EntryTrait.DISABLE_X509_SVID_PREFETCH))
            .setDownstream(entry.has(EntryTrait.DOWNSTREAM))
            .setAdmin(entry.has(EntryTrait.ADMIN))
            .setRevision(entry.revision());
    entry.jwtTtl().ifPresent(ttl -> message.setJwtSvidTtl(duration(ttl)));
    entry.expiresAt().ifPresent(end -> message.setExpiresAt(timestamp(end)));
    return message.build();
  }

  /// What a truster's state says.
  ///
  /// @param present the bundle now: a truster that does not know its sequence is told by its digest
  /// @throws IllegalArgumentException where it makes no sense
  static TrusterReport report(TrusterState state, X509Bundle present) {
    SpiffeId id = SpiffeId.parse(state.getSpiffeId());
    String digest = HEX.formatHex(state.getBundleSha256().toByteArray());
    boolean isPresent = digest.equals(HEX.formatHex(present.sha256()));
    long sequence =
        state.getBundleSequence() == 0 && isPresent
            ? present.sequence().orElse(0)
            : state.getBundleSequence();
    return new TrusterReport(
        id.toString(),
        kind(state.getKind()),
        digest,
        sequence,
        state.getTrustedRootSha256List().stream()
            .map(NodeMessages::digest)
            .collect(Collectors.toUnmodifiableSet()),
        state.getPresentedList().stream().map(NodeMessages::presented).toList(),
        state.getOpenConnectionsList().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    open -> digest(open.getRootSha256()), OpenConnections::getCount, Integer::sum)),
        instant(state.getObservedAt()));
  }

  static ByteString digest(String hexadecimal) {
    return ByteString.copyFrom(HEX.parseHex(hexadecimal));
  }

  private static TrusterReport.Presented presented(PresentedChain chain) {
    return new TrusterReport.Presented(
        chain.getSerial(), digest(chain.getRootSha256()), instant(chain.getNotAfter()));
  }

  private static TrusterKind kind(io.watchword.api.trust.TrusterKind kind) {
    return switch (kind) {
      case AGENT -> TrusterKind.AGENT;
      case PROXY -> TrusterKind.PROXY;
      case WORKLOAD -> TrusterKind.WORKLOAD;
      case CA, FEDERATED, STATIC, TRUSTER_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "truster kind `" + kind + "` (expected: AGENT, PROXY or WORKLOAD)");
    };
  }

  private static String digest(ByteString sha256) {
    if (sha256.size() != 32) {
      throw new IllegalArgumentException("a SHA-256 of " + sha256.size() + " bytes (expected: 32)");
    }
    return HEX.formatHex(sha256.toByteArray());
  }

  private static ByteString der(X509Certificate certificate) {
    try {
      return ByteString.copyFrom(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  private static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
