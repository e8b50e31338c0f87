package io.watchword.ca.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The embedded key store, the roots in it, and the check of what an authority signed.
@Execution(ExecutionMode.CONCURRENT)
class KeyStoreFileTest {
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();
  private KeyStoreFile store;
  private SigningCertificates certificates;

  @BeforeEach
  void open() {
    store = KeyStoreFile.open(folder);
    certificates = new SigningCertificates(DOMAIN, new SerialNumbers(CryptoModule.random()));
  }

  @Test
  void open_passwordAndStore_areOwnersOnly() throws Exception {
    roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(1));

    assertThat(mode("password")).isEqualTo("rw-------");
    assertThat(mode("keys.bcfks")).isEqualTo("rw-------");
  }

  @Test
  void open_again_findsTheKeyAndItSigns() throws Exception {
    UpstreamRoot root = roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(1));

    SigningKey key = KeyStoreFile.open(folder).find("root/root-1").orElseThrow().key();

    Signature check = Signature.getInstance("SHA256withECDSA");
    check.initVerify(root.certificate().getPublicKey());
    check.update(new byte[] {1, 2, 3});
    assertThat(check.verify(key.sign(new byte[] {1, 2, 3}))).isTrue();
  }

  @Test
  void open_otherPassword_isRefused() throws Exception {
    roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(1));
    Files.writeString(folder.resolve("password"), "wrong-but-long-enough-to-be-one");

    assertThatThrownBy(() -> KeyStoreFile.open(folder))
        .isInstanceOf(KeysException.class)
        .hasMessageContaining("cannot be opened");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void createRoot_sameNameTwice_isOneRoot(KeyType type) {
    UpstreamRoot first = roots(type).createRoot("root-1", Duration.ofDays(1));
    UpstreamRoot second = roots(type).createRoot("root-1", Duration.ofDays(2));

    assertThat(second).isEqualTo(first);
    assertThat(roots(type).roots()).containsExactly(first);
    assertThat(KeyType.of(first.certificate().getPublicKey())).isEqualTo(type);
  }

  @Test
  void retireRoot_twice_isGone() {
    UpstreamRoot root = roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(1));

    roots(KeyType.EC_P256).retireRoot(root);
    roots(KeyType.EC_P256).retireRoot(root);

    assertThat(KeyStoreFile.open(folder).find("root/root-1")).isEmpty();
  }

  @Test
  void signIntermediate_goodRequest_passesTheCheck() {
    UpstreamRoot root = roots(KeyType.EC_P384).createRoot("root-1", Duration.ofDays(10));
    SigningKey key = key();

    List<X509Certificate> signed = sign(root, key, Duration.ofDays(1));

    profile().check(signed, root.certificate(), key.publicKey(), clock.instant());
    assertThat(signed.getFirst().getNotAfter().toInstant())
        .isEqualTo(clock.instant().plus(Duration.ofDays(1)));
  }

  @Test
  void signIntermediate_longerThanItsRoot_endsWithIt() {
    UpstreamRoot root = roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(10));

    List<X509Certificate> signed = sign(root, key(), Duration.ofDays(100));

    assertThat(signed.getFirst().getNotAfter()).isEqualTo(root.certificate().getNotAfter());
  }

  @Test
  void check_keyOfSomebodyElse_isRefused() {
    UpstreamRoot root = roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(10));
    List<X509Certificate> signed = sign(root, key(), Duration.ofDays(1));
    SigningKey other = root("root-2").key();

    assertRefused(signed, root, other, clock.instant(), "certifies a key that is not ours");
  }

  @Test
  void check_signedByAnotherRoot_isRefused() {
    UpstreamRoot root = roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(10));
    UpstreamRoot other = roots(KeyType.EC_P256).createRoot("root-2", Duration.ofDays(10));
    SigningKey key = key();

    assertRefused(
        sign(root, key, Duration.ofDays(1)),
        other,
        key,
        clock.instant(),
        "is not signed by its issuer");
  }

  @Test
  void check_rootInPlaceOfAnIntermediate_isRefused() {
    StoredKey root = root("root-1");

    assertRefused(
        List.of(root.certificate()),
        new UpstreamRoot("root-1", root.certificate()),
        root.key(),
        clock.instant(),
        "has a path length other than 0");
  }

  @Test
  void check_otherTrustDomain_isRefused() {
    UpstreamRoot root = roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(10));
    SigningKey key = key();
    List<X509Certificate> signed = sign(root, key, Duration.ofDays(1));

    assertThatThrownBy(
            () ->
                new IntermediateProfile(new TrustDomain("other.org"))
                    .check(signed, root.certificate(), key.publicKey(), clock.instant()))
        .hasMessage(
            "the intermediate signed for us names [spiffe://example.org] (expected:"
                + " `spiffe://other.org` alone, X5-06 to X5-08)");
  }

  @Test
  void check_afterItsEnd_isRefused() {
    UpstreamRoot root = roots(KeyType.EC_P256).createRoot("root-1", Duration.ofDays(10));
    SigningKey key = key();

    assertRefused(
        sign(root, key, Duration.ofDays(1)),
        root,
        key,
        clock.instant().plus(Duration.ofDays(2)),
        "is not valid now");
  }

  private void assertRefused(
      List<X509Certificate> signed, UpstreamRoot root, SigningKey key, Instant now, String fault) {
    assertThatThrownBy(() -> profile().check(signed, root.certificate(), key.publicKey(), now))
        .isInstanceOf(KeysException.class)
        .hasMessage("the intermediate signed for us " + fault);
  }

  private List<X509Certificate> sign(UpstreamRoot root, SigningKey key, Duration ttl) {
    return roots(KeyType.EC_P256)
        .signIntermediate(root, certificates.intermediateRequest(key), ttl);
  }

  private SigningKey key() {
    return root("key").key();
  }

  private StoredKey root(String name) {
    roots(KeyType.EC_P256).createRoot(name, Duration.ofDays(10));
    return store.find("root/" + name).orElseThrow();
  }

  private static IntermediateProfile profile() {
    return new IntermediateProfile(DOMAIN);
  }

  private OwnRoots roots(KeyType type) {
    return new OwnRoots(store, certificates, type, clock);
  }

  private String mode(String file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
  }
}
