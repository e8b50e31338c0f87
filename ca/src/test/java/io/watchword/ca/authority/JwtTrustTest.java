package io.watchword.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.MemoryAuditLog;
import io.watchword.ca.journal.JournalFiles;
import io.watchword.ca.journal.Ledger;
import io.watchword.ca.journal.Ledgers;
import io.watchword.identity.id.TrustDomain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// JWT keys in the trust of the mesh.
class JwtTrustTest {
  @TempDir Path folder;

  @Test
  void trustJwt_newKey_growsTheSequenceAndSurvivesARestart() {
    JwtKey key = key("a");
    try (TrustAnchors anchors = open()) {
      anchors.trustJwt(key);
      anchors.trustJwt(key);
      anchors.activateJwt("a");
    }

    try (TrustAnchors again = open()) {
      assertThat(again.current().sequence()).isEqualTo(1);
      assertThat(again.current().activeJwtKey()).contains(key);
      assertThat(again.current().jwtKeys().getFirst().publicKey()).isEqualTo(key.publicKey());
    }
  }

  @Test
  void activateJwt_keyThatIsNotPublished_isRefused() {
    try (TrustAnchors anchors = open()) {
      assertThatThrownBy(() -> anchors.activateJwt("a"))
          .isInstanceOf(AuthorityException.class)
          .hasMessage("JWT key `a` is not trusted");
    }
  }

  @Test
  void distrustJwt_keyThatSigns_isRefused() {
    try (TrustAnchors anchors = open()) {
      anchors.trustJwt(key("a"));
      anchors.activateJwt("a");

      assertThatThrownBy(() -> anchors.distrustJwt("a"))
          .isInstanceOf(AuthorityException.class)
          .hasMessage("JWT key `a` is the one that signs");
    }
  }

  @Test
  void distrustJwt_keyThatNoLongerSigns_growsTheSequence() {
    try (TrustAnchors anchors = open()) {
      anchors.trustJwt(key("a"));
      anchors.activateJwt("a");
      anchors.trustJwt(key("b"));
      anchors.activateJwt("b");
      anchors.distrustJwt("a");

      assertThat(anchors.current().sequence()).isEqualTo(3);
      assertThat(anchors.current().jwtKeys()).extracting(JwtKey::keyId).containsExactly("b");
    }
  }

  @Test
  void open_lineFromBeforeThereWereJwtKeys_hasNone() throws Exception {
    try (Ledger ledger = Ledgers.in(folder, JournalFiles.onDisk()).open("trust")) {
      ledger.append("{\"sequence\":7,\"roots\":[],\"active\":\"\"}");
    }
    assertThat(Files.size(folder.resolve("trust.journal"))).isPositive();

    try (TrustAnchors anchors = open()) {
      assertThat(anchors.current().sequence()).isEqualTo(7);
      assertThat(anchors.current().jwtKeys()).isEmpty();
    }
  }

  private TrustAnchors open() {
    return TrustAnchors.open(
        new TrustDomain("example.org"),
        Ledgers.in(folder, JournalFiles.onDisk()).open("trust"),
        new MemoryAuditLog());
  }

  private static JwtKey key(String id) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      PublicKey key = generator.generateKeyPair().getPublic();
      return JwtKey.of(id, key, "ES256", Instant.ofEpochSecond(2_000_000_000));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
