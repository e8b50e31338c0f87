package io.watchword.identity.bundle;

import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.StrictX509Certificate;

/// A bundle as PEM: its roots, nothing else. Which trust domain they belong to is said beside it.
public final class BundlePem {

  private BundlePem() {}

  /// Reads at least one certificate.
  public static X509Bundle parse(TrustDomain trustDomain, String text) {
    try {
      return X509Bundle.of(trustDomain, Pem.certificates(text));
    } catch (MalformedCertificateException e) {
      throw new InvalidBundleException(
          "bundle of `" + trustDomain + "` cannot be read: " + e.getMessage(), e);
    }
  }

  /// The roots in their order.
  public static String print(X509Bundle bundle) {
    StringBuilder out = new StringBuilder();
    for (StrictX509Certificate root : bundle.strictRoots()) {
      out.append(Pem.print("CERTIFICATE", root.getEncoded()));
    }
    return out.toString();
  }
}
