package io.watchword.tests.conformance.spiffe.cases;

import static io.watchword.tests.conformance.spiffe.cases.Chains.WEB;
import static io.watchword.tests.kit.TestCertificate.CLIENT_AUTH;
import static io.watchword.tests.kit.TestCertificate.CRL_SIGN;
import static io.watchword.tests.kit.TestCertificate.DIGITAL_SIGNATURE;
import static io.watchword.tests.kit.TestCertificate.KEY_CERT_SIGN;
import static io.watchword.tests.kit.TestCertificate.SERVER_AUTH;

import io.watchword.tests.conformance.spiffe.judge.Question;
import io.watchword.tests.kit.DerWriter;
import io.watchword.tests.kit.TestCa;
import java.util.List;

/// Signing certificates and the path to them. X509-SVID §2, §4, §5.1; RFC 5280 §6.
final class AuthorityCases {

  private static final String ISSUERS =
      "it is asked of who issues signing certificates; §5 does not tell a validator to look";

  private AuthorityCases() {}

  static void add(Expectations cases, Chains chains) {
    identities(cases, chains);
    profile(cases, chains);
    lengths(cases, chains);
    constraints(cases, chains);
  }

  private static void identities(Expectations cases, Chains chains) {
    cases.accept("X5-26", "leaf of an intermediate", chains.below(c -> {}));
    cases.ratherAccept(
        "X5-06",
        "authorities without SPIFFE ID",
        noIds(),
        "a verifier may ask of authorities what they should have");
    cases.ratherRefuse(
        "X5-07",
        "intermediate with a path in its ID",
        chains.below(c -> c.noNames().uri("spiffe://example.org/ca")),
        ISSUERS);
    cases.ratherRefuse(
        "X5-07",
        "root with a path in its ID",
        Chains.belowRoot(c -> c.noNames().uri("spiffe://example.org/ca")),
        ISSUERS);
    cases.ratherRefuse(
        "X5-01",
        "intermediate with two SPIFFE IDs",
        chains.below(c -> c.uri("spiffe://other.org")),
        ISSUERS);
    cases.ratherAccept(
        "X5-09",
        "intermediate with the ID of another trust domain",
        chains.below(c -> c.noNames().uri("spiffe://other.org")),
        "X5-08 says that it should be of the same trust domain");
    cases.accept(
        "X5-09",
        "three intermediates",
        Chains.ask(
            chains.root.intermediate(c -> {}).intermediate(c -> {}).intermediate().leaf(WEB),
            chains.root));
  }

  private static Question noIds() {
    TestCa root = TestCa.root("example.org", c -> c.noNames());
    return Chains.ask(root.intermediate(c -> c.noNames()).leaf(WEB), root);
  }

  private static void profile(Expectations cases, Chains chains) {
    cases.refuse(
        "X5-11,X5-26",
        "intermediate whose cA is false",
        chains.below(c -> c.basicConstraints(true, false, -1)));
    cases.refuse(
        "X5-11,X5-26",
        "intermediate without basic constraints",
        chains.below(c -> c.without("2.5.29.19")));
    cases.refuse("X5-11,X5-26", "intermediate of version 1", chains.below(c -> c.version(1)));
    cases.refuse(
        "X5-11,X5-26",
        "leaf signed by another leaf",
        chains.below(
            c ->
                c.basicConstraints(true, false, -1)
                    .keyUsage(true, DIGITAL_SIGNATURE)
                    .noNames()
                    .uri(WEB)));
    cases.ratherRefuse(
        "X5-11",
        "intermediate whose basic constraints are not critical",
        chains.below(c -> c.basicConstraints(false, true, -1)),
        "RFC 5280 asks it of who issues");
    cases.refuse(
        "X5-17,X5-26",
        "intermediate without keyCertSign",
        chains.below(c -> c.keyUsage(true, CRL_SIGN)));
    cases.refuse(
        "X5-17,X5-26",
        "intermediate with digitalSignature alone",
        chains.below(c -> c.keyUsage(true, DIGITAL_SIGNATURE)));
    cases.accept("X5-18", "keyCertSign alone", chains.below(c -> c.keyUsage(true, KEY_CERT_SIGN)));
    cases.accept(
        "X5-18",
        "keyCertSign and cRLSign",
        chains.below(c -> c.keyUsage(true, KEY_CERT_SIGN, CRL_SIGN)));
    cases.ratherRefuse(
        "X5-15",
        "intermediate without key usage",
        chains.below(c -> c.without("2.5.29.15")),
        ISSUERS);
    cases.ratherRefuse(
        "X5-16",
        "intermediate whose key usage is not critical",
        chains.below(c -> c.keyUsage(false, KEY_CERT_SIGN)),
        ISSUERS);
    cases.accept(
        "X5-25",
        "intermediate with both extended key usages",
        chains.below(c -> c.extendedKeyUsage(false, SERVER_AUTH, CLIENT_AUTH)));
    cases.ratherRefuse(
        "X5-25",
        "intermediate restricted to code signing",
        chains.below(c -> c.extendedKeyUsage(false, "1.3.6.1.5.5.7.3.3")),
        "what extended key usage of an authority means is left open");
  }

  private static void lengths(Expectations cases, Chains chains) {
    TestCa none = TestCa.root("example.org", c -> c.basicConstraints(true, true, 0));
    TestCa one = TestCa.root("example.org", c -> c.basicConstraints(true, true, 1));
    cases.accept("X5-13", "root of length 0, its leaf", Chains.ask(none.leaf(WEB), none));
    cases.accept(
        "X5-13", "root of length 1, one below", Chains.ask(one.intermediate().leaf(WEB), one));
    cases.ratherRefuse(
        "X5-13",
        "root of length 0, one below",
        Chains.ask(none.intermediate().leaf(WEB), none),
        "RFC 5280 §6.1 leaves to the verifier whether what a trust anchor says counts");
    cases.refuse(
        "X5-26,X5-13",
        "intermediate of length 0, one below",
        Chains.ask(chains.root.intermediate().intermediate().leaf(WEB), chains.root));
  }

  private static void constraints(Expectations cases, Chains chains) {
    String support =
        "URI constraints may be unknown to a verifier, which then refuses critical ones";
    for (String[] row :
        new String[][] {
          {"example.org", "example.org"},
          {".example.org", "sub.example.org"},
          {"EXAMPLE.org", "example.org"},
          {"my_td", "my_td"},
          {"td-", "td-"},
          {"1.2.3.4", "1.2.3.4"},
          {".x", "td..x"}
        }) {
      cases.ratherAccept(
          "X5-14",
          "permitted " + row[0] + ", leaf of " + row[1],
          permitted(row[0], row[1]),
          support);
    }
    for (String[] row :
        new String[][] {
          {"example.org", "other.org"},
          {"example.org", "sub.example.org"},
          {".example.org", "example.org"},
          {".example.org", "notexample.org"},
          {"my_td", "my-td"},
          {"1.2.3.4", "1.2.3.5"},
          {"example.org", "example.org.evil"}
        }) {
      cases.refuse(
          "X5-26,X5-14", "permitted " + row[0] + ", leaf of " + row[1], permitted(row[0], row[1]));
    }
    cases.refuse(
        "X5-26,X5-14",
        "excluded example.org",
        chains.below(c -> c.noNames().uriConstraints(true, List.of(), List.of("example.org"))));
    cases.ratherRefuse(
        "X5-14",
        "excluded example.org, not critical",
        chains.below(c -> c.noNames().uriConstraints(false, List.of(), List.of("example.org"))),
        "a verifier without support may pass over constraints that are not critical");
    TestCa bound =
        TestCa.root(
            "example.org", c -> c.noNames().uriConstraints(true, List.of("other.org"), List.of()));
    cases.ratherRefuse(
        "X5-14",
        "permitted other.org on the root itself",
        Chains.ask(bound.leaf(WEB), bound),
        "RFC 5280 §6.1 leaves to the verifier whether what a trust anchor says counts");
    cases.refuse(
        "X5-26,X5-14",
        "constraints on DNS names, another DNS name",
        Chains.ask(
            chains
                .root
                .intermediate(c -> c.dnsConstraints(true, List.of("example.org"), List.of()))
                .leaf(WEB, c -> c.dns("web.other.org")),
            chains.root));
    cases.accept(
        "X5-14",
        "constraints on DNS names, a DNS name within",
        Chains.ask(
            chains
                .root
                .intermediate(c -> c.dnsConstraints(true, List.of("example.org"), List.of()))
                .leaf(WEB, c -> c.dns("web.example.org")),
            chains.root));
    cases.ratherRefuse(
        "X5-14",
        "leaf with name constraints",
        chains.leaf(c -> c.uriConstraints(true, List.of("example.org"), List.of())),
        "RFC 5280 §4.2.1.10 asks it of who issues");
    cases.refuse(
        "X5-26",
        "intermediate with an unknown critical extension",
        chains.below(c -> c.extension("1.3.6.1.4.1.99999.1", true, DerWriter.octets(new byte[1]))));
  }

  private static Question permitted(String permitted, String domain) {
    TestCa root = TestCa.root(domain, c -> c.noNames());
    TestCa bound =
        root.intermediate(c -> c.noNames().uriConstraints(true, List.of(permitted), List.of()));
    return Chains.ask(bound.leaf("spiffe://" + domain + "/web"), root);
  }
}
