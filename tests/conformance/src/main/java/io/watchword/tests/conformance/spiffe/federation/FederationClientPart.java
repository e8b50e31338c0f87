package io.watchword.tests.conformance.spiffe.federation;

import io.watchword.tests.conformance.spiffe.cases.Documents;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Result;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A federation client, one fetch a call, shown endpoints that are right and wrong. Federation §5.
public final class FederationClientPart {

  private static final String PART = "federation client";
  private static final String TD = "example.org";
  private static final String ID = "spiffe://example.org/bundle-endpoint";

  private final FederationClient client;
  private final Matrix matrix;
  private final Path folder;
  private final TestCa web = TestCa.root("web.test", c -> c.noNames());
  private final TestCa root = TestCa.root(TD);
  private final TestCa foreign = TestCa.root("other.org");
  private final String bundle = Documents.bundle(root);
  private final TestSvid localhost = webServer("localhost");
  private final TestSvid endpoint = root.intermediate().leaf(ID);

  /// @param folder for files
  public FederationClientPart(FederationClient client, Matrix matrix, Path folder) {
    this.client = client;
    this.matrix = matrix;
    this.folder = folder;
  }

  /// Runs it.
  ///
  /// @throws IOException where files cannot be written, or the command not be started
  public void run() throws IOException {
    Files.writeString(folder.resolve("roots.pem"), web.pem());
    Files.writeString(folder.resolve("bundle.json"), bundle);
    Files.writeString(folder.resolve("other.json"), Documents.bundle(foreign));
    web();
    documents();
    webRedirects();
    spiffe();
    spiffeRedirects();
  }

  private TestSvid webServer(String name) {
    return web.leaf("https://x", c -> c.noNames().dns(name));
  }

  private void web() throws IOException {
    try (BadServer good = BadServer.serving(localhost, bundle)) {
      web("FE-06,FE-09,FE-13,FE-21", "good endpoint", good.url(), true);
      web("FE-12", "user information in the URL", good.url("user@"), false);
      web("FE-12", "user and password in the URL", good.url("user:pw@"), false);
    }
    try (BadServer plain = BadServer.plain(bundle)) {
      web("FE-11", "http URL", plain.url(), false);
    }
    try (BadServer other = BadServer.serving(webServer("other.test"), bundle)) {
      web("FE-20", "certificate for another host", other.url(), false);
    }
    TestSvid stranger =
        TestCa.root("web.test", c -> c.noNames())
            .leaf("https://x", c -> c.noNames().dns("localhost"));
    try (BadServer other = BadServer.serving(stranger, bundle)) {
      web("FE-20", "certificate of a stranger", other.url(), false);
    }
    TestSvid expired =
        web.leaf(
            "https://x",
            c ->
                c.noNames()
                    .dns("localhost")
                    .validity(TestCertificate.NOT_BEFORE, Instant.parse("2021-01-01T00:00:00Z")));
    try (BadServer other = BadServer.serving(expired, bundle)) {
      web("FE-20", "certificate that has expired", other.url(), false);
    }
    try (BadServer other = BadServer.serving(endpoint, bundle)) {
      web("FE-20", "X.509-SVID of the trust domain itself", other.url(), false);
    }
  }

  private void documents() throws IOException {
    for (int status : new int[] {404, 500, 204}) {
      try (BadServer failing = BadServer.failing(localhost, status)) {
        web("FE-16", "status " + status, failing.url(), false);
      }
    }
    for (String body : List.of("no json", "[]", "{}", "{\"keys\":7}")) {
      try (BadServer bad = BadServer.serving(localhost, body)) {
        web("TB-06,FE-16", "document `" + body + "`", bad.url(), false);
      }
    }
  }

  private void webRedirects() throws IOException {
    try (BadServer good = BadServer.serving(localhost, bundle);
        BadServer plain = BadServer.plain(bundle);
        BadServer elsewhere = BadServer.serving(webServer("other.test"), bundle)) {
      try (BadServer first = BadServer.redirecting(localhost, good.url())) {
        eitherWay("FE-18,FE-19", "temporary redirect to a good endpoint", first.url(), good);
      }
      try (BadServer first = BadServer.redirecting(localhost, plain.url())) {
        web("FE-18", "redirect to http", first.url(), false);
      }
      try (BadServer first = BadServer.redirecting(localhost, good.url("user@"))) {
        web("FE-18,FE-12", "redirect to a URL with user information", first.url(), false);
      }
      try (BadServer first = BadServer.redirecting(localhost, elsewhere.url())) {
        web("FE-22", "redirect to a certificate for another host", first.url(), false);
      }
    }
    try (BadServer first = BadServer.failing(localhost, 307)) {
      web("FE-18", "redirect to nowhere", first.url(), false);
    }
  }

  private void spiffe() throws IOException {
    try (BadServer good = BadServer.serving(endpoint, bundle)) {
      spiffe("FE-06,FE-24,FE-25", "good endpoint", good.url(), ID, "bundle.json", true);
      spiffe("FE-27", "another ID than the endpoint's", good.url(), ID + "2", "bundle.json", false);
      spiffe("FE-12", "user information", good.url("user@"), ID, "bundle.json", false);
      spiffe("FE-27", "server of another trust domain's root", good.url(), ID, "other.json", false);
    }
    String otherId = "spiffe://other.org/endpoint";
    try (BadServer others = BadServer.serving(foreign.leaf(otherId), bundle)) {
      spiffe(
          "FE-26", "endpoint of another trust domain", others.url(), otherId, "other.json", true);
    }
    try (BadServer plain = BadServer.plain(bundle)) {
      spiffe("FE-23", "http URL", plain.url(), ID, "bundle.json", false);
    }
    List<String> names = List.of("web certificate", "two URIs", "root of a stranger", "expired");
    List<TestSvid> servers =
        List.of(
            localhost,
            root.leaf(ID, c -> c.uri("spiffe://example.org/b")),
            TestCa.root(TD).leaf(ID),
            root.leaf(
                ID,
                c ->
                    c.validity(TestCertificate.NOT_BEFORE, Instant.parse("2021-01-01T00:00:00Z"))));
    for (int i = 0; i < servers.size(); i++) {
      try (BadServer bad = BadServer.serving(servers.get(i), bundle)) {
        spiffe("FE-27", "server with " + names.get(i), bad.url(), ID, "bundle.json", false);
      }
    }
  }

  private void spiffeRedirects() throws IOException {
    TestSvid other = root.leaf("spiffe://example.org/other");
    try (BadServer elsewhere = BadServer.serving(other, bundle);
        BadServer first = BadServer.redirecting(endpoint, elsewhere.url())) {
      spiffe(
          "FE-22", "redirect to a server with another ID", first.url(), ID, "bundle.json", false);
    }
  }

  private void web(String rules, String test, String url, boolean wanted) throws IOException {
    List<String> arguments = List.of("https_web", url, TD, file("roots.pem"));
    record(rules, "https_web: " + test, wanted, client.fetch(arguments));
  }

  private void spiffe(
      String rules, String test, String url, String id, String trust, boolean wanted)
      throws IOException {
    List<String> arguments = List.of("https_spiffe", url, TD, id, file(trust));
    record(rules, "https_spiffe: " + test, wanted, client.fetch(arguments));
  }

  /// A client may follow redirects or refuse them; if it follows, it gets there.
  private void eitherWay(String rules, String test, String url, BadServer target)
      throws IOException {
    int before = target.requests();
    int code = client.fetch(List.of("https_web", url, TD, file("roots.pem")));
    boolean followed = target.requests() > before;
    boolean consistent = code == 0 && followed || code == 1 && !followed;
    matrix.add(
        rules,
        PART,
        "https_web: " + test,
        consistent ? followed ? Result.PASSED : Result.REASONED : Result.FAILED,
        consistent
            ? followed ? "" : "refused: a client is not told that it must follow redirects"
            : "exit code " + code + ", " + (followed ? "followed" : "not followed"));
  }

  private void record(String rules, String test, boolean wanted, int code) {
    String problem =
        switch (code) {
          case 0 -> wanted ? "" : "the bundle is taken";
          case 1 -> wanted ? "the bundle is refused" : "";
          default -> "no verdict: exit code " + code;
        };
    matrix.check(rules, PART, test, problem);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
