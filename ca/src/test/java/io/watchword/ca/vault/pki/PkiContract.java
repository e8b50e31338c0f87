package io.watchword.ca.vault.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.ca.keys.Certificates;
import io.watchword.ca.keys.CryptoModule;
import io.watchword.ca.keys.IntermediateProfile;
import io.watchword.ca.keys.KeyCustody;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.MemoryKeys;
import io.watchword.ca.keys.SerialNumbers;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.SigningKey;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.keys.UpstreamUnavailableException;
import io.watchword.ca.vault.DriverTransport;
import io.watchword.ca.vault.TokenSource;
import io.watchword.ca.vault.VaultAnswer;
import io.watchword.ca.vault.VaultOperator;
import io.watchword.ca.vault.VaultServer;
import io.watchword.ca.vault.VaultSession;
import io.watchword.ca.vault.VaultSettings;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What [VaultPkiUpstream] and a real server do together. One server for all rows, a mount and a
/// token with the documented policy for each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PkiContract {
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration WEEK = Duration.ofDays(7);

  private final IntermediateProfile profile = new IntermediateProfile(DOMAIN);
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private VaultServer server;
  private VaultOperator operator;
  private int count;
  private String mount;
  private Path tokenFile;
  private String token;
  private VaultPkiUpstream upstream;

  @TempDir Path folder;

  /// A fresh server with its data in `folder`.
  abstract VaultServer start(Path folder);

  @BeforeAll
  void startServer(@TempDir Path data) {
    CryptoModule.load();
    server = start(data);
    operator = server.operator();
    System.out.println("pki contract: ran on " + server.product());
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @BeforeEach
  void mountPki() throws IOException {
    mount = "pki-" + ++count;
    operator.mountPki(mount);
    token = operator.tokenFor(mount, Map.of());
    tokenFile = Files.writeString(folder.resolve("token-" + count), token + "\n");
    upstream = upstream(mount, Optional.empty(), Optional.empty());
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  void roots_mountWithoutIssuers_areNone() {
    assertThat(upstream.roots()).isEmpty();
  }

  @Test
  void createRoot_newName_isACertificateOfTheTrustDomain() throws Exception {
    X509Certificate root = upstream.createRoot("rot-1-root", YEAR).certificate();

    assertThat(root.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "spiffe://example.org"));
    assertThat(root.getBasicConstraints()).isNotNegative();
    assertThat(root.getKeyUsage()).startsWith(false, false, false, false, false, true, true);
    assertThat(Duration.between(Instant.now(), root.getNotAfter().toInstant()))
        .isBetween(YEAR.minusMinutes(1), YEAR.plusMinutes(1));
  }

  @Test
  void createRoot_sameNameAgain_findsIt() {
    UpstreamRoot first = upstream.createRoot("rot-1-root", YEAR);
    UpstreamRoot again =
        upstream(mount, Optional.empty(), Optional.empty()).createRoot("rot-1-root", YEAR);

    assertThat(again).isEqualTo(first);
    assertThat(upstream.roots()).containsExactly(first);
  }

  @Test
  void createRoot_nameTakenBetweenCheckAndDeed_findsIt() {
    // Two that replay at once: the server answers the second with a clean 400.
    UpstreamRoot first = upstream.createRoot("rot-1-root", YEAR);

    VaultAnswer second =
        new PkiMount(session(), mount).generateRoot("rot-1-root", Map.of("common_name", "x"));

    assertThat(second.status()).isEqualTo(400);
    assertThat(upstream.createRoot("rot-1-root", YEAR)).isEqualTo(first);
  }

  @Test
  void createRoot_earlierTryGotAsFarAsTheKey_goesOn() {
    operator.call(
        "POST",
        mount + "/keys/generate/internal",
        Map.of("key_name", "rot-1-root", "key_type", "ec", "key_bits", 256));

    UpstreamRoot root = upstream.createRoot("rot-1-root", YEAR);

    assertThat(upstream.roots()).containsExactly(root);
    assertThat(operator.call("GET", mount + "/keys?list=true", Map.of()).at("/data/keys"))
        .hasSize(1);
  }

  @Test
  void roots_several_areAllFoundWithTheDefaultFirst() {
    UpstreamRoot first = upstream.createRoot("root-1", YEAR);
    UpstreamRoot second = upstream.createRoot("root-2", YEAR);
    UpstreamRoot third = upstream.createRoot("root-3", YEAR);
    addIntermediateIssuer("root-1");

    assertThat(upstream.roots()).hasSize(3).startsWith(first).contains(second, third);

    operator.call("POST", mount + "/config/issuers", Map.of("default", "root-2"));
    assertThat(upstream.roots()).startsWith(second);
  }

  @Test
  void roots_issuerConfigured_isFirst() {
    upstream.createRoot("root-1", YEAR);
    UpstreamRoot second = upstream.createRoot("root-2", YEAR);

    assertThat(upstream(mount, Optional.empty(), Optional.of("root-2")).roots()).startsWith(second);
  }

  @Test
  void roots_issuerConfiguredButNotThere_isRefused() {
    upstream.createRoot("root-1", YEAR);

    assertThatThrownBy(() -> upstream(mount, Optional.empty(), Optional.of("root-9")).roots())
        .hasMessage(
            "issuer `root-9` is no usable issuer of mount `"
                + mount
                + "` (expected: one of [root-1])");
  }

  @Test
  void signIntermediate_ourRequest_passesTheCheck() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);

    List<X509Certificate> signed = upstream.signIntermediate(root, wanted.csr(), WEEK);

    profile.check(signed, root.certificate(), wanted.key(), Instant.now());
    assertThat(Duration.between(Instant.now(), signed.getFirst().getNotAfter().toInstant()))
        .isBetween(WEEK.minusMinutes(1), WEEK.plusMinutes(1));
  }

  @Test
  void signIntermediate_underARootThatIsNotTheDefault_isUnderThatRoot() {
    upstream.createRoot("root-1", YEAR);
    UpstreamRoot second = upstream.createRoot("root-2", YEAR);
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);

    List<X509Certificate> signed = upstream.signIntermediate(second, wanted.csr(), WEEK);

    profile.check(signed, second.certificate(), wanted.key(), Instant.now());
  }

  @Test
  void signIntermediate_rootOfAnotherMount_isRefused() {
    String other = mount + "-other";
    operator.mountPki(other);
    write(tokenFile, operator.tokenFor(other, Map.of()));
    UpstreamRoot elsewhere =
        upstream(other, Optional.empty(), Optional.empty()).createRoot("root-1", YEAR);
    write(tokenFile, token);
    upstream.createRoot("root-1", YEAR);

    assertThatThrownBy(
            () -> upstream.signIntermediate(elsewhere, TestIntermediate.ours(DOMAIN).csr(), WEEK))
        .isInstanceOf(KeysException.class)
        .hasMessage("mount `" + mount + "` lists no usable root sha256:" + elsewhere.sha256());
    assertThat(upstream.roots()).doesNotContain(elsewhere);
  }

  @Test
  void signIntermediate_longerThanItsRoot_endsBefore() {
    UpstreamRoot root = upstream.createRoot("root-1", Duration.ofHours(1));
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);

    List<X509Certificate> signed = upstream.signIntermediate(root, wanted.csr(), WEEK);

    profile.check(signed, root.certificate(), wanted.key(), Instant.now());
    assertThat(signed.getFirst().getNotAfter()).isBefore(root.certificate().getNotAfter());
  }

  @Test
  void signIntermediate_serverLetsItOutliveItsRoot_isRefusedByTheCheck() {
    UpstreamRoot root = upstream.createRoot("root-1", Duration.ofHours(1));
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);
    PkiMount pki = new PkiMount(session(), mount);

    List<X509Certificate> signed =
        List.of(pki.signIntermediate(pki.issuers().getFirst(), wanted.csr(), WEEK.toSeconds()));

    assertRefused(signed, root, wanted, "outlives its issuer");
  }

  @Test
  void signIntermediate_requestWithoutKeyCertSign_isRefusedByTheCheck() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    TestIntermediate wanted =
        TestIntermediate.with(KeyUsage.digitalSignature, "spiffe://example.org");

    List<X509Certificate> signed = upstream.signIntermediate(root, wanted.csr(), WEEK);

    assertRefused(signed, root, wanted, "has no critical key usage with keyCertSign");
  }

  @Test
  void signIntermediate_requestForAnotherTrustDomain_isRefusedByTheCheck() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    TestIntermediate wanted = TestIntermediate.with(KeyUsage.keyCertSign, "spiffe://example.com");

    List<X509Certificate> signed = upstream.signIntermediate(root, wanted.csr(), WEEK);

    assertRefused(signed, root, wanted, "names [spiffe://example.com]");
  }

  @Test
  void signIntermediate_requestWithTwoIds_isRefusedByTheCheck() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    TestIntermediate wanted =
        TestIntermediate.with(
            KeyUsage.keyCertSign, "spiffe://example.org", "spiffe://example.org/admin");

    List<X509Certificate> signed = upstream.signIntermediate(root, wanted.csr(), WEEK);

    assertRefused(signed, root, wanted, "names [spiffe://example.org, spiffe://example.org/admin]");
  }

  @Test
  void signIntermediate_certificateForAnotherKey_isRefusedByTheCheck() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);

    List<X509Certificate> signed =
        upstream.signIntermediate(root, TestIntermediate.ours(DOMAIN).csr(), WEEK);

    assertRefused(signed, root, wanted, "certifies a key that is not ours");
  }

  @Test
  void signIntermediate_noRequestAtAll_saysWhatTheServerSays() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);

    assertUnavailable(
        () -> upstream.signIntermediate(root, new byte[] {1, 2, 3}, WEEK),
        "ca/upstream-failed",
        "sign-intermediate`: ");
  }

  @Test
  void roots_issuerBelowARootElsewhere_isThatRoot() {
    X509Certificate corporate = below("corp-" + mount, "issuing-1", 1);

    assertThat(upstream.roots())
        .singleElement()
        .satisfies(
            root -> {
              assertThat(root.name()).isEqualTo("issuing-1");
              assertThat(root.certificate()).isEqualTo(corporate);
            });
  }

  @Test
  void signIntermediate_issuerBelowARootElsewhere_comesWithTheChain() {
    below("corp-" + mount, "issuing-1", 1);
    UpstreamRoot root = upstream.roots().getFirst();
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);

    List<X509Certificate> signed = upstream.signIntermediate(root, wanted.csr(), WEEK);

    profile.check(signed, root.certificate(), wanted.key(), Instant.now());
    assertThat(signed).hasSize(2);
    assertThat(signed.getLast().getSubjectX500Principal().getName()).isEqualTo("CN=issuing-1");
  }

  @Test
  void signIntermediate_issuerThatMayHaveNoCaBelow_saysWhatTheServerSays() {
    below("corp-" + mount, "issuing-1", 0);
    UpstreamRoot root = upstream.roots().getFirst();

    assertUnavailable(
        () -> upstream.signIntermediate(root, TestIntermediate.ours(DOMAIN).csr(), WEEK),
        "ca/upstream-failed",
        "sign-intermediate`: ");
  }

  @Test
  void createRoot_rootIsElsewhereAndNoNextIsNamed_isRefused() {
    below("corp-" + mount, "issuing-1", 1);

    assertThatThrownBy(() -> upstream.createRoot("r-1-root", YEAR))
        .isInstanceOfSatisfying(
            KeysException.class, e -> assertThat(e.code()).isEqualTo("ca/no-next-root"))
        .hasMessage(
            "the issuers of mount `"
                + mount
                + "` hang from a root whose key is not in Vault, so no new root can be made there"
                + " (expected: an issuer under the new root in the mount, and its name as"
                + " `next-issuer`)");
  }

  @Test
  void createRoot_nextIssuerNamed_isItsRootAndSigns() {
    below("corp-a-" + mount, "issuing-1", 1);
    X509Certificate next = below("corp-b-" + mount, "issuing-2", 1);
    VaultPkiUpstream rotating = withNext("issuing-1", "issuing-2");
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);

    UpstreamRoot root = rotating.createRoot("r-1-root", YEAR);
    List<X509Certificate> signed = rotating.signIntermediate(root, wanted.csr(), WEEK);

    assertThat(root.certificate()).isEqualTo(next);
    assertThat(rotating.createRoot("r-1-root", YEAR)).isEqualTo(root);
    profile.check(signed, next, wanted.key(), Instant.now());
  }

  @Test
  void retireRoot_rootElsewhere_leavesTheIssuerAndItsKey() {
    below("corp-a-" + mount, "issuing-1", 1);
    UpstreamRoot old = upstream.roots().getFirst();

    upstream.retireRoot(old);

    assertThat(upstream.roots()).extracting(UpstreamRoot::sha256).containsExactly(old.sha256());
    assertThat(keyNames()).containsExactly("issuing-1");
  }

  @Test
  void roots_chainNotKnownToItsEnd_isNone() {
    String corporate = "corp-" + mount;
    operator.mountPki(corporate);
    operator.call(
        "POST",
        corporate + "/issuers/generate/root/internal",
        Map.of("common_name", "corporate", "issuer_name", "top"));
    importSigned(corporate, "issuing-1", 1, "");

    assertThat(upstream.roots()).isEmpty();
  }

  @Test
  void signIntermediate_nameConstraints_comeBack() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    SigningKey key = key();
    SigningCertificates constrained =
        new SigningCertificates(DOMAIN, new SerialNumbers(CryptoModule.random()), true);

    List<X509Certificate> signed =
        upstream.signIntermediate(root, constrained.intermediateRequest(key), WEEK);

    new IntermediateProfile(DOMAIN, true)
        .check(signed, root.certificate(), key.publicKey(), Instant.now());
  }

  @Test
  void signIntermediate_nameConstraintsDropped_isRefusedByTheCheck() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);

    List<X509Certificate> signed = upstream.signIntermediate(root, wanted.csr(), WEEK);

    assertThatThrownBy(
            () ->
                new IntermediateProfile(DOMAIN, true)
                    .check(signed, root.certificate(), wanted.key(), Instant.now()))
        .hasMessage(
            "the intermediate signed for us has lost the name constraints that we asked for (RFC"
                + " 5280 §4.2.1.10)");
  }

  @Test
  void createRoot_nameThereWithAnotherKeyTypeAndLife_isTaken() {
    operator.call(
        "POST",
        mount + "/issuers/generate/root/internal",
        Map.of(
            "common_name", "by hand",
            "issuer_name", "rot-1-root",
            "key_type", "rsa",
            "key_bits", 2048,
            "ttl", "1000h"));
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);

    UpstreamRoot root = upstream.createRoot("rot-1-root", YEAR);

    profile.check(
        upstream.signIntermediate(root, wanted.csr(), WEEK),
        root.certificate(),
        wanted.key(),
        Instant.now());
    assertThat(upstream.custody().getFirst().keyType()).isEqualTo("rsa-2048");
  }

  @Test
  void rootsDigest_anotherRoot_changes() {
    upstream.createRoot("root-1", YEAR);
    String before = upstream(mount, Optional.empty(), Optional.empty()).rootsDigest();

    upstream.createRoot("root-2", YEAR);

    assertThat(upstream(mount, Optional.empty(), Optional.empty()).rootsDigest())
        .isNotEqualTo(before);
  }

  @Test
  void retireRoot_oldOne_isRevokedAndItsKeyIsGone() {
    UpstreamRoot old = upstream.createRoot("root-1", YEAR);
    UpstreamRoot fresh = upstream.createRoot("rot-1-root", YEAR);

    upstream.retireRoot(old);

    assertThat(upstream.roots()).containsExactly(fresh);
    assertThat(keyNames()).containsExactly("rot-1-root");
    assertThat(operator.call("GET", mount + "/issuer/default", Map.of()).at("/data/issuer_name"))
        .hasToString("\"rot-1-root\"");
    assertThatCode(() -> upstream.retireRoot(old)).doesNotThrowAnyException();
  }

  @Test
  void retireRoot_earlierTryGotAsFarAsTheIssuer_deletesTheKey() {
    UpstreamRoot old = upstream.createRoot("root-1", YEAR);
    upstream.createRoot("rot-1-root", YEAR);
    operator.call("DELETE", mount + "/issuer/root-1", Map.of());

    upstream.retireRoot(old);

    assertThat(keyNames()).containsExactly("rot-1-root");
  }

  @Test
  void retireRoot_keyThatAnotherIssuerUses_keepsTheKey() {
    UpstreamRoot old = upstream.createRoot("root-1", YEAR);
    operator.call(
        "POST",
        mount + "/issuers/generate/root/existing",
        Map.of("key_ref", "root-1", "issuer_name", "twin", "common_name", "twin"));

    upstream.retireRoot(old);

    assertThat(keyNames()).containsExactly("root-1");
    assertThat(upstream.roots()).extracting(UpstreamRoot::name).containsExactly("twin");
  }

  @Test
  void custody_ofARoot_isWhatTheServerAnswers() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);

    KeyCustody custody = upstream.custody().getFirst();

    assertThat(custody.backend()).isEqualTo("vault-pki");
    assertThat(custody.keyType()).isEqualTo("ec-p256");
    assertThat(custody.attributes())
        .containsEntry("mount", mount)
        .containsEntry("key_type", "ec")
        .containsEntry("key_name", "root-1")
        .containsEntry("issuer_name", root.name())
        .containsKeys("key_id", "issuer_id", "address");
  }

  @Test
  void health_tokenTaken_isUsable() {
    assertThat(upstream.health()).isEqualTo(new UpstreamHealth.Usable());
  }

  @Test
  void health_sealedAndUnsealed_saysSoAndRecovers() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    operator.seal();
    try {
      assertThat(upstream.health())
          .isEqualTo(new UpstreamHealth.Unusable("ca/upstream-sealed", "Vault is sealed"));
      assertUnavailable(
          () -> upstream.signIntermediate(root, TestIntermediate.ours(DOMAIN).csr(), WEEK),
          "ca/upstream-sealed",
          "Vault is sealed");
    } finally {
      operator.unseal();
    }
    assertThat(upstream.health()).isEqualTo(new UpstreamHealth.Usable());
    assertThat(upstream.roots()).containsExactly(root);
  }

  @Test
  void restart_sameClient_seesSealedThenGoesOn() {
    UpstreamRoot root = upstream.createRoot("root-1", YEAR);
    server.restart();
    assertThat(upstream.health()).isInstanceOf(UpstreamHealth.Unusable.class);
    operator.unseal();

    assertThat(upstream.roots()).containsExactly(root);
    assertThat(upstream.createRoot("root-1", YEAR)).isEqualTo(root);
  }

  @Test
  void health_nobodyThere_saysSo() {
    VaultPkiUpstream lost = upstream(URI.create("http://127.0.0.1:1"), mount, tokenFile);

    assertThat(lost.health())
        .isInstanceOfSatisfying(
            UpstreamHealth.Unusable.class,
            unusable -> {
              assertThat(unusable.code()).isEqualTo("ca/upstream-unreachable");
              assertThat(unusable.why())
                  .startsWith("Vault at `http://127.0.0.1:1` does not answer: ");
            });
    assertUnavailable(lost::roots, "ca/upstream-unreachable", "does not answer");
  }

  @Test
  void health_tokenExpired_saysSoUntilANewOneIsThere() {
    String brief = operator.tokenFor(mount, Map.of("ttl", "1s", "explicit_max_ttl", "1s"));
    write(tokenFile, brief);
    VaultPkiUpstream hurried = upstream(mount, Optional.empty(), Optional.empty());
    assertThat(hurried.health()).isEqualTo(new UpstreamHealth.Usable());

    Await.until("the token ends", () -> hurried.health() instanceof UpstreamHealth.Unusable);
    assertThat(hurried.health())
        .isInstanceOfSatisfying(
            UpstreamHealth.Unusable.class,
            unusable -> {
              assertThat(unusable.code()).isEqualTo("ca/upstream-refused");
              assertThat(unusable.why())
                  .contains("has expired or was revoked")
                  .doesNotContain(brief);
            });

    write(tokenFile, token);
    assertThat(hurried.health()).isEqualTo(new UpstreamHealth.Usable());
  }

  @Test
  void roots_tokenRevokedAndANewOneInTheFile_takesItAtOnce() {
    upstream.createRoot("root-1", YEAR);
    operator.revoke(token);
    assertUnavailable(upstream::roots, "ca/upstream-refused", "has expired or was revoked");

    write(tokenFile, operator.tokenFor(mount, Map.of()));

    assertThat(upstream.roots()).hasSize(1);
  }

  @Test
  void health_twoThirdsOfTheLeaseOver_renewsIt() {
    write(tokenFile, operator.tokenFor(mount, Map.of("ttl", "3s")));
    VaultPkiUpstream leased = upstream(mount, Optional.empty(), Optional.empty());
    Instant begin = Instant.now();

    Await.until(
        "the token outlives its lease",
        () -> {
          assertThat(leased.health()).isEqualTo(new UpstreamHealth.Usable());
          return Instant.now().isAfter(begin.plusSeconds(4));
        });
  }

  @Test
  void createRoot_tokenWithoutTheRight_namesTheCall() {
    write(tokenFile, operator.token("default", Map.of()));

    assertUnavailable(
        () -> upstream.createRoot("root-1", YEAR),
        "ca/upstream-refused",
        "Vault refuses `WRITE "
            + mount
            + "/issuers/generate/root/internal` to our token (expected: a policy that allows it)");
  }

  @Test
  void roots_noSuchMount_saysSo() {
    write(tokenFile, operator.token("root", Map.of()));

    assertUnavailable(
        upstream("nowhere", Optional.empty(), Optional.empty())::roots,
        "ca/upstream-failed",
        "Vault answers 404 to `LIST nowhere/issuers`: no handler for route");
  }

  @Test
  void roots_noTokenFile_saysSo() {
    VaultPkiUpstream without = upstream(server.address(), mount, folder.resolve("none"));

    assertUnavailable(
        without::roots, "ca/upstream-refused", "token file `" + folder.resolve("none") + "`");
  }

  @Test
  void namespace_twoWithAMountOfTheSameName_areTwoAuthorities() {
    String namespace = "team-" + count;
    // Vault's free edition has none: there this row shows that we are told so.
    if (!server.product().startsWith("bao")) {
      assertThatThrownBy(() -> upstream(mount, Optional.of(namespace), Optional.empty()).roots())
          .isInstanceOf(UpstreamUnavailableException.class);
      return;
    }
    operator.call("POST", "sys/namespaces/" + namespace, Map.of());
    operator.call("POST", "sys/mounts/" + mount, namespace, Map.of("type", "pki"));
    UpstreamRoot outside = upstream.createRoot("root-1", YEAR);
    write(tokenFile, operator.token("root", Map.of()));
    VaultPkiUpstream within = upstream(mount, Optional.of(namespace), Optional.empty());

    assertThat(within.health()).isEqualTo(new UpstreamHealth.Usable());
    UpstreamRoot inside = within.createRoot("root-1", Duration.ofDays(10));

    assertThat(inside).isNotEqualTo(outside);
    assertThat(within.roots()).containsExactly(inside);
    assertThat(within.custody().getFirst().attributes()).containsEntry("namespace", namespace);
    TestIntermediate wanted = TestIntermediate.ours(DOMAIN);
    List<X509Certificate> signed = within.signIntermediate(inside, wanted.csr(), WEEK);
    profile.check(signed, inside.certificate(), wanted.key(), Instant.now());
  }

  private void assertRefused(
      List<X509Certificate> signed, UpstreamRoot root, TestIntermediate wanted, String fault) {
    assertThatThrownBy(() -> profile.check(signed, root.certificate(), wanted.key(), Instant.now()))
        .isInstanceOf(KeysException.class)
        .hasMessageContaining(fault);
  }

  private void assertUnavailable(ThrowingCallable call, String code, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UpstreamUnavailableException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(text)
        .hasMessageNotContaining(token);
  }

  private List<String> keyNames() {
    JsonNode data = operator.call("GET", mount + "/keys?list=true", Map.of()).path("data");
    return data.path("key_info").properties().stream()
        .map(key -> key.getValue().path("key_name").asText())
        .toList();
  }

  /// An issuer in our mount whose root is in another one; returns the root.
  private X509Certificate below(String corporate, String name, int pathLength) {
    operator.mountPki(corporate);
    String pem =
        operator
            .call(
                "POST",
                corporate + "/issuers/generate/root/internal",
                Map.of("common_name", corporate, "ttl", "8000h"))
            .at("/data/certificate")
            .asText();
    importSigned(corporate, name, pathLength, pem);
    return Certificates.parseAll(pem).getFirst();
  }

  private void importSigned(String corporate, String name, int pathLength, String rootPem) {
    String csr =
        operator
            .call(
                "POST",
                mount + "/intermediate/generate/internal",
                Map.of("common_name", name, "key_name", name, "key_type", "ec", "key_bits", 256))
            .at("/data/csr")
            .asText();
    String certificate =
        operator
            .call(
                "POST",
                corporate + "/root/sign-intermediate",
                Map.of(
                    "csr", csr, "common_name", name, "max_path_length", pathLength, "ttl", "4000h"))
            .at("/data/certificate")
            .asText();
    JsonNode imported =
        operator.call(
            "POST",
            mount + "/issuers/import/bundle",
            Map.of("pem_bundle", certificate + "\n" + rootPem));
    for (var each : imported.at("/data/mapping").properties()) {
      if (!each.getValue().asText().isEmpty()) {
        operator.call("POST", mount + "/issuer/" + each.getKey(), Map.of("issuer_name", name));
        operator.call("POST", mount + "/config/issuers", Map.of("default", each.getKey()));
      }
    }
  }

  private static SigningKey key() {
    return new MemoryKeys()
        .generate(
            "intermediate/ca/x",
            KeyType.EC_P256,
            key ->
                List.of(
                    new SigningCertificates(DOMAIN, new SerialNumbers(CryptoModule.random()))
                        .root("x", key, Instant.now(), Instant.now().plus(WEEK))))
        .key();
  }

  private void addIntermediateIssuer(String parent) {
    String csr =
        operator
            .call(
                "POST", mount + "/intermediate/generate/internal", Map.of("common_name", "between"))
            .at("/data/csr")
            .asText();
    String certificate =
        operator
            .call(
                "POST",
                mount + "/issuer/" + parent + "/sign-intermediate",
                Map.of("csr", csr, "common_name", "between"))
            .at("/data/certificate")
            .asText();
    operator.call("POST", mount + "/issuers/import/bundle", Map.of("pem_bundle", certificate));
  }

  private VaultSession session() {
    VaultSession session =
        VaultSession.open(
            new DriverTransport(settings(server.address(), Optional.empty())),
            new TokenSource.TokenFile(tokenFile),
            InstantSource.system());
    opened.push(session);
    return session;
  }

  private VaultPkiUpstream upstream(
      String mount, Optional<String> namespace, Optional<String> issuer) {
    return open(
        settings(server.address(), namespace),
        new PkiSettings(mount, issuer, Optional.empty()),
        tokenFile);
  }

  private VaultPkiUpstream withNext(String issuer, String next) {
    return open(
        settings(server.address(), Optional.empty()),
        new PkiSettings(mount, Optional.of(issuer), Optional.of(next)),
        tokenFile);
  }

  private VaultPkiUpstream upstream(URI address, String mount, Path tokenFile) {
    return open(
        settings(address, Optional.empty()),
        new PkiSettings(mount, Optional.empty(), Optional.empty()),
        tokenFile);
  }

  private VaultPkiUpstream open(VaultSettings server, PkiSettings settings, Path tokenFile) {
    VaultPkiUpstream made =
        new VaultPkiUpstream(
            server, settings, new TokenSource.TokenFile(tokenFile), DOMAIN, InstantSource.system());
    opened.push(made);
    return made;
  }

  private static VaultSettings settings(URI address, Optional<String> namespace) {
    return new VaultSettings(
        address,
        namespace,
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
