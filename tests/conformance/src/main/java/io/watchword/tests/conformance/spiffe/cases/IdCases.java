package io.watchword.tests.conformance.spiffe.cases;

import io.watchword.tests.conformance.spiffe.judge.Question;
import java.util.List;
import java.util.Map;

/// SPIFFE IDs by themselves. SPIFFE-ID §2.
final class IdCases {

  /// An ID that breaks a rule.
  record Wrong(String rule, String text) {}

  private static final String TD = "spiffe://example.org";

  /// IDs that nobody may take for one, in a certificate, a token or elsewhere.
  static final List<Wrong> WRONG =
      List.of(
          new Wrong("ID-02", "spiffe:///web"),
          new Wrong("ID-03", TD + "/web?x=1"),
          new Wrong("ID-03", TD + "/web?"),
          new Wrong("ID-04", TD + "/web#x"),
          new Wrong("ID-04", TD + "/web#"),
          new Wrong("ID-05", "spiffe://user@example.org/web"),
          new Wrong("ID-05", "spiffe://user:pw@example.org/web"),
          new Wrong("ID-05", "spiffe://@example.org/web"),
          new Wrong("ID-06", TD + ":443/web"),
          new Wrong("ID-06", TD + ":/web"),
          new Wrong("ID-08", "spiffe://exam~ple.org/web"),
          new Wrong("ID-08", "spiffe://exam!ple.org/web"),
          new Wrong("ID-08", "spiffe://exam ple.org/web"),
          new Wrong("ID-08", "spiffe://ex\u00e4mple.org/web"),
          new Wrong("ID-08", "spiffe://example.org\\web"),
          new Wrong("ID-09", "spiffe://ex%61mple.org/web"),
          new Wrong("ID-12", "spiffe://[::1]/web"),
          new Wrong("ID-13", TD + "/a%2Fb"),
          new Wrong("ID-13", TD + "/%77eb"),
          new Wrong("ID-13", TD + "/%2e%2e/web"),
          new Wrong("ID-14", TD + "//web"),
          new Wrong("ID-14", TD + "/a//web"),
          new Wrong("ID-14", TD + "/."),
          new Wrong("ID-14", TD + "/.."),
          new Wrong("ID-14", TD + "/a/../web"),
          new Wrong("ID-14", TD + "/./web"),
          new Wrong("ID-15", TD + "/web/"),
          new Wrong("ID-16", TD + "/web:8080"),
          new Wrong("ID-16", TD + "/w@b"),
          new Wrong("ID-16", TD + "/w b"),
          new Wrong("ID-16", TD + "/web\u0000"),
          new Wrong("ID-16", TD + "/web\n"),
          new Wrong("ID-16", TD + "/w\u00e4b"),
          new Wrong("ID-16", TD + "/a\\b"),
          new Wrong("ID-16", TD + "/a+b"),
          new Wrong("ID-16", TD + "/a~b"));

  private IdCases() {}

  static void add(Expectations cases) {
    accept(cases, "ID-01", TD + "/web");
    for (String scheme : List.of("SPIFFE", "Spiffe")) {
      String text = scheme + "://example.org/web";
      cases.accept("ID-01", "scheme " + scheme, id(text), Map.of("id", TD + "/web"));
    }
    for (String text :
        List.of("", "spiffe", "spiffe:/td/x", "spiffe:td", "https://td/x", " " + TD, "//td/x")) {
      refuse(cases, "ID-01", text);
    }
    refuse(cases, "ID-02", "spiffe://");
    WRONG.forEach(wrong -> refuse(cases, wrong.rule(), wrong.text()));
    refuse(cases, "ID-03", TD + "?x=1");
    refuse(cases, "ID-04", TD + "#x");
    refuse(cases, "ID-06", TD + ":80");
    for (String upper : List.of("EXAMPLE.org", "example.ORG")) {
      cases.either(
          "ID-07",
          "trust domain " + upper + " is refused, or read in lower case",
          id("spiffe://" + upper + "/web"),
          Map.of("id", TD + "/web"));
    }
    accept(cases, "ID-08", "spiffe://my_td/x");
    accept(cases, "ID-08", "spiffe://0-9.a_z/x");
    for (String domain :
        List.of("1.2.3.4", "td..x", "-td", "td-", "td.", ".td", "_", "256.256.256.256", "0")) {
      accept(cases, "ID-10", "spiffe://" + domain + "/x");
    }
    accept(cases, "ID-11", "spiffe://" + "a".repeat(255) + "/x");
    refuse(cases, "ID-11", "spiffe://" + "a".repeat(256) + "/x");
    refuse(cases, "ID-12", "spiffe://[2001:db8::1]:8443/x");
    for (String path : List.of("/...", "/.a", "/a.", "/..a", "/-", "/_")) {
      accept(cases, "ID-14", TD + path);
    }
    refuse(cases, "ID-15", TD + "/");
    accept(cases, "ID-15", TD);
    accept(cases, "ID-16", TD + "/azAZ09.-_");
    String path = "/Web/wEB";
    cases.tell(
        "ID-17", "path of both cases stays as it is", id(TD + path), Map.of("id", TD + path));
    accept(cases, "ID-18", ofLength(2048));
    cases.ratherRefuse(
        "ID-19",
        "ID of 2049 bytes",
        id(ofLength(2049)),
        "it is asked of who names workloads, and is a SHOULD NOT");
  }

  /// A valid ID of `bytes` bytes.
  static String ofLength(int bytes) {
    return TD + "/" + "a".repeat(bytes - TD.length() - 1);
  }

  /// The text as a test can be named by it.
  static String shown(String text) {
    StringBuilder out = new StringBuilder("`");
    text.chars()
        .limit(60)
        .forEach(
            c ->
                out.append(
                    c < 0x20 || c > 0x7e ? "\\u%04x".formatted(c) : String.valueOf((char) c)));
    return out.append(text.length() > 60 ? "…` of " + text.length() + " bytes" : "`").toString();
  }

  private static void accept(Expectations cases, String rule, String text) {
    cases.accept(rule, shown(text), id(text), Map.of("id", text));
  }

  private static void refuse(Expectations cases, String rule, String text) {
    cases.refuse(rule, shown(text), id(text));
  }

  private static Question id(String text) {
    return new Question.Id(text);
  }
}
