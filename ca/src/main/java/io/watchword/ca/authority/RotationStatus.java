package io.watchword.ca.authority;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What `root status` shows.
///
/// @param rotation empty where there never was one
/// @param suspended the CA was restarted: it waits for an operator
/// @param plan of a dry run only
public record RotationStatus(
    Optional<Rotation> rotation,
    Optional<Gate> gate,
    List<RootView> roots,
    boolean suspended,
    List<String> plan) {

  /// Copies the lists.
  public RotationStatus {
    roots = List.copyOf(roots);
    plan = List.copyOf(plan);
  }

  /// A gate: `G1`, `G2` or `G3`; of a dry run all who would be waited for.
  public record Gate(String name, List<Blocker> waitingFor) {

    /// Copies the list.
    public Gate {
      waitingFor = List.copyOf(waitingFor);
    }

    /// Whether nobody holds it.
    public boolean isOpen() {
      return waitingFor.isEmpty();
    }
  }

  /// A root.
  ///
  /// @param status `active`, `prepared`, `old`, `distrusted`
  public record RootView(
      String sha256, String status, Instant notBefore, Instant notAfter, String backend) {}
}
