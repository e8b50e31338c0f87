package io.watchword.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCommandTest {

  private static final String POLICY =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: { name: callers, namespace: shop }
      spec: { rules: [{ from: [{ source: { namespaces: [%s] } }] }] }
      """;

  @TempDir private Path folder;
  private Path policies;
  private Path bundle;

  @BeforeEach
  void write() throws IOException {
    policies = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(policies.resolve("a.yaml"), POLICY.formatted("shop"));
    BundleKeys.generate(folder.resolve("bundle.key"), folder.resolve("bundle.pub"));
    BundleKeys.generate(folder.resolve("other.key"), folder.resolve("other.pub"));
    bundle = folder.resolve("mesh.tar.gz");
  }

  @Test
  void build_goodPolicies_writesABundleThatVerifies() throws IOException {
    CommandRun built = build("mesh.tar.gz", "bundle", "--output", "json", "--revision", "r-7");
    assertThat(built.exitCode()).as(built.err()).isZero();
    String digest = BundleDigest.of(Files.readAllBytes(bundle));
    assertThat(built.out())
        .contains("\"digest\" : \"" + digest + "\"")
        .contains("\"revision\" : \"r-7\"")
        .contains("\"policies/a.yaml\"");
    CommandRun verified = verify("bundle", "-o", "json");
    assertThat(verified.exitCode()).isZero();
    assertThat(verified.out()).contains("\"valid\" : true").contains(digest);
  }

  @Test
  void build_samePoliciesAgain_givesTheSameBytes() throws IOException {
    build("mesh.tar.gz", "bundle");
    build("again.tar.gz", "bundle");
    assertThat(folder.resolve("again.tar.gz")).hasSameBinaryContentAs(bundle);
    assertThat(Files.exists(folder.resolve("again.tar.gz.new"))).isFalse();
  }

  @Test
  void build_brokenPolicy_isRefusedWithItsPlaceAndWritesNothing() throws IOException {
    Files.writeString(policies.resolve("b.rego"), "package b\nallow if {");
    CommandRun run = build("mesh.tar.gz", "bundle");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("--> policies/b.rego:2");
    assertThat(run.out()).isEmpty();
    assertThat(bundle).doesNotExist();
  }

  @Test
  void build_keyMissing_isUnreadableInput() {
    CommandRun run = build("mesh.tar.gz", "nowhere");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .startsWith(
            "bundles/key-unreadable: cannot read signing key `"
                + folder.resolve("nowhere.key")
                + "`")
        .contains("help: a signing key is a P-256 or P-384 key in PKCS#8 PEM");
  }

  @Test
  void verify_foreignKey_isRefusedWithCodeAndSentence() {
    build("mesh.tar.gz", "bundle");
    CommandRun run = verify("other");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith("refused: bundles/unknown-key: the bundle is signed with key");
  }

  @Test
  void verify_oneOfSeveralKeys_isValid() {
    build("mesh.tar.gz", "bundle");
    assertThat(verify("other", "--verification-key", key("bundle.pub")).exitCode()).isZero();
  }

  @Test
  void verify_noBundle_isRefused() throws IOException {
    Files.writeString(bundle, "not a bundle");
    CommandRun run = verify("bundle", "-o", "json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"valid\" : false")
        .contains("\"code\" : \"bundles/not-an-archive\"");
  }

  @Test
  void verify_fileMissing_isUnreadableInput() {
    CommandRun run = verify("bundle");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .startsWith(
            "cli/bundle-unreadable: bundle `" + bundle + "` cannot be read: there is no such file");
  }

  @Test
  void sign_withAnotherKey_replacesTheSignatureAndKeepsTheFiles() {
    build("mesh.tar.gz", "bundle", "--root-namespace", "mesh");
    CommandRun signed =
        CommandRun.of(
            "bundle",
            "sign",
            "-o",
            key("signed.tar.gz"),
            "--signing-key",
            key("other.key"),
            bundle.toString());
    assertThat(signed.exitCode()).as(signed.err()).isZero();
    CommandRun diff = CommandRun.of("bundle", "diff", bundle.toString(), key("signed.tar.gz"));
    assertThat(diff.exitCode()).isZero();
    assertThat(diff.out()).isEqualTo("the same files and manifest\n");
    bundle = folder.resolve("signed.tar.gz");
    assertThat(verify("other").exitCode()).isZero();
    assertThat(verify("bundle").exitCode()).isEqualTo(1);
  }

  @Test
  void inspect_bundle_showsManifestAndFiles() {
    build("mesh.tar.gz", "bundle", "--root-namespace", "mesh", "--revision", "r-1");
    CommandRun text = CommandRun.of("bundle", "inspect", bundle.toString());
    assertThat(text.exitCode()).isZero();
    assertThat(text.out())
        .contains("Revision  r-1")
        .contains("Signed    yes, not verified")
        .contains("Metadata  watchword.root-namespace = mesh")
        .contains("  policies/a.yaml")
        .contains("  plan.json");
    assertThat(CommandRun.of("bundle", "inspect", "-o", "json", bundle.toString()).out())
        .contains("\"watchword.root-namespace\" : \"mesh\"")
        .contains("\"signed\" : true");
  }

  @Test
  void inspect_noBundle_isUnreadableInput() throws IOException {
    Files.writeString(bundle, "not a bundle");
    CommandRun run = CommandRun.of("bundle", "inspect", bundle.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).startsWith("bundles/not-an-archive: ");
  }

  @Test
  void diff_policyChangedAndAdded_namesBothAndEndsWithOne() throws IOException {
    build("mesh.tar.gz", "bundle", "--revision", "r-1");
    Files.writeString(policies.resolve("a.yaml"), POLICY.formatted("bank"));
    Files.writeString(policies.resolve("b.rego"), "package b\n");
    build("newer.tar.gz", "bundle", "--revision", "r-2", "--root-namespace", "mesh");
    CommandRun run = CommandRun.of("bundle", "diff", bundle.toString(), key("newer.tar.gz"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            + policies/b.rego
            ~ plan.json
            ~ policies/a.yaml
            manifest: revision: `r-1` -> `r-2`
            manifest: watchword.root-namespace: `istio-system` -> `mesh`
            """);
    assertThat(
            CommandRun.of("bundle", "diff", "-o", "json", bundle.toString(), key("newer.tar.gz"))
                .out())
        .contains("\"same\" : false")
        .contains("\"added\" : [ \"policies/b.rego\" ]");
  }

  private CommandRun build(String file, String key, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("bundle", "build", "-o", key(file), "--signing-key", key(key + ".key")));
    arguments.addAll(List.of(more));
    arguments.add(policies.toString());
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun verify(String key, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("bundle", "verify", "--verification-key", key(key + ".pub")));
    arguments.addAll(List.of(more));
    arguments.add(bundle.toString());
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String key(String name) {
    return folder.resolve(name).toString();
  }
}
