package io.watchword.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509Svid;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStoreTest {

  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final JoinToken TOKEN =
      JoinToken.parse("wwt_" + "A".repeat(43) + "." + "0".repeat(64));

  @TempDir Path folder;

  @Test
  void save_thenLoad_isTheSame() throws Exception {
    NodeIdentity identity = identity();
    try (NodeStore store = NodeStore.open(folder.resolve("new/state"), DOMAIN)) {
      assertThat(store.load()).isEmpty();
      store.save(identity);
    }
    try (NodeStore store = NodeStore.open(folder.resolve("new/state"), DOMAIN)) {
      NodeIdentity loaded = store.load().orElseThrow();

      assertThat(loaded.svid().derChain()).isEqualTo(identity.svid().derChain());
      assertThat(loaded.svid().key()).isEqualTo(identity.svid().key());
      assertThat(loaded.trust().sha256()).isEqualTo(identity.trust().sha256());
    }
    assertThat(mode("new/state")).isEqualTo("rwx------");
    assertThat(mode("new/state/node-svid.pem")).isEqualTo("rw-------");
    assertThat(mode("new/state/trust.pem")).isEqualTo("rw-------");
  }

  @Test
  void save_leftoverOfACrash_isOverwritten() throws Exception {
    Files.createDirectories(folder.resolve("s"));
    Files.writeString(folder.resolve("s/node-svid.pem.new"), "half");
    try (NodeStore store = NodeStore.open(folder.resolve("s"), DOMAIN)) {
      assertThat(store.load()).isEmpty();
      store.save(identity());

      assertThat(store.load()).isPresent();
    }
  }

  @Test
  void load_cutFile_saysWhatIsWrong() throws Exception {
    try (NodeStore store = NodeStore.open(folder, DOMAIN)) {
      store.save(identity());
      String text = Files.readString(folder.resolve("node-svid.pem"));
      Files.writeString(folder.resolve("node-svid.pem"), text.substring(0, 100));

      assertThatThrownBy(store::load)
          .isInstanceOf(NodeStateException.class)
          .hasMessageContaining("node identity in `" + folder + "` cannot be read: ");
    }
  }

  @Test
  void load_keyOfAnotherCertificate_isRefused() throws Exception {
    try (NodeStore store = NodeStore.open(folder, DOMAIN)) {
      store.save(identity());
      String mine = Files.readString(folder.resolve("node-svid.pem"));
      store.save(identity());
      String other = Files.readString(folder.resolve("node-svid.pem"));
      int split = mine.indexOf("-----BEGIN CERTIFICATE");
      Files.writeString(
          folder.resolve("node-svid.pem"),
          mine.substring(0, split) + other.substring(other.indexOf("-----BEGIN CERTIFICATE")));

      assertThatThrownBy(store::load).isInstanceOf(NodeStateException.class);
    }
  }

  @Test
  void open_usedByAnother_isRefused() throws Exception {
    try (NodeStore first = NodeStore.open(folder, DOMAIN)) {
      assertThat(first.load()).isEmpty();
      assertThatThrownBy(() -> NodeStore.open(folder, DOMAIN))
          .isInstanceOf(NodeStateException.class)
          .hasMessage("state directory `" + folder + "` is used by another agent");
    }
  }

  @Test
  void tokens_usedOnce_isRemembered_anotherIsNew() throws Exception {
    Path file = folder.resolve("token");
    Files.writeString(file, TOKEN.reveal());
    TokenFile tokens = new TokenFile(Optional.of(file));
    try (NodeStore store = NodeStore.open(folder.resolve("s"), DOMAIN)) {
      assertThat(tokens.unused(store)).isPresent();
      store.noteUsed(TOKEN);
      assertThat(tokens.unused(store)).isEmpty();
      Files.writeString(file, "wwt_" + "B".repeat(43) + "." + "0".repeat(64));
      assertThat(tokens.unused(store)).isPresent();
      Files.writeString(file, "nonsense");
      assertThat(tokens.unused(store)).isEmpty();
      Files.writeString(file, "x".repeat(5000));
      assertThat(tokens.unused(store)).isEmpty();
      Files.delete(file);
      assertThat(tokens.unused(store)).isEmpty();
      assertThat(new TokenFile(Optional.empty()).unused(store)).isEmpty();
    }
    try (var lines = Files.walk(folder)) {
      assertThat(lines.filter(Files::isRegularFile))
          .noneMatch(
              one -> {
                try {
                  return Files.readString(one).contains(TOKEN.reveal());
                } catch (java.io.IOException e) {
                  return true;
                }
              });
    }
  }

  private String mode(String path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
  }

  private static NodeIdentity identity() {
    TestCa root = TestCa.root("example.org");
    TestSvid svid = root.intermediate().leaf("spiffe://example.org/watchword/agent/a1");
    return new NodeIdentity(
        X509Svid.of(svid.chain(), svid.key(), ""),
        X509Bundle.of(DOMAIN, List.of(root.certificate())));
  }
}
