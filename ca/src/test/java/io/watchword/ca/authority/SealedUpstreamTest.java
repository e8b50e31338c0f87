package io.watchword.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.watchword.ca.MemoryAuditLog;
import io.watchword.ca.issuance.IssuanceJournal;
import io.watchword.ca.journal.JournalFiles;
import io.watchword.ca.journal.Ledgers;
import io.watchword.ca.keys.CryptoModule;
import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.keys.KeyStoreFile;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.OwnRoots;
import io.watchword.ca.keys.SerialNumbers;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.keys.UpstreamUnavailableException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The authority above is away: what lives goes on, what needs it waits, and goes on by itself when
/// it is back.
@Execution(ExecutionMode.CONCURRENT)
class SealedUpstreamTest {
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();
  private final MemoryAuditLog audit = new MemoryAuditLog();
  private FailingUpstream upstream;
  private TrustAnchors anchors;
  private Intermediates intermediates;
  private IssuanceJournal issued;
  private RootRotation rotation;
  private UpstreamRoot root;

  @BeforeEach
  void open() {
    Ledgers ledgers = Ledgers.in(folder, JournalFiles.onDisk());
    KeyStoreFile keys = KeyStoreFile.open(folder.resolve("keys"));
    SigningCertificates certificates =
        new SigningCertificates(DOMAIN, new SerialNumbers(CryptoModule.random()));
    upstream = new FailingUpstream(new OwnRoots(keys, certificates, KeyType.EC_P256, clock));
    anchors = TrustAnchors.open(DOMAIN, ledgers.open("trust"), audit);
    intermediates =
        new Intermediates(DOMAIN, keys, upstream, certificates, Duration.ofDays(7), clock);
    root = upstream.createRoot("root-1", Duration.ofDays(100));
    anchors.trust(root);
    anchors.activate(root.sha256());
    intermediates.startUnder(root);
    issued = IssuanceJournal.open(ledgers, clock);
    OwnIdentity own = new Own();
    TrusterRegistry registry =
        new TrusterRegistry(ledgers.documents("trusters"), () -> "run-1", audit, clock);
    Gates gates =
        new Gates(
            new Gates.Sources(List::of, registry::all, List::of, issued::unexpired, own), clock);
    rotation =
        new RootRotation(
            new RootRotation.Surroundings(
                new AuthorityEffects.Parts(
                    anchors, intermediates, upstream, JwtKeyring.none(), own, Duration.ofDays(100)),
                gates,
                issued::unexpired,
                Leadership.alone(),
                audit,
                clock,
                CryptoModule.random()),
            ledgers.open("rotation"));
  }

  @AfterEach
  void close() {
    rotation.close();
    issued.close();
    anchors.close();
  }

  @Test
  void rotate_sealed_waitsInPlannedAndSaysWhy() {
    upstream.sealed(true);

    RotationStatus status = rotation.start(order());

    assertThat(status.rotation().orElseThrow().state()).isEqualTo(RotationState.PLANNED);
    assertThat(status.gate().orElseThrow().waitingFor())
        .extracting(Blocker::truster, Blocker::reason)
        .containsExactly(tuple("vault-pki", "vault is sealed"));
  }

  @Test
  void rotate_unsealedAgain_goesOnByItself() {
    upstream.sealed(true);
    rotation.start(order());
    upstream.sealed(false);
    clock.advance(Duration.ofSeconds(2));

    rotation.advance();

    assertThat(rotation.status().rotation().orElseThrow().state()).isEqualTo(RotationState.DONE);
    assertThat(anchors.current().active()).isNotEqualTo(root.sha256());
  }

  @Test
  void renew_sealed_keepsTheOldOneThatStillSigns() {
    Intermediate before = intermediates.get();
    upstream.sealed(true);
    clock.advance(Duration.ofDays(4));

    assertThatThrownBy(() -> intermediates.renewIfDue(root))
        .isInstanceOf(UpstreamUnavailableException.class);

    assertThat(intermediates.get()).isEqualTo(before);
    upstream.sealed(false);
    assertThat(intermediates.renewIfDue(root)).isTrue();
    assertThat(intermediates.get().notAfter()).isAfter(before.notAfter());
  }

  @Test
  void start_sealedWithAnIntermediateAtHand_needsNobody() {
    Intermediate before = intermediates.get();
    upstream.sealed(true);

    intermediates.startUnder(root);

    assertThat(intermediates.get().certificate()).isEqualTo(before.certificate());
  }

  @Test
  void renew_beforeHalfOfItsLife_isNotDue() {
    clock.advance(Duration.ofDays(3));

    assertThat(intermediates.renewIfDue(root)).isFalse();
  }

  @Test
  void renew_rootAboutToEnd_gainsNothingAndStays() {
    clock.advance(Duration.ofDays(98));
    intermediates.startUnder(root);
    Instant end = intermediates.get().notAfter();
    clock.advance(Duration.ofDays(1).plusHours(12));

    assertThat(intermediates.renewIfDue(root)).isFalse();
    assertThat(intermediates.get().notAfter()).isEqualTo(end);
    assertThat(end).isEqualTo(root.certificate().getNotAfter().toInstant());
  }

  @Test
  void activate_unpublishedRoot_isRefused() {
    UpstreamRoot other = upstream.createRoot("root-2", Duration.ofDays(100));

    assertThatThrownBy(() -> anchors.activate(other.sha256()))
        .hasMessage("root `" + other.sha256() + "` is not trusted");
  }

  @Test
  void distrust_activeRoot_isRefused() {
    assertThatThrownBy(() -> anchors.distrust(root.sha256()))
        .hasMessage("root `" + root.sha256() + "` is the one that signs");
  }

  @Test
  void trust_sameRootAgain_changesNothing() {
    anchors.trust(root);

    assertThat(anchors.current().sequence()).isEqualTo(1);
  }

  private Rotation.Order order() {
    return new Rotation.Order(Set.of(RotationSubject.ROOT), false, "uid:0 pid:1", clock.instant());
  }

  private final class Own implements OwnIdentity {

    @Override
    public TrusterReport report() {
      Set<String> trusted =
          anchors.current().roots().stream().map(UpstreamRoot::sha256).collect(Collectors.toSet());
      TrusterReport.Presented presented =
          new TrusterReport.Presented(
              "1", intermediates.get().rootSha256(), clock.instant().plusSeconds(60));
      return new TrusterReport(
          "spiffe://example.org/watchword/ca",
          TrusterKind.CA,
          "",
          anchors.current().sequence(),
          trusted,
          List.of(presented),
          Map.of(),
          clock.instant());
    }

    @Override
    public void renew() {}
  }
}
