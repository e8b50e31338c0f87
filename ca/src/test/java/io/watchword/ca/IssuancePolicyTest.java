package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.csr.CertificateRequest;
import io.watchword.ca.issuance.IssuanceException;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.jwt.Audience;
import io.watchword.ca.registration.Entry;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rego with the last word on SVIDs. The first policy is the example of `docs/issuance.md`.
class IssuancePolicyTest {
  @TempDir Path folder;
  private Path rules;
  private @Nullable TestAuthority authority;
  private @Nullable AttestedAgent agent;

  @BeforeEach
  void write() throws IOException {
    rules = Files.createDirectories(folder.resolve("rules"));
    Files.writeString(rules.resolve("issuance.rego"), documented());
  }

  @AfterEach
  void close() {
    if (authority != null) {
      authority.close();
    }
  }

  @Test
  void ttl_ofTheExample_shortensALifeAndNeverLengthensOne() {
    open();

    assertThat(life(issue("/ns/payments/sa/till"))).isEqualTo(Duration.ofMinutes(10));
    assertThat(life(issue("/ns/shop/sa/orders"))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void deny_ofTheExample_refusesAndNamesTheRuleInTheAuditLogAlone() {
    open();

    assertThatThrownBy(() -> issue("/ns/shop/sa/orders", TestRequest.rsa(2048).request()))
        .isInstanceOfSatisfying(
            IssuanceException.class, e -> assertThat(e.code()).isEqualTo("ca/policy-denied"))
        .hasMessage("the issuance policy does not allow `spiffe://example.org/ns/shop/sa/orders`");
    CaRecord.IssuanceDenied record =
        authority.audit.records(CaRecord.IssuanceDenied.class).getLast();
    assertThat(record.reason()).isEqualTo("rsa keys of 2048 bits are not for us");
    assertThat(record.rule()).isEqualTo("rules/issuance.rego:11");
    assertThat(record.kind()).isEqualTo("workload");
  }

  @Test
  void deny_ofTheExample_judgesAudiencesOfTokens() {
    open();
    AttestedAgent agent = agent();
    Entry entry = authority.entry("/ns/shop/sa/orders", agent.id());

    assertThatThrownBy(
            () ->
                authority.ca.jwtIssuer.workload(
                    agent, entry.entryId(), Map.of(), new Audience(List.of("*"))))
        .hasMessageContaining("does not allow");
    assertThat(
            authority
                .ca
                .jwtIssuer
                .workload(agent, entry.entryId(), Map.of(), new Audience(List.of("ledger")))
                .token())
        .isNotEmpty();
  }

  @Test
  void allow_thatDoesNotHold_deniesAndNamesItsLine() throws IOException {
    Files.writeString(
        rules.resolve("issuance.rego"),
        """
        package watchword.ca

        allow if input.kind == "node"

        allow if startswith(input.path, "/ns/")
        """);
    open();

    assertThat(issue("/ns/x/sa/y").chain()).isNotEmpty();
    assertThatThrownBy(() -> issue("/other")).hasMessageContaining("does not allow");
    CaRecord.IssuanceDenied record =
        authority.audit.records(CaRecord.IssuanceDenied.class).getLast();
    assertThat(record.rule()).isEqualTo("rules/issuance.rego:3");
    assertThat(record.reason()).isEqualTo("no `allow` of package `watchword.ca` holds");
  }

  @Test
  void rule_evaluationFails_denies() throws IOException {
    Files.writeString(
        rules.resolve("issuance.rego"),
        """
        package watchword.ca

        allow if input.kind == "node"

        allow := 1 if input.kind == "workload"
        """);
    open();

    assertThatThrownBy(() -> issue("/web")).hasMessageContaining("does not allow");
    assertThat(authority.audit.records(CaRecord.IssuanceDenied.class).getLast().reason())
        .isEqualTo("`watchword.ca.allow` is a number (expected: a boolean)");
  }

  @Test
  void ttl_thatIsNone_denies() throws IOException {
    Files.writeString(
        rules.resolve("issuance.rego"),
        "package watchword.ca\n\nallow := true\n\nttl := \"soon\" if input.kind == \"workload\"\n");
    open();

    assertThatThrownBy(() -> issue("/web")).hasMessageContaining("does not allow");
    assertThat(authority.audit.records(CaRecord.IssuanceDenied.class).getLast().reason())
        .isEqualTo("`watchword.ca.ttl` is `soon` (expected: seconds > 0, or a text such as `30m`)");
  }

  @Test
  void look_changedFiles_countAtOnceAndBrokenOnesLeaveTheLastGood() throws IOException {
    open();
    issue("/web");

    Files.writeString(
        rules.resolve("issuance.rego"), "package watchword.ca\n\ndeny if input.path == \"/web\"\n");
    authority.ca.policy.orElseThrow().look();
    assertThatThrownBy(() -> issue("/web")).hasMessageContaining("does not allow");

    Files.writeString(rules.resolve("issuance.rego"), "package watchword.ca\n\ndeny if {\n");
    authority.ca.policy.orElseThrow().look();
    assertThat(authority.ca.policy.orElseThrow().problem()).isPresent();
    assertThatThrownBy(() -> issue("/web")).hasMessageContaining("does not allow");
    assertThat(authority.audit.records(CaRecord.IssuancePolicy.class)).hasSize(3);
  }

  @Test
  void open_brokenFiles_isRefused() throws IOException {
    Files.writeString(rules.resolve("issuance.rego"), "package watchword.ca\n\nallow if {\n");

    assertThatThrownBy(this::open).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void open_folderThatDecidesNothing_isRefused() throws IOException {
    Files.writeString(rules.resolve("issuance.rego"), "package other\n\nallow := true\n");

    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no rule `allow` or `deny` in package `watchword.ca` below");
  }

  private void open() {
    authority = TestAuthority.with(folder.resolve("state"), "issuance-policy: [" + rules + "]\n");
  }

  private AttestedAgent agent() {
    if (agent == null) {
      agent = authority.agent(authority.attest("a"));
    }
    return agent;
  }

  private IssuedSvid issue(String path) {
    return issue(path, TestRequest.fresh().request());
  }

  private IssuedSvid issue(String path, CertificateRequest request) {
    AttestedAgent agent = agent();
    return authority.ca.issuer.workload(
        agent, authority.entryOnce(path, agent.id()).entryId(), Map.of(), request);
  }

  private Duration life(IssuedSvid svid) {
    return Duration.between(authority.clock.instant(), svid.notAfter());
  }

  private static String documented() throws IOException {
    String page = Files.readString(Path.of("../docs/issuance.md"));
    int from = page.indexOf("```rego\n") + 8;
    return page.substring(from, page.indexOf("```", from));
  }
}
