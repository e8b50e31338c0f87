package io.watchword.agent.workload.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.workload.Identities;
import io.watchword.api.workload.X509BundlesResponse;
import io.watchword.api.workload.X509SVID;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.identity.svid.X509Svid;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Domain types as the Workload API's messages. No state.
public final class WorkloadMessages {

  private WorkloadMessages() {}

  static X509SVIDResponse svids(Identities.Entitled entitled) {
    ByteString bundle = bytes(entitled.trust().concatenatedDer());
    X509SVIDResponse.Builder response = X509SVIDResponse.newBuilder();
    for (Identities.Named named : entitled.named()) {
      response.addSvids(svid(named).setBundle(bundle));
    }
    entitled
        .federated()
        .forEach(
            (domain, trust) ->
                response.putFederatedBundles(
                    domain.id().toString(), bytes(trust.x509().concatenatedDer())));
    return response.addAllCrl(crls(entitled)).build();
  }

  static X509BundlesResponse bundles(Identities.Entitled entitled) {
    X509BundlesResponse.Builder response =
        X509BundlesResponse.newBuilder()
            .putBundles(
                entitled.trust().trustDomain().id().toString(),
                bytes(entitled.trust().concatenatedDer()));
    entitled
        .federated()
        .forEach(
            (domain, trust) ->
                response.putBundles(domain.id().toString(), bytes(trust.x509().concatenatedDer())));
    return response.addAllCrl(crls(entitled)).build();
  }

  private static X509SVID.Builder svid(Identities.Named named) {
    X509Svid svid = named.issued().svid();
    return X509SVID
        .newBuilder()
        .setSpiffeId(svid.id().toString())
        .setX509Svid(bytes(svid.derChain()))
        .setX509SvidKey(bytes(svid.key().getEncoded()))
        .setHint(named.hint());
  }

  /// Those of every trust domain in the answer: a CRL names its issuer, so they cannot be mixed up.
  private static List<ByteString> crls(Identities.Entitled entitled) {
    Set<ByteString> crls = new LinkedHashSet<>();
    add(crls, entitled.own());
    entitled.federated().values().forEach(trust -> add(crls, trust));
    return List.copyOf(crls);
  }

  private static void add(Set<ByteString> crls, DomainTrust trust) {
    trust.crls().forEach(crl -> crls.add(bytes(crl.der())));
  }

  static ByteString bytes(byte[] ours) {
    // Each array was made for this message.
    return UnsafeByteOperations.unsafeWrap(ours);
  }
}
