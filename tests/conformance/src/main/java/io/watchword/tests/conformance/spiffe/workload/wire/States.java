package io.watchword.tests.conformance.spiffe.workload.wire;

import com.google.protobuf.ByteString;
import io.watchword.api.workload.X509SVID;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;

/// States of a Workload API, good and bad.
final class States {

  static final String WEB = "spiffe://example.org/web";
  static final String ORDERS = "spiffe://example.org/orders";
  static final String OWN = "spiffe://example.org";
  static final String FOREIGN = "spiffe://other.org";

  private final TestCa root = TestCa.root("example.org");
  private final TestCa foreign = TestCa.root("other.org");

  X509SVIDResponse of(X509SVID... svids) {
    return X509SVIDResponse.newBuilder().addAllSvids(java.util.List.of(svids)).build();
  }

  X509SVIDResponse withForeign(X509SVIDResponse state) {
    return state.toBuilder()
        .putFederatedBundles(FOREIGN, ByteString.copyFrom(foreign.der()))
        .build();
  }

  X509SVID svid(String id) {
    return svid(id, "");
  }

  X509SVID svid(String id, String hint) {
    TestSvid made = root.intermediate().leaf(id);
    return X509SVID
        .newBuilder()
        .setSpiffeId(id)
        .setHint(hint)
        .setX509Svid(ByteString.copyFrom(made.derChain()))
        .setX509SvidKey(ByteString.copyFrom(made.pkcs8()))
        .setBundle(ByteString.copyFrom(root.der()))
        .build();
  }
}
