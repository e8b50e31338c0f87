package io.watchword.bundles.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.watchword.bundles.TarGz;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.build.BundleBuilder;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.bundles.signature.BundleSigner;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleInspectionTest {

  private static final BundleSigner SIGNER =
      BundleSigner.fromPem(BundleKeys.generate().privatePem());

  @Test
  void of_signedBundle_listsWhatIsInIt() {
    BundleInspection bundle = inspect("r-1", PolicyFile.of("a.rego", "package a\n"));
    assertThat(bundle.manifest().revision()).isEqualTo("r-1");
    assertThat(bundle.isSigned()).isTrue();
    assertThat(bundle.files())
        .extracting(BundleInspection.Entry::path, BundleInspection.Entry::size)
        .containsExactly(tuple("a.rego", 10L));
  }

  @Test
  void of_unsignedBundleWithoutManifest_saysSo() {
    BundleInspection bundle =
        BundleInspection.of(new TarGz().file("a.rego", "package a\n").bytes());
    assertThat(bundle.isSigned()).isFalse();
    assertThat(bundle.manifest().revision()).isEmpty();
  }

  @Test
  void between_twoBundles_namesEachDifference() {
    BundleInspection older =
        inspect(
            "1", PolicyFile.of("same", "x"), PolicyFile.of("old", "x"), PolicyFile.of("c", "1"));
    BundleInspection newer =
        inspect(
            "2", PolicyFile.of("same", "x"), PolicyFile.of("new", "x"), PolicyFile.of("c", "2"));
    BundleDiff diff = BundleDiff.between(older, newer);
    assertThat(diff).isEqualTo(new BundleDiff(List.of("new"), List.of("old"), List.of("c")));
    assertThat(diff.isEmpty()).isFalse();
    assertThat(BundleDiff.between(older, older).isEmpty()).isTrue();
  }

  private static BundleInspection inspect(String revision, PolicyFile... files) {
    return BundleInspection.of(
        new BundleBuilder().build(List.of(files), revision, SIGNER).archive());
  }
}
