package io.watchword.authz.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.decision.RuleRef;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LocalDecisionPointTest {

  private static final RequestFacts GET = Questions.request("shop/web", "GET", "/a");
  private static final PolicyFile ALLOW_ALL = yaml("all", "ALLOW", "[{}]");

  private static PolicyFile yaml(String name, String action, String rules) {
    return PolicyFile.of(
        "policies/" + name + ".yaml",
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: %s, namespace: shop}
        spec:
          action: %s
          rules: %s
        """
            .formatted(name, action, rules));
  }

  private static PolicyFile rego(String text) {
    return PolicyFile.of("policies/p.rego", text);
  }

  private static DecisionPoint point(DefaultAction action, PolicyFile... files) {
    LoadedPolicy policy = PolicyLoader.load(Arrays.asList(files), LoadSettings.DEFAULT);
    return DecisionPoints.local(policy, action, Questions.ORDERS);
  }

  @Test
  void decide_noPolicySelects_isTheDefaultAction() {
    assertThat(Questions.ask(point(DefaultAction.DENY), GET))
        .isEqualTo(
            new Decision.Deny(
                RuleRef.NONE,
                "no ALLOW policy selects this workload, and the default action is deny",
                ""));
    assertThat(Questions.ask(point(DefaultAction.ALLOW), GET))
        .isEqualTo(new Decision.Allow(RuleRef.NONE));
  }

  @Test
  void decide_allowPolicyWithoutMatch_deniesEvenWhereTheDefaultIsAllow() {
    DecisionPoint point = point(DefaultAction.ALLOW, yaml("none", "ALLOW", "[]"));
    assertThat(Questions.ask(point, GET).allows()).isFalse();
  }

  @Test
  void decide_noAllowRuleMatches_namesTheFirstThatCouldHave() {
    DecisionPoint point =
        point(DefaultAction.DENY, yaml("puts", "ALLOW", "[{to: [{operation: {methods: [PUT]}}]}]"));
    assertThat(Questions.ask(point, GET))
        .isInstanceOfSatisfying(
            Decision.Deny.class,
            deny -> {
              assertThat(deny.rule().layer()).isEqualTo("default");
              assertThat(deny.rule().location()).isEqualTo("policies/puts.yaml:6");
            });
  }

  @Test
  void decide_regoAllow_countsAsAnAllowPolicy() {
    PolicyFile rego =
        rego("package watchword.request\n\nallow if input.request.method == \"GET\"\n");
    assertThat(Questions.ask(point(DefaultAction.DENY, rego), GET))
        .isEqualTo(
            new Decision.Allow(
                new RuleRef("allow", "watchword.request.allow@p.rego:3", "policies/p.rego:3")));
    DecisionPoint open = point(DefaultAction.ALLOW, rego);
    assertThat(Questions.ask(open, Questions.request("shop/web", "PUT", "/a")).allows()).isFalse();
  }

  @Test
  void decide_regoDenyBesideYamlAllow_deniesWithItsReasons() {
    PolicyFile rego =
        rego(
            """
            package watchword.request

            deny contains "no writes" if input.request.method != "GET"
            deny contains "ever" if input.request.method != "GET"
            """);
    DecisionPoint point = point(DefaultAction.DENY, ALLOW_ALL, rego);
    assertThat(Questions.ask(point, GET).allows()).isTrue();
    assertThat(Questions.ask(point, Questions.request("shop/web", "PUT", "/a")))
        .isEqualTo(
            new Decision.Deny(
                new RuleRef("deny", "watchword.request.deny@p.rego:3", "policies/p.rego:3"),
                "ever; no writes",
                ""));
  }

  @Test
  void decide_yamlDenyBesideRegoAllow_denies() {
    DecisionPoint point =
        point(
            DefaultAction.DENY,
            rego("package watchword.request\n\nallow := true\n"),
            yaml("d", "DENY", "[{to: [{operation: {paths: [\"/a\"]}}]}]"));
    assertThat(Questions.ask(point, GET))
        .isEqualTo(
            new Decision.Deny(
                new RuleRef("deny", "shop/d#0", "policies/d.yaml:6"),
                "denied by the rule at policies/d.yaml:6",
                ""));
  }

  @Test
  void decide_objectOfOpaEnvoy_goesByAllowed() {
    String policy =
        "package watchword.request\n\nallow := {\"allowed\": %s, \"headers\": {\"x\": \"y\"}}\n";
    assertThat(
            Questions.ask(point(DefaultAction.DENY, rego(policy.formatted("true"))), GET).allows())
        .isTrue();
    assertThat(
            Questions.ask(point(DefaultAction.DENY, rego(policy.formatted("false"))), GET).allows())
        .isFalse();
  }

  @Test
  void decide_envoyDocument_isThere() {
    PolicyFile rego =
        rego(
            """
            package watchword.request

            allow if {
              input.attributes.request.http.method == "GET"
              input.attributes.request.http.headers["x-a"] == "1"
              input.attributes.request.http.path == "/a/b?k=v"
              input.attributes.source.principal == "spiffe://example.org/ns/shop/sa/web"
              input.parsed_path == ["a", "b"]
              input.parsed_query.k == ["v"]
              input.request.query.k[_] == "v"
              input.source.ip == "10.1.2.3"
              input.source.certificate.serial == "0a"
              input.destination.labels.app == "orders"
              input.connection.tls.version == "TLSv1.3"
            }
            """);
    RequestFacts facts =
        Questions.request("shop/web", "GET", "/a/b?k=v", "orders", 8080, Map.of("x-a", "1"));
    assertThat(Questions.ask(point(DefaultAction.DENY, rego), facts).allows()).isTrue();
  }

  @Test
  void decide_conflictingResults_fails() {
    PolicyFile rego =
        rego("package watchword.request\n\nallow := true\nallow := {\"allowed\": true}\n");
    assertThat(Questions.ask(point(DefaultAction.ALLOW, rego), GET))
        .isEqualTo(
            new Decision.Failed(
                "eval_conflict_error: complete rules must not produce multiple outputs"));
  }

  @Test
  void decide_answerOfAnotherShape_fails() {
    PolicyFile rego = rego("package watchword.request\n\nallow := \"yes\"\n");
    assertThat(Questions.ask(point(DefaultAction.ALLOW, rego), GET))
        .isEqualTo(
            new Decision.Failed(
                "authz/decision-shape: `watchword.request.allow` is a string (expected: a boolean"
                    + " or an object with `allowed`)"));
  }

  @Test
  void decide_endlessWork_runsOutOfBudget() {
    StringBuilder text = new StringBuilder("package watchword.request\n\nxs := [");
    text.append("1, ".repeat(200)).append("1]\n\nallow if {\n");
    for (String name : List.of("a", "b", "c", "d", "e")) {
      text.append("  some ").append(name).append(" in xs\n");
    }
    text.append("  a == 2\n}\n");
    assertThat(Questions.ask(point(DefaultAction.ALLOW, rego(text.toString())), GET))
        .isInstanceOfSatisfying(
            Decision.Failed.class, f -> assertThat(f.reason()).startsWith("eval_cancel_error"));
  }

  @Test
  void decide_httpConnection_onlyExplicitRulesAct() {
    var http = Questions.connection("shop/web", 8080, "http");
    assertThat(Questions.ask(point(DefaultAction.DENY), http))
        .isEqualTo(new Decision.Allow(RuleRef.NONE));
    assertThat(Questions.ask(point(DefaultAction.DENY, yaml("d", "DENY", "[{}]")), http).allows())
        .isTrue();
    PolicyFile deny =
        rego(
            "package watchword.connection\n\n"
                + "deny contains \"not you\" if input.source.namespace == \"shop\"\n");
    assertThat(Questions.ask(point(DefaultAction.DENY, deny), http).allows()).isFalse();
    var other = Questions.connection("other/web", 8080, "http");
    assertThat(Questions.ask(point(DefaultAction.DENY, deny), other).allows()).isTrue();
    PolicyFile allow =
        rego("package watchword.connection\n\nallow if input.source.namespace == \"ops\"\n");
    assertThat(Questions.ask(point(DefaultAction.ALLOW, allow), http).allows()).isFalse();
  }

  @Test
  void decide_tcpConnection_bothLanguagesAct() {
    PolicyFile allow =
        rego("package watchword.connection\n\nallow if input.source.namespace == \"ops\"\n");
    DecisionPoint point =
        point(
            DefaultAction.DENY,
            allow,
            yaml("w", "ALLOW", "[{from: [{source: {namespaces: [shop]}}]}]"));
    assertThat(Questions.ask(point, Questions.connection("ops/x", 1, "tcp")).allows()).isTrue();
    assertThat(Questions.ask(point, Questions.connection("shop/x", 1, "tcp")).allows()).isTrue();
    assertThat(Questions.ask(point, Questions.connection("etc/x", 1, "tcp")).allows()).isFalse();
  }

  @Test
  void decide_packageWithMetadata_joinsForItsWorkloads() {
    String text =
        """
        # METADATA
        # custom:
        #   watchword: {layer: request, selector: {app: %s}}
        package my.policies

        deny contains "closed" if true
        """;
    assertThat(
            Questions.ask(
                point(DefaultAction.DENY, ALLOW_ALL, rego(text.formatted("orders"))), GET))
        .isInstanceOfSatisfying(
            Decision.Deny.class, d -> assertThat(d.reason()).isEqualTo("closed"));
    assertThat(
            Questions.ask(point(DefaultAction.DENY, ALLOW_ALL, rego(text.formatted("ledger"))), GET)
                .allows())
        .isTrue();
  }

  @Test
  void decide_packageWhoseNameNeedsEscapes_denies() {
    String text =
        """
        # METADATA
        # custom:
        #   watchword: {layer: request}
        package my["a\\"b"]

        deny contains "closed" if true
        """;
    assertThat(Questions.ask(point(DefaultAction.DENY, ALLOW_ALL, rego(text)), GET))
        .isInstanceOfSatisfying(
            Decision.Deny.class, d -> assertThat(d.reason()).isEqualTo("closed"));
  }

  @Test
  void decide_noPolicyLoaded_fails() {
    DecisionPoint point =
        DecisionPoints.local(Optional::empty, DefaultAction.ALLOW, Questions.ORDERS);
    assertThat(Questions.ask(point, GET)).isEqualTo(new Decision.Failed("no policy is loaded yet"));
    assertThat(point.policyDigest()).isEmpty();
  }

  @Test
  void decide_policySwapped_decidesByTheNewOne() {
    AtomicReference<LoadedPolicy> current =
        new AtomicReference<>(PolicyLoader.load(List.of(ALLOW_ALL), LoadSettings.DEFAULT));
    DecisionPoint point =
        DecisionPoints.local(
            () -> Optional.of(current.get()), DefaultAction.DENY, Questions.ORDERS);
    assertThat(Questions.ask(point, GET).allows()).isTrue();
    current.set(PolicyLoader.load(List.of(), LoadSettings.DEFAULT.withDigest("sha256:ab")));
    assertThat(Questions.ask(point, GET).allows()).isFalse();
    assertThat(point.policyDigest()).isEqualTo("sha256:ab");
  }

  @Test
  void load_brokenFiles_reportsAllErrorsOfAllFiles() {
    PolicyFile one = PolicyFile.of("a.rego", "package a\n\np if {\n");
    PolicyFile two = PolicyFile.of("b.yaml", "kind: Nonsense\napiVersion: v1\n");
    assertThatThrownBy(() -> PolicyLoader.load(List.of(one, two), LoadSettings.DEFAULT))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.diagnostics())
                    .extracting(d -> d.code())
                    .containsExactly("rego_parse_error", "authz/unknown-kind"));
  }

  @Test
  void load_samePolicyTwice_isRefused() {
    PolicyFile copy = new PolicyFile("policies/z.yaml", ALLOW_ALL.content());
    assertThatThrownBy(() -> PolicyLoader.load(List.of(ALLOW_ALL, copy), LoadSettings.DEFAULT))
        .hasMessageContaining("authz/duplicate-policy: policy `shop/all` is defined twice");
  }

  @Test
  void references_namesEveryRuleThatDecides() {
    LoadedPolicy policy =
        PolicyLoader.load(
            List.of(
                ALLOW_ALL, rego("package watchword.request\n\ndeny if false\n\nallow if true\n")),
            LoadSettings.DEFAULT);
    assertThat(policy.references())
        .containsExactly(
            new RuleRef("allow", "shop/all#0", "policies/all.yaml:6"),
            new RuleRef("deny", "watchword.request.deny@p.rego:3", "policies/p.rego:3"),
            new RuleRef("allow", "watchword.request.allow@p.rego:5", "policies/p.rego:5"));
  }

  @Test
  void decide_envoyPathOfAnotherSpelling_isTheNormalisedOne() {
    PolicyFile rego =
        rego(
            """
            package watchword.request

            deny if startswith(input.attributes.request.http.path, "/admin")
            deny if startswith(input.attributes.request.http.headers[":path"], "/secret")
            """);
    DecisionPoint point = point(DefaultAction.DENY, ALLOW_ALL, rego);
    Map.of(
            "/admin?k=v", "/admin",
            "/%61dmin", "/admin",
            "/x/../admin", "/admin",
            "/./secret", "/secret",
            "//secret", "/secret")
        .forEach(
            (raw, path) ->
                assertThat(Questions.ask(point, Questions.spelled(raw, path)).allows())
                    .as(raw)
                    .isFalse());
    assertThat(Questions.ask(point, Questions.spelled("/a?k=/admin", "/a")).allows()).isTrue();
  }

  @Test
  void decide_reasonFarLongerThanItIsLarge_isRefused() {
    StringBuilder text = new StringBuilder("package watchword.request\n\n");
    text.append("x0 := {\"method\": input.request.method}\n");
    for (int i = 1; i <= 40; i++) {
      text.append("x%d := {\"a\": x%d, \"b\": x%d}\n".formatted(i, i - 1, i - 1));
    }
    text.append("deny contains x40\n");
    assertThat(Questions.ask(point(DefaultAction.ALLOW, rego(text.toString())), GET))
        .isEqualTo(
            new Decision.Failed(
                "eval_internal_error: io.watchword.authz.builtin.BuiltinFailedException: "
                    + "result is longer than 65536 characters (the limit)"));
  }
}
