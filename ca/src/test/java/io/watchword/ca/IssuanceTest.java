package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.issuance.Leaf;
import io.watchword.ca.issuance.Order;
import io.watchword.ca.issuance.OrderOutcome;
import io.watchword.ca.journal.JournalException;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.IdTemplate;
import io.watchword.ca.registration.RegistrationException;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.platform.audit.AuditUnavailableException;
import io.watchword.tests.kit.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What the CA issues, and when it does not.
@Execution(ExecutionMode.CONCURRENT)
class IssuanceTest {
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
  void workload_goodOrder_isAValidSvidForOneHour() {
    IssuedSvid svid = issue(authority.entry("/web", agent.id()));

    var verified =
        new X509SvidValidator()
            .validate(svid.chain(), authority.ca.anchors.bundles(), authority.clock.instant());
    assertThat(verified.id()).hasToString("spiffe://example.org/web");
    assertThat(leaf(svid).getNotBefore().toInstant())
        .isEqualTo(authority.clock.instant().minusSeconds(10));
    assertThat(svid.notAfter()).isEqualTo(authority.clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void workload_chain_isLeafAndIntermediateWithoutTheRoot() {
    IssuedSvid svid = issue(authority.entry("/web", agent.id()));

    assertThat(svid.chain()).hasSize(2);
    assertThat(svid.chain().get(1)).isEqualTo(authority.ca.intermediates.get().certificate());
    assertThat(svid.rootSha256()).isEqualTo(authority.ca.anchors.current().active());
  }

  @Test
  void workload_entryWithTtlOfASecond_livesASecond() {
    IssuedSvid svid = issue(entry(Optional.of(Duration.ofSeconds(1)), List.of()));

    assertThat(svid.notAfter()).isEqualTo(authority.clock.instant().plusSeconds(1));
  }

  @Test
  void workload_dnsNames_standBesideTheId() throws Exception {
    IssuedSvid svid = issue(entry(Optional.empty(), List.of("orders.shop.example")));

    assertThat(names(leaf(svid), 2)).containsExactly("orders.shop.example");
    assertThat(names(leaf(svid), 6)).containsExactly("spiffe://example.org/special");
  }

  @Test
  void workload_keyOfTheIntermediate_isRefused() {
    // Whoever can prove possession of it has stolen it; a certificate would make it a workload's.
    var signing = authority.ca.intermediates.get().key();

    assertThatThrownBy(
            () ->
                authority.ca.issuer.workload(
                    agent,
                    authority.entry("/web", agent.id()).entryId(),
                    java.util.Map.of(),
                    TestRequest.signedBy(signing)))
        .hasMessage("a key that signs certificates itself");
  }

  @Test
  void workloads_manyOrders_eachSucceedsOrFailsOnItsOwnInOneWaitForTheDisk() {
    Entry good = authority.entry("/web", agent.id());
    Entry foreign = authority.entry("/other", TestAuthority.agentId("b"));
    List<Order> orders = new java.util.ArrayList<>();
    for (int i = 0; i < 20; i++) {
      orders.add(
          new Order(
              (i == 7 ? foreign : good).entryId(),
              java.util.Map.of(),
              TestRequest.fresh().request()));
    }
    int before = authority.disk.appended().size();

    List<OrderOutcome> outcomes = authority.ca.issuer.workloads(agent, orders);

    assertThat(authority.disk.appended().subList(before, authority.disk.appended().size()))
        .containsExactly("issuance.journal");
    for (int i = 0; i < 20; i++) {
      assertThat(outcomes.get(i))
          .as("order " + i)
          .isInstanceOf(i == 7 ? OrderOutcome.Refused.class : OrderOutcome.Issued.class);
    }
  }

  @Test
  void workloads_diskFull_issuesNone() {
    Entry good = authority.entry("/web", agent.id());
    authority.disk.full(true);

    List<OrderOutcome> outcomes =
        authority.ca.issuer.workloads(
            agent,
            IntStream.range(0, 5)
                .mapToObj(
                    i ->
                        new Order(
                            good.entryId(), java.util.Map.of(), TestRequest.fresh().request()))
                .toList());

    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(((OrderOutcome.Refused) outcome).reason())
                    .isInstanceOf(JournalException.class));
  }

  @Test
  void workload_entryOfAnotherAgent_isRefused() {
    Entry foreign = authority.entry("/web", TestAuthority.agentId("b"));

    assertThatThrownBy(() -> issue(foreign))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("belongs to `spiffe://example.org/watchword/agent/b`");
  }

  @Test
  void workload_expiredEntry_isRefused() {
    Entry wanted = entryUntil(authority.clock.instant().plusSeconds(5));
    authority.clock.advance(Duration.ofSeconds(5));

    assertThatThrownBy(() -> issue(wanted)).hasMessageContaining("has expired");
  }

  @Test
  @Rule("X5-05")
  void x505_leaf_emptySubject_sanIsCritical() {
    X509Certificate leaf = leaf(issue(authority.entry("/web", agent.id())));

    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.17");
  }

  @Test
  @Rule({"X5-06", "X5-07", "X5-08", "ID-20", "ID-21", "ID-22"})
  void x506x507x508_signingCertificates_areTheTrustDomainsOwnSvids() throws Exception {
    for (X509Certificate signing : signing()) {
      assertThat(names(signing, 6)).containsExactly("spiffe://example.org");
      assertThat(SpiffeId.parse(names(signing, 6).getFirst()).path()).isEmpty();
    }
  }

  @Test
  @Rule("X5-09")
  void x509_root_issuesASigningCertificateOfTheSameTrustDomain() throws Exception {
    X509Certificate intermediate = authority.ca.intermediates.get().certificate();

    intermediate.verify(authority.ca.intermediates.get().root().getPublicKey());
    assertThat(intermediate.getBasicConstraints()).isZero();
  }

  @Test
  @Rule({"X5-11", "X5-13", "X5-15", "X5-16", "X5-17", "X5-18"})
  void x511x515x516x517_signingCertificates_haveTheProfile() {
    for (X509Certificate signing : signing()) {
      assertThat(signing.getBasicConstraints()).isGreaterThanOrEqualTo(0);
      assertThat(signing.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
      assertThat(signing.getKeyUsage()[5]).isTrue();
      assertThat(signing.getKeyUsage()[0]).as("X5-10: no use for authentication").isFalse();
    }
  }

  @Test
  @Rule({"X5-12", "X5-19", "X5-21", "X5-22", "X5-23", "X5-24"})
  void x512x519x521x522x523x524_leaf_hasTheProfile() throws Exception {
    X509Certificate leaf = leaf(issue(authority.entry("/web", agent.id())));

    assertThat(leaf.getBasicConstraints()).isNegative();
    assertThat(leaf.getKeyUsage()[0]).isTrue();
    assertThat(leaf.getKeyUsage()[5]).isFalse();
    assertThat(leaf.getKeyUsage()[6]).isFalse();
    assertThat(leaf.getExtendedKeyUsage())
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
  }

  @Test
  @Rule({"X5-33", "X5-34", "X5-35", "X5-36"})
  void x533x534x535x536_bundle_publishesSelfSignedRootsWithoutKid() throws Exception {
    String jwks = BundleJson.print(authority.ca.anchors.bundle());

    assertThat(jwks).contains("\"x509-svid\"").doesNotContain("\"kid\"");
    assertThat(jwks.split("\"x5c\"", -1)).hasSize(2);
    X509Certificate root = authority.ca.anchors.bundle().roots().getFirst();
    root.verify(root.getPublicKey());
  }

  @Test
  @Rule("ID-23")
  void id23_leaf_idAndKeyAreInTheSignedPart() throws Exception {
    TestRequest request = TestRequest.fresh();
    Entry entry = authority.entry("/web", agent.id());
    IssuedSvid svid =
        authority.ca.issuer.workload(agent, entry.entryId(), Map.of(), request.request());

    leaf(svid).verify(svid.chain().get(1).getPublicKey());
    assertThat(leaf(svid).getPublicKey().getEncoded())
        .isEqualTo(request.keys().getPublic().getEncoded());
  }

  @Test
  void record_everySvid_isInJournalAndAuditLogBeforeItLeaves() throws Exception {
    Entry entry = authority.entry("/web", agent.id());
    IssuedSvid svid = issue(entry);

    assertThat(Files.readString(folder.resolve("issuance.journal"))).contains(svid.serial());
    assertThat(authority.audit.records(CaRecord.Issuance.class).getLast())
        .satisfies(
            record -> {
              assertThat(record.serial()).isEqualTo(svid.serial());
              assertThat(record.kind()).isEqualTo("workload");
              assertThat(record.agent()).isEqualTo(agent.id().toString());
              assertThat(record.entryId()).isEqualTo(entry.entryId());
              assertThat(record.selectors()).containsExactly("unix:uid:1000");
            });
  }

  @Test
  void workload_fullDisk_isRefusedUntilThereIsRoom() {
    Entry entry = authority.entry("/web", agent.id());
    authority.disk.full(true);

    assertThatThrownBy(() -> issue(entry)).isInstanceOf(JournalException.class);
    assertThat(authority.ca.issued.problem()).contains("No space left on device");

    authority.disk.full(false);
    assertThat(issue(entry).id()).hasToString(entry.id().toString());
  }

  @Test
  void workload_auditLogUnavailable_isRefused() {
    Entry entry = authority.entry("/web", agent.id());
    authority.audit.refuse(true);

    assertThatThrownBy(() -> issue(entry)).isInstanceOf(AuditUnavailableException.class);
  }

  @Test
  void serial_hundredSvidsAndAKill_noneTwice() {
    Entry entry = authority.entry("/web", agent.id());
    Set<String> serials = new HashSet<>();
    IntStream.range(0, 50).forEach(i -> serials.add(issue(entry).serial()));
    authority.disk.dieAt(1, FailingDisk.Leaving.HALF);
    assertThatThrownBy(() -> issue(entry)).isInstanceOf(JournalException.class);

    authority = authority.restarted();
    IntStream.range(0, 50).forEach(i -> serials.add(issue(entry).serial()));

    assertThat(serials).hasSize(100).allMatch(serial -> serial.length() == 32);
  }

  @Test
  void journal_afterARestart_knowsTheLeavesThatLive() {
    IssuedSvid svid = issue(authority.entry("/web", agent.id()));

    authority = authority.restarted();

    assertThat(authority.ca.issued.unexpired()).extracting(Leaf::serial).contains(svid.serial());
    authority.clock.advance(Duration.ofHours(2));
    assertThat(authority.ca.issued.unexpired()).isEmpty();
  }

  @Test
  void journal_lineAltered_caDoesNotStart() throws Exception {
    issue(authority.entry("/web", agent.id()));
    authority.close();
    Path journal = folder.resolve("issuance.journal");
    Files.writeString(
        journal, Files.readString(journal).replaceFirst("watchword/ca", "watchword/cb"));

    assertThatThrownBy(() -> TestAuthority.on(folder))
        .isInstanceOf(JournalException.class)
        .hasMessage("line 1 of journal `" + journal + "` does not follow the line before it");

    Files.writeString(
        journal, Files.readString(journal).replaceFirst("watchword/cb", "watchword/ca"));
    authority = TestAuthority.on(folder);
  }

  @Test
  void intermediate_halfLifeOver_isRenewedAndLeavesGoOnUnderTheSameRoot() {
    X509Certificate before = authority.ca.intermediates.get().certificate();
    authority.clock.advance(Duration.ofDays(4));

    authority.ca.renewWhatIsDue();

    assertThat(authority.ca.intermediates.get().certificate()).isNotEqualTo(before);
    assertThat(authority.ca.intermediates.get().rootSha256())
        .isEqualTo(authority.ca.anchors.current().active());
    assertThat(authority.ca.identity.presented().chain().get(1))
        .isEqualTo(authority.ca.intermediates.get().certificate());
  }

  @Test
  void intermediate_restart_isTakenUpAgain() {
    X509Certificate before = authority.ca.intermediates.get().certificate();

    authority = authority.restarted();

    assertThat(authority.ca.intermediates.get().certificate()).isEqualTo(before);
  }

  @Test
  void intermediate_nearItsEnd_leafNeverOutlivesIt() {
    Entry entry = authority.entry("/web", agent.id());
    Instant end = authority.ca.intermediates.get().notAfter();
    authority.clock.set(end.minusSeconds(100));

    IssuedSvid svid = issue(entry);

    assertThat(svid.notAfter()).isEqualTo(end);
  }

  @Test
  void intermediate_ended_nothingIsIssued() {
    Entry entry = authority.entry("/web", agent.id());
    Instant end = authority.ca.intermediates.get().notAfter();
    authority.clock.set(end);

    assertThatThrownBy(() -> issue(entry)).hasMessage("our intermediate ended at " + end);
  }

  @Test
  void custody_embedded_namesRootAndIntermediate() {
    authority.ca.recordCustody();

    assertThat(authority.audit.records(CaRecord.KeyCustody.class))
        .extracting(CaRecord.KeyCustody::purpose)
        .containsExactly("root", "intermediate", "jwt");
    assertThat(authority.audit.records(CaRecord.KeyCustody.class))
        .allSatisfy(
            record -> {
              assertThat(record.backend()).isEqualTo("embedded");
              assertThat(record.keyType()).isEqualTo("ec-p256");
              assertThat(record.attributes()).containsEntry("store", "bcfks");
            });
  }

  private IssuedSvid issue(Entry entry) {
    return authority.ca.issuer.workload(
        agent, entry.entryId(), Map.of(), TestRequest.fresh().request());
  }

  private Entry entry(Optional<Duration> ttl, List<String> dnsNames) {
    return added(
        new Entry(
            "",
            IdTemplate.parse("spiffe://example.org/special"),
            agent.id(),
            List.of("unix:uid:1"),
            ttl,
            Optional.empty(),
            "",
            dnsNames,
            List.of(),
            Set.of(),
            "",
            0,
            Instant.EPOCH,
            Optional.empty()));
  }

  private Entry entryUntil(Instant end) {
    return added(
        new Entry(
            "",
            IdTemplate.parse("spiffe://example.org/special"),
            agent.id(),
            List.of("unix:uid:1"),
            Optional.empty(),
            Optional.empty(),
            "",
            List.of(),
            List.of(),
            Set.of(),
            "",
            0,
            Instant.EPOCH,
            Optional.of(end)));
  }

  private Entry added(Entry wanted) {
    Entry draft = authority.ca.registrar.draft(wanted);
    authority.ca.registrar.add(draft);
    return draft;
  }

  private List<X509Certificate> signing() {
    return List.of(
        authority.ca.intermediates.get().root(), authority.ca.intermediates.get().certificate());
  }

  private static X509Certificate leaf(IssuedSvid svid) {
    return svid.chain().getFirst();
  }

  private static List<String> names(X509Certificate certificate, int type)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names.stream()
        .filter(name -> name.get(0).equals(type))
        .map(name -> String.valueOf(name.get(1)))
        .toList();
  }
}
