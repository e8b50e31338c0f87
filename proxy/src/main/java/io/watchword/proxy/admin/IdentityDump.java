package io.watchword.proxy.admin;

import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.proxy.identity.WorkloadIdentity;
import java.util.LinkedHashMap;
import java.util.Map;

/// One entry of `/identities`: no keys. Stateless.
public final class IdentityDump {

  private IdentityDump() {}

  /// The identity of a workload as it is now.
  public static Map<String, Object> of(
      String workload, String expected, WorkloadIdentity identity) {
    Map<String, Object> dump = new LinkedHashMap<>();
    dump.put("workload", workload);
    dump.put("expected_spiffe_id", expected);
    dump.put("valid", identity.problem().isEmpty());
    dump.put("problem", identity.problem().orElse(""));
    identity
        .current()
        .ifPresent(
            snapshot -> {
              dump.put("spiffe_id", snapshot.svid().id().toString());
              dump.put("serial", snapshot.svid().serial());
              dump.put("not_after", snapshot.svid().notAfter().toString());
              dump.put("root_sha256", snapshot.rootSha256());
              Map<String, Object> trusted = new LinkedHashMap<>();
              snapshot
                  .bundles()
                  .byTrustDomain()
                  .forEach(
                      (domain, bundle) ->
                          trusted.put(
                              domain.name(),
                              bundle.strictRoots().stream()
                                  .map(StrictX509Certificate::sha256Hex)
                                  .toList()));
              dump.put("trusted_roots", trusted);
            });
    return dump;
  }
}
