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
    Optional<Plan> plan) {

  /// Copies the list.
  public RotationStatus {
    roots = List.copyOf(roots);
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

  /// What a rotation would do.
  ///
  /// @param steps in words, in order
  /// @param oldRoot SHA-256 of the root that would give way
  /// @param outage what an emergency would break; empty for a rotation that breaks nothing
  public record Plan(List<String> steps, String oldRoot, Optional<Outage> outage) {

    /// Copies the list.
    public Plan {
      steps = List.copyOf(steps);
    }
  }

  /// A root.
  ///
  /// @param status `active`, `prepared`, `old`, `distrusted`
  public record RootView(
      String sha256, String status, Instant notBefore, Instant notAfter, String backend) {}
}
