package io.watchword.cli.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.cli.running.MeshFile;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Which bundle is served and who enforces which.
///
/// @param current whether every proxy enforces a bundle that is served now
record BundleStatus(boolean current, List<Served> served, List<Enforced> proxies) {

  /// What one authz serves.
  ///
  /// @param problem why there is no answer, or what is wrong with the policies on disk; else empty
  record Served(String authz, String digest, String revision, String problem) {}

  /// What one proxy enforces.
  ///
  /// @param source where it has its policies from: `bundles`, `files`, `opa-rest`
  /// @param since when it put them into force, RFC 3339
  /// @param current whether it is a bundle that is served now
  /// @param problem why there is no answer, or why the newest bundle is not in force; else empty
  record Enforced(
      String proxy,
      List<String> workloads,
      String source,
      String digest,
      String revision,
      String since,
      boolean current,
      String problem) {}

  static BundleStatus of(MeshFile mesh, PolicyPages pages) {
    List<Served> served =
        mesh.authz().stream().map(each -> served(each, pages.read(each.health()))).toList();
    Predicate<String> isServed =
        digest ->
            !digest.isEmpty() && served.stream().anyMatch(each -> each.digest().equals(digest));
    List<Enforced> proxies =
        mesh.proxies().stream()
            .map(each -> enforced(each, pages.read(each.admin()), isServed))
            .toList();
    return new BundleStatus(proxies.stream().allMatch(Enforced::current), served, proxies);
  }

  private static Served served(MeshFile.Authz authz, PolicyPages.Page page) {
    return switch (page) {
      case PolicyPages.Page.Failed(String why) -> new Served(authz.url(), "", "", why);
      case PolicyPages.Page.Read(JsonNode policies) ->
          new Served(
              authz.url(),
              policies.path("policy_digest").asText(""),
              policies.path("revision").asText(""),
              policies.path("problems").path(0).asText(""));
    };
  }

  private static Enforced enforced(
      MeshFile.Proxy proxy, PolicyPages.Page page, Predicate<String> isServed) {
    List<String> workloads = proxy.workloads().stream().map(MeshFile.Workload::name).toList();
    return switch (page) {
      case PolicyPages.Page.Failed(String why) ->
          new Enforced(proxy.admin(), workloads, "", "", "", "", false, why);
      case PolicyPages.Page.Read(JsonNode policies) ->
          new Enforced(
              proxy.admin(),
              workloads,
              policies.path("source").asText(""),
              policies.path("digest").asText(""),
              policies.path("revision").asText(""),
              policies.path("since").asText(""),
              isServed.test(policies.path("digest").asText("")),
              policies.path("last_problem").asText(""));
    };
  }

  void print(PrintStream out) {
    for (Served each : served) {
      out.println("authz  " + each.authz() + "  serves " + orNothing(each.digest()));
      problem(out, each.problem());
    }
    for (Enforced each : proxies) {
      List<String> notes = new ArrayList<>();
      if (!each.current()) {
        notes.add("not what is served");
      }
      if (!each.since().isEmpty()) {
        notes.add("since " + each.since());
      }
      out.println(
          "proxy  "
              + each.proxy()
              + "  enforces "
              + orNothing(each.digest())
              + (notes.isEmpty() ? "" : "  (" + String.join(", ", notes) + ")"));
      out.println("       for " + String.join(", ", each.workloads()));
      problem(out, each.problem());
    }
  }

  private static void problem(PrintStream out, String problem) {
    problem.lines().forEach(line -> out.println("       ! " + line));
  }

  private static String orNothing(String digest) {
    return digest.isEmpty() ? "nothing" : digest;
  }
}
