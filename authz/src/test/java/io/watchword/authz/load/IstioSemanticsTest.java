package io.watchword.authz.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.bundles.archive.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `istio-semantics.txt`, row by row.
class IstioSemanticsTest {

  static Stream<Arguments> rows() throws IOException {
    List<Arguments> rows = new ArrayList<>();
    List<String> policies = List.of();
    for (String line : table()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("@")) {
        policies = List.of(line.substring(2));
      } else if (line.startsWith("+")) {
        policies = Stream.concat(policies.stream(), Stream.of(line.substring(2))).toList();
      } else {
        rows.add(Arguments.of(line, policies));
      }
    }
    assertThat(rows).hasSizeGreaterThan(150);
    return rows.stream();
  }

  private static List<String> table() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            IstioSemanticsTest.class.getResourceAsStream("istio-semantics.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @ParameterizedTest(name = "{0} under {1}")
  @MethodSource("rows")
  void decide_row_isAsInTheTable(String row, List<String> policies) {
    DecisionPoint point =
        DecisionPoints.local(
            PolicyLoader.load(files(policies), LoadSettings.DEFAULT),
            DefaultAction.DENY,
            Questions.ORDERS);
    String[] cells = row.split(" ");
    int port = Integer.parseInt(cells[4]);
    Decision decision =
        cells[1].equals("TCP")
            ? Questions.ask(point, Questions.connection(cells[0], port, "tcp"))
            : Questions.ask(
                point, Questions.request(cells[0], cells[1], cells[2], cells[3], port, Map.of()));
    assertThat(decision).isNotInstanceOf(Decision.Failed.class);
    assertThat(decision.allows() ? "allow" : "deny").isEqualTo(cells[5]);
  }

  private static List<PolicyFile> files(List<String> policies) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < policies.size(); i++) {
      String[] cells = policies.get(i).split(" ", 4);
      String selector =
          cells[2].equals("-") ? "" : "  selector: {matchLabels: {app: " + cells[2] + "}}\n";
      text.append(
          """
          ---
          apiVersion: security.istio.io/v1
          kind: AuthorizationPolicy
          metadata: {name: p%d, namespace: %s}
          spec:
            action: %s
          %s  rules: %s
          """
              .formatted(i, cells[0], cells[1], selector, cells[3]));
    }
    return List.of(PolicyFile.of("policies/p.yaml", text.toString()));
  }
}
