package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.authority.Blocker;
import io.watchword.ca.authority.RotationState;
import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.vault.BaoServer;
import io.watchword.platform.bootstrap.admin.Health;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.NeedsVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A whole CA whose roots are in a Vault that works, is sealed, or is gone.
@NeedsVault
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultAuthorityTest {
  private static final String OPERATOR = "uid:0 pid:1";

  private final Health health = new Health();
  private BaoServer vault;
  private int count;
  private TestAuthority authority;
  private UpstreamWatch watch;

  @BeforeAll
  void startVault(@TempDir Path data) {
    vault = BaoServer.start(data);
  }

  @AfterAll
  void stopVault() {
    vault.close();
  }

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    String mount = "mesh-" + ++count;
    vault.operator().mountPki(mount);
    Path token = folder.resolve("token");
    Files.writeString(token, vault.operator().tokenFor(mount, Map.of()));
    authority =
        TestAuthority.on(
            folder.resolve("state"),
            new KeysConfig.VaultPki(
                vault.address(),
                mount,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Duration.ofSeconds(10),
                VaultAuth.tokenIn(token)));
    watch = new UpstreamWatch(authority.ca, authority.audit, health, authority.clock);
    watch.look();
    watch.renew();
  }

  @AfterEach
  void close() {
    authority.close();
  }

  @Test
  void issue_vaultUp_chainLeadsToVaultsRoot() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");

    UpstreamRoot root = authority.ca.upstream.roots().getFirst();
    assertThat(root.name()).isEqualTo("root-1");
    assertThat(host.svid("/web").rootSha256()).isEqualTo(root.sha256());
    assertThat(health.ready()).isTrue();
  }

  @Test
  void custody_vaultUp_isRecordedAsVaultSaysIt() {
    authority.ca.recordCustody();

    assertThat(authority.audit.records(CaRecord.KeyCustody.class))
        .extracting(record -> record.purpose() + " " + record.backend())
        .containsExactly("root vault-pki", "intermediate embedded", "jwt embedded");
  }

  @Test
  void issue_vaultSealed_goesOnAndHealthSaysWhy() {
    TestHost host = TestHost.attested(authority, "a");
    vault.operator().seal();
    try {
      watch.look();

      assertThat(host.workload("/web").svid("/web")).isNotNull();
      assertThat(health.ready()).isFalse();
      assertThat(health.components().get("upstream").why())
          .isEqualTo(
              "ca/upstream-sealed: Vault is sealed; SVIDs go on until "
                  + authority.ca.intermediates.get().notAfter());
    } finally {
      vault.operator().unseal();
    }
    watch.look();

    assertThat(health.ready()).isTrue();
    assertThat(authority.audit.records(CaRecord.Upstream.class))
        .extracting(record -> record.state() + " " + record.reason())
        .containsExactly("unusable ca/upstream-sealed: Vault is sealed", "usable ");
  }

  @Test
  void restart_vaultSealed_startsAndIssues() {
    TestHost.attested(authority, "a");
    vault.operator().seal();
    try {
      authority = authority.restarted();

      assertThat(TestHost.attested(authority, "b").workload("/web").svid("/web")).isNotNull();
    } finally {
      vault.operator().unseal();
    }
  }

  @Test
  void renew_vaultSealedAtHalfOfTheIntermediate_waitsAndThenRenews() {
    Instant end = authority.ca.intermediates.get().notAfter();
    authority.clock.advance(Duration.ofDays(4));
    vault.operator().seal();
    try {
      watch.look();
      watch.renew();

      assertThat(authority.ca.intermediates.get().notAfter()).isEqualTo(end);
      assertThat(health.components().get("intermediate").why())
          .isEqualTo("ends at " + end + "; its renewal waits: Vault is sealed");
      // The CA's own SVID needs no Vault.
      assertThat(TestHost.attested(authority, "a").workload("/web").svid("/web")).isNotNull();
    } finally {
      vault.operator().unseal();
    }

    Await.until(
        "a new intermediate",
        () -> {
          watch.look();
          watch.renew();
          return authority.ca.intermediates.get().notAfter().isAfter(end);
        });
    assertThat(health.ready()).isTrue();
  }

  @Test
  void rotation_vaultUp_endsDoneAndTheOldKeyIsGone() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    String old = active();

    String rotation = authority.ca.rotation.start(authority.order()).rotation().orElseThrow().id();
    liveUntilOver(host);

    assertThat(state()).isEqualTo(RotationState.DONE);
    assertThat(active()).isNotEqualTo(old);
    assertThat(host.svid("/web").rootSha256()).isEqualTo(active());
    assertThat(authority.ca.upstream.roots())
        .singleElement()
        .satisfies(
            root -> {
              assertThat(root.name()).isEqualTo(rotation + "-root");
              assertThat(root.sha256()).isEqualTo(active());
            });
    assertThat(authority.ca.upstream.custody())
        .singleElement()
        .satisfies(
            custody ->
                assertThat(custody.spkiSha256())
                    .isEqualTo(
                        Fingerprints.ofKey(
                            authority.ca.intermediates.get().root().getPublicKey())));
  }

  @Test
  void rotation_vaultSealedInTheMiddle_waitsAndGoesOn() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    host.report();
    authority.ca.rotation.start(authority.order());
    vault.operator().seal();
    try {
      host.live();

      assertThat(state()).isEqualTo(RotationState.TRUST_CONFIRMED);
      assertThat(authority.ca.rotation.status().gate().orElseThrow().waitingFor())
          .containsExactly(
              new Blocker(
                  "vault-pki",
                  "ca",
                  "Vault is sealed",
                  Optional.empty(),
                  0,
                  List.of("it goes on by itself when that is mended")));
    } finally {
      vault.operator().unseal();
    }
    authority.clock.advance(Duration.ofSeconds(2));
    liveUntilOver(host);

    assertThat(state()).isEqualTo(RotationState.DONE);
    assertThat(authority.ca.upstream.roots()).hasSize(1);
  }

  @Test
  void rotation_caRestartedAtEachState_makesOneNewRoot() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    authority.ca.rotation.start(authority.order());
    for (int i = 0; i < 8 && authority.ca.rotation.underWay().isPresent(); i++) {
      authority = authority.restarted();
      host = host.with(authority);
      authority.ca.rotation.resume(OPERATOR, "", "");
      host.live();
    }

    assertThat(state()).isEqualTo(RotationState.DONE);
    assertThat(authority.ca.upstream.roots())
        .extracting(UpstreamRoot::sha256)
        .containsExactly(active());
  }

  private void liveUntilOver(TestHost host) {
    for (int i = 0; i < 8 && authority.ca.rotation.underWay().isPresent(); i++) {
      host.live();
    }
  }

  private String active() {
    return authority.ca.anchors.current().active();
  }

  private RotationState state() {
    return authority.ca.rotation.status().rotation().orElseThrow().state();
  }
}
