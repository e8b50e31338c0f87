package io.watchword.authz.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.build.PolicyFolders;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.build.SignedBundle;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.bundles.signature.BundleVerifier;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlePublisherTest {

  private static final BundleKeys KEYS = BundleKeys.generate();

  @TempDir private Path temp;
  private final List<PolicyRecord> records = new ArrayList<>();
  private final BundleShelf shelf = new BundleShelf();
  private Path file;
  private BundlePublisher publisher;

  @BeforeEach
  void writePolicy() throws IOException {
    Path policies = Files.createDirectory(temp.resolve("policies"));
    file = Files.writeString(policies.resolve("a.rego"), "right");
    publisher = publisher(records::add);
  }

  @Test
  void publishFirst_goodPolicies_areServedSignedAndRecordedBefore() {
    publisher =
        publisher(
            record -> {
              assertThat(shelf.current()).as("served while it is recorded").isEmpty();
              records.add(record);
            });
    publisher.publishFirst();
    SignedBundle bundle = shelf.current().orElseThrow();
    assertThat(
            new BundleVerifier()
                .verify(bundle.archive(), VerificationKeys.fromPem(KEYS.publicPem()))
                .files())
        .containsExactly(
            PolicyFile.of("plan.json", "{}"), PolicyFile.of("policies/a.rego", "right"));
    assertThat(records)
        .containsExactly(
            new PolicyRecord.BundleSigned(
                bundle.revision(),
                bundle.digest(),
                "",
                KEYS.keyId(),
                List.of("plan.json", "policies/a.rego")),
            new PolicyRecord.PolicyInventory(
                bundle.digest(), List.of(FakeBuild.rule(PolicyFile.of("policies/a.rego", "")))));
  }

  @Test
  void publishFirst_samePoliciesElsewhere_areTheSameBundle() {
    publisher.publishFirst();
    String digest = digest();
    publisher(records::add).publishFirst();
    assertThat(digest()).isEqualTo(digest);
  }

  @Test
  void publishFirst_brokenPolicies_throws() throws IOException {
    Files.writeString(file, "wrong");
    assertThatThrownBy(publisher::publishFirst)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("rego_parse_error: this is wrong\n  --> policies/a.rego:1:1\n");
    assertThat(shelf.current()).isEmpty();
  }

  @Test
  void publishAgain_changed_servesTheNewOne() throws IOException {
    publisher.publishFirst();
    String before = digest();
    Files.writeString(file, "right too");
    records.clear();
    assertThat(publisher.publishAgain()).isEqualTo(BundlePublisher.Outcome.SIGNED);
    assertThat(digest()).isNotEqualTo(before);
    assertThat(records.getFirst())
        .isInstanceOfSatisfying(
            PolicyRecord.BundleSigned.class,
            signed -> assertThat(signed.previousDigest()).isEqualTo(before));
  }

  @Test
  void publishAgain_nothingChanged_doesNothing() {
    publisher.publishFirst();
    records.clear();
    assertThat(publisher.publishAgain()).isEqualTo(BundlePublisher.Outcome.UNCHANGED);
    assertThat(records).isEmpty();
  }

  @Test
  void publishAgain_broken_keepsTheBundleAndSaysWhyOnce() throws IOException {
    publisher.publishFirst();
    String before = digest();
    records.clear();
    Files.writeString(file, "wrong");
    assertThat(publisher.publishAgain()).isEqualTo(BundlePublisher.Outcome.REFUSED);
    assertThat(publisher.publishAgain()).isEqualTo(BundlePublisher.Outcome.REFUSED);
    assertThat(digest()).isEqualTo(before);
    assertThat(publisher.problems()).hasSize(1);
    assertThat(records)
        .containsExactly(
            new PolicyRecord.PolicyRefused(
                List.of("rego_parse_error: this is wrong\n  --> policies/a.rego:1:1\n")));
  }

  @Test
  void publishAgain_folderGone_keepsTheBundle() throws IOException {
    publisher.publishFirst();
    String before = digest();
    Files.delete(file);
    Files.delete(file.getParent());
    assertThat(publisher.publishAgain()).isEqualTo(BundlePublisher.Outcome.REFUSED);
    assertThat(digest()).isEqualTo(before);
  }

  @Test
  void publishAgain_mended_forgetsTheProblem() throws IOException {
    publisher.publishFirst();
    Files.writeString(file, "wrong");
    publisher.publishAgain();
    Files.writeString(file, "right");
    assertThat(publisher.publishAgain()).isEqualTo(BundlePublisher.Outcome.UNCHANGED);
    assertThat(publisher.problems()).isEmpty();
  }

  @Test
  void publishAgain_auditUnavailable_servesTheOldOneAndTriesAgain() throws IOException {
    boolean[] full = {false};
    publisher =
        publisher(
            record -> {
              if (full[0]) throw new IllegalStateException("disk full");
            });
    publisher.publishFirst();
    String before = digest();
    full[0] = true;
    Files.writeString(file, "right too");
    assertThatThrownBy(publisher::publishAgain).hasMessage("disk full");
    assertThat(digest()).isEqualTo(before);
    full[0] = false;
    assertThat(publisher.publishAgain()).isEqualTo(BundlePublisher.Outcome.SIGNED);
    assertThat(digest()).isNotEqualTo(before);
  }

  private String digest() {
    return shelf.current().orElseThrow().digest();
  }

  private BundlePublisher publisher(Consumer<PolicyRecord> audit) {
    return new BundlePublisher(
        new PolicyFolders(List.of(temp.resolve("policies"))),
        new FakeBuild(),
        BundleSigner.fromPem(KEYS.privatePem()),
        new BundlePublisher.Destination(audit, shelf));
  }
}
