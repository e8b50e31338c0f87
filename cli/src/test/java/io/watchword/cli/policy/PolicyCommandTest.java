package io.watchword.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.api.record.TrafficRecord;
import io.watchword.cli.CommandRun;
import io.watchword.cli.MeshOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  @TempDir private Path folder;
  private Path policies;
  private Path mesh;

  @BeforeEach
  void write() throws IOException {
    policies = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(
        policies.resolve("orders.yaml"),
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: { name: readers, namespace: shop }
        spec:
          selector: { matchLabels: { app: orders } }
          rules:
            - from: [{ source: { principals: ["example.org/ns/shop/sa/web"] } }]
              to: [{ operation: { methods: [GET] } }]
        """);
    mesh =
        Files.writeString(
            folder.resolve("mesh.yaml"),
            """
            trust-domain: example.org
            policies: [policies]
            workloads:
              - name: orders
                namespace: shop
                labels: { app: orders }
                inbound: [{ listen: "127.0.0.1:0", forward-to: "127.0.0.1:8080" }]
            """);
  }

  @Test
  void check_goodPolicies_isDone() {
    CommandRun run = check();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("1 files checked, nothing wrong\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void check_brokenPolicy_isUnreadableInputWithItsPlace() throws IOException {
    Files.writeString(policies.resolve("b.rego"), "package b\nallow if {\n");
    CommandRun run = check();
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).startsWith("rego_parse_error: ").contains("policies/b.rego:");
  }

  @Test
  void check_selectorOfNobody_failsOnlyWhenStrict() throws IOException {
    Files.writeString(
        mesh, Files.readString(mesh).replace("labels: { app: orders }", "labels: { app: other }"));
    assertThat(check("-f", mesh.toString()).exitCode()).isZero();
    CommandRun strict = check("-f", mesh.toString(), "--strict");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.err()).contains("authz/unused-selector");
  }

  @Test
  void check_sarif_namesRulePlaceAndLevel() throws IOException {
    Files.writeString(policies.resolve("b.rego"), "package b\nallow if {\n");
    CommandRun run = check("-o", "sarif");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains("\"version\" : \"2.1.0\"")
        .contains("\"ruleId\" : \"rego_parse_error\"")
        .contains("\"level\" : \"error\"")
        .containsPattern("\"startLine\" : [23]");
  }

  @Test
  void simulate_allowed_isDoneAndNamesTheRule() {
    CommandRun run = simulate("GET");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"allowed\" : true").contains("policies/orders.yaml:7");
  }

  @Test
  void simulate_denied_isNoAndSaysTheNearestChange() {
    CommandRun run = simulate("POST");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out())
        .contains("\"allowed\" : false")
        .containsPattern("\"nearest_change\" : \"[^\"]+\"");
  }

  @Test
  void simulate_unknownWorkload_isWrongUsageWithASuggestion() {
    CommandRun run =
        CommandRun.of(
            "policy",
            "simulate",
            "-p",
            policies.toString(),
            "-f",
            mesh.toString(),
            "--from",
            WEB,
            "--to",
            "order");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err())
        .contains("--to: the mesh has no workload `order` (did you mean `orders`?)");
  }

  @Test
  void simulate_policiesMissing_isUnreadableInput() {
    CommandRun run =
        CommandRun.of(
            "policy",
            "simulate",
            "-p",
            folder.resolve("no").toString(),
            "--from",
            WEB,
            "--to",
            "x");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).startsWith("authz/unreadable: ");
  }

  @Test
  void explain_decisionInTheLog_saysWhy() throws IOException {
    MeshOnDisk onDisk = new MeshOnDisk(folder.resolve("state"));
    onDisk.write("proxy", denial());
    CommandRun run =
        CommandRun.of("policy", "explain", "d-1", "--dir", onDisk.path(), "-o", "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("\"decision_id\" : \"d-1\"")
        .contains("\"allowed\" : false")
        .contains("\"reason\" : \"no rule allows it\"")
        .contains("\"nearest_change\" : \"allow POST\"");
  }

  @Test
  void explain_unknownDecision_fails() throws IOException {
    MeshOnDisk onDisk = new MeshOnDisk(folder.resolve("state"));
    CommandRun run = CommandRun.of("policy", "explain", "d-2", "--dir", onDisk.path());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("watchword: no denial `d-2` in 1 logs");
  }

  private static TrafficRecord.Denial denial() {
    return new TrafficRecord.Denial(
        "d-1",
        "request",
        "c-1",
        WEB,
        "spiffe://example.org/ns/shop/sa/orders",
        "orders",
        "default",
        "",
        "",
        "no rule allows it",
        "allow POST",
        "sha256:aa",
        Map.of("request.method", "POST"));
  }

  private CommandRun check(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "policy";
    arguments[1] = "check";
    System.arraycopy(more, 0, arguments, 2, more.length);
    arguments[arguments.length - 1] = policies.toString();
    return CommandRun.of(arguments);
  }

  private CommandRun simulate(String method) {
    return CommandRun.of(
        "policy",
        "simulate",
        "-p",
        policies.toString(),
        "-f",
        mesh.toString(),
        "--from",
        WEB,
        "--to",
        "orders",
        "--method",
        method,
        "-o",
        "json");
  }
}
