package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinContext;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds a chain from the last of some certificates to the first, which is trusted, through those
/// between (RFC 5280 §6, as Go does it). One use.
// Not the platform's PKIX validator: it takes the trusted certificate's key alone, where Go also
// asks for its time, its limits and its usages, and it knows no URIs.
final class CertificateChain {

  private static final int MOST_CHECKS = 100;
  private static final long CHECK_COST = 10_000;
  private static final int CERTIFICATE_SIGN = 1 << 5;
  private static final Set<Integer> BROKEN_SIGNATURES = Set.of(0, 1, 2, 3, 7, 8, 9);

  private final BuiltinContext context;
  private final ChainOptions options;
  private final Certificate root;
  private final List<Certificate> intermediates;
  private int checks;

  private CertificateChain(
      BuiltinContext context, ChainOptions options, List<Certificate> certificates) {
    this.context = context;
    this.options = options;
    this.root = certificates.getFirst();
    this.intermediates = certificates.subList(1, certificates.size() - 1);
  }

  /// The chain, the leaf first; empty where there is none.
  static Optional<List<Certificate>> verified(
      BuiltinContext context, ChainOptions options, List<Certificate> certificates) {
    if (certificates.size() < 2) {
      return Optional.empty();
    }
    Certificate leaf = certificates.getLast();
    CertificateChain search = new CertificateChain(context, options, certificates);
    if (!search.isCurrent(leaf)
        || !options.dnsName().isEmpty() && !isFor(leaf, options.dnsName())) {
      return Optional.empty();
    }
    if (Arrays.equals(leaf.encoded(), search.root.encoded())) {
      return search.allowsUsages(List.of(leaf)) ? Optional.of(List.of(leaf)) : Optional.empty();
    }
    return search.extend(List.of(leaf));
  }

  private Optional<List<Certificate>> extend(List<Certificate> chain) {
    List<Certificate> candidates = new ArrayList<>();
    candidates.add(root);
    candidates.addAll(intermediates);
    for (Certificate candidate : candidates) {
      boolean used = chain.stream().anyMatch(c -> Arrays.equals(c.encoded(), candidate.encoded()));
      if (used || !isIssuer(candidate, chain)) {
        continue;
      }
      List<Certificate> longer = new ArrayList<>(chain);
      longer.add(candidate);
      if (!Arrays.equals(candidate.encoded(), root.encoded())) {
        Optional<List<Certificate>> whole = extend(longer);
        if (whole.isPresent()) {
          return whole;
        }
      } else if (allowsUsages(longer)) {
        return Optional.of(longer);
      }
    }
    return Optional.empty();
  }

  private boolean isIssuer(Certificate candidate, List<Certificate> chain) {
    Certificate child = chain.getLast();
    CertificateExtensions extensions = candidate.extensions();
    if (!Arrays.equals(candidate.subject().encoded(), child.issuer().encoded())
        || !isCurrent(candidate)
        || !mayIssue(candidate, chain.size() - 1)
        || ++checks > MOST_CHECKS) {
      return false;
    }
    for (Certificate below : chain) {
      if (!extensions.constraints.allow(below.extensions().names)) {
        return false;
      }
    }
    return isSignedBy(child, candidate);
  }

  private boolean isCurrent(Certificate certificate) {
    return certificate.extensions().unhandledCritical.isEmpty()
        && !options.now().isBefore(certificate.notBefore())
        && !options.now().isAfter(certificate.notAfter());
  }

  private static boolean mayIssue(Certificate certificate, int below) {
    CertificateExtensions extensions = certificate.extensions();
    if (certificate.version() == 3 && !extensions.hasBasicConstraints
        || extensions.hasBasicConstraints && !extensions.isAuthority) {
      return false;
    }
    if (extensions.keyUsage != 0 && (extensions.keyUsage & CERTIFICATE_SIGN) == 0) {
      return false;
    }
    return !extensions.hasBasicConstraints
        || extensions.longestPath < 0
        || below <= extensions.longestPath;
  }

  private boolean isSignedBy(Certificate child, Certificate issuer) {
    context.spend(CHECK_COST);
    if (BROKEN_SIGNATURES.contains(child.signatureAlgorithm())) {
      return false;
    }
    try {
      platform(child).verify(platform(issuer).getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException notSigned) {
      return false;
    }
  }

  private static X509Certificate platform(Certificate certificate) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate.encoded()));
  }

  // A usage counts if every certificate that names usages names it, or any.
  private boolean allowsUsages(List<Certificate> chain) {
    Set<Integer> left = new HashSet<>(options.usages());
    if (left.contains(0)) {
      return true;
    }
    for (Certificate certificate : chain.reversed()) {
      CertificateExtensions extensions = certificate.extensions();
      boolean all =
          extensions.usages.isEmpty() && extensions.unknownUsages.isEmpty()
              || extensions.usages.contains(0);
      if (!all) {
        left.retainAll(extensions.usages);
      }
    }
    return !left.isEmpty();
  }

  private static boolean isFor(Certificate certificate, String name) {
    AlternativeNames names = certificate.extensions().names;
    String address = name.startsWith("[") && name.endsWith("]") ? inner(name) : name;
    for (byte[] ip : names.ips()) {
      if (AlternativeNames.text(ip).equalsIgnoreCase(address)) {
        return true;
      }
    }
    String host = withoutDot(name.toLowerCase(Locale.ROOT));
    return names.dns().stream()
        .anyMatch(pattern -> matches(withoutDot(pattern.toLowerCase(Locale.ROOT)), host));
  }

  private static String inner(String name) {
    return name.substring(1, name.length() - 1);
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  // RFC 6125 §6.4.3: a star stands for the whole first label.
  private static boolean matches(String pattern, String host) {
    if (!pattern.startsWith("*.")) {
      return !host.isEmpty() && pattern.equals(host);
    }
    int dot = host.indexOf('.');
    return dot > 0 && host.substring(dot).equals(pattern.substring(1));
  }
}
