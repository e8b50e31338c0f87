package io.watchword.ca.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.MemoryAuditLog;
import io.watchword.ca.journal.JournalFiles;
import io.watchword.ca.journal.Ledgers;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FederationsTest {
  private static final TrustDomain OWN = new TrustDomain("example.org");
  private static final TrustDomain OTHER = new TrustDomain("other.org");
  private static final EndpointUrl URL = EndpointUrl.parse("https://bundle.other.org/");
  private static final Relationship WEB =
      new Relationship(OTHER, URL, new EndpointProfile.HttpsWeb());
  private static final Relationship SPIFFE =
      new Relationship(
          OTHER, URL, new EndpointProfile.HttpsSpiffe(SpiffeId.parse("spiffe://other.org/bundle")));

  @TempDir private Path folder;
  private final FakeClock clock = FakeClock.start();
  private final TestCa first = TestCa.root("other.org");
  private final TestCa second = TestCa.root("other.org");
  private Federations federations;

  @BeforeEach
  void open() {
    federations =
        Federations.open(
            OWN,
            Ledgers.in(folder, JournalFiles.onDisk()).open("federation"),
            new MemoryAuditLog(),
            clock);
  }

  @AfterEach
  void close() {
    federations.close();
  }

  @Test
  void add_selfServingSpiffeEndpoint_needsItsFirstBundle() {
    assertThatThrownBy(() -> federations.add(SPIFFE, Optional.empty()))
        .hasMessageContaining("(expected: its first bundle, brought by hand)");

    assertThat(federations.add(SPIFFE, Optional.of(bundle(first, 1))).bundle()).isPresent();
  }

  @Test
  void add_endpointOfAThirdDomain_needsThatOneFirst() {
    Relationship byThird =
        new Relationship(
            OTHER,
            URL,
            new EndpointProfile.HttpsSpiffe(SpiffeId.parse("spiffe://third.org/bundles")));

    assertThatThrownBy(() -> federations.add(byThird, Optional.empty()))
        .hasMessageContaining("(expected: a federation with that one first)");
  }

  @Test
  void add_ownDomainTwiceOrAnothersBundle_isRefused() {
    Relationship own = new Relationship(OWN, URL, new EndpointProfile.HttpsWeb());
    assertThatThrownBy(() -> federations.add(own, Optional.empty()))
        .hasMessage("`example.org` is this CA's own trust domain");

    federations.add(WEB, Optional.empty());
    assertThatThrownBy(() -> federations.add(WEB, Optional.empty()))
        .isInstanceOfSatisfying(
            FederationException.class, e -> assertThat(e.code()).isEqualTo("ca/federation-exists"));
    SpiffeBundle foreign =
        SpiffeBundle.of(X509Bundle.of(new TrustDomain("third.org"), List.of(first.certificate())));
    assertThatThrownBy(() -> federations.update(WEB, Optional.of(foreign)))
        .hasMessage("the bundle of `other.org` holds no key of its own");
  }

  @Test
  void accept_smallerSequence_staysWithWhatIsKnown() {
    federations.add(WEB, Optional.of(bundle(first, 5)));

    assertThat(federations.accept(OTHER, bundle(second, 4))).isFalse();
    assertThat(roots()).containsExactly(first.certificate().getSerialNumber());
    assertThat(federations.accept(OTHER, bundle(second, 6))).isTrue();
    assertThat(roots()).containsExactly(second.certificate().getSerialNumber());
  }

  @Test
  void accept_theSameAgain_writesNothing() {
    federations.add(WEB, Optional.of(bundle(first, 5)));
    clock.advance(Duration.ofMinutes(5));

    assertThat(federations.accept(OTHER, bundle(first, 5))).isFalse();
    assertThat(federations.show(OTHER).since()).contains(FakeClock.START);
  }

  @Test
  void open_afterARestart_knowsAll() {
    federations.add(SPIFFE, Optional.of(bundle(first, 5)));
    federations.accept(OTHER, bundle(second, 6));
    federations.close();
    open();

    assertThat(federations.show(OTHER).relationship()).isEqualTo(SPIFFE);
    assertThat(federations.bundle(OTHER).orElseThrow().sequence()).hasValue(6);
    federations.remove(OTHER);
    federations.close();
    open();
    assertThat(federations.all()).isEmpty();
    assertThatThrownBy(() -> federations.show(OTHER))
        .hasMessage("no federation with `other.org` (see `federation list`)");
  }

  @Test
  void refreshDue_asksAtTheHintAndNoMoreOftenWhenItFails() {
    federations.add(WEB, Optional.of(bundle(first, 1)));
    List<String> asked = new ArrayList<>();
    BundleRefresh refresh =
        new BundleRefresh(
            federations,
            TrustBundles::none,
            (relationship, trust) -> {
              asked.add(relationship.foreign().name());
              if (asked.size() > 1) {
                throw new FederationException("ca/federation-fetch", "it is down");
              }
              return bundle(second, 2);
            },
            Runnable::run,
            clock,
            new Random(1));

    refresh.refreshDue();
    assertThat(asked).hasSize(1);
    assertThat(federations.bundle(OTHER).orElseThrow().sequence()).hasValue(2);
    // 60 s, give or take a tenth.
    clock.advance(Duration.ofSeconds(53));
    refresh.refreshDue();
    assertThat(asked).hasSize(1);
    clock.advance(Duration.ofSeconds(14));
    refresh.refreshDue();
    assertThat(asked).hasSize(2);
    assertThat(refresh.lastAttempt(OTHER).orElseThrow().problem()).contains("it is down");
    assertThat(refresh.failing()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(53));
    refresh.refreshDue();
    assertThat(asked).hasSize(2);
    assertThat(federations.bundle(OTHER).orElseThrow().sequence()).hasValue(2);
  }

  @Test
  void refresh_selfServingEndpoint_isTrustedByTheNewestBundle() {
    federations.add(SPIFFE, Optional.of(bundle(first, 1)));
    List<TrustBundles> used = new ArrayList<>();
    BundleRefresh refresh =
        new BundleRefresh(
            federations,
            TrustBundles::none,
            (relationship, trust) -> {
              used.add(trust);
              return bundle(second, 2);
            },
            Runnable::run,
            clock,
            new Random(1));

    refresh.refresh(OTHER);
    refresh.refresh(OTHER);

    assertThat(used.getFirst().get(OTHER).orElseThrow().roots().getFirst())
        .isEqualTo(first.certificate());
    assertThat(used.getLast().get(OTHER).orElseThrow().roots().getFirst())
        .isEqualTo(second.certificate());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://other.org/", "https://", "https://user@other.org/", "https://user:pw@other.org/",
        "https://other.org/#x", "other.org", "https://other.org/ x", "spiffe://other.org/x"
      })
  void url_whatIsNoEndpointUrl_isRefused(String text) {
    assertThatThrownBy(() -> EndpointUrl.parse(text))
        .isInstanceOfSatisfying(
            FederationException.class,
            e -> assertThat(e.code()).isEqualTo("ca/federation-invalid"));
  }

  private List<BigInteger> roots() {
    return federations.bundle(OTHER).orElseThrow().x509().roots().stream()
        .map(root -> root.getSerialNumber())
        .toList();
  }

  private static SpiffeBundle bundle(TestCa root, long sequence) {
    return SpiffeBundle.of(
        new X509Bundle(
            OTHER,
            List.of(root.certificate()),
            OptionalLong.of(sequence),
            Optional.of(Duration.ofSeconds(60))));
  }
}
