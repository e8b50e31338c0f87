package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.authority.JwtKey;
import io.watchword.ca.issuance.IssuanceException;
import io.watchword.ca.journal.JournalException;
import io.watchword.ca.jwt.Audience;
import io.watchword.ca.jwt.IssuedJwt;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.EntryTrait;
import io.watchword.ca.registration.IdTemplate;
import io.watchword.ca.registration.RegistrationException;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.jwt.JwtSvidValidator;
import io.watchword.identity.jwt.VerifiedJwtSvid;
import io.watchword.platform.audit.AuditUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// JWT-SVIDs: what the CA issues, under which key, and when it does not.
class JwtIssuanceTest {
  @TempDir Path folder;
  private TestAuthority authority;
  private AttestedAgent agent;

  @BeforeEach
  void open() {
    authority = TestAuthority.on(folder);
    agent = authority.agent(authority.attest("a"));
  }

  @AfterEach
  void close() {
    authority.close();
  }

  @Test
  void workload_goodOrder_isValidForItsAudienceForFiveMinutes() {
    IssuedJwt svid = issue(authority.entry("/web", agent.id()), "orders", "ledger");

    VerifiedJwtSvid verified = verify(svid.token(), "ledger");
    assertThat(verified.id()).hasToString("spiffe://example.org/web");
    assertThat(verified.audience()).containsExactly("orders", "ledger");
    assertThat(svid.expiresAt()).isEqualTo(authority.clock.instant().plus(Duration.ofMinutes(5)));
    assertThat(verified.claims()).doesNotContainKeys("jti", "iss");
    assertThat(svid.toString()).doesNotContain(svid.token());
  }

  @Test
  void workload_entryThatWantsIds_hasOneInEachToken() {
    Entry entry = entry(Optional.empty(), Set.of(EntryTrait.JWT_SVID_INCLUDE_JTI));

    String first = verify(issue(entry, "orders").token(), "orders").claims().get("jti").toString();
    String second = verify(issue(entry, "orders").token(), "orders").claims().get("jti").toString();

    assertThat(first).hasSize(32).isNotEqualTo(second);
    assertThat(authority.audit.records(CaRecord.JwtIssuance.class).getLast().jti())
        .isEqualTo(second);
  }

  @Test
  void workload_entryWithATtl_livesThatLong() {
    IssuedJwt svid = issue(entry(Optional.of(Duration.ofSeconds(30)), Set.of()), "orders");

    assertThat(svid.expiresAt()).isEqualTo(authority.clock.instant().plusSeconds(30));
  }

  @Test
  void workload_noAudience_isRefused() {
    Entry entry = authority.entry("/web", agent.id());

    assertThatThrownBy(() -> issue(entry))
        .isInstanceOf(IssuanceException.class)
        .hasMessage("an audience of 0 values (expected: 1 to 32)");
    assertThatThrownBy(() -> issue(entry, " "))
        .hasMessage(
            "an audience value that is empty, longer than 2048 characters or holds control"
                + " characters");
  }

  @Test
  void workload_entryOfAnotherAgent_isRefused() {
    Entry foreign = authority.entry("/web", TestAuthority.agentId("b"));

    assertThatThrownBy(() -> issue(foreign, "orders"))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("belongs to `spiffe://example.org/watchword/agent/b`");
  }

  @Test
  void workload_diskFull_isNotHandedOut() {
    Entry entry = authority.entry("/web", agent.id());
    authority.disk.full(true);

    assertThatThrownBy(() -> issue(entry, "orders")).isInstanceOf(JournalException.class);
  }

  @Test
  void workload_auditLogRefuses_isNotHandedOut() {
    Entry entry = authority.entry("/web", agent.id());
    authority.audit.refuse(true);

    assertThatThrownBy(() -> issue(entry, "orders")).isInstanceOf(AuditUnavailableException.class);
  }

  @Test
  void open_firstStart_publishesAKeyBeforeItSigns() {
    JwtKey key = authority.ca.anchors.current().activeJwtKey().orElseThrow();

    assertThat(authority.audit.records(CaRecord.TrustPublished.class).getLast().jwtKeys())
        .containsExactly(key.keyId());
    assertThat(key.algorithm()).isEqualTo("ES256");
  }

  @Test
  void open_restart_signsWithTheSameKey() {
    String before = key();
    authority = authority.restarted();

    assertThat(key()).isEqualTo(before);
    assertThat(verify(issue(authority.entry("/web", agent.id()), "x").token(), "x").keyId())
        .isEqualTo(before);
  }

  @Test
  void renew_halfOfTheKeysLifeIsOver_publishesTheNextAndSignsWithTheOldOne() {
    String before = key();
    long sequence = authority.ca.anchors.current().sequence();

    authority.clock.advance(Duration.ofHours(85));
    authority.ca.renewWhatIsDue();
    authority.ca.renewWhatIsDue();

    assertThat(key()).isEqualTo(before);
    assertThat(authority.ca.anchors.current().jwtKeys()).hasSize(2);
    assertThat(authority.ca.anchors.current().sequence()).isEqualTo(sequence + 1);
  }

  @Test
  void renew_fiveSixthsAreOver_signsWithTheNextAndWithdrawsTheOldOneWhenItsLastTokenIsOver() {
    Entry entry = authority.entry("/web", agent.id());
    String before = key();
    authority.clock.advance(Duration.ofHours(85));
    authority.ca.renewWhatIsDue();
    authority.clock.advance(Duration.ofHours(56));
    IssuedJwt last = issue(entry, "x");

    authority.ca.renewWhatIsDue();

    assertThat(key()).isNotEqualTo(before);
    assertThat(verify(last.token(), "x").keyId()).isEqualTo(before);
    assertThat(authority.ca.issued.lastTokenUnder(before)).contains(last.expiresAt());

    authority.clock.advance(Duration.ofHours(28));
    authority.ca.renewWhatIsDue();
    assertThat(authority.ca.anchors.current().jwtKey(before)).isEmpty();
  }

  @Test
  void renew_keyEndedWhileTheCaWasDown_signsWithANewOneAtOnce() {
    String before = key();
    authority.clock.advance(Duration.ofDays(8));
    authority.ca.renewWhatIsDue();

    assertThat(key()).isNotEqualTo(before);
  }

  private String key() {
    return authority.ca.jwtKeys.signer().published().keyId();
  }

  private IssuedJwt issue(Entry entry, String... audience) {
    return authority.ca.jwtIssuer.workload(
        agent, entry.entryId(), Map.of(), new Audience(List.of(audience)));
  }

  private VerifiedJwtSvid verify(String token, String audience) {
    return new JwtSvidValidator()
        .validate(
            token,
            audience,
            JwtBundles.of(authority.ca.anchors.whole().jwt()),
            authority.clock.instant());
  }

  private Entry entry(Optional<Duration> jwtTtl, Set<EntryTrait> traits) {
    Entry wanted =
        new Entry(
            "",
            IdTemplate.parse("spiffe://example.org/special"),
            agent.id(),
            List.of("unix:uid:1000"),
            Optional.empty(),
            jwtTtl,
            "",
            List.of(),
            List.of(),
            traits,
            "",
            0,
            Instant.EPOCH,
            Optional.empty());
    Entry draft = authority.ca.registrar.draft(wanted);
    authority.ca.registrar.add(draft);
    return draft;
  }
}
