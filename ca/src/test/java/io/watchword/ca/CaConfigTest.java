package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// `ca.yaml`.
@Execution(ExecutionMode.CONCURRENT)
class CaConfigTest {

  @Test
  void parse_necessaryKeysOnly_hasTheDefaults() {
    CaConfig config =
        parse(
            """
            trust-domain: example.org
            state: state/ca
            nodes: { listen: 127.0.0.1:8081 }
            health: 127.0.0.1:8082
            """);

    assertThat(config.keys()).isEqualTo(new CaConfig.Keys.Embedded());
    assertThat(config.svidTtl()).isEqualTo(Duration.ofHours(1));
    assertThat(config.rootTtl()).isEqualTo(Duration.ofDays(3650));
    assertThat(config.intermediateTtl()).isEqualTo(Duration.ofDays(7));
    assertThat(config.adminSocket()).hasToString("unix:/etc/watchword/state/ca/admin.sock");
    assertThat(config.audit()).isEmpty();
  }

  @Test
  void parse_everyKey_isTaken() {
    CaConfig config =
        parse(
            """
            trust-domain: shop.example
            state: /var/lib/watchword/ca
            nodes: { listen: "[::1]:9081" }
            admin: unix:///run/watchword/ca.sock
            health: 127.0.0.1:9082
            keys: embedded
            svid-ttl: 10m
            root-ttl: 100d
            intermediate-ttl: 2d
            audit: { directory: /var/log/watchword/ca, name: ca-2 }
            """);

    assertThat(config.trustDomain()).isEqualTo("shop.example");
    assertThat(config.nodes().listen()).hasToString("[::1]:9081");
    assertThat(config.adminSocket()).hasToString("unix:/run/watchword/ca.sock");
    assertThat(config.svidTtl()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.rootTtl()).isEqualTo(Duration.ofDays(100));
    assertThat(config.intermediateTtl()).isEqualTo(Duration.ofDays(2));
    assertThat(config.audit().orElseThrow().name()).contains("ca-2");
  }

  @Test
  void parse_unknownKey_isAnErrorWithASuggestion() {
    assertThat(
            diagnostics(
                """
                trust-domain: example.org
                state: state/ca
                nodes: { listen: 127.0.0.1:8081 }
                health: 127.0.0.1:8082
                svid-tll: 1h
                """))
        .singleElement()
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.message()).contains("svid-tll");
              assertThat(diagnostic.position().orElseThrow().line()).isEqualTo(5);
              assertThat(diagnostic.help().orElseThrow()).contains("svid-ttl");
            });
  }

  @Test
  void parse_leavesThatWouldOutliveTheIntermediate_areAnError() {
    assertThat(
            diagnostics(
                """
                trust-domain: example.org
                state: state/ca
                nodes: { listen: 127.0.0.1:8081 }
                health: 127.0.0.1:8082
                svid-ttl: 7d
                """))
        .singleElement()
        .satisfies(
            diagnostic ->
                assertThat(diagnostic.message())
                    .contains(
                        "intermediate-ttl 604800s (expected: at least twice svid-ttl, 604800s)"));
  }

  @Test
  void parse_badTrustDomain_isAnError() {
    assertThat(
            diagnostics(
                """
                trust-domain: Example.org
                state: state/ca
                nodes: { listen: 127.0.0.1:8081 }
                health: 127.0.0.1:8082
                """))
        .singleElement()
        .satisfies(diagnostic -> assertThat(diagnostic.message()).contains("upper-case"));
  }

  private static CaConfig parse(String text) {
    return ConfigReader.parse("/etc/watchword/ca.yaml", text, CaConfig.class);
  }

  private static List<Diagnostic> diagnostics(String text) {
    List<Diagnostic> found = new ArrayList<>();
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(InvalidInputException.class, e -> found.addAll(e.diagnostics()));
    return found;
  }
}
