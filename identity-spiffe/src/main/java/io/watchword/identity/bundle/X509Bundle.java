package io.watchword.identity.bundle;

import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The roots that SVIDs of one trust domain may lead to. Immutable; any thread.
///
/// @param trustDomain whose roots they are; they are used for no other
/// @param roots each once, read strictly; empty: the trust domain has no X.509-SVIDs
/// @param sequence grows with every change, where it is known
/// @param refreshHint how often to ask for news
public record X509Bundle(
    TrustDomain trustDomain,
    List<X509Certificate> roots,
    OptionalLong sequence,
    Optional<Duration> refreshHint) {

  /// Reads the roots strictly and drops doubles.
  ///
  /// @throws io.watchword.identity.x509.MalformedCertificateException where a root is no
  ///   certificate
  public X509Bundle {
    roots =
        List.<X509Certificate>copyOf(
            StrictX509Certificate.ofAll(roots).stream().distinct().toList());
  }

  /// The roots alone, without sequence and hint.
  public static X509Bundle of(
      TrustDomain trustDomain, Collection<? extends X509Certificate> roots) {
    return new X509Bundle(trustDomain, List.copyOf(roots), OptionalLong.empty(), Optional.empty());
  }

  /// Roots as the Workload API sends them: DER, one after the other.
  public static X509Bundle parse(TrustDomain trustDomain, byte[] concatenatedDer) {
    return of(trustDomain, StrictX509Certificate.parseAll(concatenatedDer));
  }

  /// The roots as they were read: nobody reads them again.
  public List<StrictX509Certificate> strictRoots() {
    return StrictX509Certificate.ofAll(roots);
  }

  /// The same roots with a sequence.
  public X509Bundle withSequence(long number) {
    return new X509Bundle(trustDomain, roots, OptionalLong.of(number), refreshHint);
  }

  /// What acknowledgements name a bundle by: SHA-256 over the concatenated DER of the roots,
  /// ordered by their own SHA-256.
  public byte[] sha256() {
    List<StrictX509Certificate> ordered = new ArrayList<>(strictRoots());
    ordered.sort((a, b) -> Arrays.compareUnsigned(a.sha256(), b.sha256()));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ordered.forEach(root -> digest.update(root.getEncoded()));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  /// The roots one after the other in DER, as the Workload API sends them.
  public byte[] concatenatedDer() {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    strictRoots().forEach(root -> out.writeBytes(root.getEncoded()));
    return out.toByteArray();
  }
}
