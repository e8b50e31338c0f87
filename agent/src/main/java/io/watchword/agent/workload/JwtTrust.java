package io.watchword.agent.workload;

import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.svid.MeshTrust;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.id.TrustDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Keys of JWT-SVIDs as the library wants them: made only where somebody asks, for its classes cost
/// time at start. No state.
public final class JwtTrust {

  private JwtTrust() {}

  /// The keys of one trust domain.
  public static JwtBundle bundle(DomainTrust trust) {
    return new JwtBundle(trust.x509().trustDomain(), trust.jwtKeys());
  }

  /// The own trust domain's, and those of `federated`.
  public static JwtBundles bundles(MeshTrust trust, Map<TrustDomain, DomainTrust> federated) {
    List<JwtBundle> bundles = new ArrayList<>();
    federated.values().forEach(foreign -> bundles.add(bundle(foreign)));
    bundles.add(bundle(trust.own()));
    return JwtBundles.of(bundles);
  }
}
