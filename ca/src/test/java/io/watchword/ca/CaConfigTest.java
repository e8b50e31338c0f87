package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.attestation.http.HttpChallengeSettings;
import io.watchword.ca.attestation.http.Network;
import io.watchword.ca.attestation.k8s.K8sPsatSettings;
import io.watchword.ca.attestation.x509pop.X509popSettings;
import io.watchword.ca.keys.KeyType;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.EnvironmentReference;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    assertThat(config.keys()).isEqualTo(new KeysConfig.Embedded());
    assertThat(config.svidTtl()).isEqualTo(Duration.ofHours(1));
    assertThat(config.rootTtl()).isEqualTo(Duration.ofDays(3650));
    assertThat(config.intermediateTtl()).isEqualTo(Duration.ofDays(7));
    assertThat(config.adminSocket()).hasToString("unix:/etc/watchword/state/ca/admin.sock");
    assertThat(config.keyType()).isEqualTo(KeyType.EC_P256);
    assertThat(config.intermediateKeyType()).isEqualTo(KeyType.EC_P256);
    assertThat(config.crypto()).isEqualTo(CaConfig.Crypto.FAST);
    assertThat(config.jwtSettings())
        .isEqualTo(new CaConfig.Jwt(Duration.ofMinutes(5), KeyType.EC_P256, Duration.ofDays(7)));
    assertThat(config.nodeAttestors()).isEqualTo(NodeAttestorSettings.none());
    assertThat(config.oidc()).isEmpty();
    assertThat(config.issuancePolicy()).isEmpty();
    assertThat(config.audit()).isEmpty();
  }

  @Test
  void parse_issuerWithASlashAtTheEnd_isAnError() {
    assertThat(
            diagnostics(
                """
                trust-domain: example.org
                state: state/ca
                nodes: { listen: 127.0.0.1:8081 }
                health: 127.0.0.1:8082
                oidc: { listen: "127.0.0.1:8443", issuer: "https://oidc.example.org/" }
                """))
        .singleElement()
        .satisfies(
            diagnostic ->
                assertThat(diagnostic.message())
                    .contains(
                        "issuer `https://oidc.example.org/` (expected: https://HOST or"
                            + " https://HOST/PATH, without a slash at the end)"));
  }

  @Test
  void parse_vaultPki_hasItsDefaults() {
    assertThat(vault("{ address: https://vault:8200, auth: { token-file: vault-token } }"))
        .isEqualTo(
            new KeysConfig.VaultPki(
                URI.create("https://vault:8200"),
                "pki",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Duration.ofSeconds(10),
                VaultAuth.tokenIn(Path.of("/etc/watchword/vault-token"))));
  }

  @Test
  void parse_vaultPkiEveryKey_isTaken() {
    assertThat(
            vault(
                """
                { address: "http://127.0.0.1:8200", mount: mesh/pki, namespace: team, ca-certificate: ca.pem,
                  issuer: root-7, next-issuer: root-8, name-constraints: true, trust-new-roots: true,
                  timeout: 3s, auth: { token: "${VAULT_TOKEN}" } }
                """))
        .isEqualTo(
            new KeysConfig.VaultPki(
                URI.create("http://127.0.0.1:8200"),
                "mesh/pki",
                Optional.of("team"),
                Optional.of(Path.of("/etc/watchword/ca.pem")),
                Optional.of("root-7"),
                Optional.of("root-8"),
                true,
                true,
                Duration.ofSeconds(3),
                new VaultAuth(
                    Optional.empty(),
                    Optional.of(new EnvironmentReference("VAULT_TOKEN")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())));
  }

  @Test
  void parse_vaultInPlaintextFarAway_isRefused() {
    assertThatThrownBy(() -> vault("{ address: http://vault:8200, auth: { token-file: t } }"))
        .hasMessageContaining(
            "address `http://vault:8200` (expected: https://HOST:PORT, or http:// to a loopback"
                + " address)");
  }

  @Test
  void parse_vaultTokenInTheFile_isRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> vault("{ address: https://vault:8200, auth: { token: s.secret } }"))
        .hasMessageContaining("a secret does not stand in a config file");
  }

  private static KeysConfig vault(String settings) {
    return parse(
            """
            trust-domain: example.org
            state: state/ca
            nodes: { listen: 127.0.0.1:8081 }
            health: 127.0.0.1:8082
            keys:
              vault-pki:
            """
                + settings.indent(4))
        .keys();
  }

  @Test
  void parse_everyKey_isTaken() {
    CaConfig config =
        parse(
            """
            trust-domain: shop.example
            state: /var/lib/watchword/ca
            nodes: { listen: "[::1]:9081", arrivals-per-second: 7 }
            admin: unix:///run/watchword/ca.sock
            health: 127.0.0.1:9082
            keys: embedded
            svid-ttl: 10m
            root-ttl: 100d
            intermediate-ttl: 2d
            key-type: ec-p384
            intermediate-key-type: rsa-2048
            crypto: fips
            jwt: { svid-ttl: 1m, key-type: rsa-3072, key-ttl: 2d }
            oidc: { listen: "127.0.0.1:8443", issuer: "https://oidc.example.org", certificate: c.pem, key: k.pem }
            issuance-policy: [policy]
            node-attestors:
              x509pop:
                mode: external-pki
                ca-bundle: nodes.pem
                svid-prefix: /to-be-nodes/
                agent-name: "{common-name}"
                max-intermediates: 1
                max-rsa-key-size: 2048
                allow-reattestation: false
              k8s-psat:
                clusters:
                  blue:
                    api-server: https://blue:6443
                    api-server-ca: blue-ca.pem
                    token-file: blue-token
                    service-accounts: ["mesh:agent"]
                    audience: ours
                    node-labels: [zone]
                    pod-labels: [tier]
                allow-reattestation: false
              http-challenge:
                allowed-dns-patterns: ["*.nodes.example.org"]
                required-port: 80
                allow-non-root-ports: true
                allowed-networks: [10.1.0.0/16]
                timeout: 1s
                allow-reattestation: true
              plugins: { aws_iid: { account: "7" } }
            audit: { directory: /var/log/watchword/ca, name: ca-2 }
            """);

    assertThat(config.trustDomain()).isEqualTo("shop.example");
    assertThat(config.nodes().listen()).hasToString("[::1]:9081");
    assertThat(config.nodes().arrivalsPerSecond()).isEqualTo(7);
    assertThat(config.adminSocket()).hasToString("unix:/run/watchword/ca.sock");
    assertThat(config.svidTtl()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.rootTtl()).isEqualTo(Duration.ofDays(100));
    assertThat(config.intermediateTtl()).isEqualTo(Duration.ofDays(2));
    assertThat(config.keyType()).isEqualTo(KeyType.EC_P384);
    assertThat(config.intermediateKeyType()).isEqualTo(KeyType.RSA_2048);
    assertThat(config.crypto()).isEqualTo(CaConfig.Crypto.FIPS);
    assertThat(config.jwtSettings())
        .isEqualTo(new CaConfig.Jwt(Duration.ofMinutes(1), KeyType.RSA_3072, Duration.ofDays(2)));
    assertThat(config.oidc().orElseThrow().issuer())
        .isEqualTo(URI.create("https://oidc.example.org"));
    assertThat(config.oidc().orElseThrow().key()).contains(Path.of("/etc/watchword/k.pem"));
    assertThat(config.issuancePolicy()).contains(List.of(Path.of("/etc/watchword/policy")));
    assertThat(config.nodeAttestors())
        .isEqualTo(
            new NodeAttestorSettings(
                Optional.of(
                    new X509popSettings(
                        X509popSettings.Mode.EXTERNAL_PKI,
                        Optional.of(Path.of("/etc/watchword/nodes.pem")),
                        "/to-be-nodes/",
                        Optional.of("{common-name}"),
                        1,
                        2048,
                        false)),
                Optional.of(
                    new K8sPsatSettings(
                        Map.of(
                            "blue",
                            new K8sPsatSettings.Cluster(
                                URI.create("https://blue:6443"),
                                Path.of("/etc/watchword/blue-ca.pem"),
                                Path.of("/etc/watchword/blue-token"),
                                List.of("mesh:agent"),
                                "ours",
                                List.of("zone"),
                                List.of("tier"))),
                        false)),
                Optional.of(
                    new HttpChallengeSettings(
                        List.of("*.nodes.example.org"),
                        80,
                        true,
                        List.of(Network.parse("10.1.0.0/16")),
                        Duration.ofSeconds(1),
                        true)),
                Map.of("aws_iid", Map.of("account", "7"))));
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
