package io.watchword.tests.conformance.spiffe.produced;

import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Certificates that were issued. X509-SVID §2 to §4.
public final class CertificateChecks {

  private static final int URI = 6;
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;
  private static final String SAN = "2.5.29.17";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final List<String> BOTH = List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");

  private final Matrix matrix;
  private final String part;

  /// @param part of the suite, for the rows
  public CertificateChecks(Matrix matrix, String part) {
    this.matrix = matrix;
    this.part = part;
  }

  /// The URIs among the names of a certificate.
  public static List<String> uris(X509Certificate certificate) {
    List<String> uris = new ArrayList<>();
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        names.stream()
            .filter(name -> name.getFirst().equals(URI))
            .forEach(name -> uris.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateParsingException e) {
      uris.add("unreadable names: " + e.getMessage());
    }
    return uris;
  }

  /// Checks the certificate of a workload.
  public void leaf(String what, X509Certificate leaf) {
    Finding finding = new Finding(matrix, part, what);
    String id = id(finding, leaf);
    finding.that("X5-04", "ID has a path", !Ids.path(id).isEmpty(), "`" + id + "` has none");
    finding.that("X5-12", "cA is false", leaf.getBasicConstraints() < 0, "cA is true");
    Optional<boolean[]> usage = usage(finding, leaf);
    if (usage.isPresent()) {
      finding.that("X5-19", "digitalSignature", usage.get()[DIGITAL_SIGNATURE], "is not set");
      finding.that("X5-21", "no keyCertSign", !usage.get()[KEY_CERT_SIGN], "is set");
      finding.that("X5-22", "no cRLSign", !usage.get()[CRL_SIGN], "is set");
    }
    List<String> uses = extendedUses(leaf);
    finding.that("X5-23", "extended key usage", !uses.isEmpty(), "has none");
    if (!uses.isEmpty()) {
      finding.that("X5-24", "both extended key usages", uses.containsAll(BOTH), "has " + uses);
    }
  }

  /// Checks the certificate of an authority of `trustDomain`.
  public void authority(String what, X509Certificate authority, String trustDomain) {
    Finding finding = new Finding(matrix, part, what);
    boolean svid = uris(authority).stream().anyMatch(uri -> uri.startsWith("spiffe:"));
    finding.that("X5-06", "is an SVID itself", svid, "has no SPIFFE ID");
    finding.that("X5-11", "cA is true", authority.getBasicConstraints() >= 0, "cA is false");
    Optional<boolean[]> usage = usage(finding, authority);
    if (usage.isPresent()) {
      finding.that("X5-17", "keyCertSign", usage.get()[KEY_CERT_SIGN], "is not set");
    }
    if (svid) {
      String id = id(finding, authority);
      String path = Ids.path(id);
      finding.that("X5-07,ID-22", "ID has no path", path.isEmpty(), "`" + id + "` has one");
      finding.that("ID-20", "authority carries an SVID", Ids.isId(id), "`" + id + "`");
      if (!trustDomain.isEmpty()) {
        finding.that(
            "X5-08,ID-21",
            "ID of its own trust domain",
            Ids.trustDomain(id).equals(trustDomain),
            "`" + id + "` is not of `" + trustDomain + "`");
      }
    }
  }

  /// Checks that each certificate is signed by the next, and the last by one of `roots`.
  public void chain(
      String what, String rules, List<X509Certificate> chain, List<X509Certificate> roots) {
    String problem = "";
    for (int i = 0; i + 1 < chain.size(); i++) {
      if (!isSigned(chain.get(i), chain.get(i + 1))) {
        problem = "certificate " + (i + 1) + " is not signed by the next one";
      }
    }
    X509Certificate last = chain.getLast();
    if (roots.stream().noneMatch(root -> root.equals(last) || isSigned(last, root))) {
      problem = "the last certificate is signed by none of the " + roots.size() + " roots";
    }
    matrix.check(rules, part, what + ": leaf first, each signed by the next", problem);
  }

  static boolean isSigned(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String id(Finding finding, X509Certificate certificate) {
    List<String> uris = uris(certificate);
    String id = uris.isEmpty() ? "" : uris.getFirst();
    finding.that("X5-01", "exactly one URI", uris.size() == 1, "URIs " + uris);
    finding.that("X5-01,ID-01,ID-07", "URI is a SPIFFE ID", Ids.isId(id), "`" + id + "` is none");
    finding.that("ID-19", "ID is not too long", !Ids.isTooLong(id), id.length() + " bytes");
    boolean subject = !certificate.getSubjectX500Principal().getName().isEmpty();
    finding.that(
        "X5-05",
        "names critical where the subject is empty",
        subject || certificate.getCriticalExtensionOIDs().contains(SAN),
        "no subject, names not critical");
    return id;
  }

  private static Optional<boolean[]> usage(Finding finding, X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    finding.that("X5-15", "key usage", usage != null, "has none");
    if (usage != null) {
      finding.that(
          "X5-16",
          "key usage critical",
          certificate.getCriticalExtensionOIDs().contains(KEY_USAGE),
          "is not");
    }
    return Optional.ofNullable(usage);
  }

  private static List<String> extendedUses(X509Certificate certificate) {
    try {
      List<String> uses = certificate.getExtendedKeyUsage();
      return uses == null ? List.of() : uses;
    } catch (CertificateParsingException e) {
      return List.of("unreadable: " + e.getMessage());
    }
  }
}
