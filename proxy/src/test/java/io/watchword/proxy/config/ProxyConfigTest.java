package io.watchword.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.decision.DefaultAction;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.ByteSize;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyConfigTest {

  private static final String SMALL =
      """
      trust-domain: example.org
      workloads:
        - name: orders
          identity: {workload-api: "unix:///run/agent.sock"}
          inbound: [{listen: "127.0.0.1:15006", forward-to: "127.0.0.1:8080"}]
          outbound: [{listen: "127.0.0.1:15001", upstream: {addresses: ["127.0.0.1:1"], spiffe-ids: ["spiffe://example.org/a"]}}]
      policies: {files: [policies/]}
      """;

  private static ProxyConfig parse(String text) {
    return ConfigReader.parse("/etc/proxy.yaml", text, ProxyConfig.class);
  }

  @Test
  void parse_smallFile_hasTheDefaults() {
    ProxyConfig config = parse(SMALL);
    assertThat(config.mode()).isEmpty();
    assertThat(config.isNode()).isFalse();
    assertThat(config.defaultAction()).isEqualTo(DefaultAction.DENY);
    assertThat(config.rootNamespace()).isEqualTo("istio-system");
    assertThat(config.tls().mode()).isEqualTo(TlsConfig.Mode.FAST);
    assertThat(config.admin()).isEqualTo(new HostPort("127.0.0.1", 0));
    assertThat(config.threads()).isEqualTo(1);
    assertThat(config.audit()).isEqualTo(AuditSettings.none());
    assertThat(config.limits())
        .isEqualTo(new LimitsConfig(ByteSize.parse("8KiB"), ByteSize.parse("32KiB"), 100));
    assertThat(config.timeouts()).isEqualTo(Timeouts.DEFAULT);
    WorkloadConfig orders = config.workloads().getFirst();
    assertThat(orders.namespace()).isEqualTo("default");
    assertThat(orders.labels()).isEmpty();
    assertThat(orders.expectedId("example.org"))
        .hasToString("spiffe://example.org/ns/default/sa/orders");
    assertThat(orders.inbound().getFirst())
        .isEqualTo(
            new InboundConfig(
                HostPort.parse("127.0.0.1:15006"),
                HostPort.parse("127.0.0.1:8080"),
                ListenProtocol.DETECT,
                10_000,
                0));
    assertThat(orders.outbound().getFirst().protocol()).isEqualTo(ListenProtocol.DETECT);
  }

  @Test
  void parse_everyKeyGiven_isTakenOver() {
    ProxyConfig config =
        parse(
            """
            trust-domain: td.example
            mode: node
            workloads:
              - name: orders
                namespace: shop
                service-account: clerk
                spiffe-id: spiffe://td.example/orders
                labels: {app: orders}
                identity:
                  files: {certificates: svid.pem, key: svid.key, bundle: {td.example: a.pem, other.example: b.json}}
                inbound:
                  - {listen: "127.0.0.1:1", forward-to: "127.0.0.1:2", protocol: http, max-connections: 3, max-connections-per-address: 4}
                outbound:
                  - listen: "127.0.0.1:5"
                    protocol: tcp
                    max-connections: 6
                    upstream: {addresses: ["127.0.0.1:7", "127.0.0.1:8"], spiffe-ids: ["spiffe://td.example/a"]}
            policies:
              bundles: {url: "https://127.0.0.1:9/b.tar.gz", verification-keys: [k.pem], server-spiffe-id: "spiffe://td.example/authz"}
            default-action: allow
            root-namespace: mesh
            tls: {mode: fast}
            admin: 127.0.0.1:10
            threads: 2
            state: st
            audit: {directory: log, name: proxy-7}
            limits: {request-line: 1KiB, head: 2KiB, fields: 3}
            timeouts: {handshake: 1s, header: 2s, detect: 3ms, idle: 4s, progress: 5s, answer: 6s, tcp-idle: 7s,
                       connect: 8s, pool-idle: 9s, mesh-pool-idle: 10s, drain: 11s}
            """);
    assertThat(config.trustDomain()).isEqualTo("td.example");
    assertThat(config.mode()).contains(ProxyMode.NODE);
    assertThat(config.isNode()).isTrue();
    assertThat(config.workloads())
        .containsExactly(
            new WorkloadConfig(
                "orders",
                "shop",
                Optional.of("clerk"),
                Optional.of("spiffe://td.example/orders"),
                Map.of("app", "orders"),
                new IdentityConfig(
                    Optional.empty(),
                    Optional.of(
                        new IdentityConfig.Files(
                            Path.of("/etc/svid.pem"),
                            Path.of("/etc/svid.key"),
                            new IdentityConfig.Bundle.PerDomain(
                                Map.of(
                                    "td.example", Path.of("/etc/a.pem"),
                                    "other.example", Path.of("/etc/b.json")))))),
                List.of(
                    new InboundConfig(
                        HostPort.parse("127.0.0.1:1"),
                        HostPort.parse("127.0.0.1:2"),
                        ListenProtocol.HTTP,
                        3,
                        4)),
                List.of(
                    new OutboundConfig(
                        HostPort.parse("127.0.0.1:5"),
                        ListenProtocol.TCP,
                        new OutboundConfig.UpstreamConfig(
                            List.of(HostPort.parse("127.0.0.1:7"), HostPort.parse("127.0.0.1:8")),
                            List.of("spiffe://td.example/a")),
                        6))));
    assertThat(config.policies())
        .isEqualTo(
            new PoliciesConfig(
                Optional.of(
                    new PoliciesConfig.Bundles(
                        URI.create("https://127.0.0.1:9/b.tar.gz"),
                        List.of(Path.of("/etc/k.pem")),
                        Optional.of("spiffe://td.example/authz"))),
                Optional.empty(),
                Optional.empty()));
    assertThat(config.defaultAction()).isEqualTo(DefaultAction.ALLOW);
    assertThat(config.rootNamespace()).isEqualTo("mesh");
    assertThat(config.admin()).isEqualTo(HostPort.parse("127.0.0.1:10"));
    assertThat(config.threads()).isEqualTo(2);
    assertThat(config.state()).isEqualTo(Path.of("/etc/st"));
    assertThat(config.audit())
        .isEqualTo(new AuditSettings(Optional.of(Path.of("/etc/log")), Optional.of("proxy-7")));
    assertThat(config.limits())
        .isEqualTo(new LimitsConfig(ByteSize.parse("1KiB"), ByteSize.parse("2KiB"), 3));
    assertThat(config.timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMillis(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7),
                Duration.ofSeconds(8),
                Duration.ofSeconds(9),
                Duration.ofSeconds(10),
                Duration.ofSeconds(11)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "trust-domain: example.org ; trust-domain: EXAMPLE ; trust domain",
        "trust-domain: example.org ; {trust-domain: example.org, mode: gateway} ; mode `gateway` is"
            + " not in this version",
        "workload-api: \"unix:///run/agent.sock\" ; ports: 1 ; ports",
        "{files: [policies/]} ; {files: [policies/], bundles: {url: \"https://a/b\","
            + " verification-keys: [k]}} ; exactly one",
        "{files: [policies/]} ; {} ; exactly one",
        "{files: [policies/]} ; {bundles: {url: \"http://a/b\", verification-keys: [k]}} ;"
            + " https://HOST:PORT/PATH",
        "{files: [policies/]} ; {bundles: {url: \"https://a/b\", verification-keys: []}} ;"
            + " verification-keys",
        "{files: [policies/]} ; {decision-point: {ext-authz: \"127.0.0.1:1\"}} ; `ext-authz` is not"
            + " in this version",
        "name: orders ; name: \"\" ; workload name is empty",
        "spiffe://example.org/a ; http://a ; spiffe",
        "[\"127.0.0.1:1\"] ; [] ; no addresses",
      })
  void parse_whatIsWrong_isSaid(String from, String to, String expected) {
    String text =
        to.startsWith("{trust-domain")
            ? SMALL.replace(from, "trust-domain: example.org\nmode: gateway")
            : SMALL.replace(from, to);
    assertThat(text).isNotEqualTo(SMALL);
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> assertThat(DiagnosticPrinter.text(e.diagnostics())).contains(expected));
  }

  @Test
  void parse_fipsMode_isNotInThisVersion() {
    assertThatThrownBy(() -> parse(SMALL + "tls: {mode: fips}\n"))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(DiagnosticPrinter.text(e.diagnostics()))
                    .contains("tls mode `fips` is not in this version (expected: `fast`)"));
  }

  @Test
  void parse_unknownKey_isSuggested() {
    assertThatThrownBy(() -> parse(SMALL.replace("forward-to", "forward-too")))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(DiagnosticPrinter.text(e.diagnostics()))
                    .contains("forward-too")
                    .contains("forward-to"));
  }
}
