package io.watchword.identity.svid;

import static io.watchword.tests.kit.TestCertificate.CRL_SIGN;
import static io.watchword.tests.kit.TestCertificate.DIGITAL_SIGNATURE;
import static io.watchword.tests.kit.TestCertificate.KEY_CERT_SIGN;
import static io.watchword.tests.kit.TestCertificate.KEY_ENCIPHERMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import io.watchword.tests.kit.TestSvid;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The nine chains that the trust manager of java-spiffe 0.8.17 was measured with; it gets all but
/// two wrong.
class JavaSpiffeFaultsTest {

  private static final TestCa ROOT = TestCa.root("example.org");
  private static final String WEB = "spiffe://example.org/web";

  private static Arguments row(
      String presented, boolean accepted, Consumer<TestCertificate> deviation) {
    return Arguments.of(presented, accepted, deviation);
  }

  static Stream<Arguments> chains() {
    return Stream.of(
        row("good leaf", true, c -> {}),
        row(
            "authority with a path ID",
            false,
            c -> c.basicConstraints(true, true, -1).keyUsage(true, KEY_CERT_SIGN, CRL_SIGN)),
        row(
            "authority with a root-path ID",
            false,
            c ->
                c.noNames()
                    .uri("spiffe://example.org")
                    .basicConstraints(true, true, -1)
                    .keyUsage(true, KEY_CERT_SIGN)),
        row("two URI names", false, c -> c.uri("spiffe://example.org/admin")),
        row(
            "e-mail name that reads like an ID, no URI",
            false,
            c -> c.noNames().email("spiffe://example.org/admin")),
        row("no digitalSignature", false, c -> c.keyUsage(true, KEY_ENCIPHERMENT)),
        row("ID without path", false, c -> c.noNames().uri("spiffe://example.org")),
        row("extra IP name", true, c -> c.ip((byte) 127, (byte) 0, (byte) 0, (byte) 1)),
        row(
            "extra otherName",
            true,
            c -> c.otherName("1.3.6.1.4.1.311.20.2.3", "web").keyUsage(true, DIGITAL_SIGNATURE)));
  }

  @ParameterizedTest(name = "{0}: accepted {1}")
  @MethodSource("chains")
  void validate_chainThatJavaSpiffeGetsWrong_isJudgedRight(
      String presented, boolean accepted, Consumer<TestCertificate> deviation) {
    TestSvid svid = ROOT.leaf(WEB, deviation);
    TrustBundles trust =
        TrustBundles.of(X509Bundle.of(new TrustDomain("example.org"), List.of(ROOT.certificate())));
    X509SvidValidator validator = new X509SvidValidator();
    List<RawCertificate> chain = svid.ders().stream().map(RawCertificate::new).toList();

    if (accepted) {
      assertThat(validator.validate(chain, trust, FakeClock.START).id())
          .as(presented)
          .hasToString(WEB);
    } else {
      assertThatThrownBy(() -> validator.validate(chain, trust, FakeClock.START))
          .as(presented)
          .isInstanceOfSatisfying(
              InvalidSvidException.class,
              e -> assertThat(e.reason()).isEqualTo(SvidRejection.INVALID_SVID));
    }
  }
}
