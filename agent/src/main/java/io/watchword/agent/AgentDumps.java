package io.watchword.agent;

import io.watchword.agent.node.NodeIdentity;
import io.watchword.agent.svid.EntryState;
import io.watchword.agent.svid.SvidSnapshot;
import io.watchword.identity.trust.TrusterState;
import io.watchword.identity.x509.StrictX509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the admin port shows: no keys, no tokens, no selectors. No state.
final class AgentDumps {

  private AgentDumps() {}

  static Map<String, Object> config(AgentConfig config) {
    Map<String, Object> dump = new LinkedHashMap<>();
    dump.put("trust_domain", config.trustDomain());
    dump.put("state", config.state().toString());
    dump.put("ca_address", config.ca().address().toString());
    dump.put("token_file", config.ca().tokenFile().map(Object::toString).orElse(""));
    dump.put("workload_api", config.workloadApi().toString());
    dump.put("health", config.health().toString());
    return dump;
  }

  static Map<String, Object> identities(Optional<NodeIdentity> node, SvidSnapshot snapshot) {
    Map<String, Object> dump = new LinkedHashMap<>();
    node.ifPresent(
        one -> {
          dump.put("agent", one.id().toString());
          dump.put("agent_svid_serial", one.svid().serial());
          dump.put("agent_svid_not_after", one.svid().notAfter().toString());
          dump.put("bundle_sequence", one.trust().sequence().orElse(0));
          dump.put(
              "roots",
              one.trust().strictRoots().stream().map(StrictX509Certificate::sha256Hex).toList());
        });
    dump.put("registered", snapshot.registered());
    dump.put("entries", snapshot.entries().stream().map(AgentDumps::entry).toList());
    return dump;
  }

  static List<Map<String, Object>> trusters(List<TrusterState> states) {
    return states.stream().map(AgentDumps::truster).toList();
  }

  private static Map<String, Object> entry(EntryState state) {
    Map<String, Object> dump = new LinkedHashMap<>();
    dump.put("entry_id", state.entry().id());
    dump.put("spiffe_id", state.resolved().id().toString());
    dump.put("hint", state.entry().hint());
    state
        .issued()
        .ifPresent(
            issued -> {
              dump.put("serial", issued.svid().serial());
              dump.put("not_after", issued.svid().notAfter().toString());
              dump.put("renew_at", issued.renewAt().toString());
              dump.put("root_sha256", issued.rootSha256());
            });
    dump.put("problem", state.problem());
    return dump;
  }

  private static Map<String, Object> truster(TrusterState state) {
    Map<String, Object> dump = new LinkedHashMap<>();
    dump.put("spiffe_id", state.id().toString());
    dump.put("kind", state.kind().name().toLowerCase(java.util.Locale.ROOT));
    dump.put("bundle_sequence", state.bundleSequence());
    dump.put("trusted_roots", state.trustedRoots());
    dump.put(
        "presented_roots",
        state.presented().stream().map(chain -> chain.rootSha256()).distinct().toList());
    dump.put("open_connections", state.openConnections());
    dump.put("observed_at", state.observedAt().toString());
    return dump;
  }
}
