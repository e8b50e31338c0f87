package io.watchword.authz.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.bundles.archive.PolicyFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicySimulatorTest {

  private static final MeshModel.Workload ORDERS =
      new MeshModel.Workload(
          "orders",
          "shop",
          "orders",
          "spiffe://example.org/ns/shop/sa/orders",
          Map.of("app", "orders"),
          List.of(8080));
  private static final MeshModel MESH =
      new MeshModel("istio-system", DefaultAction.DENY, List.of(ORDERS));
  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  private static final LoadedPolicy POLICY =
      PolicyLoader.load(
          List.of(
              PolicyFile.of(
                  "policies/orders.yaml",
                  """
                  apiVersion: security.istio.io/v1
                  kind: AuthorizationPolicy
                  metadata: {name: callers, namespace: shop}
                  spec:
                    rules:
                      - from:
                          - source: {principals: ["example.org/ns/shop/sa/web"]}
                        to:
                          - operation:
                              methods: ["GET", "POST"]
                              paths: ["/orders", "/orders/*"]
                  ---
                  apiVersion: security.istio.io/v1
                  kind: AuthorizationPolicy
                  metadata: {name: no-admin, namespace: shop}
                  spec:
                    action: DENY
                    rules:
                      - to:
                          - operation:
                              paths: ["/orders/admin*"]
                  """),
              PolicyFile.of(
                  "policies/reports.rego",
                  """
                  package watchword.request

                  allow if {
                    is_report
                    input.request.method == "GET"
                    input.request.headers["x-for"] in {"finance", "audit"}
                  }

                  is_report if startswith(input.request.path, "/reports/")

                  deny contains "an order needs a key" if {
                    input.request.method == "POST"
                    not input.request.headers["idempotency-key"]
                  }
                  """)),
          LoadSettings.DEFAULT);

  private static Verdict ask(String from, String method, String path) {
    return PolicySimulator.simulate(POLICY, MESH, Question.request(from, ORDERS, method, path));
  }

  @Test
  void simulate_allowed_namesTheRule() {
    assertThat(ask(WEB, "GET", "/orders"))
        .isEqualTo(
            new Verdict(
                true,
                "allow",
                "policies/orders.yaml:6",
                "shop/callers#0",
                "allowed by the rule at policies/orders.yaml:6",
                ""));
  }

  @Test
  void simulate_oneConditionFails_isTheNearestChange() {
    Verdict verdict = ask(WEB, "DELETE", "/orders");
    assertThat(verdict.allowed()).isFalse();
    assertThat(verdict.layer()).isEqualTo("default");
    assertThat(verdict.nearestChange())
        .isEqualTo("method `DELETE` is not among `GET`, `POST` of policies/orders.yaml:10");
    assertThat(ask("spiffe://example.org/ns/shop/sa/job", "GET", "/orders").nearestChange())
        .isEqualTo(
            "caller `example.org/ns/shop/sa/job` is not `example.org/ns/shop/sa/web` of"
                + " policies/orders.yaml:7");
    assertThat(ask(WEB, "GET", "/other").nearestChange())
        .isEqualTo("path `/other` is not among `/orders`, `/orders/*` of policies/orders.yaml:11");
  }

  @Test
  void simulate_severalConditionsFail_namesThemAll() {
    assertThat(ask("spiffe://example.org/ns/shop/sa/job", "PUT", "/orders").nearestChange())
        .isEqualTo(
            "caller `example.org/ns/shop/sa/job` is not `example.org/ns/shop/sa/web` of"
                + " policies/orders.yaml:7; and method `PUT` is not among `GET`, `POST` of"
                + " policies/orders.yaml:10");
  }

  @Test
  void simulate_regoConditionFails_isTheNearestChange() {
    assertThat(ask("spiffe://example.org/ns/shop/sa/job", "GET", "/reports/1").nearestChange())
        .isEqualTo(
            "header `x-for` (absent) is not among `finance`, `audit` of policies/reports.rego:6");
  }

  @Test
  void simulate_helperRuleFails_isExplainedWithin() {
    Question question =
        new Question(
            "spiffe://example.org/ns/shop/sa/job",
            ORDERS,
            true,
            "GET",
            "/report/1",
            "orders",
            Map.of("X-For", "audit"),
            8080);
    assertThat(PolicySimulator.simulate(POLICY, MESH, question).nearestChange())
        .isEqualTo("path `/report/1` does not start with `/reports/` of policies/reports.rego:9");
  }

  @Test
  void simulate_denied_saysWhatMatched() {
    Verdict verdict = ask(WEB, "GET", "/orders/admin/x");
    assertThat(verdict.layer()).isEqualTo("deny");
    assertThat(verdict.rule()).isEqualTo("policies/orders.yaml:19");
    assertThat(verdict.nearestChange())
        .isEqualTo("path `/orders/admin/x` matches `/orders/admin*` of policies/orders.yaml:21");
  }

  @Test
  void simulate_deniedByRego_namesWhatIsMissing() {
    Verdict verdict = ask(WEB, "POST", "/orders");
    assertThat(verdict.reason()).isEqualTo("an order needs a key");
    assertThat(verdict.rule()).isEqualTo("policies/reports.rego:11");
    assertThat(verdict.nearestChange())
        .isEqualTo(
            "`not input.request.headers[\"idempotency-key\"]` of policies/reports.rego:13 holds");
  }

  @Test
  void simulate_connection_httpRulesDoNotHelp() {
    Verdict verdict = PolicySimulator.simulate(POLICY, MESH, Question.connection(WEB, ORDERS));
    assertThat(verdict.allowed()).isFalse();
  }

  @Test
  void simulate_nothingSelects_saysSo() {
    MeshModel.Workload ledger =
        new MeshModel.Workload(
            "ledger", "bank", "ledger", "spiffe://example.org/x", Map.of(), List.of());
    Verdict verdict =
        PolicySimulator.simulate(
            PolicyLoader.load(List.of(), LoadSettings.DEFAULT),
            MESH,
            Question.request(WEB, ledger, "GET", "/"));
    assertThat(verdict.nearestChange())
        .isEqualTo("no ALLOW policy selects workload `ledger`; write one that does");
  }

  @Test
  void unusedSelectors_policyOfAnotherNamespace_isReported() {
    assertThat(MeshChecks.unusedSelectors(POLICY, MESH)).isEmpty();
    MeshModel empty = new MeshModel("istio-system", DefaultAction.DENY, List.of());
    assertThat(MeshChecks.unusedSelectors(POLICY, empty))
        .extracting(d -> d.message())
        .containsExactly(
            "policy `shop/callers` selects no workload of this mesh",
            "policy `shop/no-admin` selects no workload of this mesh");
  }

  @Test
  void ofFacts_denialRecord_asksTheSameAgain() {
    Question question =
        Question.ofFacts(
            ORDERS,
            Map.of(
                "source.spiffe_id", WEB,
                "request.method", "DELETE",
                "request.path", "/orders",
                "request.headers.x-a", "1",
                "destination.port", "8080"));
    Verdict verdict = PolicySimulator.simulate(POLICY, MESH, question);
    assertThat(verdict.nearestChange()).startsWith("method `DELETE` is not among");
  }
}
