package io.watchword.bundles.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.bundles.signature.BundleSigner;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleBuilderTest {

  private static final BundleSigner SIGNER =
      BundleSigner.fromPem(BundleKeys.generate().privatePem());
  private static final PolicyFile A = PolicyFile.of("policies/a.rego", "package a\n");
  private static final PolicyFile B = PolicyFile.of("policies/b.rego", "package b\n");

  private final BundleBuilder builder = new BundleBuilder();

  @Test
  void build_sameInput_givesTheSameBytes() {
    assertThat(builder.build(List.of(A, B), "r", SIGNER).archive())
        .isEqualTo(builder.build(List.of(B, A), "r", SIGNER).archive());
  }

  @Test
  void build_otherRevision_givesAnotherDigest() {
    assertThat(builder.build(List.of(A), "r-1", SIGNER).digest())
        .isNotEqualTo(builder.build(List.of(A), "r-2", SIGNER).digest());
  }

  @Test
  void build_bundle_namesWhatIsInIt() {
    SignedBundle bundle = builder.build(List.of(B, A), "r-1", SIGNER);
    assertThat(bundle.revision()).isEqualTo("r-1");
    assertThat(bundle.keyId()).isEqualTo(SIGNER.keyId());
    assertThat(bundle.digest()).isEqualTo(BundleDigest.of(bundle.archive()));
    assertThat(bundle.paths()).containsExactly("policies/a.rego", "policies/b.rego");
  }

  @Test
  void build_onePathTwice_isRefused() {
    assertRefused(
        List.of(A, PolicyFile.of(A.path(), "package c\n")),
        "bundles/duplicate-file: the bundle holds `policies/a.rego` twice");
  }

  @Test
  void build_manifestAmongTheFiles_isRefused() {
    assertRefused(
        List.of(PolicyFile.of(".manifest", "{}")),
        "bundles/reserved-file: `.manifest` is written by the builder itself");
  }

  @Test
  void build_yamlData_isRefused() {
    assertRefused(
        List.of(PolicyFile.of("data.yaml", "a: yes\n")),
        "bundles/yaml-data: `data.yaml` cannot be signed the way OPA does (expected: `data.json`)");
  }

  private void assertRefused(List<PolicyFile> files, String message) {
    assertThatThrownBy(() -> builder.build(files, "r", SIGNER))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessage(message);
  }
}
