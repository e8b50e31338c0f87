package io.watchword.bundles.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchword.bundles.archive.ArchiveLimits;
import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.bundles.signature.BundleVerifier;
import io.watchword.bundles.signature.VerificationKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real OPA and we read each other's signatures.
@Tag("needs-opa")
class OpaAcceptanceTest {

  private static final List<PolicyFile> FILES =
      List.of(
          PolicyFile.of("policies/reports.rego", "package reports\n\nallow if input.x == 1\n"),
          PolicyFile.of("policies/orders.yaml", "kind: AuthorizationPolicy\n"),
          PolicyFile.of("plan.json", "{\"static\": {}}"),
          PolicyFile.of(
              "data.json",
              "{ \"n\" : [1.0, 1e3, -0, 12345678901234567890123, null, true],\n"
                  + "  \"s\" : \"<>&\\u2028\\b\\f\\u0001\\u007f\\ud800\\ud83d\\ude00é\\/\",\n"
                  + "  \"\\uff5e\" : {}, \"\\ud83d\\ude00\" : [], \"Z\" : \"\", \"a\" : 0 }"));

  @TempDir private Path folder;
  private String opa = "";

  @BeforeEach
  void findOpa() {
    Optional<String> found = opaOnThisMachine();
    assumeTrue(found.isPresent(), "opa is not installed");
    opa = found.get();
  }

  @Test
  void opa_bundleSignedByUs_isAccepted() throws Exception {
    BundleKeys keys = BundleKeys.generate();
    assertThat(opaVerifies(bundle(keys), keys.publicPem(), keys.keyId())).isEmpty();
  }

  @Test
  void opa_bundleOfAnotherKey_isRefused() throws Exception {
    BundleKeys keys = BundleKeys.generate();
    assertThat(opaVerifies(bundle(keys), BundleKeys.generate().publicPem(), keys.keyId()))
        .contains("error");
  }

  @Test
  void verify_bundleSignedByOpa_isAccepted() throws Exception {
    BundleKeys keys = BundleKeys.generate();
    Path key = Files.writeString(folder.resolve("key.pem"), keys.privatePem());
    Path claims =
        Files.writeString(folder.resolve("claims"), "{\"keyid\": \"" + keys.keyId() + "\"}");
    Path source = Files.createDirectory(folder.resolve("source"));
    for (PolicyFile file : FILES) {
      Path target = source.resolve(file.path());
      Files.createDirectories(target.getParent());
      Files.write(target, file.content());
    }
    assertThat(
            runIn(
                source,
                opa,
                "sign",
                "--bundle",
                "--signing-alg",
                "ES256",
                "--signing-key",
                key.toString(),
                "--claims-file",
                claims.toString(),
                "-o",
                folder.toString(),
                "."))
        .isEmpty();
    var files = new ArrayList<>(FILES);
    files.add(
        new PolicyFile(".signatures.json", Files.readAllBytes(folder.resolve(".signatures.json"))));
    assertThat(
            new BundleVerifier()
                .verify(BundleArchive.write(files), VerificationKeys.fromPem(keys.publicPem()))
                .files())
        .hasSameSizeAs(FILES);
  }

  @Test
  void verify_bundlePackedBySameFilesAsOpa_hasTheManifestOpaReads() throws Exception {
    BundleKeys keys = BundleKeys.generate();
    Path file = Files.write(folder.resolve("bundle.tar.gz"), bundle(keys));
    assertThat(run(opa, "inspect", file.toString())).contains("r-1").contains("data.reports");
    assertThat(BundleArchive.read(bundle(keys), ArchiveLimits.DEFAULT)).hasSize(6);
  }

  private static byte[] bundle(BundleKeys keys) {
    return new BundleBuilder()
        .build(FILES, "r-1", BundleSigner.fromPem(keys.privatePem()))
        .archive();
  }

  /// What OPA says; nothing if it is content.
  private String opaVerifies(byte[] bundle, String publicPem, String keyId) throws Exception {
    Path file = Files.write(folder.resolve("bundle.tar.gz"), bundle);
    Path key = Files.writeString(folder.resolve("public.pem"), publicPem);
    return run(
        opa,
        "build",
        "--bundle",
        file.toString(),
        "--verification-key",
        key.toString(),
        "--verification-key-id",
        keyId,
        "--signing-alg",
        "ES256",
        "-o",
        folder.resolve("out.tar.gz").toString());
  }

  private String run(String... command) throws IOException, InterruptedException {
    return runIn(folder, command);
  }

  private static String runIn(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static Optional<String> opaOnThisMachine() {
    Stream<Path> named = Optional.ofNullable(System.getenv("WATCHWORD_OPA")).map(Path::of).stream();
    Stream<Path> onPath =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, "opa"));
    return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst().map(Path::toString);
  }
}
