package io.watchword.cli.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunningOptionsTest {

  private static final Map<String, String> NOTHING = Map.of();
  private static final Map<String, String> ENVIRONMENT =
      Map.of("WATCHWORD_ADMIN", "unix:///run/environment.sock");

  @TempDir private Path folder;
  private Path named;

  @BeforeEach
  void write() throws IOException {
    named = mesh(folder.resolve("named"), "unix:/run/named.sock");
  }

  @Test
  void adminSocket_adminGiven_winsOverAllOthers() {
    assertThat(
            options(ENVIRONMENT, "--admin", "unix:/a.sock", "--dir", named.toString())
                .adminSocket())
        .isEqualTo(Path.of("/a.sock"));
  }

  @Test
  void adminSocket_dirGiven_winsOverTheEnvironment() {
    assertThat(options(ENVIRONMENT, "--dir", named.toString()).adminSocket())
        .isEqualTo(Path.of("/run/named.sock"));
  }

  @Test
  void adminSocket_environment_winsOverTheOnlyMesh() throws IOException {
    mesh(folder.resolve("all/one"), "unix:/run/only.sock");
    assertThat(options(ENVIRONMENT).adminSocket()).isEqualTo(Path.of("/run/environment.sock"));
  }

  @Test
  void adminSocket_nothingGiven_isThatOfTheOnlyMesh() throws IOException {
    mesh(folder.resolve("all/one"), "unix:run/admin.sock");
    assertThat(options(NOTHING).adminSocket()).isEqualTo(folder.resolve("all/one/run/admin.sock"));
  }

  @Test
  void adminSocket_noSocket_saysWhatWasExpected() {
    RunningOptions options = options(NOTHING, "--admin", "localhost:1");
    assertThatThrownBy(options::adminSocket)
        .isInstanceOf(NotRunningException.class)
        .hasMessageStartingWith("`localhost:1` is no Unix socket: ")
        .hasMessageEndingWith("(expected: unix:PATH)");
  }

  @Test
  void mesh_none_saysHowToStartOne() {
    assertThatThrownBy(options(NOTHING)::mesh)
        .isInstanceOf(NotRunningException.class)
        .hasMessage(
            "no mesh runs below `./.watchword`; start one with `watchword up -f mesh.yaml`, or name"
                + " its folder with `--dir`");
    assertThat(options(NOTHING).meshIfAny()).isEmpty();
  }

  @Test
  void mesh_several_namesThem() throws IOException {
    mesh(folder.resolve("all/one"), "unix:a");
    mesh(folder.resolve("all/two"), "unix:a");
    assertThatThrownBy(options(NOTHING)::mesh)
        .hasMessage(
            "more than one mesh runs here ("
                + folder.resolve("all/one")
                + ", "
                + folder.resolve("all/two")
                + "); name one with `--dir`");
  }

  @Test
  void read_noMeshThere_saysSo() {
    MeshDirectory empty = new MeshDirectory(folder);
    assertThatThrownBy(empty::read)
        .hasMessage(
            "no mesh runs in `"
                + folder
                + "`: `mesh.json` is missing or unreadable; start it with `watchword up`");
  }

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    MeshFile file = new MeshDirectory(named).read();
    assertThat(file.ca().admin()).isEqualTo("unix:/run/named.sock");
    assertThat(Files.readString(named.resolve("mesh.json")))
        .contains("\"trust_domain\" : \"example.org\"");
  }

  private RunningOptions options(Map<String, String> environment, String... arguments) {
    RunningOptions options = new RunningOptions(folder.resolve("all"), environment);
    CommandLine.populateCommand(options, arguments);
    return options;
  }

  private static Path mesh(Path folder, String admin) throws IOException {
    Files.createDirectories(folder);
    new MeshDirectory(folder)
        .write(
            new MeshFile(
                1,
                "example.org",
                "trust.pem",
                new MeshFile.Ca(2, admin, "127.0.0.1:1", "http://127.0.0.1:2"),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    return folder;
  }
}
