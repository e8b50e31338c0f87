package io.watchword.authz.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFoldersTest {

  @TempDir private Path temp;
  private Path policies;

  @BeforeEach
  void makeFolder() throws IOException {
    policies = Files.createDirectory(temp.resolve("policies"));
  }

  @Test
  void read_folder_givesItsPoliciesBelowItsName() throws IOException {
    write(policies.resolve("shop/orders.yaml"), "orders");
    write(policies.resolve("reports.rego"), "reports");
    write(policies.resolve("more.yml"), "more");
    assertThat(read(policies))
        .containsExactly(
            PolicyFile.of("policies/more.yml", "more"),
            PolicyFile.of("policies/reports.rego", "reports"),
            PolicyFile.of("policies/shop/orders.yaml", "orders"));
  }

  @Test
  void read_data_standsByItsPathInTheFolder() throws IOException {
    write(policies.resolve("roles/data.json"), "{}");
    assertThat(read(policies)).containsExactly(PolicyFile.of("roles/data.json", "{}"));
  }

  @Test
  void read_otherFiles_areLeftOut() throws IOException {
    write(policies.resolve("README.md"), "x");
    write(policies.resolve("other.json"), "x");
    write(policies.resolve("orders_test.rego"), "x");
    write(policies.resolve(".hidden.rego"), "x");
    write(policies.resolve(".git/x.rego"), "x");
    write(policies.resolve("orders.rego~"), "x");
    assertThat(read(policies)).isEmpty();
  }

  @Test
  void read_configMap_followsItsLinks() throws IOException {
    write(policies.resolve("..2026_01/orders.yaml"), "orders");
    Files.createSymbolicLink(policies.resolve("..data"), Path.of("..2026_01"));
    Files.createSymbolicLink(policies.resolve("orders.yaml"), Path.of("..data/orders.yaml"));
    assertThat(read(policies)).containsExactly(PolicyFile.of("policies/orders.yaml", "orders"));
  }

  @Test
  void read_singleFile_standsBelowItsFoldersName() throws IOException {
    Path file = write(policies.resolve("orders.yaml"), "orders");
    write(policies.resolve("other.yaml"), "other");
    assertThat(read(file)).containsExactly(PolicyFile.of("policies/orders.yaml", "orders"));
  }

  @Test
  void read_twoFoldersOfOneName_areKeptApart() throws IOException {
    write(policies.resolve("a.rego"), "1");
    Path other = temp.resolve("other/policies");
    write(other.resolve("a.rego"), "2");
    assertThat(read(policies, other))
        .containsExactly(
            PolicyFile.of("policies-2/a.rego", "2"), PolicyFile.of("policies/a.rego", "1"));
  }

  @Test
  void read_sameDataTwice_isRefused() throws IOException {
    write(policies.resolve("data.json"), "{}");
    Path other = write(temp.resolve("other/data.json"), "{}");
    assertRefused(
        """
        authz/duplicate-file: `%s` would be `data.json`, which is taken
          help: rename one of the two files
        """
            .formatted(other),
        policies,
        temp.resolve("other"));
  }

  @Test
  void read_missingFolders_areAllNamed() {
    assertRefused(
        """
        authz/no-policies: policy folder `%1$s/a` does not exist
          help: create it, or name the right one under `policies`

        authz/no-policies: policy folder `%1$s/b` does not exist
          help: create it, or name the right one under `policies`
        """
            .formatted(temp),
        temp.resolve("a"),
        temp.resolve("b"));
  }

  @Test
  void read_loopOfLinks_isRefused() throws IOException {
    Files.createSymbolicLink(policies.resolve("loop"), policies);
    assertThatThrownBy(() -> read(policies))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "authz/unreadable-policies: policy folder `" + policies + "` cannot be read (");
  }

  private static List<PolicyFile> read(Path... roots) {
    return new PolicyFolders(List.of(roots)).read();
  }

  private static void assertRefused(String message, Path... roots) {
    assertThatThrownBy(() -> read(roots))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
