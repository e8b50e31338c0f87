package io.watchword.tests.conformance.spiffe.produced;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Bundle documents that were published. Trust Domain and Bundle §4, X509-SVID §6, JWT-SVID §5.
public final class BundleChecks {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Set<String> USES = Set.of("x509-svid", "jwt-svid", "wit-svid");
  private static final Set<String> PARAMETERS =
      Set.of(
          "kty",
          "use",
          "key_ops",
          "alg",
          "kid",
          "x5u",
          "x5c",
          "x5t",
          "x5t#S256",
          "crv",
          "x",
          "y",
          "n",
          "e",
          "pub");

  private final Matrix matrix;
  private final String part;

  /// @param part of the suite, for the rows
  public BundleChecks(Matrix matrix, String part) {
    this.matrix = matrix;
    this.part = part;
  }

  /// Checks a bundle, or a map of bundles.
  ///
  /// @param trustDomain whose; empty where it is not known
  /// @return the roots it names
  public List<X509Certificate> document(String what, String text, String trustDomain) {
    Finding finding = new Finding(matrix, part, what);
    JsonNode document;
    try {
      document = JSON.readTree(text);
      finding.that("TB-06", "is a JSON object", document.isObject(), "is none");
    } catch (JsonProcessingException e) {
      finding.that("TB-06", "is JSON", false, e.getOriginalMessage());
      return List.of();
    }
    if (!document.has("trust_domains")) {
      return bundle(what, document, trustDomain, false);
    }
    // Duplicate names did not survive the reader.
    finding.that("TB-12,TB-13", "map of trust domains", true, "");
    List<X509Certificate> roots = new ArrayList<>();
    for (Map.Entry<String, JsonNode> domain : document.get("trust_domains").properties()) {
      roots.addAll(
          bundle(what + " of " + domain.getKey(), domain.getValue(), domain.getKey(), true));
    }
    return roots;
  }

  private List<X509Certificate> bundle(
      String what, JsonNode bundle, String trustDomain, boolean inMap) {
    Finding finding = new Finding(matrix, part, what);
    JsonNode sequence = bundle.path("spiffe_sequence");
    JsonNode hint = bundle.path("spiffe_refresh_hint");
    finding.that("TB-02", "sequence", !sequence.isMissingNode(), "has none");
    if (!sequence.isMissingNode()) {
      finding.that(
          "TB-03", "sequence is an integer", sequence.isIntegralNumber(), "is " + sequence);
    }
    if (inMap) {
      finding.that("TB-15", "no refresh hint within a map", hint.isMissingNode(), "is " + hint);
    } else {
      finding.that("TB-04", "refresh hint", !hint.isMissingNode(), "has none");
    }
    if (!hint.isMissingNode()) {
      finding.that("TB-05", "refresh hint is an integer", hint.isIntegralNumber(), "is " + hint);
    }
    finding.that("TB-06", "`keys`", bundle.path("keys").isArray(), "is " + bundle.path("keys"));
    List<X509Certificate> roots = new ArrayList<>();
    int index = 0;
    for (JsonNode key : bundle.path("keys")) {
      element(new Finding(matrix, part, what + ", key " + index), key, roots);
      index++;
    }
    CertificateChecks certificates = new CertificateChecks(matrix, part);
    for (int i = 0; i < roots.size(); i++) {
      certificates.authority(what + ", root " + i, roots.get(i), trustDomain);
    }
    return roots;
  }

  private static void element(Finding finding, JsonNode key, List<X509Certificate> roots) {
    String use = key.path("use").asText();
    finding.that("TB-10", "kty", key.path("kty").isTextual(), "has none");
    finding.that("TB-11,X5-33,JW-18", "use", USES.contains(use), "is `" + use + "`");
    Set<String> strange = new TreeSet<>();
    key.fieldNames().forEachRemaining(strange::add);
    strange.removeAll(PARAMETERS);
    finding.that("TB-09", "only parameters that RFCs define", strange.isEmpty(), "has " + strange);
    finding.that(
        "TB-10", "no private key", !key.has("d") && !key.has("k"), "the private key is published");
    if (use.equals("jwt-svid")) {
      finding.that("JW-19", "kid", !key.path("kid").asText().isEmpty(), "has none");
    }
    if (use.equals("x509-svid")) {
      root(finding, key, roots);
    }
  }

  private static void root(Finding finding, JsonNode key, List<X509Certificate> roots) {
    finding.that("X5-34", "no kid", !key.has("kid"), "is " + key.path("kid"));
    JsonNode chain = key.path("x5c");
    finding.that("X5-35", "x5c of one certificate", chain.size() == 1, "has " + chain.size());
    if (chain.isEmpty()) {
      return;
    }
    try {
      List<X509Certificate> read =
          Certificates.der(Base64.getDecoder().decode(chain.get(0).asText()));
      X509Certificate root = read.getFirst();
      finding.that("X5-35", "of an authority", root.getBasicConstraints() >= 0, "cA is false");
      finding.that(
          "X5-36", "self-signed", CertificateChecks.isSigned(root, root), "signed by another");
      roots.add(root);
    } catch (CertificateException | IllegalArgumentException e) {
      finding.that("X5-35", "x5c is read", false, String.valueOf(e.getMessage()));
    }
  }
}
