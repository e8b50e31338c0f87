package io.watchword.tests.conformance.spiffe.cases;

import io.watchword.tests.conformance.spiffe.judge.Question;
import io.watchword.tests.conformance.spiffe.judge.TrustFile;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import io.watchword.tests.kit.TestSvid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The trust domain of the cases, `example.org`, with its roots, and questions about chains to
/// them. Made once per run: its keys are new each time.
final class Chains {

  static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  final TestCa root = TestCa.root("example.org");
  final TestCa other = TestCa.root("other.org");

  /// A leaf of the root, made wrong.
  Question leaf(Consumer<TestCertificate> deviation) {
    return ask(root.leaf(WEB, deviation), root);
  }

  /// A leaf of the root with this ID.
  Question leaf(String id) {
    return ask(root.leaf(id), root);
  }

  /// A good leaf below an intermediate made wrong.
  Question below(Consumer<TestCertificate> deviation) {
    return ask(root.intermediate(deviation).leaf(WEB), root);
  }

  /// A good leaf below a root made wrong, which is trusted.
  static Question belowRoot(Consumer<TestCertificate> deviation) {
    TestCa odd = TestCa.root("example.org", deviation);
    return ask(odd.leaf(WEB), odd);
  }

  static Question ask(TestSvid svid, TestCa... roots) {
    return new Question.X509(svid.certificatePem(), trust(roots));
  }

  static Question ask(List<byte[]> ders, List<TrustFile> trust) {
    StringBuilder pem = new StringBuilder();
    ders.forEach(der -> pem.append(TestSvid.pem("CERTIFICATE", der)));
    return new Question.X509(pem.toString(), trust);
  }

  /// The bundles of these roots, one per trust domain.
  static List<TrustFile> trust(TestCa... roots) {
    Map<String, List<TestCa>> domains = new LinkedHashMap<>();
    for (TestCa root : roots) {
      domains.computeIfAbsent(root.trustDomain(), k -> new ArrayList<>()).add(root);
    }
    List<TrustFile> trust = new ArrayList<>();
    domains.forEach((domain, own) -> trust.add(file(domain, own)));
    return List.copyOf(trust);
  }

  /// The trust domain's bundle as this document, which PEM cannot say.
  static List<TrustFile> document(String document) {
    return List.of(new TrustFile("example.org", document, ""));
  }

  static String element(TestCa root) {
    return Jwk.x509(root.keys().getPublic(), root.der());
  }

  private static TrustFile file(String domain, List<TestCa> roots) {
    String[] elements = roots.stream().map(Chains::element).toArray(String[]::new);
    StringBuilder pem = new StringBuilder();
    roots.forEach(root -> pem.append(root.pem()));
    return new TrustFile(domain, Jwk.set(elements), pem.toString());
  }

  static List<byte[]> list(byte[]... ders) {
    return Arrays.asList(ders);
  }
}
