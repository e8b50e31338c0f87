package io.watchword.identity.x509;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the path from a certificate to one of the given roots and checks every rule of RFC 5280 §6
/// on it. Any thread.
///
/// The peer's certificates may come in any order, with the root or without; during a rotation there
/// may be several ways, and one that holds is enough. What a hostile peer can make us do is
/// bounded: number of certificates, depth, signatures.
public final class PathFinder {
  // [1] RFC 5280 §6.1. No policy tree: no policy is ever asked for, and constraints on policies are
  // refused instead.

  /// How many certificates a peer may send.
  public static final int MAX_CERTIFICATES = 16;

  private static final int MAX_INTERMEDIATES = 10;
  private static final int MAX_SIGNATURES = 48;

  private final CheckedSignatures signatures = new CheckedSignatures();
  private final SignatureChecks checks;

  /// One that checks signatures by the provider that the JVM prefers.
  public PathFinder() {
    this(SignatureChecks.ofTheJvm());
  }

  /// One that has signatures checked by `checks`.
  public PathFinder(SignatureChecks checks) {
    this.checks = checks;
  }

  /// The path from `leaf`.
  ///
  /// @param leaf where it begins
  /// @param others what else the peer sent
  /// @param roots where it may end
  /// @param now when every certificate on it must be valid
  /// @throws NoPathException saying what is wrong with the best attempt
  public CertificatePath find(
      StrictX509Certificate leaf,
      List<StrictX509Certificate> others,
      List<StrictX509Certificate> roots,
      Instant now) {
    if (others.size() + 1 > MAX_CERTIFICATES) {
      throw new NoPathException(
          PathProblem.INVALID,
          (others.size() + 1) + " certificates (expected: at most " + MAX_CERTIFICATES + ")");
    }
    return new Search(leaf, others, roots, now).run();
  }

  private final class Search {
    private final StrictX509Certificate leaf;
    private final List<StrictX509Certificate> intermediates;
    private final List<StrictX509Certificate> roots;
    private final Instant now;
    private int signaturesLeft = MAX_SIGNATURES;
    private @Nullable NoPathException best;

    Search(
        StrictX509Certificate leaf,
        List<StrictX509Certificate> others,
        List<StrictX509Certificate> roots,
        Instant now) {
      this.leaf = leaf;
      this.intermediates =
          others.stream().distinct().filter(c -> !c.equals(leaf) && !roots.contains(c)).toList();
      this.roots = roots;
      this.now = now;
    }

    CertificatePath run() {
      List<StrictX509Certificate> path = new ArrayList<>();
      path.add(leaf);
      Optional<CertificatePath> found = extend(path);
      if (found.isPresent()) {
        return found.get();
      }
      if (best != null) {
        throw best;
      }
      throw new NoPathException(
          PathProblem.UNTRUSTED,
          roots.isEmpty()
              ? "there are no roots to trust"
              : "certificate issued by `"
                  + leaf.getIssuerX500Principal()
                  + "` leads to none of the "
                  + roots.size()
                  + " trusted roots");
    }

    private Optional<CertificatePath> extend(List<StrictX509Certificate> path) {
      StrictX509Certificate last = path.getLast();
      for (StrictX509Certificate root : candidates(last, roots)) {
        if (isSigned(last, root, path.size() > 1)) {
          Optional<NoPathException> problem = PathRules.firstBroken(path, root, now);
          if (problem.isEmpty()) {
            return Optional.of(new CertificatePath(path, root));
          }
          remember(problem.get());
        }
      }
      if (path.size() > MAX_INTERMEDIATES) {
        return Optional.empty();
      }
      for (StrictX509Certificate next : candidates(last, intermediates)) {
        if (!isOn(path, next) && isSigned(last, next, path.size() > 1)) {
          path.add(next);
          Optional<CertificatePath> found = extend(path);
          if (found.isPresent()) {
            return found;
          }
          path.removeLast();
        }
      }
      return Optional.empty();
    }

    /// Those whose name fits, the ones whose key identifier fits first.
    private List<StrictX509Certificate> candidates(
        StrictX509Certificate child, List<StrictX509Certificate> from) {
      List<StrictX509Certificate> fitting = new ArrayList<>();
      for (StrictX509Certificate certificate : from) {
        if (child.isIssuedInTheNameOf(certificate)) {
          fitting.add(certificate);
        }
      }
      if (fitting.size() > 1) {
        fitting.sort(Comparator.comparing(c -> !child.pointsTo(c)));
      }
      return fitting;
    }

    /// The same authority twice would be a circle, under another certificate too.
    private boolean isOn(List<StrictX509Certificate> path, StrictX509Certificate next) {
      for (StrictX509Certificate certificate : path) {
        if (certificate.equals(next)
            || certificate.getPublicKey().equals(next.getPublicKey())
                && certificate.getSubjectX500Principal().equals(next.getSubjectX500Principal())) {
          return true;
        }
      }
      return false;
    }

    private boolean isSigned(
        StrictX509Certificate child, StrictX509Certificate authority, boolean isIntermediate) {
      if (isIntermediate && signatures.isKnown(child, authority)) {
        return true;
      }
      if (signaturesLeft-- <= 0) {
        throw new NoPathException(
            PathProblem.UNTRUSTED, "no path within " + MAX_SIGNATURES + " signatures to check");
      }
      boolean signed = child.isSignedBy(authority, checks);
      if (!signed) {
        // A weak signature of the right authority is a broken rule, not a stranger: the reader
        // wants to know.
        child.weakness(false).ifPresent(w -> remember(new NoPathException(PathProblem.INVALID, w)));
      } else if (isIntermediate) {
        signatures.remember(child, authority);
      }
      return signed;
    }

    private void remember(NoPathException problem) {
      if (best == null || problem.problem().compareTo(best.problem()) > 0) {
        best = problem;
      }
    }
  }
}
