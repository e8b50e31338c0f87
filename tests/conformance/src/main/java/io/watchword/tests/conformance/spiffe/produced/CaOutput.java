package io.watchword.tests.conformance.spiffe.produced;

import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A folder of what a CA has made, told apart by the names of files:
///
/// - `*.pem`, `*.crt`, `*.der`, `*.cer`: certificates, a chain leaf first; keys in PEM are passed
///   over;
/// - `*.json`: SPIFFE bundles and maps of bundles;
/// - `*.jwt`: a JWT-SVID each;
/// - `*.crl`: revocation lists.
public final class CaOutput {

  private static final String PART = "ca output";

  private final Matrix matrix;
  private final String trustDomain;
  private final CertificateChecks checks;
  private final List<X509Certificate> authorities = new ArrayList<>();

  /// @param trustDomain whose CA it is; empty where that is not said
  public CaOutput(Matrix matrix, String trustDomain) {
    this.matrix = matrix;
    this.trustDomain = trustDomain;
    this.checks = new CertificateChecks(matrix, PART);
  }

  /// Checks everything in `folder`.
  ///
  /// @throws IOException where a file cannot be read, or none is of a known kind
  public void check(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    int known = 0;
    for (Path file : files) {
      String name = folder.relativize(file).toString();
      known += check(name, file) ? 1 : 0;
    }
    for (Path file : files) {
      if (kind(file).equals("crl")) {
        crl(folder.relativize(file).toString(), Files.readAllBytes(file));
        known++;
      }
    }
    if (known == 0) {
      throw new IOException(folder + " has no *.pem, *.crt, *.der, *.json, *.jwt or *.crl");
    }
  }

  private boolean check(String name, Path file) throws IOException {
    switch (kind(file)) {
      case "pem", "crt", "der", "cer" -> certificates(name, Files.readAllBytes(file));
      case "json" ->
          authorities.addAll(
              new BundleChecks(matrix, PART).document(name, Files.readString(file), trustDomain));
      case "jwt" -> new TokenChecks(matrix, PART).token(name, Files.readString(file).strip());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void certificates(String name, byte[] bytes) {
    List<X509Certificate> chain;
    try {
      String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
      chain = text.contains("-----BEGIN ") ? Certificates.pem(text) : Certificates.der(bytes);
    } catch (GeneralSecurityException e) {
      matrix.check("X5-26", PART, name + ": is read", String.valueOf(e.getMessage()));
      return;
    }
    for (int i = 0; i < chain.size(); i++) {
      X509Certificate certificate = chain.get(i);
      String what = name + (chain.size() > 1 ? ", certificate " + i : "");
      if (certificate.getBasicConstraints() < 0) {
        checks.leaf(what, certificate);
      } else {
        authorities.add(certificate);
        checks.authority(what, certificate, trustDomain);
      }
    }
  }

  private void crl(String name, byte[] bytes) {
    String problem;
    try {
      X509CRL crl = Certificates.crl(bytes);
      problem =
          authorities.stream().anyMatch(authority -> signed(crl, authority))
              ? ""
              : "it is signed by no authority here that has cRLSign";
    } catch (GeneralSecurityException e) {
      problem = String.valueOf(e.getMessage());
    }
    matrix.check("X5-18", PART, name + ": signed by an authority with cRLSign", problem);
  }

  private static boolean signed(X509CRL crl, X509Certificate authority) {
    boolean[] usage = authority.getKeyUsage();
    try {
      crl.verify(authority.getPublicKey());
      return usage != null && usage[6];
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String kind(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
