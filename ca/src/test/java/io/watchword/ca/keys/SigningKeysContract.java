package io.watchword.ca.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.id.TrustDomain;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every store of signing keys does, wherever the keys are.
public abstract class SigningKeysContract {
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final byte[] MESSAGE = {1, 2, 3};

  private final SigningCertificates certificates =
      new SigningCertificates(DOMAIN, new SerialNumbers(CryptoModule.random()));

  /// The store of this test; the same one each time it is asked for.
  protected abstract SigningKeys keys();

  /// The same keys, opened anew as after a restart; the same object where they do not outlive one.
  protected abstract SigningKeys reopened();

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void generate_eachType_signsWhatItsPublicHalfVerifies(KeyType type) throws Exception {
    StoredKey made = keys().generate("root/r-1", type, this::selfSigned);

    assertThat(KeyType.of(made.key().publicKey())).isEqualTo(type);
    assertThat(made.key().signatureAlgorithm()).isEqualTo(type.signatureAlgorithm());
    assertVerifies(made.key(), made.certificate());
    made.certificate().verify(made.certificate().getPublicKey());
  }

  @Test
  void generate_sameNameAgain_findsItAndCertifiesNothing() {
    AtomicInteger certified = new AtomicInteger();
    StoredKey first = keys().generate("root/r-1", KeyType.EC_P256, this::selfSigned);

    StoredKey again =
        reopened()
            .generate(
                "root/r-1",
                KeyType.EC_P256,
                key -> {
                  certified.incrementAndGet();
                  return selfSigned(key);
                });

    assertThat(again.certificate()).isEqualTo(first.certificate());
    assertThat(certified).hasValue(0);
  }

  @Test
  void generate_sameNameOtherType_takesWhatIsThere() throws Exception {
    StoredKey first = keys().generate("root/r-1", KeyType.EC_P256, this::selfSigned);

    StoredKey again = reopened().generate("root/r-1", KeyType.EC_P384, this::selfSigned);

    assertThat(again.certificate()).isEqualTo(first.certificate());
    assertVerifies(again.key(), first.certificate());
  }

  @Test
  void generate_certifyFails_leavesNoneAndTheNextTrySucceeds() throws Exception {
    assertThatThrownBy(
            () ->
                keys()
                    .generate(
                        "intermediate/ca/x",
                        KeyType.EC_P256,
                        key -> {
                          throw new KeysException("ca/upstream-failed", "not today");
                        }))
        .hasMessage("not today");

    assertThat(keys().find("intermediate/ca/x")).isEmpty();
    assertThat(keys().chain("intermediate/ca/x")).isEmpty();
    assertThat(keys().names("intermediate/")).isEmpty();
    StoredKey made = reopened().generate("intermediate/ca/x", KeyType.EC_P256, this::selfSigned);
    assertVerifies(made.key(), made.certificate());
  }

  @Test
  void find_chainOfTwo_comesBackInOrder() {
    StoredKey root = keys().generate("root/r-1", KeyType.EC_P256, this::selfSigned);
    StoredKey below =
        keys()
            .generate(
                "intermediate/ca/r-1",
                KeyType.EC_P256,
                key -> List.of(under(root, key), root.certificate()));

    StoredKey found = reopened().find("intermediate/ca/r-1").orElseThrow();

    assertThat(found.chain()).containsExactly(below.certificate(), root.certificate());
    assertThat(found.key().publicKey().getEncoded())
        .isEqualTo(below.certificate().getPublicKey().getEncoded());
    assertThat(reopened().chain("intermediate/ca/r-1")).isEqualTo(found.chain());
  }

  @Test
  void names_prefix_isWhatBeginsWithIt() {
    for (String name : List.of("root/b", "root/a", "intermediate/ca/a", "intermediate/ca-2/a")) {
      keys().generate(name, KeyType.EC_P256, this::selfSigned);
    }

    assertThat(reopened().names("root/")).containsExactly("root/a", "root/b");
    assertThat(reopened().names("intermediate/ca/")).containsExactly("intermediate/ca/a");
    assertThat(reopened().names("nothing/")).isEmpty();
  }

  @Test
  void destroy_there_isGoneForGood() {
    keys().generate("root/a", KeyType.EC_P256, this::selfSigned);
    keys().generate("root/b", KeyType.EC_P256, this::selfSigned);

    keys().destroy("root/a");

    assertThat(keys().find("root/a")).isEmpty();
    assertThat(reopened().names("root/")).containsExactly("root/b");
    assertThatCode(() -> keys().destroy("root/a")).doesNotThrowAnyException();
  }

  @Test
  void destroy_thenSameName_isAnotherKey() {
    StoredKey first = keys().generate("root/a", KeyType.EC_P256, this::selfSigned);
    keys().destroy("root/a");

    StoredKey second = keys().generate("root/a", KeyType.EC_P256, this::selfSigned);

    assertThat(second.key().publicKey().getEncoded())
        .isNotEqualTo(first.key().publicKey().getEncoded());
  }

  @Test
  void sign_manyAtOnce_eachHasItsOwnSignature() throws Exception {
    StoredKey made = keys().generate("root/a", KeyType.EC_P256, this::selfSigned);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<byte[]> messages =
          IntStream.range(0, 64).mapToObj(i -> new byte[] {(byte) i, 7}).toList();
      List<Future<byte[]>> signed =
          messages.stream().map(message -> threads.submit(() -> made.key().sign(message))).toList();
      for (int i = 0; i < messages.size(); i++) {
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(made.certificate().getPublicKey());
        check.update(messages.get(i));
        assertThat(check.verify(signed.get(i).get())).as("message %d", i).isTrue();
      }
    }
  }

  @Test
  void custody_ofAKey_namesBackEndTypeAndKey() {
    StoredKey made = keys().generate("root/a", KeyType.EC_P384, this::selfSigned);

    KeyCustody custody = made.key().custody("root");

    assertThat(custody.purpose()).isEqualTo("root");
    assertThat(custody.backend()).isEqualTo(keys().backend());
    assertThat(custody.keyType()).isEqualTo("ec-p384");
    assertThat(custody.spkiSha256())
        .isEqualTo(Fingerprints.ofKey(made.certificate().getPublicKey()));
    assertThat(custody.attributes()).containsEntry("exportable", "false");
  }

  @Test
  void health_open_isUsable() {
    assertThat(keys().health()).isEqualTo(new UpstreamHealth.Usable());
  }

  private List<X509Certificate> selfSigned(SigningKey key) {
    Instant now = Instant.now();
    return List.of(
        certificates.root("test", key, now.minusSeconds(10), now.plus(Duration.ofDays(1))));
  }

  private X509Certificate under(StoredKey root, SigningKey key) {
    Instant now = Instant.now();
    return certificates.intermediate(
        certificates.intermediateRequest(key),
        root.certificate(),
        root.key(),
        now,
        Duration.ofHours(1));
  }

  private static void assertVerifies(SigningKey key, X509Certificate certificate) throws Exception {
    Signature check = Signature.getInstance(key.signatureAlgorithm());
    check.initVerify(certificate.getPublicKey());
    check.update(MESSAGE);
    assertThat(check.verify(key.sign(MESSAGE))).isTrue();
  }
}
