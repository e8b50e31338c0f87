package io.watchword.cli.identity;

import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.x509.StrictX509Certificate;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A trust domain as `identity fetch` and `identity watch` print it.
///
/// @param federated whether it is none of our own
/// @param roots SHA-256 of each root
record TrustView(String trustDomain, boolean federated, List<String> roots) {

  /// Our own trust domains first, then the federated ones, each by name.
  static List<TrustView> of(X509Context context) {
    List<TrustDomain> own =
        context.svids().stream().map(svid -> svid.id().trustDomain()).distinct().toList();
    return context.bundles().byTrustDomain().values().stream()
        .map(bundle -> of(bundle, !own.contains(bundle.trustDomain())))
        .sorted(Comparator.comparing(TrustView::federated).thenComparing(TrustView::trustDomain))
        .toList();
  }

  private static TrustView of(X509Bundle bundle, boolean federated) {
    return new TrustView(
        bundle.trustDomain().name(),
        federated,
        bundle.strictRoots().stream().map(StrictX509Certificate::sha256Hex).toList());
  }

  void write(PrintStream out) {
    out.println("Trust        " + trustDomain + (federated ? " (federated)" : ""));
    roots.forEach(root -> out.println("  root       sha256:" + root));
  }

  /// All in one line, for `identity watch`.
  static String line(List<TrustView> trust) {
    return trust.stream()
        .map(
            domain ->
                domain.trustDomain
                    + " by "
                    + domain.roots.stream()
                        .map(root -> "sha256:" + root.substring(0, 16))
                        .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }
}
