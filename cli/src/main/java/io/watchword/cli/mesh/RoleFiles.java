package io.watchword.cli.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// Writes the configuration files of a mesh's roles: the same files that somebody who runs the
/// roles by hand would write.
final class RoleFiles {

  private final MeshPlan plan;
  private final MeshLayout layout;

  RoleFiles(MeshPlan plan, MeshLayout layout) {
    this.plan = plan;
    this.layout = layout;
  }

  void writeAll() {
    write("ca", ca());
    write("agent", agent());
    write("authz", authz());
    write("proxy", proxy());
  }

  private Map<String, Object> ca() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("trust-domain", plan.config().trustDomain());
    file.put("state", layout.state("ca").toString());
    file.put("nodes", Map.of("listen", plan.caNodes()));
    file.put("admin", unix(layout.adminSocket()));
    file.put("health", plan.caHealth());
    file.put("audit", audit("ca-1"));
    plan.config()
        .ca()
        .ifPresent(
            ca -> {
              ca.keys().ifPresent(keys -> file.put("keys", keys(keys)));
              file.put("svid-ttl", seconds(ca.svidTtl()));
            });
    return file;
  }

  private static Object keys(CaKeys keys) {
    return switch (keys) {
      case CaKeys.Embedded embedded -> RecordText.union(embedded);
      case CaKeys.VaultTransit vault -> RecordText.union(vault);
      case CaKeys.VaultPki vault -> RecordText.union(vault);
      case CaKeys.File file -> RecordText.union(file);
    };
  }

  private Map<String, Object> agent() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("trust-domain", plan.config().trustDomain());
    file.put("state", layout.state("agent").toString());
    file.put("ca", Map.of("address", plan.caNodes(), "token-file", layout.joinToken().toString()));
    file.put("workload-api", unix(layout.workloadApi()));
    file.put("health", plan.agentHealth());
    file.put("audit", audit("agent-1"));
    return file;
  }

  private Map<String, Object> authz() {
    Map<String, Object> bundles = new LinkedHashMap<>();
    bundles.put("listen", plan.authzListen());
    bundles.put("signing-key-file", layout.bundleSigningKey().toString());
    bundles.put("path", "/bundles/mesh.tar.gz");
    Map<String, Object> file = new LinkedHashMap<>();
    file.put(
        "policies",
        plan.config().policies().stream()
            .map(policies -> policies.toAbsolutePath().normalize().toString())
            .toList());
    file.put("root-namespace", plan.config().rootNamespace());
    file.put(
        "identity",
        Map.of("workload-api", unix(layout.workloadApi()), "spiffe-id", plan.authzId()));
    file.put("bundles", bundles);
    file.put("health", plan.authzHealth());
    file.put("audit", audit("authz-1"));
    return file;
  }

  private Map<String, Object> proxy() {
    Map<String, Object> bundles = new LinkedHashMap<>();
    bundles.put("url", "https://" + plan.authzListen() + "/bundles/mesh.tar.gz");
    bundles.put("verification-keys", List.of(layout.bundleKey().toString()));
    bundles.put("server-spiffe-id", plan.authzId());
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("trust-domain", plan.config().trustDomain());
    file.put("state", layout.state("proxy").toString());
    file.put("workloads", plan.workloads().stream().map(this::workload).toList());
    file.put("policies", Map.of("bundles", bundles));
    file.put("default-action", lower(plan.config().defaultAction()));
    file.put("root-namespace", plan.config().rootNamespace());
    file.put("admin", plan.proxyAdmin());
    file.put("audit", audit("proxy-1"));
    return file;
  }

  private Map<String, Object> workload(MeshPlan.PlannedWorkload planned) {
    MeshConfig.Workload workload = planned.workload();
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("name", workload.name());
    file.put("namespace", workload.namespace());
    workload.serviceAccount().ifPresent(account -> file.put("service-account", account));
    workload.spiffeId().ifPresent(id -> file.put("spiffe-id", id));
    file.put("labels", workload.labels());
    file.put("identity", Map.of("workload-api", unix(layout.workloadApi())));
    List<Map<String, Object>> inbound = new ArrayList<>();
    for (int i = 0; i < workload.inbound().size(); i++) {
      MeshConfig.Inbound wanted = workload.inbound().get(i);
      Map<String, Object> listener = new LinkedHashMap<>();
      listener.put("listen", planned.inbound().get(i));
      listener.put("forward-to", wanted.forwardTo().toString());
      listener.put("protocol", lower(wanted.protocol()));
      inbound.add(listener);
    }
    file.put("inbound", inbound);
    List<Map<String, Object>> outbound = new ArrayList<>();
    for (int i = 0; i < workload.outbound().size(); i++) {
      outbound.add(outbound(planned.outbound().get(i), plan.reached(workload.outbound().get(i))));
    }
    file.put("outbound", outbound);
    return file;
  }

  private Map<String, Object> outbound(String listen, MeshPlan.PlannedWorkload to) {
    Map<String, Object> upstream = new LinkedHashMap<>();
    upstream.put("addresses", List.of(to.inbound().getFirst()));
    upstream.put("spiffe-ids", List.of(to.workload().identity(plan.config().trustDomain())));
    Map<String, Object> listener = new LinkedHashMap<>();
    listener.put("listen", listen);
    listener.put("protocol", lower(to.workload().inbound().getFirst().protocol()));
    listener.put("upstream", upstream);
    return listener;
  }

  private Map<String, Object> audit(String name) {
    return Map.of("directory", layout.audit().resolve(name).toString(), "name", name);
  }

  private void write(String role, Map<String, Object> document) {
    // Without aliases, which our own reader refuses: two workloads may share one empty map.
    Dump yaml =
        new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setDereferenceAliases(true)
                .build());
    try {
      Files.writeString(
          layout.config(role),
          "# Written by `watchword up`; changes here are lost at the next start.\n"
              + yaml.dumpToString(document));
    } catch (IOException e) {
      throw new MeshException("`" + layout.config(role) + "` could not be written: " + e, e);
    }
  }

  private static String unix(Path socket) {
    return "unix:" + socket;
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + "s";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
