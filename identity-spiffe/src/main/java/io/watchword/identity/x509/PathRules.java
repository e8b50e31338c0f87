package io.watchword.identity.x509;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rules of RFC 5280 §6.1 on a path whose signatures hold. Stateless; any thread.
final class PathRules {
  // [1] RFC 5280 §6.1.3 to §6.1.5. [2] X509-SVID §4: what signing certificates are. The root is
  // checked as the others are: the
  //     RFC leaves that to us, and name constraints that stand on a root are meant.

  private static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
  private static final int MAX_SERIAL_BYTES = 20;

  private PathRules() {}

  /// @param path leaf first, without the root
  static Optional<NoPathException> firstBroken(
      List<StrictX509Certificate> path, StrictX509Certificate root, Instant now) {
    try {
      check(path, root, now.truncatedTo(ChronoUnit.SECONDS));
      return Optional.empty();
    } catch (NoPathException e) {
      return Optional.of(e);
    }
  }

  private static void check(
      List<StrictX509Certificate> path, StrictX509Certificate root, Instant now) {
    int below = 0;
    for (int i = 0; i <= path.size(); i++) {
      boolean isRoot = i == path.size();
      StrictX509Certificate certificate = isRoot ? root : path.get(i);
      String what = what(certificate, i, isRoot);
      checkAny(certificate, what, isRoot);
      if (i > 0) {
        checkAuthority(certificate, what, below);
        checkNames(certificate, path.subList(0, i), what);
        below += certificate.isSelfIssued() ? 0 : 1;
      } else if (certificate.extensions().nameConstraints().isPresent()) {
        throw invalid(what + " has name constraints, which only a certificate authority can have");
      }
    }
    // Last: that something has expired is worth saying only of a path that was right.
    for (int i = 0; i <= path.size(); i++) {
      StrictX509Certificate certificate = i == path.size() ? root : path.get(i);
      checkTime(certificate, what(certificate, i, i == path.size()), now);
    }
  }

  private static String what(StrictX509Certificate certificate, int index, boolean isRoot) {
    if (index == 0) {
      return "leaf";
    }
    return (isRoot ? "root `" : "intermediate `") + certificate.getSubjectX500Principal() + "`";
  }

  private static void checkAny(StrictX509Certificate certificate, String what, boolean isRoot) {
    if (certificate.getVersion() != 3) {
      refuse(what + " is of version " + certificate.getVersion() + " (expected: 3)");
    }
    certificate.weakness(isRoot).ifPresent(w -> refuse(what + ": " + w));
    CertificateExtensions extensions = certificate.extensions();
    List<String> unknown = extensions.unknownCritical();
    if (!unknown.isEmpty()) {
      refuse(what + " has critical extension " + unknown.getFirst() + ", which is not known here");
    }
    if (extensions.all().containsKey(CertificateExtensions.POLICY_CONSTRAINTS)) {
      refuse(what + " has policy constraints, which are not supported");
    }
    if (certificate.hasEmptyIssuer()) {
      refuse(what + " names no issuer");
    }
    byte[] serial = certificate.getSerialNumber().toByteArray();
    if (!isRoot
        && (certificate.getSerialNumber().signum() <= 0 || serial.length > MAX_SERIAL_BYTES)) {
      refuse(
          what
              + " has a serial number that is not positive or longer than "
              + MAX_SERIAL_BYTES
              + " bytes");
    }
    if (certificate.hasEmptySubject()
        && !extensions.subjectAlternativeNames().isEmpty()
        && !extensions.isCritical(CertificateExtensions.SUBJECT_ALTERNATIVE_NAME)) {
      refuse(what + " has no subject and a subject alternative name that is not critical (X5-05)");
    }
  }

  private static void checkAuthority(StrictX509Certificate certificate, String what, int below) {
    if (!certificate.isAuthority()) {
      refuse(what + " is no certificate authority's: cA is false (X5-11)");
    }
    if (!certificate.hasCriticalBasicConstraints()) {
      refuse(what + " has basic constraints that are not critical");
    }
    if (!certificate.canSignCertificates()) {
      refuse(what + " must not sign certificates: no keyCertSign (X5-17)");
    }
    if (certificate.hasEmptySubject()) {
      refuse(what + " is a certificate authority without a name");
    }
    int allowed = certificate.pathLength().orElse(Integer.MAX_VALUE);
    if (below > allowed) {
      refuse(
          what + " allows " + allowed + " intermediates below it, here are " + below + " (X5-13)");
    }
    Set<String> uses = certificate.extendedKeyUses().orElse(Set.of(ANY_EXTENDED_KEY_USAGE));
    boolean forTls =
        uses.contains(ANY_EXTENDED_KEY_USAGE)
            || uses.contains(StrictX509Certificate.SERVER_AUTH)
                && uses.contains(StrictX509Certificate.CLIENT_AUTH);
    if (!forTls) {
      refuse(what + " is restricted to other uses than TLS servers and clients (X5-25)");
    }
  }

  /// What an authority may name holds for all certificates below it, except for intermediates it
  /// issued to itself.
  private static void checkNames(
      StrictX509Certificate authority, List<StrictX509Certificate> below, String what) {
    Optional<NameConstraints> constraints = authority.extensions().nameConstraints();
    if (constraints.isEmpty()) {
      return;
    }
    for (int i = 0; i < below.size(); i++) {
      StrictX509Certificate certificate = below.get(i);
      if (i > 0 && certificate.isSelfIssued()) {
        continue;
      }
      Optional<String> forbidden = constraints.get().firstForbidden(certificate);
      if (forbidden.isPresent()) {
        refuse("name `" + forbidden.get() + "` is outside of what " + what + " may name (X5-14)");
      }
    }
  }

  private static void checkTime(StrictX509Certificate certificate, String what, Instant now) {
    if (now.isBefore(certificate.notBefore())) {
      throw new NoPathException(
          PathProblem.NOT_YET_VALID,
          what + " is valid from " + certificate.notBefore() + ", now it is " + now);
    }
    if (now.isAfter(certificate.notAfter())) {
      throw new NoPathException(
          PathProblem.EXPIRED,
          what + " expired at " + certificate.notAfter() + ", now it is " + now);
    }
  }

  private static void refuse(String message) {
    throw invalid(message);
  }

  private static NoPathException invalid(String message) {
    return new NoPathException(PathProblem.INVALID, message);
  }
}
