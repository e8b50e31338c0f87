package io.watchword.ca.node.wire;

import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.TrustBundle;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.federation.Federations;
import io.watchword.ca.node.NodeAdmission;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.Registrar;
import io.watchword.ca.registration.Served;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// What agents are to know, put together of what the CA knows. Thread-safe.
final class SyncView {
  private final NodeAdmission admission;
  private final Registrar registrar;
  private final TrustAnchors anchors;
  private final Federations federations;
  private final Duration defaultTtl;

  /// @param defaultTtl of SVIDs whose entry names none
  SyncView(
      NodeAdmission admission,
      Registrar registrar,
      TrustAnchors anchors,
      Federations federations,
      Duration defaultTtl) {
    this.admission = admission;
    this.registrar = registrar;
    this.anchors = anchors;
    this.federations = federations;
    this.defaultTtl = defaultTtl;
  }

  /// What is the same for all agents.
  SyncResponse common() {
    return SyncResponse.newBuilder()
        .setTrust(NodeMessages.trust(anchors))
        .setIssuingRootSha256(NodeMessages.digest(anchors.current().active()))
        .build();
  }

  /// Who presented `chain`; refuses where it is no longer good.
  NodeAdmission.Recognised recognise(List<X509Certificate> chain) {
    return admission.recogniseForNow(chain);
  }

  /// Whether `recognise` would answer the same still, as long as what the mesh trusts is the same.
  boolean isCurrent(NodeAdmission.Recognised agent) {
    return admission.isCurrent(agent);
  }

  Served served(AttestedAgent agent) {
    return registrar.servedBy(agent);
  }

  boolean isCurrent(Served served) {
    return registrar.isCurrent(served);
  }

  /// The bundles of foreign trust domains that entries of `served` federate with, and no others.
  List<TrustBundle> foreign(Served served) {
    return served.federatesWith().stream()
        .flatMap(domain -> federations.bundle(domain).stream())
        .map(NodeMessages::foreign)
        .toList();
  }

  WorkloadEntry entry(Entry entry) {
    return NodeMessages.entry(entry, defaultTtl);
  }
}
