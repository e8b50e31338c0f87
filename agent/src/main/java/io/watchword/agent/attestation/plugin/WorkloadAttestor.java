package io.watchword.agent.attestation.plugin;

import java.util.List;

/// One way to find out what is true of a local process. Thread-safe.
///
/// That the process is still the one that connected is checked by the caller after this has
/// answered: an attestor need not care that process ids are used again.
public interface WorkloadAttestor extends AutoCloseable {

  /// What its selectors begin with: lower-case letters, digits and `_`, such as `unix`.
  String type();

  /// Whether it may wait for a disk or a network; then it runs on a virtual thread, and otherwise
  /// on the event loop.
  default boolean isSlow() {
    return true;
  }

  /// What is true of `workload`: nothing where it is none of this attestor's, such as a process in
  /// no container.
  ///
  /// @throws FailedAttestationException where that cannot be told: entries that need selectors of
  ///   this type then fit nobody
  List<Selector> attest(Workload workload);

  /// Ends what it holds open.
  @Override
  default void close() {}
}
