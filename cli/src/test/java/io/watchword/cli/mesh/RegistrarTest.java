package io.watchword.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.cli.running.NotRunningException;
import io.watchword.cli.running.wire.EntriesClient;
import io.watchword.cli.running.wire.FakeCa;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrarTest {

  private static final String AGENT = "spiffe://example.org/watchword/agent/local";
  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  @TempDir private Path folder;
  private FakeCa ca;
  private EntriesClient client;

  @BeforeEach
  void start() throws IOException {
    ca = FakeCa.start(folder.resolve("admin.sock"));
    client = EntriesClient.of(folder.resolve("admin.sock"));
  }

  @AfterEach
  void stop() {
    client.close();
    ca.close();
  }

  @Test
  void register_newHint_makesAnEntryBelowTheAgent() {
    new Registrar(client, AGENT).register(WEB, "unix:uid:7", "web");
    assertThat(ca.entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.spiffeId()).isEqualTo(WEB);
              assertThat(entry.parentId()).isEqualTo(AGENT);
              assertThat(entry.selectors()).isEqualTo(List.of("unix:uid:7"));
              assertThat(entry.hint()).isEqualTo("web");
            });
  }

  @Test
  void register_sameAtTheSecondStart_changesNothing() {
    new Registrar(client, AGENT).register(WEB, "unix:uid:7", "web");
    new Registrar(client, AGENT).register(WEB, "unix:uid:7", "web");
    assertThat(ca.calls()).containsExactly("create web");
  }

  @Test
  void register_otherSelectorAtTheSecondStart_updatesTheEntry() {
    new Registrar(client, AGENT).register(WEB, "unix:uid:7", "web");
    new Registrar(client, AGENT).register(WEB, "unix:uid:8", "web");
    assertThat(ca.calls()).containsExactly("create web", "update web");
    assertThat(ca.entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.selectors()).containsExactly("unix:uid:8"));
  }

  @Test
  void registrar_noCaThere_saysWhereItWasLookedFor() {
    try (EntriesClient nobody = EntriesClient.of(folder.resolve("nobody.sock"))) {
      assertThatThrownBy(() -> new Registrar(nobody, AGENT))
          .isInstanceOf(NotRunningException.class)
          .hasMessageStartingWith(
              "the CA does not answer on `unix:" + folder.resolve("nobody.sock") + "`: ")
          .hasMessageEndingWith("; is the mesh up?");
    }
  }
}
