package io.watchword.identity.svid;

import static io.watchword.tests.kit.TestCertificate.CLIENT_AUTH;
import static io.watchword.tests.kit.TestCertificate.CRL_SIGN;
import static io.watchword.tests.kit.TestCertificate.DIGITAL_SIGNATURE;
import static io.watchword.tests.kit.TestCertificate.KEY_AGREEMENT;
import static io.watchword.tests.kit.TestCertificate.KEY_CERT_SIGN;
import static io.watchword.tests.kit.TestCertificate.KEY_ENCIPHERMENT;
import static io.watchword.tests.kit.TestCertificate.SERVER_AUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.kit.DerWriter;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import io.watchword.tests.kit.TestKeys;
import io.watchword.tests.kit.TestSvid;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule of X509-SVID against the validator: what must be refused is refused for the right
/// reason, what may be is accepted.
class X509SvidValidatorTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final TestCa OTHER = TestCa.root("other.org");
  private static final TrustBundles TRUST = trust(ROOT);

  private final X509SvidValidator validator = new X509SvidValidator();

  private static X509Bundle bundle(TestCa... roots) {
    List<X509Certificate> certificates =
        Arrays.stream(roots)
            .<X509Certificate>map(root -> StrictX509Certificate.parse(root.der()))
            .toList();
    return X509Bundle.of(new TrustDomain(roots[0].trustDomain()), certificates);
  }

  private static TrustBundles trust(TestCa... roots) {
    return TrustBundles.of(bundle(roots));
  }

  private VerifiedX509Svid validate(TestSvid svid, TrustBundles trust) {
    return validator.validate(
        svid.ders().stream().map(RawCertificate::new).toList(), trust, FakeClock.START);
  }

  private void assertAccepted(TestSvid svid) {
    assertThat(validate(svid, TRUST).id()).hasToString(WEB);
  }

  private void assertAccepted(Consumer<TestCertificate> deviation) {
    assertAccepted(ROOT.leaf(WEB, deviation));
  }

  private void assertRefused(
      TestSvid svid, TrustBundles trust, SvidRejection reason, String message) {
    assertThatThrownBy(() -> validate(svid, trust))
        .isInstanceOfSatisfying(
            InvalidSvidException.class,
            e -> {
              assertThat(e.getMessage()).contains(message);
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.code()).isEqualTo("identity/" + reason.text());
            });
  }

  private void assertInvalid(Consumer<TestCertificate> deviation, String message) {
    assertRefused(ROOT.leaf(WEB, deviation), TRUST, SvidRejection.INVALID_SVID, message);
  }

  private void assertInvalidId(String uri) {
    assertRefused(
        ROOT.leaf(uri),
        TRUST,
        SvidRejection.INVALID_SVID,
        "URI of the certificate is no SPIFFE ID");
  }

  @Test
  void validate_leafUnderIntermediate_provesEverythingThatIsSaid() {
    TestSvid svid = ROOT.intermediate().leaf(WEB);

    VerifiedX509Svid verified = validate(svid, TRUST);

    assertThat(verified.id()).hasToString(WEB);
    assertThat(verified.chain()).hasSize(2);
    assertThat(verified.root()).isEqualTo(StrictX509Certificate.parse(ROOT.der()));
    assertThat(verified.rootSha256()).isEqualTo(StrictX509Certificate.parse(ROOT.der()).sha256());
    assertThat(verified.notAfter()).isEqualTo(TestCertificate.NOT_AFTER);
    assertThat(verified.trustedUntil()).isEqualTo(TestCertificate.NOT_AFTER);
    assertThat(verified.serial()).isEqualTo(svid.chain().getFirst().getSerialNumber().toString(16));
  }

  @Test
  @Rule({"X5-01", "ID-23"})
  void validate_idAndKeyAreInTheSignedPart_changedIdIsUntrusted() {
    byte[] der = ROOT.leaf(WEB).leafDer();
    String text = new String(der, java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] changed =
        text.replace("/sa/web", "/sa/wax").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    assertRefused(
        new TestSvid(List.of(changed), ROOT.key()),
        TRUST,
        SvidRejection.UNTRUSTED,
        "leads to none of the 1 trusted roots");
  }

  @Test
  @Rule("X5-01")
  void validate_noUri_isRefused() {
    assertInvalid(
        c -> c.noNames().dns("web.example.org"),
        "certificate has no URI among its subject alternative names (X5-01)");
    assertInvalid(c -> c.noNames(), "has no URI");
  }

  @ParameterizedTest
  @Rule({"X5-01", "X5-02"})
  @ValueSource(
      strings = {
        "spiffe://example.org/b",
        "spiffe://other.org/b",
        "https://example.org/b",
        "urn:x",
        WEB,
        ""
      })
  void validate_secondUriOfAnyKind_isRefused(String second) {
    assertInvalid(
        c -> c.uri(second),
        "certificate has 2 URIs among its subject alternative names, must have one (X5-01, X5-02)");
    assertInvalid(c -> c.noNames().uri(second).uri(WEB), "has 2 URIs");
  }

  @Test
  @Rule("X5-03")
  void validate_namesOfOtherKinds_areAccepted() {
    assertAccepted(
        c ->
            c.dns("web.example.org")
                .dns("*.example.org")
                .email("web@example.org")
                .ip((byte) 10, (byte) 0, (byte) 0, (byte) 1)
                .otherName("1.3.6.1.4.1.311.20.2.3", "web")
                .directoryName("CN=web"));
    assertAccepted(c -> c.noNames().dns("first.example.org").uri(WEB));
  }

  @Test
  @Rule({"X5-01", "X5-03"})
  void validate_emailThatReadsLikeAnId_isNoId() {
    assertInvalid(c -> c.noNames().email("spiffe://example.org/admin"), "has no URI");
    assertAccepted(c -> c.email("spiffe://example.org/admin"));
    assertAccepted(c -> c.dns("spiffe://example.org/admin"));
  }

  @Test
  @Rule({"X5-04", "X5-31"})
  void validate_idWithoutPath_isRefused() {
    assertRefused(
        ROOT.leaf("spiffe://example.org"),
        TRUST,
        SvidRejection.INVALID_SVID,
        "SPIFFE ID `spiffe://example.org` has no path: it names a trust domain, not a workload"
            + " (X5-04, X5-31)");
  }

  @Test
  @Rule("X5-05")
  void validate_emptySubject_namesMustBeCritical() {
    assertAccepted(c -> c.subject("").namesCritical(true));
    assertInvalid(
        c -> c.subject("").namesCritical(false),
        "has no subject and a subject alternative name that is not critical (X5-05)");
  }

  @Test
  @Rule({"X5-06", "ID-20", "ID-21", "ID-22"})
  void root_ofTheTestCa_isAnSvidOfItsTrustDomainWithoutPath() {
    StrictX509Certificate root = StrictX509Certificate.parse(ROOT.der());

    assertThat(root.uris()).containsExactly("spiffe://example.org");
    assertThat(root.isSelfSigned()).isTrue();
  }

  @Test
  @Rule("X5-06")
  void validate_authoritiesWithoutId_areAccepted() {
    TestCa root = TestCa.root("example.org", c -> c.noNames());

    assertThat(validate(root.intermediate(c -> c.noNames()).leaf(WEB), trust(root)).id())
        .hasToString(WEB);
    assertThat(
            validate(
                    root.intermediate(c -> c.noNames().uri("https://ca.example.org/")).leaf(WEB),
                    trust(root))
                .id())
        .hasToString(WEB);
  }

  @Test
  @Rule("X5-07")
  void validate_authorityWithAPathInItsId_isRefused() {
    TestCa intermediate = ROOT.intermediate(c -> c.noNames().uri("spiffe://example.org/ca"));
    TestCa root = TestCa.root("example.org", c -> c.noNames().uri("spiffe://example.org/ca"));

    assertRefused(
        intermediate.leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "has the ID `spiffe://example.org/ca` with a path (X5-07)");
    assertRefused(root.leaf(WEB), trust(root), SvidRejection.INVALID_SVID, "with a path (X5-07)");
  }

  @Test
  @Rule("X5-01")
  void validate_authorityWithTwoUris_isRefused() {
    TestCa intermediate = ROOT.intermediate(c -> c.uri("spiffe://other.org"));
    TestCa odd = ROOT.intermediate(c -> c.noNames().uri("spiffe://example.org?x"));

    assertRefused(
        intermediate.leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "has 2 URIs among its names, must have one (X5-01)");
    assertRefused(
        odd.leaf(WEB), TRUST, SvidRejection.INVALID_SVID, "has a URI that is no SPIFFE ID");
  }

  @Test
  @Rule({"X5-08", "X5-09"})
  void validate_authorityOfAnotherTrustDomainUnderOurRoot_isAccepted() {
    TestCa intermediate = ROOT.intermediate(c -> c.noNames().uri("spiffe://other.org"));

    assertAccepted(intermediate.leaf(WEB));
  }

  @Test
  @Rule("X5-09")
  void validate_threeIntermediates_areAccepted() {
    TestCa deep = ROOT.intermediate(c -> {}).intermediate(c -> {}).intermediate();

    assertThat(validate(deep.leaf(WEB), TRUST).chain()).hasSize(4);
  }

  @Test
  @Rule({"X5-10", "X5-12", "X5-27"})
  void validate_certificateAuthorityAsLeaf_isRefused() {
    assertInvalid(
        c -> c.basicConstraints(true, true, -1).keyUsage(true, DIGITAL_SIGNATURE, KEY_CERT_SIGN),
        "is the certificate of a certificate authority, which must not authenticate");
    assertInvalid(
        c -> c.basicConstraints(false, true, 0), "certificate of a certificate authority");
    assertRefused(
        new TestSvid(List.of(ROOT.der()), ROOT.key()),
        TRUST,
        SvidRejection.INVALID_SVID,
        "has no path");
  }

  @Test
  @Rule("X5-11")
  void validate_intermediateThatIsNoAuthority_isRefused() {
    String message = "is no certificate authority's: cA is false (X5-11)";

    assertRefused(
        ROOT.intermediate(c -> c.basicConstraints(true, false, -1)).leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        message);
    assertRefused(
        ROOT.intermediate(c -> c.without("2.5.29.19")).leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        message);
    TestCa root = TestCa.root("example.org", c -> c.basicConstraints(true, false, -1));
    assertRefused(root.leaf(WEB), trust(root), SvidRejection.INVALID_SVID, message);
  }

  @Test
  @Rule("X5-11")
  void validate_leafThatSignedAnotherLeaf_isRefused() {
    TestSvid leaf = ROOT.leaf(WEB);
    TestCa mallory =
        ROOT.intermediate(
            c ->
                c.basicConstraints(true, false, -1)
                    .keyUsage(true, DIGITAL_SIGNATURE)
                    .noNames()
                    .uri(WEB));

    assertRefused(
        mallory.leaf("spiffe://example.org/admin"),
        TRUST,
        SvidRejection.INVALID_SVID,
        "cA is false");
    assertAccepted(leaf);
  }

  @Test
  void validate_authorityWhoseBasicConstraintsAreNotCritical_isRefused() {
    assertRefused(
        ROOT.intermediate(c -> c.basicConstraints(false, true, -1)).leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "has basic constraints that are not critical");
  }

  @Test
  @Rule("X5-12")
  void validate_leafWithoutBasicConstraints_isAccepted() {
    assertAccepted(c -> c.without("2.5.29.19"));
    assertAccepted(c -> c.basicConstraints(false, false, -1));
  }

  @Test
  @Rule("X5-13")
  void validate_pathLength_isHonoured() {
    TestCa shortRoot = TestCa.root("example.org", c -> c.basicConstraints(true, true, 0));
    TestCa oneBelow = TestCa.root("example.org", c -> c.basicConstraints(true, true, 1));

    assertThat(validate(shortRoot.leaf(WEB), trust(shortRoot)).id()).hasToString(WEB);
    assertRefused(
        shortRoot.intermediate().leaf(WEB),
        trust(shortRoot),
        SvidRejection.INVALID_SVID,
        "allows 0 intermediates below it, here are 1 (X5-13)");
    assertThat(validate(oneBelow.intermediate().leaf(WEB), trust(oneBelow)).chain()).hasSize(2);
    assertRefused(
        ROOT.intermediate().intermediate().leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "allows 0 intermediates below it, here are 1 (X5-13)");
  }

  @ParameterizedTest
  @Rule("X5-14")
  @CsvSource({
    "example.org, example.org, true",
    "example.org, other.org, false",
    "example.org, sub.example.org, false",
    ".example.org, sub.example.org, true",
    ".example.org, example.org, false",
    "EXAMPLE.org, example.org, true",
    "my_td, my_td, true",
    "my_td, my-td, false",
    "td-, td-, true",
    "1.2.3.4, 1.2.3.4, true",
    "1.2.3.4, 1.2.3.5, false",
    ".x, td..x, true",
  })
  void validate_permittedUri_isAppliedToLegalTrustDomains(
      String permitted, String domain, boolean accepted) {
    TestCa root =
        TestCa.root(domain, c -> c.uriConstraints(true, List.of(permitted), List.of()).noNames());
    TestCa intermediate =
        TestCa.root(domain)
            .intermediate(c -> c.uriConstraints(true, List.of(permitted), List.of()).noNames());
    String id = "spiffe://" + domain + "/web";

    // On the root itself, where the JDK never looks.
    if (accepted) {
      assertThat(validate(root.leaf(id), trust(root)).id()).hasToString(id);
    } else {
      assertRefused(
          root.leaf(id),
          trust(root),
          SvidRejection.INVALID_SVID,
          "name `" + id + "` is outside of what root");
    }
    assertThat(intermediate.trustDomain()).isEqualTo(domain);
  }

  @Test
  @Rule("X5-14")
  void validate_uriConstraintsOfAnIntermediate_holdForTheLeaf() {
    TestCa permitted =
        ROOT.intermediate(c -> c.noNames().uriConstraints(true, List.of("other.org"), List.of()));
    TestCa excluded =
        ROOT.intermediate(c -> c.noNames().uriConstraints(true, List.of(), List.of("example.org")));
    TestCa notCritical =
        ROOT.intermediate(
            c -> c.noNames().uriConstraints(false, List.of(), List.of("example.org")));
    TestCa fitting =
        ROOT.intermediate(
            c -> c.uriConstraints(true, List.of("example.org"), List.of("sub.example.org")));

    assertRefused(permitted.leaf(WEB), TRUST, SvidRejection.INVALID_SVID, "may name (X5-14)");
    assertRefused(excluded.leaf(WEB), TRUST, SvidRejection.INVALID_SVID, "may name (X5-14)");
    assertRefused(notCritical.leaf(WEB), TRUST, SvidRejection.INVALID_SVID, "may name (X5-14)");
    assertAccepted(fitting.leaf(WEB));
  }

  @Test
  @Rule("X5-14")
  void validate_uriConstraintsOfTheRoot_holdForIntermediates() {
    TestCa root =
        TestCa.root("example.org", c -> c.uriConstraints(true, List.of("example.org"), List.of()));
    TestCa foreign = root.intermediate(c -> c.noNames().uri("spiffe://other.org"));

    assertRefused(
        foreign.leaf(WEB),
        trust(root),
        SvidRejection.INVALID_SVID,
        "name `spiffe://other.org` is outside of what root");
  }

  @Test
  @Rule("X5-14")
  void validate_constraintsOfAKindWeCannotCompare_refuseNamesOfThatKind() {
    byte[] other =
        DerWriter.sequence(
            DerWriter.element(
                0xa0,
                DerWriter.sequence(
                    DerWriter.element(
                        0xa0,
                        DerWriter.oid("1.2.3"),
                        DerWriter.element(0xa0, DerWriter.text(0x0c, "x"))))));
    TestCa authority = ROOT.intermediate(c -> c.extension("2.5.29.30", true, other));

    assertAccepted(authority.leaf(WEB));
    assertRefused(
        authority.leaf(WEB, c -> c.otherName("1.2.3", "x")),
        TRUST,
        SvidRejection.INVALID_SVID,
        "(X5-14)");
  }

  @Test
  @Rule("X5-14")
  void validate_leafWithNameConstraints_isRefused() {
    assertInvalid(
        c -> c.uriConstraints(true, List.of("example.org"), List.of()),
        "leaf has name constraints");
  }

  @Test
  @Rule("X5-15")
  void validate_noKeyUsage_isRefused() {
    assertInvalid(c -> c.without("2.5.29.15"), "certificate has no key usage (X5-15)");
    assertRefused(
        ROOT.intermediate(c -> c.without("2.5.29.15")).leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "no keyCertSign (X5-17)");
  }

  @Test
  @Rule("X5-16")
  void validate_keyUsageNotCritical_isRefused() {
    assertInvalid(c -> c.keyUsage(false, DIGITAL_SIGNATURE), "key usage is not critical (X5-16)");
    assertRefused(
        ROOT.intermediate(c -> c.keyUsage(false, KEY_CERT_SIGN)).leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "has a key usage that is not critical (X5-16)");
  }

  @Test
  @Rule({"X5-17", "X5-18"})
  void validate_authorityThatMustNotSignCertificates_isRefused() {
    assertRefused(
        ROOT.intermediate(c -> c.keyUsage(true, CRL_SIGN)).leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "no keyCertSign (X5-17)");
    assertAccepted(ROOT.intermediate(c -> c.keyUsage(true, KEY_CERT_SIGN)).leaf(WEB));
    assertAccepted(ROOT.intermediate(c -> c.keyUsage(true, KEY_CERT_SIGN, CRL_SIGN)).leaf(WEB));
  }

  @Test
  @Rule("X5-19")
  void validate_leafWithoutDigitalSignature_isRefused() {
    assertInvalid(
        c -> c.keyUsage(true, KEY_ENCIPHERMENT), "key usage lacks digitalSignature (X5-19)");
  }

  @Test
  @Rule("X5-20")
  void validate_leafWithMoreKeyUsages_isAccepted() {
    assertAccepted(c -> c.keyUsage(true, DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, KEY_AGREEMENT));
  }

  @Test
  @Rule({"X5-21", "X5-28"})
  void validate_leafWithKeyCertSign_isRefused() {
    assertInvalid(
        c -> c.keyUsage(true, DIGITAL_SIGNATURE, KEY_CERT_SIGN),
        "key usage has keyCertSign (X5-21, X5-28)");
  }

  @Test
  @Rule({"X5-22", "X5-29"})
  void validate_leafWithCrlSign_isRefused() {
    assertInvalid(
        c -> c.keyUsage(true, DIGITAL_SIGNATURE, CRL_SIGN), "key usage has cRLSign (X5-22, X5-29)");
  }

  @Test
  @Rule("X5-23")
  void leaf_ofTheTestCa_hasBothExtendedKeyUsages() {
    StrictX509Certificate leaf = StrictX509Certificate.parse(ROOT.leaf(WEB).leafDer());

    assertThat(leaf.extendedKeyUses().orElseThrow())
        .containsExactlyInAnyOrder(SERVER_AUTH, CLIENT_AUTH);
    assertAccepted(c -> c.without("2.5.29.37"));
  }

  @Test
  @Rule("X5-24")
  void validate_leafWithOneExtendedKeyUsage_isRefused() {
    String message = "extended key usage lacks serverAuth or clientAuth (X5-24)";

    assertInvalid(c -> c.extendedKeyUsage(false, SERVER_AUTH), message);
    assertInvalid(c -> c.extendedKeyUsage(false, CLIENT_AUTH), message);
    assertInvalid(c -> c.extendedKeyUsage(false, "2.5.29.37.0"), message);
    assertAccepted(c -> c.extendedKeyUsage(false, SERVER_AUTH, CLIENT_AUTH, "1.3.6.1.5.5.7.3.4"));
  }

  @Test
  @Rule("X5-25")
  void validate_criticalExtendedKeyUsage_isAccepted() {
    assertAccepted(c -> c.extendedKeyUsage(true, SERVER_AUTH, CLIENT_AUTH));
    assertAccepted(
        ROOT.intermediate(c -> c.extendedKeyUsage(true, SERVER_AUTH, CLIENT_AUTH)).leaf(WEB));
    assertAccepted(ROOT.intermediate(c -> c.extendedKeyUsage(false, "2.5.29.37.0")).leaf(WEB));
    assertRefused(
        ROOT.intermediate(c -> c.extendedKeyUsage(false, "1.3.6.1.5.5.7.3.3")).leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "is restricted to other uses than TLS servers and clients (X5-25)");
  }

  @Test
  @Rule("X5-26")
  void validate_leafOfAnotherRootOfTheSameName_isUntrusted() {
    TestCa impostor =
        TestCa.root(
            "example.org", c -> c.subject(ROOT.certificate().getSubjectX500Principal().getName()));

    assertRefused(
        impostor.leaf(WEB),
        TRUST,
        SvidRejection.UNTRUSTED,
        "leads to none of the 1 trusted roots (X5-26)");
    assertRefused(
        TestCa.root("example.org").intermediate().leaf(WEB),
        TRUST,
        SvidRejection.UNTRUSTED,
        "leads to none");
  }

  @Test
  @Rule("X5-26")
  void validate_intermediateNotSent_isUntrusted() {
    TestSvid svid = ROOT.intermediate().leaf(WEB);

    assertRefused(
        new TestSvid(svid.ders().subList(0, 1), svid.key()),
        TRUST,
        SvidRejection.UNTRUSTED,
        "leads to none");
  }

  @Test
  @Rule("X5-26")
  void validate_timeOutsideOfAnyCertificate_isRefused() {
    Instant from = FakeClock.START.minus(Duration.ofHours(1));
    Instant until = FakeClock.START.plus(Duration.ofHours(1));
    TestCa root = TestCa.root("example.org", c -> c.validity(from, until));
    List<TestCa> authorities = List.of(ROOT.intermediate(c -> c.validity(from, until)), root);
    List<TestSvid> svids = new ArrayList<>(authorities.stream().map(a -> a.leaf(WEB)).toList());
    svids.add(ROOT.leaf(WEB, c -> c.validity(from, until)));
    for (TestSvid svid : svids) {
      List<StrictX509Certificate> chain =
          svid.ders().stream().map(StrictX509Certificate::parse).toList();
      TrustBundles trust = trust(ROOT, root);
      assertThat(validator.validate(chain, trust, from).id()).hasToString(WEB);
      assertThat(validator.validate(chain, trust, until).trustedUntil()).isEqualTo(until);
      assertThatThrownBy(() -> validator.validate(chain, trust, until.plusSeconds(1)))
          .isInstanceOfSatisfying(
              InvalidSvidException.class,
              e -> assertThat(e.reason()).isEqualTo(SvidRejection.EXPIRED))
          .hasMessageContaining("expired at " + until + ", now it is " + until.plusSeconds(1));
      assertThatThrownBy(() -> validator.validate(chain, trust, from.minusSeconds(1)))
          .isInstanceOfSatisfying(
              InvalidSvidException.class,
              e -> assertThat(e.reason()).isEqualTo(SvidRejection.NOT_YET_VALID));
    }
  }

  @Test
  @Rule("X5-26")
  void validate_expiredAndUntrusted_isUntrusted() {
    TestCa stranger = TestCa.root("example.org");

    assertRefused(
        stranger.leaf(
            WEB, c -> c.validity(TestCertificate.NOT_BEFORE, FakeClock.START.minusSeconds(1))),
        TRUST,
        SvidRejection.UNTRUSTED,
        "leads to none");
  }

  @Test
  @Rule("X5-26")
  void validate_unknownCriticalExtension_isRefused() {
    byte[] value = DerWriter.octets(new byte[] {1});

    assertInvalid(
        c -> c.extension("1.3.6.1.4.1.99999.1", true, value),
        "leaf has critical extension 1.3.6.1.4.1.99999.1, which is not known here");
    assertAccepted(c -> c.extension("1.3.6.1.4.1.99999.1", false, value));
    assertRefused(
        ROOT.intermediate(c -> c.extension("1.3.6.1.4.1.99999.1", true, value)).leaf(WEB),
        TRUST,
        SvidRejection.INVALID_SVID,
        "has critical extension 1.3.6.1.4.1.99999.1");
  }

  @Test
  @Rule("X5-26")
  void validate_policyConstraints_areRefused() {
    TestCa authority =
        ROOT.intermediate(
            c ->
                c.extension(
                    "2.5.29.36",
                    true,
                    DerWriter.sequence(DerWriter.element(0x80, new byte[] {0}))));

    assertRefused(
        authority.leaf(WEB), TRUST, SvidRejection.INVALID_SVID, "has critical extension 2.5.29.36");
  }

  @Test
  @Rule("X5-26")
  void validate_weakSignature_isRefused() {
    TestCa rsa = TestCa.root("example.org", c -> c.keys(TestKeys.rsa(2048)));
    TrustBundles trust = trust(rsa);

    assertThat(validate(rsa.leaf(WEB), trust).id()).hasToString(WEB);
    assertRefused(
        rsa.leaf(WEB, c -> c.signedBy("SHA1withRSA")),
        trust,
        SvidRejection.INVALID_SVID,
        "signature by SHA1withRSA is refused: too weak");
    assertRefused(
        rsa.leaf(WEB, c -> c.signedBy("MD5withRSA")),
        trust,
        SvidRejection.INVALID_SVID,
        "signature by MD5withRSA is refused: too weak");
    assertInvalid(
        c -> c.signedBy("SHA1withECDSA"), "signature by SHA1withECDSA is refused: too weak");
    assertRefused(
        rsa.intermediate(c -> c.signedBy("SHA1withRSA")).leaf(WEB),
        trust,
        SvidRejection.INVALID_SVID,
        "SHA1withRSA is refused");
  }

  @Test
  @Rule("X5-26")
  void validate_weakKey_isRefused() {
    TestCa weak = TestCa.root("example.org", c -> c.keys(TestKeys.rsa(1024)));
    TestCa dsa = TestCa.root("example.org", c -> c.keys(TestKeys.dsa(2048)));

    assertInvalid(c -> c.keys(TestKeys.rsa(1024)), "RSA key of 1024 bits");
    assertRefused(weak.leaf(WEB), trust(weak), SvidRejection.INVALID_SVID, "RSA key of 1024 bits");
    assertRefused(
        dsa.leaf(WEB), trust(dsa), SvidRejection.INVALID_SVID, "SHA256withDSA is refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void validate_ellipticCurves_areAccepted(String curve) {
    TestCa root = TestCa.root("example.org", c -> c.keys(TestKeys.ec(curve)));

    assertThat(validate(root.leaf(WEB, c -> c.keys(TestKeys.ec(curve))), trust(root)).id())
        .hasToString(WEB);
  }

  @Test
  void validate_otherKeys_areAccepted() {
    TestCa edwards = TestCa.root("example.org", c -> c.keys(TestKeys.ed25519()));
    TestCa rsa = TestCa.root("example.org", c -> c.keys(TestKeys.rsa(3072)));

    assertThat(validate(edwards.leaf(WEB), trust(edwards)).id()).hasToString(WEB);
    assertThat(
            validate(rsa.intermediate().leaf(WEB, c -> c.keys(TestKeys.rsa(2048))), trust(rsa))
                .id())
        .hasToString(WEB);
    assertAccepted(c -> c.keys(TestKeys.ed25519()));
  }

  @ParameterizedTest
  @Rule({"X5-30", "ID-24"})
  @ValueSource(
      strings = {
        "https://example.org/web",
        "spiffe:example.org/web",
        "urn:spiffe:web",
        "spiffe:/example.org/web"
      })
  void validate_uriOfAnotherScheme_isRefused(String uri) {
    assertInvalidId(uri);
  }

  @ParameterizedTest
  @Rule({"X5-01", "X5-30"})
  @ValueSource(
      strings = {
        "spiffe://example.org/a/../admin",
        "spiffe://example.org//admin",
        "spiffe://example.org/a%2Fadmin",
        "spiffe://example.org/%61dmin",
        "spiffe://example.org/a\u0000",
        "spiffe://example.org/a\n",
        "spiffe://example.org/a?x=1",
        "spiffe://example.org/a#x",
        "spiffe://user@example.org/a",
        "spiffe://example.org:8443/a",
        "spiffe://EXAMPLE.org/a",
        "spiffe://example.org/a/",
        "spiffe://example.org/ä"
      })
  void validate_idThatPeersAccept_isRefusedHere(String uri) {
    // Envoy 1.40 takes most of these, OpenBao's globs let them be issued.
    assertThatThrownBy(() -> validate(ROOT.leaf(uri), TRUST))
        .isInstanceOfSatisfying(
            InvalidSvidException.class,
            e -> assertThat(e.reason()).isEqualTo(SvidRejection.INVALID_SVID));
  }

  @ParameterizedTest
  @Rule("ID-10")
  @ValueSource(strings = {"my_td", "td-", "-td", "td..x", "td.", "1.2.3.4", "_"})
  void validate_trustDomainThatPeersRefuse_isAcceptedHere(String domain) {
    // Go's parser refuses `td..x` and `td.`; the JDK's validator crashes on `my_td` and `td-`.
    TestCa root = TestCa.root(domain);

    assertThat(
            validate(root.intermediate().leaf("spiffe://" + domain + "/web"), trust(root))
                .id()
                .trustDomain()
                .name())
        .isEqualTo(domain);
  }

  @Test
  @Rule("X5-32")
  void validate_leafOfATrustDomainSignedByAnothersRoot_isUntrusted() {
    TrustBundles both = TrustBundles.of(bundle(ROOT), bundle(OTHER));

    assertRefused(
        OTHER.leaf(WEB), both, SvidRejection.UNTRUSTED, "leads to none of the 1 trusted roots");
    assertThat(validate(OTHER.leaf("spiffe://other.org/web"), both).id())
        .hasToString("spiffe://other.org/web");
  }

  @Test
  @Rule("X5-32")
  void validate_trustDomainWithoutBundle_isWrongTrustDomain() {
    assertRefused(
        OTHER.leaf("spiffe://other.org/web"),
        TRUST,
        SvidRejection.WRONG_TRUST_DOMAIN,
        "trust domain `other.org` is not trusted (X5-32)");
  }

  @Test
  @Rule("X5-39")
  void validate_bundleWithoutRoots_isUntrusted() {
    TrustBundles empty = TrustBundles.of(X509Bundle.of(new TrustDomain("example.org"), List.of()));

    assertRefused(
        ROOT.leaf(WEB),
        empty,
        SvidRejection.UNTRUSTED,
        "bundle of `example.org` has no roots for X.509-SVIDs (X5-39)");
  }

  @Test
  void validate_duringARotation_eitherRootWill() {
    TestCa next = TestCa.root("example.org");
    TrustBundles both = trust(ROOT, next);

    assertThat(validate(ROOT.intermediate().leaf(WEB), both).rootSha256())
        .isEqualTo(StrictX509Certificate.parse(ROOT.der()).sha256());
    assertThat(validate(next.intermediate().leaf(WEB), both).rootSha256())
        .isEqualTo(StrictX509Certificate.parse(next.der()).sha256());
    assertRefused(
        ROOT.intermediate().leaf(WEB), trust(next), SvidRejection.UNTRUSTED, "leads to none");
  }

  @Test
  void validate_rootTakenAwayBetweenTwoCalls_isUntrustedAtOnce() {
    TestSvid svid = ROOT.intermediate().leaf(WEB);
    assertAccepted(svid);

    assertRefused(
        svid, trust(TestCa.root("example.org")), SvidRejection.UNTRUSTED, "leads to none");
  }

  @Test
  void validate_rootsOfOneNameAndDifferentKeys_rightOneIsFound() {
    List<TestCa> roots = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      roots.add(TestCa.root("example.org", c -> c.subject("CN=root")));
    }
    for (TestCa root : roots) {
      assertThat(validate(root.leaf(WEB), trust(roots.toArray(new TestCa[0]))).root())
          .isEqualTo(StrictX509Certificate.parse(root.der()));
    }
  }

  @Test
  void validate_chainWithRootAndInAnyOrder_isAccepted() {
    TestSvid svid = ROOT.intermediate(c -> {}).intermediate().leaf(WEB);
    List<byte[]> rest = new ArrayList<>(svid.ders().subList(1, svid.ders().size()));
    rest.add(ROOT.der());
    rest.add(rest.getFirst());
    Collections.reverse(rest);
    List<byte[]> all = new ArrayList<>(List.of(svid.leafDer()));
    all.addAll(rest);

    assertAccepted(new TestSvid(all, svid.key()));
  }

  @Test
  void validate_chainOutOfBounds_isRefused() {
    TestSvid svid = ROOT.leaf(WEB);
    List<byte[]> many = new ArrayList<>(svid.ders());
    for (int i = 0; i < 16; i++) {
      many.add(OTHER.der());
    }
    assertRefused(
        new TestSvid(many, svid.key()),
        TRUST,
        SvidRejection.INVALID_SVID,
        "chain of 17 certificates (expected: at most 16)");
    assertThatThrownBy(() -> validator.validate(List.of(), TRUST, FakeClock.START))
        .isInstanceOf(InvalidSvidException.class)
        .hasMessage("there is no certificate");
  }

  @Test
  void validate_manyAuthoritiesOfOneName_isBounded() {
    List<TestCa> crowd = new ArrayList<>();
    TestCa hub = TestCa.root("example.org", c -> c.subject("CN=same"));
    for (int i = 0; i < 14; i++) {
      crowd.add(hub.intermediate(c -> c.subject("CN=same")));
    }
    List<byte[]> all = new ArrayList<>(List.of(crowd.getFirst().leaf(WEB).leafDer()));
    crowd.forEach(ca -> all.add(ca.der()));

    assertRefused(new TestSvid(all, ROOT.key()), TRUST, SvidRejection.UNTRUSTED, "");
  }

  @Test
  void validate_certificatesOfTheJdk_areReadAgain() {
    TestSvid svid = ROOT.intermediate().leaf(WEB);

    assertThat(
            validator
                .validate(
                    svid.chain(),
                    TrustBundles.of(
                        X509Bundle.of(new TrustDomain("example.org"), List.of(ROOT.certificate()))),
                    FakeClock.START)
                .id())
        .hasToString(WEB);
  }
}
