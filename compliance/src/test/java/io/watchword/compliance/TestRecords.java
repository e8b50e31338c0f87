package io.watchword.compliance;

import io.watchword.api.record.CaRecord.Rotation;
import io.watchword.api.record.PolicyRecord.PolicyInventory;
import io.watchword.api.record.PolicyRecord.Rule;
import io.watchword.api.record.TrafficRecord.Allowed;
import io.watchword.api.record.TrafficRecord.Connection;
import io.watchword.api.record.TrafficRecord.Denial;
import java.util.List;
import java.util.Map;

/// Records with what matters to a test said, and the rest made up.
public final class TestRecords {

  public static final String ORDERS = "spiffe://example.org/ns/shop/sa/orders";
  public static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  private TestRecords() {}

  public static Connection mutualTls() {
    return connection("accepted", "", true, "TLSv1.3", "TLS_AES_128_GCM_SHA256");
  }

  public static Connection plaintextLetThrough() {
    return connection("accepted", "", false, "", "");
  }

  public static Connection negotiated(String version, String suite) {
    return connection("accepted", "", true, version, suite);
  }

  public static Connection rejected(String cause) {
    return connection("rejected", cause, false, "", "");
  }

  public static Connection connectionOn(String listener, String peer) {
    return new Connection(
        "c-1",
        "inbound",
        listener,
        "orders",
        ORDERS,
        peer,
        "10.0.0.7:4711",
        "accepted",
        "",
        true,
        "TLSv1.3",
        "TLS_AES_128_GCM_SHA256",
        "X25519",
        "0a",
        "0b",
        "0c",
        "");
  }

  private static Connection connection(
      String outcome, String cause, boolean mutual, String version, String suite) {
    return new Connection(
        "c-1",
        "inbound",
        "orders-in",
        "orders",
        ORDERS,
        mutual ? WEB : "",
        "10.0.0.7:4711",
        outcome,
        cause,
        mutual,
        version,
        suite,
        mutual ? "X25519" : "",
        "0a",
        "0b",
        "0c",
        "");
  }

  public static Allowed allowed(String ruleId, long count) {
    return new Allowed(
        "request",
        WEB,
        ORDERS,
        "orders",
        ruleId.isEmpty() ? "" : "orders.yaml:12",
        ruleId,
        "sha256:aa",
        count,
        10);
  }

  public static Denial denial(String layer, String ruleId) {
    return new Denial(
        "d-1",
        "request",
        "c-1",
        WEB,
        ORDERS,
        "orders",
        layer,
        ruleId.isEmpty() ? "" : "orders.yaml:30",
        ruleId,
        "no rule allows it",
        "",
        "sha256:aa",
        Map.of());
  }

  public static PolicyInventory inventory(String... allowRules) {
    return new PolicyInventory(
        "sha256:aa",
        List.of(allowRules).stream().map(id -> new Rule(id, "orders.yaml:12", "allow")).toList());
  }

  public static Rotation rotation(String state) {
    return rotation(state, "", "");
  }

  public static Rotation rotation(String state, String without, String reason) {
    return new Rotation("r-1", state, "old", "new", 2, "uid:0 pid:7", without, reason);
  }
}
