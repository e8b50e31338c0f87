package io.watchword.ca.admin.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.watchword.api.admin.Agent;
import io.watchword.api.admin.CaInfo;
import io.watchword.ca.admin.CaFacts;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.authority.Truster;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/// Between the wire and the CA's own types. Thread-safe: no state.
final class AdminMessages {

  private AdminMessages() {}

  static CaInfo info(CaFacts facts) {
    CaInfo.Builder message =
        CaInfo.newBuilder()
            .setTrustDomain(facts.trustDomain())
            .setBackend(facts.backend())
            .setVersion(facts.version())
            .setNodesAddress(facts.nodesAddress())
            .setStartedAt(timestamp(facts.startedAt()));
    facts.intermediateNotAfter().ifPresent(end -> message.setIntermediateNotAfter(timestamp(end)));
    return message.build();
  }

  /// @param reported what it said last, if anything
  static Agent agent(Node node, Optional<Truster> reported) {
    Agent.Builder message =
        Agent.newBuilder()
            .setSpiffeId(node.id().toString())
            .setStatus(node.status().label())
            .setAttestationType(node.attestationType())
            .addAllSelectors(node.selectors())
            .setAttestedAt(timestamp(node.attestedAt()))
            .setSvidNotAfter(timestamp(node.svidNotAfter()));
    reported.ifPresent(
        truster ->
            message
                .setLastSeen(timestamp(truster.lastSeen()))
                .setBundleSequence(truster.report().bundleSequence()));
    return message.build();
  }

  static ByteString der(X509Certificate certificate) {
    try {
      return ByteString.copyFrom(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static java.time.Duration duration(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
