package io.watchword.identity.x509;

import java.util.List;

/// A path that holds: from the leaf over intermediates to a root. Made only by [PathFinder].
public final class CertificatePath {

  private final List<StrictX509Certificate> certificates;
  private final StrictX509Certificate root;

  CertificatePath(List<StrictX509Certificate> certificates, StrictX509Certificate root) {
    this.certificates = List.copyOf(certificates);
    this.root = root;
  }

  /// Leaf first, then intermediates, without the root.
  public List<StrictX509Certificate> certificates() {
    return certificates;
  }

  /// Where it ends.
  public StrictX509Certificate root() {
    return root;
  }
}
