package io.watchword.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.cli.mesh.CaKeys;
import io.watchword.cli.mesh.MeshException;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.InstalledTool;
import io.watchword.tests.kit.NeedsVault;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the tour's root is, as `--vault` says.
class UpstreamVaultTest {
  @TempDir Path folder;

  /// A launcher to be killed: starts a Vault, says its id, waits.
  static final class Launcher {

    private Launcher() {}

    public static void main(String[] arguments) throws Exception {
      UpstreamVault.of("dev", Path.of(arguments[0]), arguments[1], Map.of());
      System.out.println(vaults().findFirst().orElseThrow().pid());
      Thread.sleep(60_000);
    }
  }

  @Test
  void of_embedded_leavesTheKeysToTheCa() {
    try (UpstreamVault none = UpstreamVault.of("embedded", folder, "", Map.of())) {
      assertThat(none.keys()).isEmpty();
    }
  }

  @Test
  void of_devWithNothingInstalled_saysWhatToDo() {
    assertRefused(
        "dev",
        "cli/no-vault",
        "`--vault dev` found neither `bao` nor `vault` on the path",
        Map.of());
  }

  @Test
  void of_addressWithoutToken_saysWhatToDo() {
    assertRefused(
        "https://vault.example.org",
        "cli/no-vault-token",
        "`--vault https://vault.example.org` needs a token, and VAULT_TOKEN is not set",
        Map.of());
  }

  @Test
  void of_plaintextFarAway_isRefused() {
    assertRefused(
        "http://vault.example.org",
        "cli/vault-choice",
        "--vault: `http://vault.example.org` (expected: embedded, dev, or the https:// address of a"
            + " Vault)",
        Map.of("VAULT_TOKEN", "t"));
  }

  @Test
  void of_nobodyAtTheAddress_saysSo() {
    assertThatThrownBy(
            () ->
                UpstreamVault.of(
                    "http://127.0.0.1:1", folder, "", Map.of("VAULT_TOKEN", "s.secret")))
        .isInstanceOf(MeshException.class)
        .hasMessageStartingWith("Vault at `http://127.0.0.1:1` does not answer")
        .hasMessageNotContaining("s.secret");
  }

  @Test
  @NeedsVault
  void of_dev_isAVaultOfOurOwnThatGoesWithUs() throws Exception {
    ProcessHandle process;
    try (UpstreamVault vault = UpstreamVault.of("dev", folder, searchPath(), Map.of())) {
      process = vaults().findFirst().orElseThrow();
      CaKeys.VaultPki keys = (CaKeys.VaultPki) vault.keys().orElseThrow();

      assertThat(status(keys.address(), keys.auth().tokenFile().orElseThrow(), "pki"))
          .isEqualTo(200);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(keys.auth().tokenFile().orElseThrow())))
          .isEqualTo("rw-------");
      assertThat(process.info().commandLine().orElse(""))
          .doesNotContain(Files.readString(keys.auth().tokenFile().orElseThrow()));
    }
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  @NeedsVault
  void of_address_addsAMountAndTakesItAway() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (UpstreamVault server = UpstreamVault.of("dev", other, searchPath(), Map.of())) {
      CaKeys.VaultPki theirs = (CaKeys.VaultPki) server.keys().orElseThrow();
      Path token = theirs.auth().tokenFile().orElseThrow();
      String mount;
      try (UpstreamVault guest =
          UpstreamVault.of(
              theirs.address().toString(),
              folder,
              "",
              Map.of("VAULT_TOKEN", Files.readString(token)))) {
        mount = ((CaKeys.VaultPki) guest.keys().orElseThrow()).mount();
        assertThat(status(theirs.address(), token, mount)).isEqualTo(200);
      }
      assertThat(mount).startsWith("watchword-quickstart-");
      assertThat(status(theirs.address(), token, mount)).isEqualTo(400);
    }
  }

  @Test
  @NeedsVault
  void of_devAndTheLauncherKilled_leavesNoVault() throws Exception {
    Process launcher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                folder.toString(),
                searchPath())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = launcher.inputReader()) {
      ProcessHandle vault = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThat(vault.isAlive()).isTrue();

      launcher.destroyForcibly().waitFor();

      Await.until("the vault is gone", () -> !vault.isAlive());
    } finally {
      launcher.destroyForcibly();
    }
  }

  private void assertRefused(
      String vault, String code, String message, Map<String, String> environment) {
    assertThatThrownBy(() -> UpstreamVault.of(vault, folder, "/nowhere", environment))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            refusal -> {
              assertThat(refusal.diagnostics().getFirst().code()).isEqualTo(code);
              assertThat(refusal.diagnostics().getFirst().message()).isEqualTo(message);
            });
  }

  // Of this JVM's children: the one that is no shell.
  private static Stream<ProcessHandle> vaults() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("-dev-no-store-token"));
  }

  private static String searchPath() {
    return InstalledTool.vault().map(file -> file.getParent().toString()).orElse("");
  }

  private static int status(URI address, Path token, String mount)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/v1/sys/mounts/" + mount))
            .header("X-Vault-Token", Files.readString(token))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
