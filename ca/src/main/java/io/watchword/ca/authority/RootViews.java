package io.watchword.ca.authority;

import io.watchword.ca.keys.UpstreamRoot;
import java.util.ArrayList;
import java.util.List;

/// The roots as `root list` shows them. Thread-safe: computes from snapshots.
public final class RootViews {
  private final TrustAnchors anchors;
  private final String backend;

  /// @param backend of the authority above
  public RootViews(TrustAnchors anchors, String backend) {
    this.anchors = anchors;
    this.backend = backend;
  }

  String backend() {
    return backend;
  }

  /// @param fresh SHA-256 of the root that a rotation prepares; empty for none
  List<RotationStatus.RootView> all(String fresh) {
    TrustState state = anchors.current();
    List<RotationStatus.RootView> views = new ArrayList<>();
    for (UpstreamRoot root : state.roots()) {
      boolean isActive = root.sha256().equals(state.active());
      boolean isFresh = root.sha256().equals(fresh);
      views.add(view(root, isActive ? "active" : isFresh ? "prepared" : "old"));
    }
    state.retired().forEach(root -> views.add(view(root, "distrusted")));
    return views;
  }

  private RotationStatus.RootView view(UpstreamRoot root, String status) {
    return new RotationStatus.RootView(
        root.sha256(),
        status,
        root.certificate().getNotBefore().toInstant(),
        root.certificate().getNotAfter().toInstant(),
        backend);
  }
}
