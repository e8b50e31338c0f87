package io.watchword.ca.authority;

import io.watchword.ca.keys.UpstreamRoot;
import java.util.ArrayList;
import java.util.List;

/// The roots as `root list` shows them.
interface RootViews {

  /// Back end of the authority above.
  String backend();

  /// @param fresh SHA-256 of the root that a rotation prepares; empty for none
  List<RotationStatus.RootView> all(String fresh);

  /// Those of `anchors`. Thread-safe: computes from snapshots.
  static RootViews of(TrustAnchors anchors, String backend) {
    return new RootViews() {
      @Override
      public String backend() {
        return backend;
      }

      @Override
      public List<RotationStatus.RootView> all(String fresh) {
        TrustState state = anchors.current();
        List<RotationStatus.RootView> views = new ArrayList<>();
        for (UpstreamRoot root : state.roots()) {
          boolean isActive = root.sha256().equals(state.active());
          boolean isFresh = root.sha256().equals(fresh);
          views.add(view(root, isActive ? "active" : isFresh ? "prepared" : "old", backend));
        }
        state.retired().forEach(root -> views.add(view(root, "distrusted", backend)));
        return views;
      }
    };
  }

  private static RotationStatus.RootView view(UpstreamRoot root, String status, String backend) {
    return new RotationStatus.RootView(
        root.sha256(),
        status,
        root.certificate().getNotBefore().toInstant(),
        root.certificate().getNotAfter().toInstant(),
        backend);
  }
}
