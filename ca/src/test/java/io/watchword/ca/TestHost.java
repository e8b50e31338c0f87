package io.watchword.ca;

import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.authority.TrusterKind;
import io.watchword.ca.authority.TrusterReport;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.registration.Entry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// An agent and its workloads as the CA sees them: what they trust and present changes only when a
/// test says so.
final class TestHost {
  private final TestAuthority authority;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, IssuedSvid> svids = new LinkedHashMap<>();
  private IssuedSvid node;
  private Set<String> trusted;
  private long sequence;
  private String bundleSha256 = "";

  /// Open connections to report for each workload, by root.
  final Map<String, Integer> connections = new LinkedHashMap<>();

  private TestHost(TestAuthority authority, IssuedSvid node) {
    this.authority = authority;
    this.node = node;
    this.trusted = Set.of();
    takeTrust();
  }

  static TestHost attested(TestAuthority authority, String agent) {
    return new TestHost(authority, authority.attest(agent));
  }

  /// The same host, talking to the CA after its restart.
  TestHost with(TestAuthority restarted) {
    TestHost same = new TestHost(restarted, node);
    same.entries.putAll(entries);
    same.svids.putAll(svids);
    same.trusted = trusted;
    same.sequence = sequence;
    same.bundleSha256 = bundleSha256;
    return same;
  }

  String id() {
    return node.id().toString();
  }

  AttestedAgent agent() {
    return authority.agent(node);
  }

  IssuedSvid svid(String path) {
    return svids.get(path);
  }

  TestHost workload(String path) {
    entries.put(path, authority.entry(path, node.id()));
    issue(path);
    return this;
  }

  /// Takes the bundle that is published now.
  TestHost takeTrust() {
    trusted =
        authority.ca.anchors.current().roots().stream()
            .map(UpstreamRoot::sha256)
            .collect(Collectors.toUnmodifiableSet());
    sequence = authority.ca.anchors.current().sequence();
    bundleSha256 = HexFormat.of().formatHex(authority.ca.anchors.bundle().sha256());
    return this;
  }

  /// Renews whatever is not under the root that signs now.
  TestHost renew() {
    String active = authority.ca.anchors.current().active();
    if (!node.rootSha256().equals(active)) {
      node = authority.ca.admission.renew(agent(), TestRequest.fresh().request());
    }
    for (String path : entries.keySet()) {
      if (!svids.get(path).rootSha256().equals(active)) {
        issue(path);
      }
    }
    return this;
  }

  /// Says what it has.
  void report() {
    List<TrusterReport> reports = new ArrayList<>();
    reports.add(report(id(), TrusterKind.AGENT, node, Map.of()));
    svids.forEach(
        (path, svid) ->
            reports.add(report(svid.id().toString(), TrusterKind.PROXY, svid, connections)));
    authority.ca.trusters.report(id(), reports);
    authority.ca.rotation.advance();
  }

  /// Says of somebody else what holds of itself.
  void claim(String id) {
    authority.ca.trusters.report(
        id(),
        List.of(
            report(id(), TrusterKind.AGENT, node, Map.of()),
            report(id, TrusterKind.WORKLOAD, node, Map.of())));
    authority.ca.rotation.advance();
  }

  /// Takes trust, renews and says so: what a healthy host does all the time.
  void live() {
    takeTrust().renew().report();
  }

  /// A workload ends: the agent no longer names it.
  void lose(String path) {
    svids.remove(path);
    entries.remove(path);
  }

  private void issue(String path) {
    svids.put(
        path,
        authority.ca.issuer.workload(
            agent(), entries.get(path).entryId(), Map.of(), TestRequest.fresh().request()));
  }

  private TrusterReport report(
      String id, TrusterKind kind, IssuedSvid svid, Map<String, Integer> open) {
    return new TrusterReport(
        id,
        kind,
        bundleSha256,
        sequence,
        trusted,
        List.of(new TrusterReport.Presented(svid.serial(), svid.rootSha256(), svid.notAfter())),
        open,
        authority.clock.instant());
  }
}
