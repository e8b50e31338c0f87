package io.watchword.agent.svid;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.agent.node.CaException;
import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.node.EntryChanges;
import io.watchword.agent.node.RegisteredEntry;
import io.watchword.agent.node.SvidOrder;
import io.watchword.agent.node.SvidOutcome;
import io.watchword.agent.node.SyncState;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The cache with a signer in the same thread, and tasks that run when the test says so.
class SvidCacheTest {

  private static final TrustDomain DOMAIN = new TrustDomain("example.org");

  private final FakeClock clock = FakeClock.start();
  private final TestCa oldRoot = TestCa.root("example.org");
  private final TestCa newRoot = TestCa.root("example.org");
  private TestCa signing = oldRoot;
  private boolean down;
  private final List<Integer> batches = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final AtomicInteger changes = new AtomicInteger();
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  private final SvidCache cache =
      new SvidCache(
          new SvidSettings(1000, false),
          this::sign,
          new SvidEvents() {
            @Override
            public void issued(IssuedSvid svid) {
              // Counted by the snapshots.
            }

            @Override
            public void failed(String entryId, String code) {
              failures.add(entryId + " " + code);
            }
          },
          tasks::add,
          clock,
          new Random(3),
          List::of,
          changes::incrementAndGet);

  @Test
  void update_newEntries_areOrderedAtOnce_andAwaitedUntilThen() {
    cache.update(state(oldRoot, entry(1), entry(2)));
    assertThat(cache.snapshot().entries()).allMatch(EntryState::awaited);

    runAll();
    assertThat(cache.snapshot().entries())
        .allMatch(state -> !state.awaited() && state.valid(clock.instant()).isPresent());
    assertThat(batches).containsExactly(2);
  }

  @Test
  void update_manyEntries_comeInBatchesAndNeverMoreThanTwoAtATime() {
    cache.update(
        state(
            oldRoot,
            IntStream.range(0, 170)
                .mapToObj(SvidCacheTest::entry)
                .toArray(RegisteredEntry[]::new)));

    assertThat(tasks).hasSize(SvidCache.MAX_UNDER_WAY);
    runAll();
    assertThat(batches).containsExactly(50, 50, 50, 20);
    assertThat(valid()).isEqualTo(170);
  }

  @Test
  void renewDue_beforeHalfLife_ordersNothing_afterIt_does() {
    cache.update(state(oldRoot, entry(1)));
    runAll();
    String serial = serial();
    clock.advance(Duration.ofMinutes(26));
    cache.renewDue();
    assertThat(tasks).isEmpty();
    clock.advance(Duration.ofMinutes(8));
    cache.renewDue();
    runAll();

    assertThat(serial()).isNotEqualTo(serial);
  }

  @Test
  void renewDue_twice_ordersOnce() {
    cache.update(state(oldRoot, entry(1)));
    cache.renewDue();
    cache.renewDue();

    assertThat(tasks).hasSize(1);
  }

  @Test
  void update_issuingRootChanged_reissuesWithinHalfASecond() {
    cache.update(state(oldRoot, entry(1)));
    runAll();
    signing = newRoot;
    cache.update(state(newRoot, entry(1)));
    clock.advance(Duration.ofMillis(500));
    cache.renewDue();
    runAll();

    assertThat(cache.snapshot().entries().getFirst().issued().orElseThrow().rootSha256())
        .isEqualTo(hex(newRoot));
  }

  @Test
  void orderUnderWay_signedByTheOldRoot_isOrderedAgain() {
    cache.update(state(oldRoot, entry(1)));
    Runnable underWay = tasks.remove();
    cache.update(state(newRoot, entry(1)));
    underWay.run();
    assertThat(cache.snapshot().entries().getFirst().issued().orElseThrow().rootSha256())
        .isEqualTo(hex(oldRoot));

    signing = newRoot;
    clock.advance(Duration.ofSeconds(1));
    cache.renewDue();
    runAll();
    assertThat(cache.snapshot().entries().getFirst().issued().orElseThrow().rootSha256())
        .isEqualTo(hex(newRoot));
  }

  @Test
  void caDown_keepsWhatIsValid_triesAgainEverMoreRarely() {
    cache.update(state(oldRoot, entry(1)));
    runAll();
    down = true;
    clock.advance(Duration.ofMinutes(34));
    for (int second = 0; second < 120; second++) {
      cache.renewDue();
      runAll();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(valid()).isEqualTo(1);
    assertThat(failures).hasSizeBetween(6, 14).containsOnly("1 agent/no-contact");
    assertThat(cache.snapshot().entries().getFirst().problem()).isEqualTo("sealed");

    int before = changes.get();
    clock.advance(Duration.ofMinutes(30));
    cache.renewDue();
    assertThat(valid()).isZero();
    assertThat(changes.get()).isGreaterThan(before);
  }

  @Test
  void contactIsBack_whatFailedIsOrderedAtOnce() {
    down = true;
    cache.update(state(oldRoot, entry(1)));
    runAll();
    assertThat(cache.snapshot().entries().getFirst().awaited()).isFalse();
    down = false;
    cache.update(state(oldRoot, entry(1)));
    assertThat(cache.snapshot().entries().getFirst().awaited()).isTrue();
    runAll();

    assertThat(valid()).isEqualTo(1);
  }

  @Test
  void update_entryGetsAnotherId_oldSvidIsDroppedAtOnce() {
    cache.update(state(oldRoot, entry(1)));
    runAll();
    RegisteredEntry changed =
        RegisteredEntry.plain(
            "1", SpiffeId.parse("spiffe://example.org/new"), Set.of("unix:uid:1"), "", 2);
    cache.update(state(oldRoot, changed));
    assertThat(valid()).isZero();
    assertThat(cache.snapshot().entries().getFirst().awaited()).isTrue();
    runAll();

    assertThat(cache.snapshot().entries().getFirst().issued().orElseThrow().svid().id())
        .hasToString("spiffe://example.org/new");
  }

  @Test
  void orderUnderWay_entryGoneMeanwhile_isForgotten() {
    cache.update(state(oldRoot, entry(1)));
    Runnable underWay = tasks.remove();
    cache.update(state(oldRoot));
    underWay.run();

    assertThat(cache.snapshot().entries()).isEmpty();
  }

  @Test
  void clear_forgetsEverything_alsoWhatIsUnderWay() {
    cache.update(state(oldRoot, entry(1)));
    Runnable underWay = tasks.remove();
    cache.clear("evicted");
    underWay.run();

    assertThat(cache.snapshot().trust()).isEmpty();
    assertThat(cache.snapshot().entries()).isEmpty();
    assertThat(cache.snapshot().whyNot()).isEqualTo("evicted");
  }

  @Test
  void signedByAnUnknownRoot_isNotServed() {
    signing = TestCa.root("example.org");
    cache.update(state(oldRoot, entry(1)));
    runAll();

    assertThat(valid()).isZero();
    assertThat(failures).containsExactly("1 identity/untrusted");
  }

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private long valid() {
    return cache.snapshot().entries().stream()
        .filter(state -> state.valid(clock.instant()).isPresent())
        .count();
  }

  private String serial() {
    return cache.snapshot().entries().getFirst().issued().orElseThrow().svid().serial();
  }

  private SyncState state(TestCa issuing, RegisteredEntry... entries) {
    X509Bundle both = X509Bundle.of(DOMAIN, List.of(oldRoot.certificate(), newRoot.certificate()));
    return new SyncState(
        DomainTrust.of(both.withSequence(1)),
        Map.of(),
        EntryChanges.all(List.of(entries)),
        hex(issuing));
  }

  private static RegisteredEntry entry(int number) {
    return RegisteredEntry.plain(
        Integer.toString(number),
        SpiffeId.parse("spiffe://example.org/w" + number),
        Set.of("unix:uid:1"),
        "",
        1);
  }

  private List<SvidOutcome> sign(List<SvidOrder> orders) {
    if (down) {
      throw new CaException(CaException.Kind.UNAVAILABLE, "sealed");
    }
    batches.add(orders.size());
    Instant now = clock.instant();
    List<SvidOutcome> outcomes = new ArrayList<>();
    for (SvidOrder order : orders) {
      List<X509Certificate> chain =
          signing
              .leaf(
                  idOf(order.entryId()),
                  leaf ->
                      leaf.keys(new KeyPair(keyOf(order.csr()), null))
                          .validity(now.minusSeconds(10), now.plus(Duration.ofHours(1))))
              .chain();
      outcomes.add(new SvidOutcome.Signed(order.entryId(), chain));
    }
    return outcomes;
  }

  private String idOf(String entryId) {
    return cache.snapshot().entries().stream()
        .filter(state -> state.entry().id().equals(entryId))
        .map(state -> state.resolved().id().toString())
        .findFirst()
        .orElse("spiffe://example.org/w" + entryId);
  }

  /// The public key of a P-256 request: the 91 bytes that begin with its algorithm.
  private static PublicKey keyOf(byte[] csr) {
    try {
      String hex = HexFormat.of().formatHex(csr);
      int at = hex.indexOf("3059301306072a8648ce3d0201") / 2;
      return KeyFactory.getInstance("EC")
          .generatePublic(new X509EncodedKeySpec(Arrays.copyOfRange(csr, at, at + 91)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(TestCa root) {
    return X509Bundle.of(DOMAIN, List.of(root.certificate())).strictRoots().getFirst().sha256Hex();
  }
}
