package io.watchword.ca.authority;

import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamRoot;
import java.util.ArrayList;
import java.util.List;

/// Takes a root out of trust at an operator's word, unless somebody still needs it. Thread-safe.
public final class RootRevocation {
  private final TrustAnchors anchors;
  private final Gates gates;
  private final RootRotation rotation;
  private final UpstreamAuthority upstream;

  /// @param rotation which has the last word on the roots it moves between
  public RootRevocation(
      TrustAnchors anchors, Gates gates, RootRotation rotation, UpstreamAuthority upstream) {
    this.anchors = anchors;
    this.gates = gates;
    this.rotation = rotation;
    this.upstream = upstream;
  }

  /// What came of it.
  ///
  /// @param neededBy who still needs the root; empty where it was revoked
  public record Outcome(boolean revoked, List<Blocker> neededBy, String reason) {

    /// Copies the list.
    public Outcome {
      neededBy = List.copyOf(neededBy);
    }
  }

  /// Revokes the root with `sha256`, or says who needs it.
  ///
  /// @param confirm the same digest again; empty to ask only
  /// @throws AuthorityException `ca/root-unknown`, `ca/confirmation-differs`
  public Outcome revoke(String sha256, String confirm) {
    if (!confirm.isEmpty() && !sha256.equals(confirm)) {
      throw new AuthorityException(
          "ca/confirmation-differs", "confirmation `" + confirm + "` (expected: `" + sha256 + "`)");
    }
    UpstreamRoot root =
        anchors
            .current()
            .known(sha256)
            .orElseThrow(
                () -> new AuthorityException("ca/root-unknown", "no root `" + sha256 + "`"));
    if (anchors.current().trusted(sha256).isEmpty()) {
      return new Outcome(true, List.of(), "it was distrusted before");
    }
    List<Blocker> neededBy = neededBy(sha256);
    if (!neededBy.isEmpty()) {
      return new Outcome(false, neededBy, neededBy.size() + " still need sha256:" + sha256);
    }
    if (confirm.isEmpty()) {
      return new Outcome(
          false, List.of(), "nobody needs it any more; to revoke it, confirm with its digest");
    }
    anchors.distrust(sha256);
    upstream.retireRoot(root);
    return new Outcome(true, List.of(), "");
  }

  private List<Blocker> neededBy(String sha256) {
    List<Blocker> blockers = new ArrayList<>();
    if (anchors.current().active().equals(sha256)) {
      blockers.add(
          Blocker.ofCa("ca", "signs with it", "`watchword root rotate` puts another in its place"));
    }
    rotation
        .underWay()
        .filter(r -> r.oldRootSha256().equals(sha256) || r.newRootSha256().equals(sha256))
        .ifPresent(
            r ->
                blockers.add(
                    Blocker.ofCa(
                        r.id(),
                        "rotation is in state " + r.state() + " and decides on it",
                        "`watchword root status` and `watchword root explain` say how far it is")));
    blockers.addAll(gates.needing(sha256));
    return blockers;
  }
}
