package io.watchword.tests.conformance.spiffe.cases;

import static io.watchword.tests.conformance.spiffe.cases.Chains.WEB;

import io.watchword.tests.conformance.spiffe.judge.Question;
import io.watchword.tests.kit.DerWriter;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import io.watchword.tests.kit.TestKeys;
import io.watchword.tests.kit.TestSvid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Which roots count, signatures, times, order of the chain. X509-SVID §5.1; Trust Domain and
/// Bundle; RFC 5280 §6.
final class PathCases {

  private static final Instant LONG_AGO = Instant.parse("2021-01-01T00:00:00Z");
  private static final Instant FAR = Instant.parse("2048-01-01T00:00:00Z");

  private PathCases() {}

  static void add(Expectations cases, Chains chains) {
    roots(cases, chains);
    signatures(cases, chains);
    times(cases, chains);
    order(cases, chains);
    domains(cases);
  }

  private static void roots(Expectations cases, Chains chains) {
    TestCa root = chains.root;
    TestCa other = chains.other;
    cases.refuse(
        "X5-26", "leaf of a stranger", Chains.ask(TestCa.root("example.org").leaf(WEB), root));
    cases.refuse(
        "X5-26",
        "leaf of a stranger with our root's name",
        Chains.ask(TestCa.root("example.org", c -> c.subject(subject(root))).leaf(WEB), root));
    cases.refuse(
        "X5-26",
        "leaf of a stranger who sends its own root along",
        Chains.ask(withRoot(TestCa.root("example.org")), Chains.trust(root)));
    cases.refuse("X5-26", "self-signed leaf", selfSigned(root));
    cases.refuse(
        "X5-26",
        "intermediate not sent",
        Chains.ask(root.intermediate().leaf(WEB).ders().subList(0, 1), Chains.trust(root)));
    cases.refuse(
        "X5-32,FE-05",
        "leaf of example.org signed by the root of other.org, both trusted",
        Chains.ask(other.leaf(WEB), root, other));
    cases.refuse(
        "X5-32,FE-05",
        "the same with the bundles in the other order",
        Chains.ask(other.leaf(WEB), other, root));
    cases.refuse(
        "X5-32,FE-05",
        "leaf of example.org below an intermediate of other.org, both trusted",
        Chains.ask(other.intermediate().leaf(WEB), root, other));
    cases.accept(
        "X5-32",
        "leaf of other.org by its own root, both trusted",
        Chains.ask(other.leaf("spiffe://other.org/web"), root, other));
    cases.refuse(
        "X5-32",
        "leaf of a trust domain without bundle",
        Chains.ask(other.leaf("spiffe://other.org/web"), root));
    TestCa next = TestCa.root("example.org");
    cases.accept("X5-26", "two roots, leaf of the first", Chains.ask(root.leaf(WEB), root, next));
    cases.accept("X5-26", "two roots, leaf of the second", Chains.ask(next.leaf(WEB), root, next));
    List<TestCa> same = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      same.add(TestCa.root("example.org", c -> c.subject("CN=root")));
    }
    cases.accept(
        "X5-26",
        "four roots of one name, leaf of the last",
        Chains.ask(same.getLast().leaf(WEB), same.toArray(TestCa[]::new)));
  }

  private static void signatures(Expectations cases, Chains chains) {
    byte[] der = chains.root.leaf(WEB).leafDer();
    der[der.length - 3] ^= 1;
    cases.refuse(
        "X5-26", "signature changed", Chains.ask(Chains.list(der), Chains.trust(chains.root)));
    cases.refuse(
        "X5-26",
        "unknown critical extension",
        chains.leaf(c -> c.extension("1.3.6.1.4.1.99999.1", true, DerWriter.octets(new byte[1]))));
    cases.accept(
        "X5-26",
        "unknown extension that is not critical",
        chains.leaf(c -> c.extension("1.3.6.1.4.1.99999.1", false, DerWriter.octets(new byte[1]))));
    TestCa rsa = TestCa.root("example.org", c -> c.keys(TestKeys.rsa(2048)));
    String weak = "which algorithms are too weak is the verifier's policy";
    cases.accept("X5-26", "RSA root", Chains.ask(rsa.leaf(WEB), rsa));
    cases.accept(
        "X5-26", "RSA leaf", Chains.ask(rsa.leaf(WEB, c -> c.keys(TestKeys.rsa(2048))), rsa));
    cases.ratherRefuse(
        "X5-26",
        "signature by MD5",
        Chains.ask(rsa.leaf(WEB, c -> c.signedBy("MD5withRSA")), rsa),
        weak);
    cases.ratherRefuse(
        "X5-26",
        "signature by SHA-1",
        Chains.ask(rsa.leaf(WEB, c -> c.signedBy("SHA1withRSA")), rsa),
        weak);
    cases.ratherRefuse(
        "X5-26", "RSA key of 1024 bits", chains.leaf(c -> c.keys(TestKeys.rsa(1024))), weak);
    for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
      TestCa root = TestCa.root("example.org", c -> c.keys(TestKeys.ec(curve)));
      cases.accept(
          "X5-26",
          "keys on " + curve,
          Chains.ask(root.leaf(WEB, c -> c.keys(TestKeys.ec(curve))), root));
    }
  }

  private static void times(Expectations cases, Chains chains) {
    Instant from = TestCertificate.NOT_BEFORE;
    Instant until = TestCertificate.NOT_AFTER;
    cases.refuse("X5-26", "leaf expired", chains.leaf(c -> c.validity(from, LONG_AGO)));
    cases.refuse("X5-26", "leaf not valid yet", chains.leaf(c -> c.validity(FAR, until)));
    cases.refuse("X5-26", "intermediate expired", chains.below(c -> c.validity(from, LONG_AGO)));
    cases.refuse("X5-26", "intermediate not valid yet", chains.below(c -> c.validity(FAR, until)));
    cases.ratherRefuse(
        "X5-26",
        "root expired",
        Chains.belowRoot(c -> c.validity(from, LONG_AGO)),
        "RFC 5280 §6.1 leaves to the verifier whether what a trust anchor says counts");
  }

  private static void order(Expectations cases, Chains chains) {
    TestCa root = chains.root;
    TestSvid deep = root.intermediate(c -> {}).intermediate().leaf(WEB);
    cases.ratherAccept(
        "X5-26",
        "root sent along",
        Chains.ask(withRoot(root), Chains.trust(root)),
        "who is sent a root need not expect it");
    List<byte[]> turned = new ArrayList<>(deep.ders().subList(1, 3));
    Collections.reverse(turned);
    turned.addFirst(deep.leafDer());
    cases.ratherAccept(
        "X5-26",
        "intermediates in the other order",
        Chains.ask(turned, Chains.trust(root)),
        "TLS 1.3 says that a verifier should cope, not that it must");
    cases.refuse(
        "X5-26",
        "intermediate first, leaf second",
        Chains.ask(
            List.of(deep.ders().get(2), deep.ders().get(1), deep.leafDer()), Chains.trust(root)));
    cases.refuse("X5-26", "no certificate", Chains.ask(List.of(), Chains.trust(root)));
  }

  private static void domains(Expectations cases) {
    for (String domain : List.of("my_td", "td-", "-td", "td..x", "td.", "1.2.3.4", "_")) {
      TestCa root = TestCa.root(domain);
      cases.accept(
          "ID-10,ID-08",
          "leaf of the trust domain " + domain,
          Chains.ask(root.intermediate().leaf("spiffe://" + domain + "/web"), root));
    }
    TestCa root = TestCa.root("example.org");
    cases.accept(
        "ID-18",
        "leaf with an ID of 2048 bytes",
        Chains.ask(root.leaf(IdCases.ofLength(2048)), root));
  }

  private static String subject(TestCa ca) {
    return ca.certificate().getSubjectX500Principal().getName();
  }

  private static List<byte[]> withRoot(TestCa root) {
    List<byte[]> all = new ArrayList<>(root.intermediate().leaf(WEB).ders());
    all.add(root.der());
    return all;
  }

  private static Question selfSigned(TestCa root) {
    TestCa own =
        TestCa.root(
            "example.org",
            c ->
                c.noNames()
                    .uri(WEB)
                    .basicConstraints(true, false, -1)
                    .keyUsage(true, TestCertificate.DIGITAL_SIGNATURE));
    return Chains.ask(Chains.list(own.der()), Chains.trust(root));
  }
}
