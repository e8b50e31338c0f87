package io.watchword.agent.delegated.wire;

import com.google.protobuf.ByteString;
import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.svid.Entitlements;
import io.watchword.agent.svid.EntryState;
import io.watchword.agent.svid.MeshTrust;
import io.watchword.agent.workload.Identities;
import io.watchword.agent.workload.JwtSvids;
import io.watchword.agent.workload.JwtTrust;
import io.watchword.api.delegated.DelegatedJwtBundlesResponse;
import io.watchword.api.delegated.DelegatedJwtSvid;
import io.watchword.api.delegated.DelegatedJwtSvidsResponse;
import io.watchword.api.delegated.DelegatedX509BundlesResponse;
import io.watchword.api.delegated.DelegatedX509Svid;
import io.watchword.api.delegated.DelegatedX509SvidsResponse;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.x509.StrictX509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Identities of others as messages. No state.
final class DelegatedMessages {

  private DelegatedMessages() {}

  static DelegatedX509SvidsResponse svids(List<Identities.Named> named, Entitlements entitlements) {
    DelegatedX509SvidsResponse.Builder response = DelegatedX509SvidsResponse.newBuilder();
    for (Identities.Named one : named) {
      X509Svid svid = one.issued().svid();
      DelegatedX509Svid.Builder message =
          DelegatedX509Svid.newBuilder()
              .setSpiffeId(svid.id().toString())
              .setPrivateKey(ByteString.copyFrom(svid.key().getEncoded()))
              .setHint(one.hint());
      StrictX509Certificate.ofAll(svid.chain())
          .forEach(
              certificate ->
                  message.addCertificates(ByteString.copyFrom(certificate.getEncoded())));
      entitlements.entries().stream()
          .filter(state -> state.issued().filter(one.issued()::equals).isPresent())
          .map(EntryState::entry)
          .flatMap(entry -> entry.federatesWith().stream())
          .map(TrustDomain::name)
          .sorted()
          .forEach(message::addFederatesWith);
      response.addSvids(message);
    }
    return response.build();
  }

  static DelegatedX509BundlesResponse bundles(MeshTrust trust) {
    DelegatedX509BundlesResponse.Builder response = DelegatedX509BundlesResponse.newBuilder();
    for (DomainTrust one : all(trust)) {
      response.putBundles(
          one.x509().trustDomain().id().toString(),
          ByteString.copyFrom(one.x509().concatenatedDer()));
      one.crls().forEach(crl -> response.addCrls(ByteString.copyFrom(crl.der())));
    }
    return response.build();
  }

  static DelegatedJwtBundlesResponse keys(MeshTrust trust) {
    DelegatedJwtBundlesResponse.Builder response = DelegatedJwtBundlesResponse.newBuilder();
    for (DomainTrust one : all(trust)) {
      response.putBundles(
          one.x509().trustDomain().id().toString(),
          ByteString.copyFromUtf8(BundleJson.print(JwtTrust.bundle(one))));
    }
    return response.build();
  }

  static DelegatedJwtSvidsResponse tokens(List<JwtSvids.Named> named) {
    DelegatedJwtSvidsResponse.Builder response = DelegatedJwtSvidsResponse.newBuilder();
    for (JwtSvids.Named one : named) {
      response.addSvids(
          DelegatedJwtSvid.newBuilder()
              .setSpiffeId(one.grant().id().toString())
              .setToken(one.grant().token())
              .setHint(one.hint()));
    }
    return response.build();
  }

  private static List<DomainTrust> all(MeshTrust trust) {
    List<DomainTrust> all = new ArrayList<>(List.of(trust.own()));
    trust.federated().values().stream()
        .sorted((a, b) -> a.x509().trustDomain().compareTo(b.x509().trustDomain()))
        .forEach(all::add);
    return all;
  }
}
