package io.watchword.tests.conformance.spiffe.cases;

import static io.watchword.tests.kit.TestCertificate.CRL_SIGN;
import static io.watchword.tests.kit.TestCertificate.KEY_CERT_SIGN;
import static io.watchword.tests.kit.TestCertificate.KEY_ENCIPHERMENT;

/// The nine chains that the trust manager of java-spiffe 0.8.17 is known to judge wrongly, but for
/// two.
final class JavaSpiffeCases {

  private JavaSpiffeCases() {}

  static void add(Expectations cases, Chains chains) {
    cases.accept("X5-01", "java-spiffe 1: good leaf", chains.leaf(c -> {}));
    cases.refuse(
        "X5-27,X5-10",
        "java-spiffe 2: authority with a path in its ID",
        chains.leaf(
            c -> c.basicConstraints(true, true, -1).keyUsage(true, KEY_CERT_SIGN, CRL_SIGN)));
    cases.refuse(
        "X5-27,X5-10,X5-31",
        "java-spiffe 3: authority without path in its ID",
        chains.leaf(
            c ->
                c.noNames()
                    .uri("spiffe://example.org")
                    .basicConstraints(true, true, -1)
                    .keyUsage(true, KEY_CERT_SIGN)));
    cases.refuse(
        "X5-02,X5-01",
        "java-spiffe 4: two URIs",
        chains.leaf(c -> c.uri("spiffe://example.org/admin")));
    cases.refuse(
        "X5-01",
        "java-spiffe 5: e-mail that reads like an ID, no URI",
        chains.leaf(c -> c.noNames().email("spiffe://example.org/admin")));
    cases.ratherRefuse(
        "X5-19",
        "java-spiffe 6: no digitalSignature",
        chains.leaf(c -> c.keyUsage(true, KEY_ENCIPHERMENT)),
        "it is asked of who issues; §5.2 does not tell a validator to look");
    cases.refuse(
        "X5-31,X5-04",
        "java-spiffe 7: ID without path",
        chains.leaf(c -> c.noNames().uri("spiffe://example.org")));
    cases.accept(
        "X5-03",
        "java-spiffe 8: an IP address too",
        chains.leaf(c -> c.ip(new byte[] {127, 0, 0, 1})));
    cases.accept(
        "X5-03",
        "java-spiffe 9: an otherName too",
        chains.leaf(c -> c.otherName("1.3.6.1.4.1.311.20.2.3", "web")));
  }
}
