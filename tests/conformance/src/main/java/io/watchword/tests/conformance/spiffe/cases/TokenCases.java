package io.watchword.tests.conformance.spiffe.cases;

import io.watchword.tests.conformance.spiffe.judge.Question;
import io.watchword.tests.conformance.spiffe.judge.TrustFile;
import io.watchword.tests.kit.TestKeys;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// JWT-SVIDs. JWT-SVID §2 to §6; Workload API §6.2.
final class TokenCases {

  private static final String WEB = Chains.WEB;
  private static final String AUDIENCE = "spiffe://example.org/ns/shop/sa/orders";
  private static final String KID = "key-1";

  private final Expectations cases;
  private final Instant now;
  private final KeyPair key = TestKeys.ec();
  private final KeyPair rsa = TestKeys.rsa(2048);
  private final List<TrustFile> trust =
      trust("example.org", Jwk.jwt(key.getPublic(), KID), Jwk.jwt(rsa.getPublic(), "rsa"));

  TokenCases(Expectations cases, Instant now) {
    this.cases = cases;
    this.now = now;
  }

  void add() {
    serialization();
    headers();
    algorithms();
    subjects();
    audiences();
    times();
    keys();
  }

  private Token token() {
    return new Token("ES256", KID, WEB, AUDIENCE, now.plus(Duration.ofMinutes(5)));
  }

  private Question with(UnaryOperator<Token> change) {
    return ask(change.apply(token()).sign(key));
  }

  private Question ask(String token) {
    return new Question.Jwt(token, AUDIENCE, trust);
  }

  private void serialization() {
    String good = token().sign(key);
    String[] parts = good.split("\\.");
    cases.accept("JW-01", "compact serialization", ask(good), Map.of("id", WEB));
    cases.refuse(
        "JW-02",
        "flattened JSON serialization",
        ask(
            Jwk.object(
                Jwk.member("protected", parts[0]),
                Jwk.member("payload", parts[1]),
                Jwk.member("signature", parts[2]))));
    cases.refuse(
        "JW-02",
        "general JSON serialization",
        ask(
            "{"
                + Jwk.member("payload", parts[1])
                + ",\"signatures\":["
                + Jwk.object(Jwk.member("protected", parts[0]), Jwk.member("signature", parts[2]))
                + "]}"));
    cases.refuse("JW-01", "two parts", ask(parts[0] + "." + parts[1]));
    cases.refuse("JW-01", "four parts", ask(good + ".AAAA"));
    cases.refuse("JW-01", "five parts, as of an encrypted one", ask(good + ".AAAA.AAAA"));
    cases.refuse("JW-01", "nothing", ask(""));
    cases.refuse("JW-01", "no base64", ask("a!b.c!d.e!f"));
    cases.refuse("JW-01", "signature in base64 with padding", ask(good + "=="));
    cases.refuse(
        "JW-01",
        "payload that is no JSON",
        ask(parts[0] + "." + Jwk.base64("rubbish") + "." + parts[2]));
    char last = parts[1].charAt(10) == 'A' ? 'B' : 'A';
    cases.refuse(
        "JW-01",
        "payload changed",
        ask(
            parts[0]
                + "."
                + parts[1].substring(0, 10)
                + last
                + parts[1].substring(11)
                + "."
                + parts[2]));
    cases.refuse(
        "JW-01",
        "signature changed",
        ask(
            parts[0]
                + "."
                + parts[1]
                + "."
                + (parts[2].startsWith("A") ? "B" : "A")
                + parts[2].substring(1)));
    cases.refuse("JW-01", "no signature", ask(parts[0] + "." + parts[1] + "."));
  }

  private void headers() {
    for (String[] extra :
        new String[][] {
          {"cty", "\"JWT\""},
          {"jku", "\"https://attacker.example/keys\""},
          {"jwk", Jwk.jwt(key.getPublic(), KID)},
          {"x5u", "\"https://attacker.example/x\""},
          {"x5c", "[\"AAAA\"]"},
          {"x5t", "\"AAAA\""},
          {"b64", "true"},
          {"vendor", "1"}
        }) {
      cases.refuse("JW-03", "header `" + extra[0] + "`", with(t -> t.header(extra[0], extra[1])));
    }
    cases.refuse(
        "JW-03",
        "header `crit`",
        with(t -> t.header("crit", "[\"vendor\"]").header("vendor", "1")));
    cases.accept("JW-07", "typ JOSE", with(t -> t.header("typ", "\"JOSE\"")));
    cases.accept("JW-07", "typ JWT", with(t -> t));
    cases.accept("JW-07", "no typ", with(t -> t.header("typ", "")));
    cases.refuse("JW-07", "typ at+jwt", with(t -> t.header("typ", "\"at+jwt\"")));
    cases.refuse("JW-07,ID-24", "typ wit+jwt", with(t -> t.header("typ", "\"wit+jwt\"")));
    cases.ratherAccept(
        "JW-06",
        "no kid",
        with(t -> t.header("kid", "")),
        "§2.2 lets issuers leave `kid` out, and a verifier may want it");
    cases.refuse("JW-20", "kid of no key", with(t -> t.header("kid", "\"key-2\"")));
    cases.accept(
        "JW-08",
        "claims `jti`, `nbf` and private ones",
        with(t -> t.claim("jti", "\"a\"").claim("nbf", "0").claim("vendor", "{\"a\":[1]}")));
  }

  private void algorithms() {
    for (String algorithm :
        List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")) {
      KeyPair pair =
          switch (algorithm) {
            case "ES256" -> key;
            case "ES384" -> TestKeys.ec("secp384r1");
            case "ES512" -> TestKeys.ec("secp521r1");
            default -> rsa;
          };
      cases.accept(
          "JW-04",
          algorithm,
          new Question.Jwt(
              token().header("alg", Jwk.quoted(algorithm)).sign(pair),
              AUDIENCE,
              trust("example.org", Jwk.jwt(pair.getPublic(), KID))));
    }
    cases.refuse("JW-05", "alg none", ask(token().header("alg", "\"none\"").unsigned()));
    cases.refuse("JW-05", "alg None", ask(token().header("alg", "\"None\"").unsigned()));
    cases.refuse(
        "JW-05",
        "alg none with a signature",
        ask(token().header("alg", "\"none\"").sign("ES256", key)));
    cases.refuse("JW-05", "no alg", ask(token().header("alg", "").sign("ES256", key)));
    cases.refuse(
        "JW-05",
        "HS256 by the public key",
        ask(token().header("alg", "\"HS256\"").mac(key.getPublic())));
    for (String algorithm : List.of("ES256K", "HS512", "es256", "EdDSA")) {
      cases.refuse(
          "JW-05",
          algorithm + " in the header of a token signed by ES256",
          ask(token().header("alg", Jwk.quoted(algorithm)).sign("ES256", key)));
    }
    KeyPair edwards = TestKeys.ed25519();
    cases.refuse(
        "JW-05",
        "EdDSA by a key in the bundle",
        new Question.Jwt(
            token().header("alg", "\"EdDSA\"").sign(edwards),
            AUDIENCE,
            trust("example.org", Jwk.jwt(edwards.getPublic(), KID))));
    cases.refuse(
        "JW-05",
        "RS256 for a key on an elliptic curve",
        ask(token().header("alg", "\"RS256\"").sign("RS256", rsa)));
  }

  private void subjects() {
    cases.refuse("JW-09", "no sub", with(t -> t.claim("sub", "")));
    cases.refuse("JW-09", "sub that is no SPIFFE ID", with(t -> t.claim("sub", "\"web\"")));
    cases.refuse("JW-09", "sub that is a number", with(t -> t.claim("sub", "7")));
    cases.ratherRefuse(
        "JW-09",
        "sub without path",
        with(t -> t.claim("sub", "\"spiffe://example.org\"")),
        "§3.1 says the ID of the workload, which has a path; it does not say so of verifiers");
    for (IdCases.Wrong wrong : IdCases.WRONG) {
      if (wrong.text().chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
        cases.refuse(
            "JW-09," + wrong.rule(),
            "sub " + IdCases.shown(wrong.text()),
            with(t -> t.claim("sub", Jwk.quoted(wrong.text()))));
      }
    }
    cases.refuse(
        "JW-21,WA-29",
        "sub of a trust domain without bundle",
        with(t -> t.claim("sub", "\"spiffe://other.org/web\"")));
    KeyPair others = TestKeys.ec();
    List<TrustFile> both = new ArrayList<>(trust);
    both.addAll(trust("other.org", Jwk.jwt(others.getPublic(), KID)));
    cases.refuse(
        "JW-21",
        "sub of example.org, signed by the key of other.org, both trusted",
        new Question.Jwt(token().sign(others), AUDIENCE, both));
    cases.accept(
        "JW-21",
        "sub of other.org, signed by its key, both trusted",
        new Question.Jwt(
            token().claim("sub", "\"spiffe://other.org/web\"").sign(others), AUDIENCE, both));
  }

  private void audiences() {
    cases.refuse("JW-11,JW-10", "no aud", with(t -> t.claim("aud", "")));
    cases.refuse("JW-10", "aud with no value", with(t -> t.claim("aud", "[]")));
    cases.refuse("JW-10", "aud null", with(t -> t.claim("aud", "null")));
    cases.refuse("JW-10", "aud that is a number", with(t -> t.claim("aud", "7")));
    cases.refuse("JW-10", "aud of an empty text", with(t -> t.claim("aud", "\"\"")));
    cases.refuse("JW-12", "aud of another", with(t -> t.claim("aud", "[\"other\"]")));
    cases.refuse(
        "JW-12",
        "aud that our audience begins with",
        with(t -> t.claim("aud", "[\"spiffe://example.org/ns/shop/sa\"]")));
    cases.refuse(
        "JW-12",
        "aud in other case",
        with(t -> t.claim("aud", Jwk.quoted(AUDIENCE.toUpperCase(java.util.Locale.ROOT)))));
    cases.accept("JW-10", "aud as a text", with(t -> t.claim("aud", Jwk.quoted(AUDIENCE))));
    cases.accept(
        "JW-12",
        "aud of several, ours among them",
        with(t -> t.claim("aud", "[\"other\"," + Jwk.quoted(AUDIENCE) + "]")));
  }

  private void times() {
    cases.refuse("JW-14", "no exp", with(t -> t.claim("exp", "")));
    cases.refuse("JW-14", "exp that is a text", with(t -> t.claim("exp", "\"tomorrow\"")));
    cases.refuse("JW-15", "expired an hour ago", with(t -> t.claim("exp", seconds(-3600))));
    cases.refuse("JW-15", "expired at the beginning of time", with(t -> t.claim("exp", "0")));
    cases.refuse("JW-15", "exp below zero", with(t -> t.claim("exp", "-1")));
    cases.accept("JW-15", "exp with a fraction", with(t -> t.claim("exp", seconds(300) + ".5")));
    cases.ratherRefuse(
        "JW-08",
        "nbf in an hour",
        with(t -> t.claim("nbf", seconds(3600))),
        "RFC 7519 §4.1.5 asks it, JWT-SVID does not name `nbf`");
  }

  private void keys() {
    String good = token().sign(key);
    List<TrustFile> asX509 =
        trust(
            "example.org",
            Jwk.object(
                Jwk.parameters(key.getPublic()),
                Jwk.member("use", "x509-svid"),
                Jwk.member("kid", KID)));
    cases.refuse("JW-20", "key of X.509-SVIDs", new Question.Jwt(good, AUDIENCE, asX509));
    for (String use : List.of("", "sig", "JWT-SVID", "wit-svid")) {
      cases.refuse(
          "JW-20,TB-11",
          use.isEmpty() ? "key without use" : "key whose use is " + use,
          new Question.Jwt(
              good,
              AUDIENCE,
              trust(
                  "example.org",
                  use.isEmpty()
                      ? Jwk.object(Jwk.parameters(key.getPublic()), Jwk.member("kid", KID))
                      : Jwk.object(
                          Jwk.parameters(key.getPublic()),
                          Jwk.member("use", use),
                          Jwk.member("kid", KID)))));
    }
    cases.refuse(
        "TB-08,JW-20",
        "bundle without keys",
        new Question.Jwt(good, AUDIENCE, trust("example.org")));
    cases.refuse(
        "JW-20",
        "another key under the same kid",
        new Question.Jwt(
            good, AUDIENCE, trust("example.org", Jwk.jwt(TestKeys.ec().getPublic(), KID))));
    cases.accept(
        "TB-07",
        "elements of unknown kinds beside the key",
        new Question.Jwt(
            good,
            AUDIENCE,
            trust(
                "example.org",
                Jwk.object(
                    Jwk.member("kty", "XYZ"),
                    Jwk.member("use", "jwt-svid"),
                    Jwk.member("kid", "x")),
                Jwk.object(Jwk.parameters(rsa.getPublic()), Jwk.member("use", "new-svid")),
                Jwk.jwt(key.getPublic(), KID))));
  }

  private String seconds(long fromNow) {
    return String.valueOf(now.getEpochSecond() + fromNow);
  }

  private static List<TrustFile> trust(String domain, String... elements) {
    return List.of(new TrustFile(domain, Jwk.set(elements), ""));
  }
}
