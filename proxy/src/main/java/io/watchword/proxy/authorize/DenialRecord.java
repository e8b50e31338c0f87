package io.watchword.proxy.authorize;

import io.watchword.api.record.TrafficRecord;
import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.decision.RuleRef;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Writes a denial so that it can be explained, and decided again, later.
record DenialRecord(String decisionId, TrafficRecord.Denial record) {

  // Never written: these fields carry secrets.
  private static final Set<String> SECRET_FIELDS =
      Set.of("authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key");
  private static final int LONGEST_VALUE = 512;

  static DenialRecord ofConnection(
      String id, ConnectionFacts facts, Decision decision, String digest) {
    return of(id, "connection", facts, decision, digest, connectionFacts(facts));
  }

  static DenialRecord ofRequest(String id, RequestFacts facts, Decision decision, String digest) {
    Map<String, String> flat = connectionFacts(facts.connection());
    flat.put("request.id", facts.requestId());
    flat.put("request.method", cut(facts.method()));
    flat.put("request.scheme", facts.scheme());
    flat.put("request.host", cut(facts.host()));
    flat.put("request.path", cut(facts.path()));
    facts
        .headers()
        .forEach(
            (name, value) -> {
              if (!SECRET_FIELDS.contains(name)) {
                flat.put("request.headers." + cut(name), cut(value));
              }
            });
    return of(id, "request", facts.connection(), decision, digest, flat);
  }

  private static DenialRecord of(
      String id,
      String kind,
      ConnectionFacts facts,
      Decision decision,
      String digest,
      Map<String, String> flat) {
    RuleRef rule = new RuleRef("failed", "", "");
    String reason = "";
    String nearestChange = "";
    switch (decision) {
      case Decision.Deny deny -> {
        rule = deny.rule();
        reason = deny.reason();
        nearestChange = deny.nearestChange();
      }
      case Decision.Failed failed -> reason = failed.reason();
      case Decision.Allow allow -> throw new IllegalArgumentException("not a denial: " + allow);
    }
    return new DenialRecord(
        id,
        new TrafficRecord.Denial(
            id,
            kind,
            facts.connectionId(),
            facts.source().spiffeId(),
            facts.destination().spiffeId(),
            facts.destination().workload(),
            rule.layer(),
            rule.location(),
            rule.ruleId(),
            reason,
            nearestChange,
            digest,
            flat));
  }

  private static Map<String, String> connectionFacts(ConnectionFacts facts) {
    Map<String, String> flat = new TreeMap<>();
    flat.put("source.spiffe_id", facts.source().spiffeId());
    flat.put("source.ip", facts.source().ip());
    flat.put("source.port", Integer.toString(facts.source().port()));
    flat.put("destination.workload", facts.destination().workload());
    flat.put("destination.spiffe_id", facts.destination().spiffeId());
    flat.put("destination.namespace", facts.destination().namespace());
    flat.put("destination.ip", facts.destinationIp());
    flat.put("destination.port", Integer.toString(facts.destinationPort()));
    flat.put("connection.protocol", facts.protocol());
    flat.put("connection.tls.version", facts.tls().version());
    flat.put("connection.tls.sni", facts.tls().sni());
    facts.destination().labels().forEach((k, v) -> flat.put("destination.labels." + k, v));
    return flat;
  }

  private static String cut(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
  }
}
