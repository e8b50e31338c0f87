package io.watchword.authz.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.PolicyRecord;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.build.BundleBuilder;
import io.watchword.bundles.build.SignedBundle;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.bundles.signature.VerifiedBundle;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleActivatorTest {

  private static final BundleKeys KEYS = BundleKeys.generate();
  private static final PolicyRecord.Rule RULE = new PolicyRecord.Rule("one#0", "one:1", "allow");

  /// A policy is the text of its only file; `broken` does not load.
  private static final PolicyKind<String> TEXT =
      new PolicyKind<>() {
        @Override
        public String load(VerifiedBundle bundle) {
          String text = bundle.files().getFirst().text();
          if (text.equals("broken")) throw new IllegalArgumentException("line 1 is broken");
          return text;
        }

        @Override
        public List<PolicyRecord.Rule> inventory(String policy) {
          return List.of(RULE);
        }
      };

  @TempDir private Path folder;
  private final List<PolicyRecord> records = new ArrayList<>();
  private BundleActivator<String> activator = activator(records::add, LastGoodBundle.none());

  @Test
  void current_nothingActivated_isEmpty() {
    assertThat(activator.current()).isEmpty();
    assertThat(activator.active()).isEmpty();
  }

  @Test
  void receive_goodBundle_isInForce() {
    SignedBundle bundle = bundle("one", "r-1");
    assertThat(activator.receive(bundle.archive()))
        .isEqualTo(new ActivationResult.Activated(bundle.digest(), "r-1"));
    assertThat(activator.current()).contains("one");
    assertThat(activator.active())
        .contains(new ActivePolicy<>("one", bundle.digest(), "r-1", KEYS.keyId(), FakeClock.START));
  }

  @Test
  void receive_goodBundle_isRecordedFirst() {
    activator =
        activator(
            record -> {
              assertThat(activator.current()).as("in force while it is recorded").isEmpty();
              records.add(record);
            },
            LastGoodBundle.none());
    SignedBundle bundle = bundle("one", "r-1");
    activator.receive(bundle.archive());
    assertThat(records)
        .containsExactly(
            new PolicyRecord.PolicyInventory(bundle.digest(), List.of(RULE)),
            new PolicyRecord.PolicyActivation(
                "proxy-1", "activated", bundle.digest(), bundle.digest(), "r-1", ""));
  }

  @Test
  void receive_auditUnavailable_keepsWhatIsInForce() {
    SignedBundle first = bundle("one", "r-1");
    activator =
        activator(
            record -> {
              if (records.size() == 2) throw new IllegalStateException("disk full");
              records.add(record);
            },
            LastGoodBundle.in(folder));
    activator.receive(first.archive());
    byte[] second = bundle("two", "r-2").archive();
    assertThatThrownBy(() -> activator.receive(second)).hasMessage("disk full");
    assertThat(activator.current()).contains("one");
    assertThat(folder.resolve("last-good-bundle.tar.gz")).hasBinaryContent(first.archive());
  }

  @Test
  void receive_sameBundleAgain_changesAndRecordsNothing() {
    SignedBundle bundle = bundle("one", "r-1");
    activator.receive(bundle.archive());
    records.clear();
    assertThat(activator.receive(bundle.archive()))
        .isEqualTo(new ActivationResult.Unchanged(bundle.digest()));
    assertThat(records).isEmpty();
  }

  @Test
  void receive_foreignKey_keepsWhatIsInForceAndSaysWhy() {
    SignedBundle good = bundle("one", "r-1");
    activator.receive(good.archive());
    records.clear();
    BundleKeys foreign = BundleKeys.generate();
    SignedBundle bad =
        new BundleBuilder()
            .build(
                List.of(PolicyFile.of("one", "evil")),
                "r-2",
                BundleSigner.fromPem(foreign.privatePem()));
    String why =
        "the bundle is signed with key `"
            + foreign.keyId()
            + "` (expected: one of ["
            + KEYS.keyId()
            + "])";
    assertThat(activator.receive(bad.archive()))
        .isEqualTo(new ActivationResult.Refused(bad.digest(), "bundles/unknown-key", why));
    assertThat(activator.current()).contains("one");
    assertThat(records)
        .containsExactly(
            new PolicyRecord.PolicyActivation(
                "proxy-1",
                "refused",
                bad.digest(),
                good.digest(),
                "",
                "bundles/unknown-key: " + why));
  }

  @Test
  void receive_signedButUnloadable_keepsWhatIsInForceAndSaysWhy() {
    SignedBundle good = bundle("one", "r-1");
    SignedBundle bad = bundle("broken", "r-2");
    activator.receive(good.archive());
    records.clear();
    assertThat(activator.receive(bad.archive()))
        .isEqualTo(
            new ActivationResult.Refused(
                bad.digest(), "authz/unloadable-bundle", "line 1 is broken"));
    assertThat(activator.current()).contains("one");
    assertThat(records)
        .containsExactly(
            new PolicyRecord.PolicyActivation(
                "proxy-1",
                "refused",
                bad.digest(),
                good.digest(),
                "r-2",
                "authz/unloadable-bundle: line 1 is broken"));
  }

  @Test
  void receive_refusedAgainAndAgain_isRecordedOnce() {
    byte[] bad = bundle("broken", "r-2").archive();
    activator.receive(bad);
    activator.receive(bad);
    activator.receive(bad);
    assertThat(records).hasSize(1);
  }

  @Test
  void receive_refusedAfterAnotherWasGood_isRecordedAgain() {
    byte[] bad = bundle("broken", "r-2").archive();
    activator.receive(bad);
    activator.receive(bundle("one", "r-1").archive());
    records.clear();
    activator.receive(bad);
    assertThat(records).hasSize(1);
  }

  @Test
  void restore_afterARestart_enforcesTheLastGoodOne() {
    activator = activator(records::add, LastGoodBundle.in(folder));
    activator.receive(bundle("one", "r-1").archive());
    activator.receive(bundle("broken", "r-2").archive());
    BundleActivator<String> restarted = activator(records::add, LastGoodBundle.in(folder));
    assertThat(restarted.restore())
        .contains(new ActivationResult.Activated(bundle("one", "r-1").digest(), "r-1"));
    assertThat(restarted.current()).contains("one");
  }

  @Test
  void restore_fileChangedOnDisk_isRefused() throws IOException {
    Path file = folder.resolve("last-good-bundle.tar.gz");
    activator = activator(records::add, LastGoodBundle.in(folder));
    activator.receive(bundle("one", "r-1").archive());
    byte[] altered = Files.readAllBytes(file);
    altered[altered.length / 2] ^= 1;
    Files.write(file, altered);
    BundleActivator<String> restarted = activator(records::add, LastGoodBundle.in(folder));
    assertThat(restarted.restore()).get().isInstanceOf(ActivationResult.Refused.class);
    assertThat(restarted.current()).isEmpty();
  }

  @Test
  void restore_keyNoLongerTrusted_isRefused() {
    activator = activator(records::add, LastGoodBundle.in(folder));
    activator.receive(bundle("one", "r-1").archive());
    var restarted =
        new BundleActivator<>(
            VerificationKeys.fromPem(BundleKeys.generate().publicPem()),
            TEXT,
            outside(records::add, LastGoodBundle.in(folder)));
    assertThat(restarted.restore()).get().isInstanceOf(ActivationResult.Refused.class);
    assertThat(restarted.current()).isEmpty();
  }

  @Test
  void restore_nothingKept_isEmpty() {
    activator = activator(records::add, LastGoodBundle.in(folder.resolve("new")));
    assertThat(activator.restore()).isEqualTo(Optional.empty());
  }

  @Test
  void receive_folderNotWritable_activatesAnyway() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    activator = activator(records::add, LastGoodBundle.in(file));
    activator.receive(bundle("one", "r-1").archive());
    assertThat(activator.current()).contains("one");
  }

  private static BundleActivator<String> activator(
      Consumer<PolicyRecord> audit, LastGoodBundle lastGood) {
    return new BundleActivator<>(
        VerificationKeys.fromPem(KEYS.publicPem()), TEXT, outside(audit, lastGood));
  }

  private static BundleActivator.Outside outside(
      Consumer<PolicyRecord> audit, LastGoodBundle lastGood) {
    return new BundleActivator.Outside("proxy-1", audit, lastGood, FakeClock.start());
  }

  private static SignedBundle bundle(String text, String revision) {
    return new BundleBuilder()
        .build(
            List.of(PolicyFile.of("one", text)), revision, BundleSigner.fromPem(KEYS.privatePem()));
  }
}
