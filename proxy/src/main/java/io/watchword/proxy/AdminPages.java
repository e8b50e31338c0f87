package io.watchword.proxy;

import io.watchword.proxy.admin.ConnectionsDump;
import io.watchword.proxy.admin.IdentityDump;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The pages of the proxy's admin port. Made on the admin port's own threads, from snapshots.
final class AdminPages {

  private final Proxy proxy;

  AdminPages(Proxy proxy) {
    this.proxy = proxy;
  }

  Map<String, Supplier<Object>> dumps() {
    return Map.of(
        "/identities", this::identities,
        "/policies", this::policies,
        "/connections", () -> ConnectionsDump.of(proxy.registry()),
        "/config_dump", this::configuration);
  }

  Map<String, Runnable> actions() {
    return Map.of("/drain", proxy::drain);
  }

  private List<Map<String, Object>> identities() {
    return proxy.workloads().stream()
        .map(w -> IdentityDump.of(w.config().name(), w.destination().spiffeId(), w.identity()))
        .toList();
  }

  private Map<String, Object> policies() {
    Map<String, Object> dump = new LinkedHashMap<>(proxy.policies().describe());
    dump.put(
        "default_action", proxy.config().defaultAction().name().toLowerCase(java.util.Locale.ROOT));
    dump.putIfAbsent("root_namespace", proxy.config().rootNamespace());
    return dump;
  }

  private Map<String, Object> configuration() {
    Map<String, Object> dump = new LinkedHashMap<>();
    dump.put("trust_domain", proxy.config().trustDomain());
    dump.put("mode", proxy.config().isNode() ? "node" : "sidecar");
    dump.put("threads", proxy.config().threads());
    dump.put("state", proxy.config().state().toString());
    dump.put("tls_mode", proxy.config().tls().mode().name().toLowerCase(java.util.Locale.ROOT));
    dump.put("workloads", proxy.workloads().stream().map(AdminPages::describe).toList());
    dump.put("limits", proxy.config().limits().toString());
    dump.put("timeouts", proxy.config().timeouts().toString());
    return dump;
  }

  private static Map<String, Object> describe(Workload workload) {
    Map<String, Object> dump = new LinkedHashMap<>();
    dump.put("name", workload.config().name());
    dump.put("spiffe_id", workload.destination().spiffeId());
    dump.put("namespace", workload.config().namespace());
    dump.put("service_account", workload.config().account());
    dump.put("labels", workload.config().labels());
    dump.put(
        "listeners",
        workload.bound().stream()
            .map(b -> Map.of("direction", b.direction(), "listen", b.listen(), "to", b.to()))
            .toList());
    return dump;
  }
}
