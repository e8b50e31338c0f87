package io.watchword.identity.workload.wire;

import com.google.protobuf.ByteString;
import io.spiffe.workloadapi.grpc.Workload;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.RevocationLists;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.x509.MalformedCertificateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads messages of the Workload API into our own types.
final class X509Messages {
  // [1] SPIFFE Workload API §4.4, §5.2: every message is the whole state; a mandatory field that is
  // empty makes it unusable.

  private static final Logger log = LoggerFactory.getLogger(X509Messages.class);

  private X509Messages() {}

  static X509Update read(Workload.X509SVIDResponse response) {
    if (response.getSvidsCount() == 0) {
      throw new UnusableMessageException("message of the Workload API has no SVID");
    }
    List<X509Svid> svids = new ArrayList<>();
    Map<TrustDomain, X509Bundle> bundles = new LinkedHashMap<>();
    for (Workload.X509SVID message : response.getSvidsList()) {
      try {
        X509Svid svid = svid(message);
        svids.add(svid);
        TrustDomain domain = svid.id().trustDomain();
        bundles.putIfAbsent(domain, X509Bundle.parse(domain, message.getBundle().toByteArray()));
      } catch (IdentityException e) {
        throw new UnusableMessageException(
            "SVID `"
                + message.getSpiffeId()
                + "` of the Workload API is unusable: "
                + e.getMessage(),
            e);
      }
    }
    response.getFederatedBundlesMap().forEach((name, der) -> addFederated(bundles, name, der));
    return new X509Update(
        List.copyOf(svids), new TrustBundles(bundles), revocations(response.getCrlList()));
  }

  /// A list that cannot be read makes the message unusable: what it revokes would be accepted.
  private static RevocationLists revocations(List<ByteString> ders) {
    try {
      return RevocationLists.parse(ders.stream().map(ByteString::toByteArray).toList());
    } catch (MalformedCertificateException e) {
      throw new UnusableMessageException(
          "revocation list of the Workload API is unusable: " + e.getMessage(), e);
    }
  }

  private static X509Svid svid(Workload.X509SVID message) {
    SpiffeId id = SpiffeId.parse(message.getSpiffeId());
    if (message.getX509Svid().isEmpty()
        || message.getX509SvidKey().isEmpty()
        || message.getBundle().isEmpty()) {
      throw new UnusableMessageException("certificate, key or bundle is empty");
    }
    X509Svid svid =
        X509Svid.parse(
            message.getX509Svid().toByteArray(),
            message.getX509SvidKey().toByteArray(),
            message.getHint());
    if (!svid.id().equals(id)) {
      throw new UnusableMessageException("the certificate is for `" + svid.id() + "`");
    }
    return svid;
  }

  /// Another trust domain's broken bundle must not cost us our own identity: its peers are refused,
  /// that is all.
  private static void addFederated(
      Map<TrustDomain, X509Bundle> bundles, String name, ByteString der) {
    try {
      TrustDomain domain = TrustDomain.parse(name);
      bundles.putIfAbsent(domain, X509Bundle.parse(domain, der.toByteArray()));
    } catch (IdentityException e) {
      log.atWarn()
          .addKeyValue("trust_domain", name)
          .addKeyValue("why", e.getMessage())
          .log("federated bundle is unusable");
    }
  }
}
