package io.watchword.identity.svid;

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
import io.watchword.tests.kit.TestSvid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names that other validators take for something else, under a root whose URI constraint allows
/// one trust domain only: the JDK's crashes on some, takes others as absent, passes those with user
/// information or a port; Envoy's takes most of them.
class NameTricksTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String SAN = "2.5.29.17";
  private static final TestCa ROOT =
      TestCa.root("example.org", c -> c.uriConstraints(true, List.of("example.org"), List.of()));
  private static final TrustBundles TRUST =
      TrustBundles.of(
          X509Bundle.of(
              new TrustDomain("example.org"), List.of(StrictX509Certificate.parse(ROOT.der()))));

  private static void assertRefused(TestSvid svid) {
    assertThatThrownBy(
            () ->
                new X509SvidValidator()
                    .validate(
                        svid.ders().stream().map(RawCertificate::new).toList(),
                        TRUST,
                        FakeClock.START))
        .isInstanceOfSatisfying(
            InvalidSvidException.class,
            e -> assertThat(e.reason()).isEqualTo(SvidRejection.INVALID_SVID));
  }

  @Test
  void validate_goodNameUnderTheConstraint_isAccepted() {
    assertThat(
            new X509SvidValidator().validate(ROOT.leaf(WEB).chain(), TRUST, FakeClock.START).id())
        .hasToString(WEB);
  }

  @ParameterizedTest
  @Rule({"X5-14", "X5-30", "ID-03", "ID-04", "ID-05", "ID-06", "ID-09", "ID-13", "ID-14"})
  @ValueSource(
      strings = {
        "spiffe:example.org",
        "spiffe:/example.org/a",
        "spiffe:///a",
        "spiffe://user@example.org/a",
        "spiffe://user:secret@example.org/a",
        "spiffe://example.org:8443/a",
        "spiffe://example.org:/a",
        "spiffe://example.org@other.org/a",
        "spiffe://%65xample.org/a",
        "spiffe://example.org%2f.other.org/a",
        "spiffe://example.org\\.other.org/a",
        "spiffe://EXAMPLE.ORG/a",
        "spiffe://example.org./a/",
        "spiffe://[::1]/a",
        "spiffe://example.org/a/../admin",
        "spiffe://example.org/a//b",
        "spiffe://example.org/a%2Fb",
        "spiffe://example.org/a\u0000/admin",
        "spiffe://example.org\u0000.other.org/a",
        "spiffe://example.org/a\n",
        "spiffe://example.org/a\r\nx",
        "spiffe://example.org/a?admin",
        "spiffe://example.org/a#admin",
        "spiffe://example.org/a;b",
        "spiffe://example.org/\u007f",
        " spiffe://example.org/a",
        "spiffe://example.org/a ",
        "https://example.org/a",
        "spiffe%3a//example.org/a",
        "spiffe://example.org"
      })
  void validate_nameThatReadsTwoWays_isRefused(String name) {
    assertRefused(ROOT.leaf(name));
  }

  static Stream<byte[]> encodings() {
    byte[] web = WEB.getBytes(StandardCharsets.US_ASCII);
    byte[] high = "spiffe://example.org/\u00e9".getBytes(StandardCharsets.UTF_8);
    byte[] longForm =
        DerWriter.concat(new byte[] {(byte) 0x86, (byte) 0x81, (byte) web.length}, web);
    return Stream.of(
        // Bytes outside ASCII in an IA5String.
        DerWriter.sequence(DerWriter.element(0x86, high)),
        // A length that is not in its shortest form.
        DerWriter.sequence(longForm),
        // Constructed where it must be primitive.
        DerWriter.sequence(DerWriter.element(0xa6, DerWriter.text(0x16, WEB))),
        // The text under an e-mail, a DNS and an otherName tag.
        DerWriter.sequence(DerWriter.element(0x81, web)),
        DerWriter.sequence(DerWriter.element(0x82, web)),
        DerWriter.sequence(
            DerWriter.element(
                0xa0,
                DerWriter.oid("1.3.6.1.4.1.311.20.2.3"),
                DerWriter.element(0xa0, DerWriter.text(0x0c, WEB)))),
        // Universal tags instead of the context's.
        DerWriter.sequence(DerWriter.text(0x16, WEB)),
        DerWriter.sequence(DerWriter.text(0x0c, WEB)),
        // A second name hidden behind the first, a second list behind the list.
        DerWriter.sequence(
            DerWriter.element(0x86, web),
            DerWriter.element(
                0x86, "spiffe://example.org/admin".getBytes(StandardCharsets.US_ASCII))),
        DerWriter.concat(
            DerWriter.sequence(DerWriter.element(0x86, web)),
            DerWriter.sequence(DerWriter.element(0x86, web))),
        // Nothing.
        DerWriter.sequence(),
        new byte[0],
        DerWriter.sequence(DerWriter.element(0x86)),
        // Cut.
        Arrays.copyOf(DerWriter.sequence(DerWriter.element(0x86, web)), 20),
        // Indefinite length.
        DerWriter.concat(
            new byte[] {0x30, (byte) 0x80}, DerWriter.element(0x86, web), new byte[] {0, 0}));
  }

  @ParameterizedTest
  @Rule({"X5-01", "X5-02", "X5-26"})
  @MethodSource("encodings")
  void validate_nameWrittenInAnotherWay_isRefused(byte[] names) {
    assertRefused(ROOT.leaf(WEB, c -> c.noNames().extension(SAN, false, names)));
  }

  @Test
  @Rule("X5-02")
  void validate_listOfNamesTwice_isRefused() {
    assertRefused(ROOT.leaf(WEB, c -> c.extension(SAN, false, DerWriter.sequence()).twice(SAN)));
  }

  @Test
  @Rule("X5-14")
  void validate_constraintBelowAnUnconstrainedOne_holdsForEverythingBelow() {
    TestCa upper = ROOT.intermediate(c -> {});
    TestCa lower =
        upper.intermediate(
            c -> c.noNames().uriConstraints(true, List.of(), List.of("example.org")));

    assertRefused(lower.leaf(WEB));
    assertThat(
            new X509SvidValidator()
                .validate(upper.leaf(WEB).chain(), TRUST, FakeClock.START)
                .chain())
        .hasSize(2);
  }
}
