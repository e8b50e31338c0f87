package io.watchword.cli.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.cli.running.CaAnswer;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryFilesTest {
  @TempDir private Path folder;

  @Test
  void read_folder_takesEveryYamlBelowInOrder() throws IOException {
    write("b.yml", entry("/b"));
    write("sub/c.yaml", entry("/c"));
    write("a.yaml", entry("/a"));
    write("notes.txt", "not: entries");
    write(".git/x.yaml", "not: entries");

    assertThat(EntryFiles.read(folder))
        .extracting(CaAnswer.Entry::spiffeId)
        .containsExactly(
            "spiffe://example.org/a", "spiffe://example.org/b", "spiffe://example.org/c");
  }

  @Test
  void read_everyField_isTaken() throws IOException {
    Path file =
        write(
            "all.yaml",
            """
            entries:
              - entry-id: web
                spiffe-id: "spiffe://example.org/ns/{k8s:ns}"
                parent-id: spiffe://example.org/watchword/agent/host-1
                selectors: ["k8s:ns:shop", "unix:uid:1000"]
                x509-svid-ttl: 30m
                jwt-svid-ttl: 2m
                hint: external
                dns-names: [web.example.org]
                federates-with: [other.org]
                admin: true
                downstream: true
                store-svid: true
                disable-x509-svid-prefetch: true
                jwt-svid-include-jti: true
                expires-at: "2027-01-31T00:00:00Z"
            """);

    assertThat(EntryFiles.read(file))
        .containsExactly(
            new CaAnswer.Entry(
                "web",
                "spiffe://example.org/ns/{k8s:ns}",
                "spiffe://example.org/watchword/agent/host-1",
                List.of("k8s:ns:shop", "unix:uid:1000"),
                1800,
                120,
                "external",
                List.of("web.example.org"),
                List.of("other.org"),
                true,
                true,
                true,
                true,
                true,
                "",
                0,
                null,
                Instant.parse("2027-01-31T00:00:00Z")));
  }

  @Test
  void read_severalWrongFiles_namesThemAll() throws IOException {
    write("a.yaml", entry("/a") + "    hnit: x\n");
    write("b.yaml", "entries:\n  - spiffe-id: spiffe://example.org/b\n");

    assertThatThrownBy(() -> EntryFiles.read(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a.yaml")
        .hasMessageContaining("hnit")
        .hasMessageContaining("hint")
        .hasMessageContaining("b.yaml")
        .hasMessageContaining("parent-id");
  }

  @Test
  void read_folderWithoutFiles_isRefusedRatherThanTakenForNone() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThatThrownBy(() -> EntryFiles.read(empty))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("`" + empty + "` has no .yaml file");
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String entry(String path) {
    return """
    entries:
      - spiffe-id: spiffe://example.org%s
        parent-id: spiffe://example.org/watchword/agent/host-1
        selectors: ["unix:uid:1000"]
    """
        .formatted(path);
  }
}
