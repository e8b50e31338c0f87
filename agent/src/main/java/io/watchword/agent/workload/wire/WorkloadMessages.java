package io.watchword.agent.workload.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.watchword.agent.workload.Identities;
import io.watchword.api.workload.X509BundlesResponse;
import io.watchword.api.workload.X509SVID;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.identity.svid.X509Svid;

/// Domain types as the Workload API's messages. No state.
final class WorkloadMessages {

  private WorkloadMessages() {}

  static X509SVIDResponse svids(Identities.Entitled entitled) {
    ByteString bundle = bytes(entitled.trust().concatenatedDer());
    X509SVIDResponse.Builder response = X509SVIDResponse.newBuilder();
    for (Identities.Named named : entitled.named()) {
      X509Svid svid = named.issued().svid();
      response.addSvids(
          X509SVID
              .newBuilder()
              .setSpiffeId(svid.id().toString())
              .setX509Svid(bytes(svid.derChain()))
              .setX509SvidKey(bytes(svid.key().getEncoded()))
              .setBundle(bundle)
              .setHint(named.hint()));
    }
    return response.build();
  }

  static X509BundlesResponse bundles(Identities.Entitled entitled) {
    return X509BundlesResponse.newBuilder()
        .putBundles(
            entitled.trust().trustDomain().id().toString(),
            bytes(entitled.trust().concatenatedDer()))
        .build();
  }

  private static ByteString bytes(byte[] ours) {
    // Each array was made for this message.
    return UnsafeByteOperations.unsafeWrap(ours);
  }
}
