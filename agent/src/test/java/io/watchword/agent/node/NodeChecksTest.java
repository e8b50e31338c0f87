package io.watchword.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NodeChecksTest {

  private static final String AGENT = "spiffe://example.org/watchword/agent/a1";
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");

  private final FakeClock clock = FakeClock.start();
  private final NodeChecks checks = new NodeChecks(DOMAIN, new X509SvidValidator(), clock);
  private final TestCa root = TestCa.root("example.org");
  private final RequestedKey key = RequestedKey.generate();

  @Test
  void granted_good_isAnIdentity() {
    NodeIdentity identity = checks.granted(new NodeGrant(chain(root, AGENT), bundle(root)), key);

    assertThat(identity.id()).hasToString(AGENT);
    assertThat(checks.rootOf(identity)).isPresent();
    assertThat(checks.trusts(identity, checks.rootOf(identity))).isTrue();
    assertThat(checks.trusts(identity, Optional.of("00"))).isFalse();
    assertThat(checks.trusts(identity, Optional.empty())).isTrue();
  }

  @Test
  void granted_chainUnderAnotherRoot_isRefused() {
    refused(
        () ->
            checks.granted(
                new NodeGrant(chain(TestCa.root("example.org"), AGENT), bundle(root)), key),
        "the CA sent a node SVID that fails: ");
  }

  @Test
  void granted_keyOfSomebodyElse_isRefused() {
    refused(
        () ->
            checks.granted(
                new NodeGrant(chain(root, AGENT), bundle(root)), RequestedKey.generate()),
        "private key does not belong to the certificate");
  }

  @Test
  void granted_expired_isRefused() {
    Instant now = clock.instant();
    refused(
        () ->
            checks.granted(
                new NodeGrant(
                    chain(root, AGENT, c -> c.validity(now.minusSeconds(60), now.minusSeconds(1))),
                    bundle(root)),
                key),
        "the CA sent a node SVID that fails: ");
  }

  @Test
  void granted_foreignTrustDomain_isRefused() {
    TestCa foreign = TestCa.root("other.org");
    refused(
        () ->
            checks.granted(
                new NodeGrant(
                    chain(foreign, "spiffe://other.org/a"),
                    X509Bundle.of(new TrustDomain("other.org"), List.of(foreign.certificate()))),
                key),
        "expected: one of `example.org`");
  }

  @Test
  void renewed_anotherId_isRefused() {
    NodeIdentity mine = checks.granted(new NodeGrant(chain(root, AGENT), bundle(root)), key);
    refused(
        () -> checks.renewed(mine, chain(root, AGENT + "2"), key),
        "the CA sent a node SVID for `" + AGENT + "2` (expected: `" + AGENT + "`)");
  }

  @Test
  void acceptable_emptyOrForeignBundle_isRefused() {
    refused(
        () ->
            checks.acceptable(state(X509Bundle.of(DOMAIN, List.of()), Map.of()), Optional.empty()),
        "the CA sent a trust bundle without roots");
    refused(
        () ->
            checks.acceptable(
                state(
                    X509Bundle.of(new TrustDomain("other.org"), List.of(root.certificate())),
                    Map.of()),
                Optional.empty()),
        "the CA sent a bundle of `other.org` (expected: `example.org`)");
    refused(
        () ->
            checks.acceptable(
                state(bundle(root), Map.of(DOMAIN, DomainTrust.of(bundle(root)))),
                Optional.empty()),
        "the CA sent our own trust domain as a foreign one");
  }

  @Test
  void acceptable_olderBundle_keepsOursAndTakesTheRest() {
    TrustDomain foreign = new TrustDomain("other.org");
    X509Bundle others = X509Bundle.of(foreign, List.of(TestCa.root("other.org").certificate()));
    SyncState last =
        state(
            bundle(root).withSequence(5), Map.of(foreign, DomainTrust.of(others.withSequence(8))));
    SyncState told =
        state(
            bundle(TestCa.root("example.org")).withSequence(4),
            Map.of(foreign, DomainTrust.of(X509Bundle.of(foreign, List.of()).withSequence(7))));

    SyncState taken = checks.acceptable(told, Optional.of(last));

    assertThat(taken.trust()).isEqualTo(last.trust());
    assertThat(taken.federated()).isEqualTo(last.federated());
    assertThat(taken.issuingRootSha256()).isEqualTo("ab");
    assertThat(checks.acceptable(told, Optional.empty())).isEqualTo(told);
    assertThat(checks.acceptable(told, Optional.of(told))).isEqualTo(told);
  }

  private static SyncState state(X509Bundle own, Map<TrustDomain, DomainTrust> federated) {
    return new SyncState(DomainTrust.of(own), federated, EntryChanges.all(List.of()), "ab");
  }

  @Test
  void halfLife_isHalfATenthMoreOrLess() {
    HalfLife halfLife = new HalfLife(new Random(1));
    Instant end = FakeClock.START.plus(Duration.ofMinutes(100));
    for (int i = 0; i < 1000; i++) {
      assertThat(halfLife.of(FakeClock.START, end))
          .isBetween(
              FakeClock.START.plus(Duration.ofMinutes(45)),
              FakeClock.START.plus(Duration.ofMinutes(55)));
    }
    assertThat(halfLife.of(end, FakeClock.START)).isEqualTo(end);
  }

  @Test
  void backoff_doublesUpToItsLimit_andForgets() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));

    assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    assertThat(backoff.next()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(1));
    }
    backoff.reset();
    assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
  }

  private List<X509Certificate> chain(TestCa ca, String id) {
    return chain(ca, id, c -> {});
  }

  private List<X509Certificate> chain(TestCa ca, String id, Consumer<TestCertificate> change) {
    return ca.intermediate()
        .leaf(
            id,
            c -> {
              c.keys(new KeyPair(key.publicKey(), null));
              change.accept(c);
            })
        .chain();
  }

  private static X509Bundle bundle(TestCa ca) {
    return X509Bundle.of(DOMAIN, List.of(ca.certificate()));
  }

  private static void refused(Runnable check, String why) {
    assertThatThrownBy(check::run)
        .isInstanceOfSatisfying(
            CaException.class, e -> assertThat(e.kind()).isEqualTo(CaException.Kind.BAD_ANSWER))
        .hasMessageContaining(why);
  }
}
