package io.watchword.authz.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.signature.Capabilities;
import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.build.BundleBuilder;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.bundles.signature.BundleVerifier;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.bundles.signature.VerifiedBundle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegoAndYamlTest {

  private static final BundleKeys KEYS = BundleKeys.generate();

  @Test
  void settings_manifestNamesARootNamespace_isThatOne() {
    Manifest manifest =
        ManifestSettings.manifest("r-1", new LoadSettings("mesh", Optional.empty()));
    assertThat(ManifestSettings.settings(bundle(manifest).manifest(), LoadSettings.DEFAULT))
        .isEqualTo(new LoadSettings("mesh", Optional.empty()));
  }

  @Test
  void settings_manifestSaysNothing_areTheOthers() {
    LoadSettings otherwise = new LoadSettings("other", Optional.empty());
    assertThat(ManifestSettings.settings(Manifest.of("r-1"), otherwise)).isEqualTo(otherwise);
  }

  @Test
  void settings_manifestIsOfRegoV0_forbiddenFunctionsStayForbidden() {
    CompileSettings sandbox =
        CompileSettings.DEFAULT.withCapabilities(
            Capabilities.STANDARD
                .without(List.of("http.send"))
                .withAllowNet(Optional.of(Set.of("example.org"))));
    Manifest manifest = new Manifest("r-1", List.of(""), 0, Map.of());
    CompileSettings settings =
        ManifestSettings.settings(manifest, LoadSettings.DEFAULT.with(sandbox)).compile();
    assertThat(settings.version()).isEqualTo(RegoVersion.V0);
    assertThat(settings.capabilities())
        .isEqualTo(
            Capabilities.STANDARD_V0
                .without(List.of("http.send"))
                .withAllowNet(Optional.of(Set.of("example.org"))));
  }

  @Test
  void load_rootNamespaceIsBlank_isRefused() {
    VerifiedBundle bundle = bundle(manifest(" "));
    assertThatThrownBy(() -> new RegoAndYaml(LoadSettings.DEFAULT).load(bundle))
        .hasMessage("`watchword.root-namespace` in the manifest is empty (expected: a namespace)");
  }

  @Test
  void load_bundle_carriesItsDigest() {
    VerifiedBundle bundle = bundle(manifest("mesh"));
    LoadedPolicy policy = new RegoAndYaml(LoadSettings.DEFAULT).load(bundle);
    assertThat(policy.digest()).isEqualTo(bundle.digest());
  }

  private static Manifest manifest(String rootNamespace) {
    return new Manifest(
        "r-1", List.of(""), 1, Map.of(ManifestSettings.ROOT_NAMESPACE, rootNamespace));
  }

  private static VerifiedBundle bundle(Manifest manifest) {
    byte[] archive =
        new BundleBuilder()
            .build(List.of(), manifest, BundleSigner.fromPem(KEYS.privatePem()))
            .archive();
    return new BundleVerifier().verify(archive, VerificationKeys.fromPem(KEYS.publicPem()));
  }
}
