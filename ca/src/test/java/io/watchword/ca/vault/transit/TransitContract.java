package io.watchword.ca.vault.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.keys.CryptoModule;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.SerialNumbers;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.SigningKey;
import io.watchword.ca.keys.SigningKeys;
import io.watchword.ca.keys.SigningKeysContract;
import io.watchword.ca.keys.StoredKey;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.keys.UpstreamUnavailableException;
import io.watchword.ca.vault.TokenSource;
import io.watchword.ca.vault.VaultOperator;
import io.watchword.ca.vault.VaultServer;
import io.watchword.ca.vault.VaultSettings;
import io.watchword.identity.id.TrustDomain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What [TransitKeys] and a real server do together, over and above what every store of keys does.
/// One server for all rows, a mount and a token with the documented policy for each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransitContract extends SigningKeysContract {
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final String PREFIX = "watchword-example.org";

  private final SigningCertificates certificates =
      new SigningCertificates(DOMAIN, new SerialNumbers(CryptoModule.random()));
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private VaultServer server;
  private VaultOperator operator;
  private int count;
  private String mount;
  private Path tokenFile;
  private TransitKeys keys;

  @TempDir Path folder;

  /// A fresh server with its data in `folder`.
  abstract VaultServer start(Path folder);

  @BeforeAll
  void startServer(@TempDir Path data) {
    CryptoModule.load();
    server = start(data);
    operator = server.operator();
    System.out.println("transit contract: ran on " + server.product());
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @BeforeEach
  void mountTransit() throws IOException {
    mount = "transit-" + ++count;
    operator.mountTransit(mount);
    tokenFile =
        Files.writeString(
            folder.resolve("token-" + count),
            operator.tokenForTransit(mount, PREFIX, Map.of()) + "\n");
    keys = open(server.address());
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Override
  protected SigningKeys keys() {
    return keys;
  }

  @Override
  protected SigningKeys reopened() {
    return open(server.address());
  }

  @Test
  void generate_newName_isAKeyThatCannotBeRead() {
    keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);

    var data = operator.call("GET", mount + "/keys/" + PREFIX + ".root.r-1", Map.of()).at("/data");
    assertThat(data.path("exportable").asBoolean()).isFalse();
    assertThat(data.path("allow_plaintext_backup").asBoolean()).isFalse();
    assertThat(data.path("type").asText()).isEqualTo("ecdsa-p256");
    assertThatThrownBy(
            () ->
                operator.call(
                    "GET", mount + "/export/signing-key/" + PREFIX + ".root.r-1", Map.of()))
        .hasMessageContaining("not exportable");
  }

  @Test
  void generate_earlierTryGotAsFarAsTheKey_goesOnWithIt() throws Exception {
    operator.call("POST", mount + "/keys/" + PREFIX + ".root.r-1", Map.of("type", "ecdsa-p384"));

    StoredKey made = keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);

    assertThat(KeyType.of(made.key().publicKey())).isEqualTo(KeyType.EC_P384);
    assertVerifies(made.key(), made.certificate());
    assertThat(reopened().find("root/r-1").orElseThrow().certificate())
        .isEqualTo(made.certificate());
  }

  @Test
  void generate_keyThereThatCanBeRead_isRefused() {
    operator.call(
        "POST",
        mount + "/keys/" + PREFIX + ".root.r-1",
        Map.of("type", "ecdsa-p256", "exportable", true));

    assertThatThrownBy(() -> keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned))
        .isInstanceOfSatisfying(
            KeysException.class, e -> assertThat(e.code()).isEqualTo("ca/key-exportable"))
        .hasMessage(
            "key `"
                + PREFIX
                + ".root.r-1` can be read out of Vault (expected: exportable=false,"
                + " allow_plaintext_backup=false)");
  }

  @Test
  void generate_nameThatTransitCannotHave_isRefused() {
    assertThatThrownBy(() -> keys.generate("root/a.b", KeyType.EC_P256, this::selfSigned))
        .hasMessage("`root/a.b` is no name of a key (expected: letters, digits, `_`, `-` and `/`)");
  }

  @Test
  void names_keysOfOthersInTheMount_areNotOurs() {
    operator.call("POST", mount + "/keys/other.root.r-1", Map.of("type", "aes256-gcm96"));
    keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);

    assertThat(keys.names("")).containsExactly("root/r-1");
  }

  @Test
  void sign_keyRotatedInVault_goesOnWithTheCertifiedVersion() throws Exception {
    StoredKey made = keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);
    operator.call("POST", mount + "/keys/" + PREFIX + ".root.r-1/rotate", Map.of());

    assertVerifies(made.key(), made.certificate());
    StoredKey found = reopened().find("root/r-1").orElseThrow();
    assertThat(found.certificate()).isEqualTo(made.certificate());
    assertVerifies(found.key(), made.certificate());
  }

  @Test
  void sign_keyDestroyedByAnother_saysSo() {
    StoredKey made = keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);
    reopened().destroy("root/r-1");

    assertThatThrownBy(() -> made.key().sign(new byte[] {1}))
        .isInstanceOfSatisfying(
            UpstreamUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("ca/upstream-failed"));
  }

  @Test
  void sign_sealedAndUnsealed_saysSoAndRecovers() throws Exception {
    StoredKey made = keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);
    operator.seal();
    try {
      assertThatThrownBy(() -> made.key().sign(new byte[] {1}))
          .isInstanceOfSatisfying(
              UpstreamUnavailableException.class,
              e -> assertThat(e.code()).isEqualTo("ca/upstream-sealed"))
          .hasMessage("Vault is sealed");
      assertThat(keys.health())
          .isEqualTo(new UpstreamHealth.Unusable("ca/upstream-sealed", "Vault is sealed"));
    } finally {
      operator.unseal();
    }

    assertVerifies(made.key(), made.certificate());
    assertThat(keys.health()).isEqualTo(new UpstreamHealth.Usable());
  }

  @Test
  void sign_serverRestarted_goesOn() throws Exception {
    StoredKey made = keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);
    server.restart();
    operator.unseal();

    assertVerifies(made.key(), made.certificate());
  }

  @Test
  void sign_tokenRevoked_takesTheNewOneAtOnce() throws Exception {
    StoredKey made = keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);
    operator.revoke(Files.readString(tokenFile).strip());
    Files.writeString(tokenFile, operator.tokenForTransit(mount, PREFIX, Map.of()));

    assertVerifies(made.key(), made.certificate());
  }

  @Test
  void sign_tokenForAnotherMount_namesTheCallAndNotTheToken() throws Exception {
    StoredKey made = keys.generate("root/r-1", KeyType.EC_P256, this::selfSigned);
    operator.revoke(Files.readString(tokenFile).strip());
    operator.mountTransit(mount + "-other");
    String other = operator.tokenForTransit(mount + "-other", PREFIX, Map.of());
    Files.writeString(tokenFile, other);

    assertThatThrownBy(() -> made.key().sign(new byte[] {1}))
        .isInstanceOfSatisfying(
            UpstreamUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("ca/upstream-refused"))
        .hasMessage(
            "Vault refuses `WRITE "
                + mount
                + "/sign/"
                + PREFIX
                + ".root.r-1/sha2-256` to our token (expected: a policy that allows it)")
        .hasMessageNotContaining(other);
  }

  @Test
  void names_nobodyThere_saysSo() {
    TransitKeys lost = open(URI.create("http://127.0.0.1:1"));

    assertThatThrownBy(() -> lost.names("root/"))
        .isInstanceOfSatisfying(
            UpstreamUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("ca/upstream-unreachable"));
    assertThat(lost.health()).isInstanceOf(UpstreamHealth.Unusable.class);
  }

  @Test
  void names_noSuchMount_saysSo() {
    mount = "nowhere-" + count;

    assertThatThrownBy(() -> open(server.address()).names("root/"))
        .isInstanceOf(UpstreamUnavailableException.class)
        .hasMessageContaining("`LIST " + mount + "/keys`");
  }

  private List<X509Certificate> selfSigned(SigningKey key) {
    Instant now = Instant.now();
    return List.of(
        certificates.root("test", key, now.minusSeconds(10), now.plus(Duration.ofDays(1))));
  }

  private TransitKeys open(URI address) {
    TransitKeys made =
        new TransitKeys(
            new VaultSettings(
                address,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10)),
            new TransitSettings(mount, PREFIX),
            new TokenSource.TokenFile(tokenFile),
            InstantSource.system());
    opened.push(made);
    return made;
  }

  private static void assertVerifies(SigningKey key, X509Certificate certificate) throws Exception {
    Signature check = Signature.getInstance(key.signatureAlgorithm());
    check.initVerify(certificate.getPublicKey());
    check.update(new byte[] {9});
    assertThat(check.verify(key.sign(new byte[] {9}))).isTrue();
  }
}
