package io.watchword.tests.conformance.spiffe.cases;

import static io.watchword.tests.conformance.spiffe.cases.Chains.WEB;

import io.watchword.tests.conformance.spiffe.judge.Question;
import io.watchword.tests.kit.TestCa;
import java.util.List;
import java.util.Map;

/// Trust bundles as documents, by themselves and behind a chain. Trust Domain and Bundle §4;
/// X509-SVID §6.
final class BundleCases {

  private final Expectations cases;
  private final TestCa root;
  private final TestCa next = TestCa.root("example.org");
  private final String element;

  BundleCases(Expectations cases, Chains chains) {
    this.cases = cases;
    this.root = chains.root;
    this.element = Chains.element(root);
  }

  void add() {
    behindAChain();
    documents();
    maps();
  }

  private Question leafUnder(TestCa ca, String document) {
    return Chains.ask(ca.leaf(WEB).ders(), Chains.document(document));
  }

  private Question leafUnder(String document) {
    return leafUnder(root, document);
  }

  private void behindAChain() {
    String key = Jwk.parameters(root.keys().getPublic());
    String use = Jwk.member("use", "x509-svid");
    cases.accept("X5-26", "bundle document", leafUnder(Jwk.set(element)));
    cases.accept(
        "X5-37",
        "element without x5c before the root",
        leafUnder(Jwk.set(Jwk.object(key, use), element)));
    cases.accept(
        "X5-37",
        "element with an empty x5c before the root",
        leafUnder(Jwk.set(Jwk.object(key, use, "\"x5c\":[]"), element)));
    cases.refuse(
        "X5-37,X5-39", "no element but one without x5c", leafUnder(Jwk.set(Jwk.object(key, use))));
    String two = Jwk.x509(root.keys().getPublic(), root.der(), next.der());
    cases.accept("X5-38", "x5c of two, leaf of the first", leafUnder(Jwk.set(two)));
    cases.refuse("X5-38", "x5c of two, leaf of the second", leafUnder(next, Jwk.set(two)));
    cases.refuse("X5-39,TB-08", "bundle without elements", leafUnder(Jwk.set()));
    cases.refuse(
        "X5-39",
        "bundle with a JWT key alone",
        leafUnder(Jwk.set(Jwk.jwt(root.keys().getPublic(), "1"))));
    String x5c = "\"x5c\":[" + Jwk.quoted(base64(root)) + "]";
    cases.refuse(
        "TB-11,X5-39",
        "use in upper case",
        leafUnder(Jwk.set(Jwk.object(key, "\"use\":\"X509-SVID\"", x5c))));
    cases.refuse("TB-11,X5-39", "element without use", leafUnder(Jwk.set(Jwk.object(key, x5c))));
    cases.accept(
        "TB-07",
        "elements of unknown kty and use beside the root",
        leafUnder(
            Jwk.set(
                Jwk.object(Jwk.member("kty", "XYZ"), use),
                Jwk.object(key, Jwk.member("use", "new-svid"), x5c),
                Jwk.object(use, x5c),
                element)));
    cases.accept(
        "TB-01",
        "members that nobody defined",
        leafUnder("{\"vendor\":{\"a\":1},\"keys\":[" + element + "],\"other\":[]}"));
    cases.accept(
        "TB-01", "no sequence, no refresh hint", leafUnder("{\"keys\":[" + element + "]}"));
  }

  private void documents() {
    Question good = document(Jwk.set(element, Jwk.jwt(root.keys().getPublic(), "1")));
    cases.accept(
        "TB-06",
        "document with both kinds of keys",
        good,
        Map.of("x509_authorities", "1", "jwt_authorities", "1"));
    cases.accept(
        "TB-06", "document without elements", document(Jwk.set()), Map.of("x509_authorities", "0"));
    cases.refuse("TB-06", "document without `keys`", document("{\"spiffe_sequence\":1}"));
    cases.refuse("TB-06", "`keys` that is an object", document("{\"keys\":{}}"));
    for (String text : List.of("", "no json", "[]", "{\"keys\":[]} x")) {
      cases.refuse("TB-06", "text `" + text + "`", document(text));
    }
    cases.accept(
        "TB-07",
        "element of an unknown kind is passed over",
        document(
            Jwk.set(Jwk.object(Jwk.member("kty", "XYZ"), Jwk.member("use", "x509-svid")), element)),
        Map.of("x509_authorities", "1"));
    cases.accept(
        "X5-37",
        "document with an element without x5c",
        document(
            Jwk.set(
                Jwk.object(Jwk.parameters(root.keys().getPublic()), Jwk.member("use", "x509-svid")),
                element)),
        Map.of("x509_authorities", "1"));
    cases.ratherRefuse(
        "TB-03",
        "sequence that is a text",
        document("{\"keys\":[],\"spiffe_sequence\":\"1\"}"),
        "what a consumer does with a broken sequence is not said");
    cases.ratherRefuse(
        "TB-05",
        "refresh hint with a fraction",
        document("{\"keys\":[],\"spiffe_refresh_hint\":1.5}"),
        "what a consumer does with a broken hint is not said");
    cases.ratherRefuse(
        "TB-17",
        "`keys` twice",
        document("{\"keys\":[],\"keys\":[" + element + "]}"),
        "it is a SHOULD, and common JSON readers do not notice");
  }

  private void maps() {
    String bundle = Jwk.set(element);
    cases.accept(
        "TB-12",
        "map of two trust domains",
        map(
            "{\"trust_domains\":{\"example.org\":"
                + bundle
                + ",\"other.org\":"
                + Jwk.set()
                + "}}"));
    cases.refuse("TB-12", "map without `trust_domains`", map("{\"domains\":{}}"));
    cases.refuse(
        "TB-14",
        "map with a trust domain twice",
        map("{\"trust_domains\":{\"a.org\":" + bundle + ",\"a.org\":" + bundle + "}}"));
    cases.tell(
        "TB-16",
        "map whose bundles have a refresh hint",
        map("{\"trust_domains\":{\"example.org\":" + bundle + "}}"),
        Map.of("refresh_hint", ""));
  }

  private static Question document(String text) {
    return new Question.Bundle("example.org", text);
  }

  private static Question map(String text) {
    return new Question.Bundle("", text);
  }

  private static String base64(TestCa ca) {
    return java.util.Base64.getEncoder().encodeToString(ca.der());
  }
}
