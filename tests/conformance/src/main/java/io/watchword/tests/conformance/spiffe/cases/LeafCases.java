package io.watchword.tests.conformance.spiffe.cases;

import static io.watchword.tests.conformance.spiffe.cases.Chains.WEB;
import static io.watchword.tests.kit.TestCertificate.CLIENT_AUTH;
import static io.watchword.tests.kit.TestCertificate.CRL_SIGN;
import static io.watchword.tests.kit.TestCertificate.DIGITAL_SIGNATURE;
import static io.watchword.tests.kit.TestCertificate.KEY_AGREEMENT;
import static io.watchword.tests.kit.TestCertificate.KEY_CERT_SIGN;
import static io.watchword.tests.kit.TestCertificate.KEY_ENCIPHERMENT;
import static io.watchword.tests.kit.TestCertificate.SERVER_AUTH;

import io.watchword.tests.kit.TestSvid;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The leaf: its ID, its names, what its key may do. X509-SVID §2, §3, §4, §5.2.
final class LeafCases {

  private static final String ISSUERS =
      "it is asked of who issues; §5.2 does not tell a validator to look";

  private LeafCases() {}

  static void add(Expectations cases, Chains chains) {
    names(cases, chains);
    ids(cases, chains);
    constraints(cases, chains);
    usages(cases, chains);
  }

  private static void names(Expectations cases, Chains chains) {
    cases.accept("X5-01,X5-26", "good leaf of a root", chains.leaf(c -> {}));
    cases.refuse(
        "X5-01", "no URI among the names", chains.leaf(c -> c.noNames().dns("web.example.org")));
    cases.refuse("X5-01", "no names at all", chains.leaf(c -> c.noNames()));
    for (String second :
        List.of(
            "spiffe://example.org/b",
            "spiffe://other.org/b",
            "https://example.org/b",
            "urn:x",
            WEB)) {
      cases.refuse(
          "X5-02,X5-01", "second URI " + second + " behind", chains.leaf(c -> c.uri(second)));
      cases.refuse(
          "X5-02,X5-01",
          "second URI " + second + " in front",
          chains.leaf(c -> c.noNames().uri(second).uri(WEB)));
    }
    cases.accept("X5-03", "DNS name beside the ID", chains.leaf(c -> c.dns("web.example.org")));
    cases.accept(
        "X5-03", "DNS name before the ID", chains.leaf(c -> c.noNames().dns("a.example").uri(WEB)));
    cases.accept("X5-03", "e-mail beside the ID", chains.leaf(c -> c.email("web@example.org")));
    cases.accept(
        "X5-03", "IPv4 address beside the ID", chains.leaf(c -> c.ip(new byte[] {10, 0, 0, 1})));
    cases.accept("X5-03", "IPv6 address beside the ID", chains.leaf(c -> c.ip(new byte[16])));
    cases.accept(
        "X5-03",
        "otherName beside the ID",
        chains.leaf(c -> c.otherName("1.3.6.1.4.1.311.20.2.3", "web")));
    cases.accept(
        "X5-03", "directory name beside the ID", chains.leaf(c -> c.directoryName("CN=web")));
    cases.refuse(
        "X5-01",
        "e-mail that reads like an ID instead of a URI",
        chains.leaf(c -> c.noNames().email("spiffe://example.org/admin")));
    cases.refuse(
        "X5-01",
        "DNS name that reads like an ID instead of a URI",
        chains.leaf(c -> c.noNames().dns("spiffe://example.org/admin")));
    cases.accept(
        "X5-03",
        "e-mail that reads like an ID beside the ID",
        chains.leaf(c -> c.email("spiffe://example.org/admin")));
    cases.ratherRefuse(
        "X5-05",
        "no subject, names not critical",
        chains.leaf(c -> c.subject("").namesCritical(false)),
        "RFC 5280 §4.2.1.6 " + ISSUERS);
    cases.accept(
        "X5-05", "no subject, names critical", chains.leaf(c -> c.subject("").namesCritical(true)));
    byte[] der = chains.root.leaf(WEB).leafDer();
    cases.refuse(
        "ID-23,X5-26",
        "ID changed after signing",
        Chains.ask(
            Chains.list(
                new String(der, StandardCharsets.ISO_8859_1)
                    .replace("/sa/web", "/sa/wax")
                    .getBytes(StandardCharsets.ISO_8859_1)),
            Chains.trust(chains.root)));
  }

  private static void ids(Expectations cases, Chains chains) {
    cases.refuse("X5-31,X5-04", "ID without path", chains.leaf("spiffe://example.org"));
    cases.refuse("X5-31,ID-15", "ID whose path is `/`", chains.leaf("spiffe://example.org/"));
    for (String uri :
        List.of(
            "https://example.org/web",
            "spiffe:example.org/web",
            "spiffe:/example.org/web",
            "urn:spiffe:web",
            "xspiffe://example.org/web",
            "spiffes://example.org/web")) {
      cases.refuse("X5-30,ID-24", "URI " + uri, chains.leaf(uri));
    }
    for (IdCases.Wrong wrong : IdCases.WRONG) {
      cases.refuse(
          "X5-01," + wrong.rule(),
          "leaf with the ID " + IdCases.shown(wrong.text()),
          chains.leaf(wrong.text()));
    }
  }

  private static void constraints(Expectations cases, Chains chains) {
    cases.accept(
        "X5-12", "leaf without basic constraints", chains.leaf(c -> c.without("2.5.29.19")));
    cases.accept(
        "X5-12",
        "leaf with basic constraints that are not critical",
        chains.leaf(c -> c.basicConstraints(false, false, -1)));
    cases.refuse(
        "X5-27,X5-10,X5-12",
        "certificate authority with a path in its ID as leaf",
        chains.leaf(c -> c.basicConstraints(true, true, -1).keyUsage(true, KEY_CERT_SIGN)));
    cases.refuse(
        "X5-27,X5-10,X5-31",
        "certificate authority without path in its ID as leaf",
        chains.leaf(
            c ->
                c.noNames()
                    .uri("spiffe://example.org")
                    .basicConstraints(true, true, -1)
                    .keyUsage(true, KEY_CERT_SIGN, DIGITAL_SIGNATURE)));
    cases.refuse(
        "X5-27,X5-12",
        "cA alone, key usage of a leaf",
        chains.leaf(c -> c.basicConstraints(true, true, -1)));
    cases.refuse(
        "X5-27",
        "cA in basic constraints that are not critical",
        chains.leaf(c -> c.basicConstraints(false, true, 0)));
    TestSvid root = new TestSvid(List.of(chains.root.der()), chains.root.key());
    cases.refuse("X5-10,X5-27", "the root itself as leaf", Chains.ask(root, chains.root));
  }

  private static void usages(Expectations cases, Chains chains) {
    cases.ratherRefuse(
        "X5-15", "leaf without key usage", chains.leaf(c -> c.without("2.5.29.15")), ISSUERS);
    cases.ratherRefuse(
        "X5-16",
        "leaf whose key usage is not critical",
        chains.leaf(c -> c.keyUsage(false, DIGITAL_SIGNATURE)),
        ISSUERS);
    cases.ratherRefuse(
        "X5-19",
        "leaf without digitalSignature",
        chains.leaf(c -> c.keyUsage(true, KEY_ENCIPHERMENT)),
        ISSUERS);
    cases.accept(
        "X5-20",
        "leaf with keyEncipherment and keyAgreement too",
        chains.leaf(c -> c.keyUsage(true, DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, KEY_AGREEMENT)));
    cases.refuse(
        "X5-28,X5-21",
        "leaf with keyCertSign",
        chains.leaf(c -> c.keyUsage(true, DIGITAL_SIGNATURE, KEY_CERT_SIGN)));
    cases.refuse(
        "X5-29,X5-22",
        "leaf with cRLSign",
        chains.leaf(c -> c.keyUsage(true, DIGITAL_SIGNATURE, CRL_SIGN)));
    cases.accept(
        "X5-23", "leaf without extended key usage", chains.leaf(c -> c.without("2.5.29.37")));
    for (String alone : List.of(SERVER_AUTH, CLIENT_AUTH)) {
      cases.ratherRefuse(
          "X5-24",
          "leaf with extended key usage " + alone + " alone",
          chains.leaf(c -> c.extendedKeyUsage(false, alone)),
          ISSUERS);
    }
    cases.accept(
        "X5-24",
        "leaf with a third extended key usage",
        chains.leaf(c -> c.extendedKeyUsage(false, SERVER_AUTH, CLIENT_AUTH, "1.3.6.1.5.5.7.3.4")));
    cases.accept(
        "X5-25",
        "leaf whose extended key usage is critical",
        chains.leaf(c -> c.extendedKeyUsage(true, SERVER_AUTH, CLIENT_AUTH)));
  }
}
