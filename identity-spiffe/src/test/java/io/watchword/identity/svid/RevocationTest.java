package io.watchword.identity.svid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.identity.x509.StrictX509Crl;
import io.watchword.tests.kit.DerWriter;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import io.watchword.tests.kit.TestCrl;
import io.watchword.tests.kit.TestKeys;
import io.watchword.tests.kit.TestSvid;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Revocation lists in the validation of X.509-SVIDs (identity.md §2.1, step 9).
class RevocationTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final Instant NOW = FakeClock.START;
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final TestCa ISSUER = ROOT.intermediate();
  private static final TestSvid SVID = ISSUER.leaf(WEB);
  private static final BigInteger SERIAL = serial(SVID.leafDer());
  private static final TrustBundles TRUST =
      TrustBundles.of(
          X509Bundle.of(
              new TrustDomain("example.org"), List.of(StrictX509Certificate.parse(ROOT.der()))));

  private static BigInteger serial(byte[] der) {
    return StrictX509Certificate.parse(der).getSerialNumber();
  }

  private static RevocationLists lists(TestCrl... lists) {
    return RevocationLists.parse(Arrays.stream(lists).map(TestCrl::sign).toList());
  }

  private static void assertAccepted(RevocationPolicy policy, RevocationLists lists) {
    assertThat(new X509SvidValidator(policy).validate(SVID.chain(), TRUST, lists, NOW).id())
        .hasToString(WEB);
  }

  private static void assertAccepted(RevocationLists lists) {
    assertAccepted(RevocationPolicy.listed(), lists);
  }

  private static void assertRevoked(
      RevocationPolicy policy, RevocationLists lists, String message) {
    assertThatThrownBy(
            () -> new X509SvidValidator(policy).validate(SVID.chain(), TRUST, lists, NOW))
        .isInstanceOfSatisfying(
            InvalidSvidException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(SvidRejection.REVOKED);
              assertThat(e.code()).isEqualTo("identity/revoked");
            })
        .hasMessage(message);
  }

  private static void assertRevoked(RevocationLists lists) {
    assertRevoked(RevocationPolicy.listed(), lists, named());
  }

  private static String named() {
    return "certificate with serial number "
        + SERIAL.toString(16)
        + " is revoked by `"
        + StrictX509Certificate.parse(ISSUER.der()).getSubjectX500Principal()
        + "`";
  }

  @Test
  void validate_leafIsOnItsIssuersList_isRevoked() {
    assertRevoked(lists(ISSUER.crl().revoke(SERIAL)));
    assertAccepted(lists(ISSUER.crl().revoke(SERIAL.add(BigInteger.ONE))));
    assertAccepted(lists(ISSUER.crl()));
  }

  @Test
  void validate_intermediateIsOnTheRootsList_isRevoked() {
    RevocationLists lists = lists(ROOT.crl().revoke(serial(ISSUER.der())), ISSUER.crl());

    assertRevoked(
        RevocationPolicy.listed(),
        lists,
        "certificate with serial number "
            + serial(ISSUER.der()).toString(16)
            + " is revoked by `"
            + StrictX509Certificate.parse(ROOT.der()).getSubjectX500Principal()
            + "`");
  }

  @Test
  void validate_sameSerialOnAnotherIssuersList_isAccepted() {
    assertAccepted(lists(ROOT.crl().revoke(SERIAL)));
    assertAccepted(lists(TestCa.root("other.org").crl().revoke(SERIAL)));
  }

  @Test
  void validate_listSignedBySomebodyElse_revokesNothing() {
    RevocationLists forged = lists(ISSUER.crl().keys(TestKeys.ec()).revoke(SERIAL));

    assertAccepted(forged);
    assertThat(forged.problems(List.of(StrictX509Certificate.parse(ISSUER.der())), NOW))
        .singleElement()
        .asString()
        .endsWith(": its issuer did not sign it, or must not (no cRLSign)");
  }

  @Test
  @Rule("X5-18")
  void validate_issuerWithoutCrlSign_hasNoList() {
    TestCa issuer = ROOT.intermediate(c -> c.keyUsage(true, TestCertificate.KEY_CERT_SIGN));
    TestSvid svid = issuer.leaf(WEB);
    RevocationLists lists = lists(issuer.crl().revoke(serial(svid.leafDer())));

    assertThat(new X509SvidValidator().validate(svid.chain(), TRUST, lists, NOW).id())
        .hasToString(WEB);
    assertThatThrownBy(
            () ->
                new X509SvidValidator(RevocationPolicy.strict())
                    .validate(svid.chain(), TRUST, lists, NOW))
        .hasMessageContaining("there is no revocation list of");
  }

  @Test
  void validate_twoLists_theNewerCounts() {
    TestCrl older = ISSUER.crl().validity(NOW.minusSeconds(120), NOW.plusSeconds(9)).revoke(SERIAL);
    TestCrl newer = ISSUER.crl().validity(NOW.minusSeconds(60), NOW.plusSeconds(9));

    assertAccepted(lists(older, newer));
    assertAccepted(lists(newer, older));
  }

  @Test
  void validate_staleList_whatItNamesStaysRevoked() {
    Instant old = NOW.minus(Duration.ofDays(2));
    TestCrl stale = ISSUER.crl().validity(old, NOW.minusSeconds(1));

    assertAccepted(lists(stale));
    assertRevoked(lists(ISSUER.crl().validity(old, NOW.minusSeconds(1)).revoke(SERIAL)));
  }

  @Test
  void validate_staleListUnderAStrictPolicy_refusesEverybody() {
    TestCrl stale = ISSUER.crl().validity(NOW.minusSeconds(9), NOW.minusSeconds(1));
    RevocationPolicy fresh = new RevocationPolicy(false, true);

    assertRevoked(
        fresh,
        lists(stale),
        "nobody can tell whether the certificate is revoked: "
            + StrictX509Crl.parse(stale.sign())
            + ": it is stale: the next one was due at "
            + NOW.minusSeconds(1));
    assertAccepted(fresh, lists(ISSUER.crl().validity(NOW.minusSeconds(9), NOW)));
    assertAccepted(fresh, RevocationLists.none());
  }

  @Test
  void validate_listOfTheFuture_isNotOneThatClears() {
    TestCrl future = ISSUER.crl().validity(NOW.plusSeconds(1), NOW.plusSeconds(9));

    assertRevoked(
        new RevocationPolicy(false, true),
        lists(future),
        "nobody can tell whether the certificate is revoked: "
            + StrictX509Crl.parse(future.sign())
            + ": it is of "
            + NOW.plusSeconds(1)
            + ", which is still to come");
    assertAccepted(lists(future));
  }

  @Test
  void validate_listIsRequired_everyIssuerNeedsOne() {
    String missing =
        "nobody can tell whether the certificate is revoked: there is no revocation list of `";

    assertRevoked(
        RevocationPolicy.strict(),
        lists(ISSUER.crl()),
        missing + StrictX509Certificate.parse(ROOT.der()).getSubjectX500Principal() + "`");
    assertRevoked(
        RevocationPolicy.strict(),
        RevocationLists.none(),
        missing + StrictX509Certificate.parse(ROOT.der()).getSubjectX500Principal() + "`");
    assertAccepted(RevocationPolicy.strict(), lists(ISSUER.crl(), ROOT.crl()));
  }

  @Test
  void validate_listWithUnknownCriticalExtension_revokesButNeverClears() {
    String distributionPoint = "2.5.29.28";
    byte[] value = DerWriter.sequence();
    TestCrl partial = ISSUER.crl().extension(distributionPoint, true, value);

    assertRevoked(
        new RevocationPolicy(false, true),
        lists(partial),
        "nobody can tell whether the certificate is revoked: "
            + StrictX509Crl.parse(partial.sign())
            + ": critical extension 2.5.29.28, which is not known here");
    assertRevoked(lists(ISSUER.crl().extension(distributionPoint, true, value).revoke(SERIAL)));
    assertAccepted(lists(partial));
  }

  @Test
  void validate_partialListOnTopOfAWholeOne_bothCount() {
    TestCrl whole = ISSUER.crl().validity(NOW.minusSeconds(90), NOW.plusSeconds(9)).revoke(SERIAL);
    TestCrl delta =
        ISSUER
            .crl()
            .validity(NOW.minusSeconds(60), NOW.plusSeconds(9))
            .extension("2.5.29.27", true, DerWriter.integer(1));

    assertRevoked(lists(whole, delta));
  }

  @Test
  void validate_listThatNamesSeveralIssuers_neverClears() {
    StrictX509Crl indirect =
        StrictX509Crl.parse(
            ISSUER.crl().revoke(BigInteger.TEN, "2.5.29.29", true, DerWriter.sequence()).sign());

    assertThat(indirect.problem(NOW))
        .contains("entry with critical extension 2.5.29.29, which is not known here");
    assertThat(indirect.isRevoked(BigInteger.TEN)).isTrue();
  }

  @Test
  void validate_listWithoutEndOrWeaklySigned_neverClears() {
    TestCa rsa = TestCa.root("example.org", c -> c.keys(TestKeys.rsa(2048)));

    assertThat(StrictX509Crl.parse(ISSUER.crl().noNextUpdate().sign()).problem(NOW))
        .contains("it does not say until when it holds");
    StrictX509Crl weak = StrictX509Crl.parse(rsa.crl().signature("SHA1withRSA").sign());
    assertThat(weak.problem(NOW)).contains("signature by SHA1withRSA: too weak");
    assertThat(weak.isSignedBy(StrictX509Certificate.parse(rsa.der()))).isFalse();
  }

  @Test
  void validate_keyIdentifierOfAnotherKey_isNotTheIssuersList() {
    StrictX509Certificate issuer = StrictX509Certificate.parse(ISSUER.der());
    byte[] other = DerWriter.sequence(DerWriter.element(0x80, new byte[] {1, 2, 3}));
    TestCa named =
        ROOT.intermediate(c -> c.extension("2.5.29.14", false, DerWriter.octets(new byte[] {9})));

    // An issuer without an identifier of its own cannot be told apart by it.
    assertThat(
            StrictX509Crl.parse(ISSUER.crl().extension("2.5.29.35", false, other).sign())
                .isInTheNameOf(issuer))
        .isTrue();
    assertThat(
            StrictX509Crl.parse(named.crl().extension("2.5.29.35", false, other).sign())
                .isInTheNameOf(StrictX509Certificate.parse(named.der())))
        .isFalse();
  }

  @Test
  void parse_list_saysWhatItHolds() {
    StrictX509Crl list =
        StrictX509Crl.parse(
            ISSUER
                .crl()
                .revoke(SERIAL)
                .extension("2.5.29.20", false, DerWriter.integer(42))
                .sign());

    assertThat(list.number()).contains(BigInteger.valueOf(42));
    assertThat(list.revoked()).containsOnlyKeys(SERIAL);
    assertThat(list.nextUpdate()).contains(NOW.plus(Duration.ofHours(1)));
    assertThat(list.problem(NOW)).isEmpty();
    assertThat(list)
        .hasToString(
            "revocation list of `"
                + list.issuer()
                + "` of "
                + NOW.minusSeconds(60)
                + " with 1 certificates");
  }

  @Test
  void parse_brokenList_isRefused() {
    assertThatThrownBy(() -> StrictX509Crl.parse(ISSUER.crl().trailer(new byte[] {0}).sign()))
        .isInstanceOf(MalformedCertificateException.class)
        .hasMessage("1 bytes too many after the revocation list");
    assertThatThrownBy(() -> StrictX509Crl.parse(ISSUER.crl().version(3).sign()))
        .hasMessage("revocation list of version 3 (expected: 2)");
    assertThatThrownBy(() -> StrictX509Crl.parse(ISSUER.crl().version(1).sign()))
        .isInstanceOf(MalformedCertificateException.class);
    assertThatThrownBy(() -> StrictX509Crl.parse(ISSUER.der()))
        .isInstanceOf(MalformedCertificateException.class);
    assertThatThrownBy(() -> StrictX509Crl.parse(ISSUER.crl().entry(DerWriter.integer(1)).sign()))
        .hasMessage("revocation date is missing");
  }

  @Test
  void parse_mutatedList_isRefusedOrRevokesNothingAndClearsNothing() {
    byte[] good = ISSUER.crl().revoke(SERIAL).sign();
    StrictX509Certificate issuer = StrictX509Certificate.parse(ISSUER.der());
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] changed = good.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(StrictX509Crl.parse(changed).isSignedBy(issuer)).as("round " + i).isFalse();
      } catch (MalformedCertificateException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void parseFile_pemAndDer_areRead() {
    byte[] pem =
        (ISSUER.crl().pem() + ROOT.crl().pem() + ROOT.pem()).getBytes(StandardCharsets.UTF_8);

    assertThat(StrictX509Crl.parseFile(pem)).hasSize(2);
    assertThat(StrictX509Crl.parseFile(ISSUER.crl().sign())).hasSize(1);
    assertThatThrownBy(() -> StrictX509Crl.parseFile(ROOT.pem().getBytes(StandardCharsets.UTF_8)))
        .hasMessage("no PEM block `X509 CRL`");
  }
}
