package io.watchword.authz.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.ValueJson;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceReaderTest {

  @TempDir private Path folder;

  @Test
  void read_folder_putsDataUnderItsFolders() throws IOException {
    write("a/b/x.json", "{\"k\": 1}");
    write("a/b/y.yaml", "l: [1]\n");
    write("a/m.rego", "package m\n");
    Workspace workspace = read(folder.toString());
    assertThat(ValueJson.write(workspace.data())).isEqualTo("{\"a\":{\"b\":{\"k\":1,\"l\":[1]}}}");
    assertThat(workspace.modules())
        .map(Source::file)
        .containsExactly(folder.resolve("a/m.rego").toString());
  }

  @Test
  void read_prefix_namesThePlace() throws IOException {
    Path file = write("x.json", "[1, 2]");
    assertThat(ValueJson.write(read("a.b:" + file).data())).isEqualTo("{\"a\":{\"b\":[1,2]}}");
  }

  @Test
  void read_severalMistakes_namesAll() throws IOException {
    write("a.json", "{\"k\": {\"l\": 1}}");
    write("b.json", "{\"k\": {\"l\": 2}}");
    write("c.json", "{\"k\": ");
    Files.write(folder.resolve("d.rego"), new byte[] {(byte) 0xc3, 0x28});
    InvalidInputException refused =
        catchThrowableOfType(InvalidInputException.class, () -> read(folder.toString(), "nowhere"));
    assertThat(refused.diagnostics())
        .map(Diagnostic::code)
        .containsExactly(
            "authz/merge-conflict", "authz/data-json", "authz/not-utf8", "authz/unreadable");
    assertThat(refused.diagnostics().getFirst().message())
        .isEqualTo(
            "`" + folder.resolve("b.json") + "` sets `data.k.l`, which another file has set");
    assertThat(refused.diagnostics().getLast().message())
        .isEqualTo("`nowhere` cannot be read: no such file or folder");
  }

  @Test
  void read_bundle_takesVersionsFromItsManifest() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("b{1,2}"));
    write("b{1,2}/.manifest", "{\"rego_version\": 1, \"file_rego_versions\": {\"/old/*\": 0}}");
    Path old = write("b{1,2}/old/a.rego", "package a\np { true }\n");
    Path current = write("b{1,2}/new.rego", "package b\np if true\n");
    Workspace workspace = WorkspaceReader.read(List.of(), List.of(bundle));
    assertThat(workspace.versions())
        .isEqualTo(Map.of(old.toString(), RegoVersion.V0, current.toString(), RegoVersion.V1));
    RegoCompiler compiler = RegoCompiler.create().with(workspace.settings(CompileSettings.DEFAULT));
    assertThat(compiler.parse(workspace.modules())).hasSize(2);
  }

  @Test
  void read_bundleWhoseManifestIsSilent_leavesTheVersionOpen() throws IOException {
    write("b/.manifest", "{\"revision\": \"r\"}");
    write("b/a.rego", "package a\n");
    write("b/other.json", "{}");
    Workspace workspace = WorkspaceReader.read(List.of(), List.of(folder.resolve("b")));
    assertThat(workspace.versions()).isEmpty();
    assertThat(workspace.settings(CompileSettings.DEFAULT)).isSameAs(CompileSettings.DEFAULT);
  }

  private Workspace read(String... paths) {
    return WorkspaceReader.read(List.of(paths), List.of());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
