package io.watchword.agent;

import io.watchword.agent.attestation.Caller;
import io.watchword.agent.attestation.ProcessKey;
import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.UnixPeer;
import io.watchword.agent.attestation.WorkloadAttestation;
import io.watchword.agent.delegated.ProcessAttestation;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/// Processes of this host that a delegate names by their id. Thread-safe.
final class NamedProcesses implements ProcessAttestation {

  private final ProcessTable processes;
  private final WorkloadAttestation attestation;

  NamedProcesses(ProcessTable processes, WorkloadAttestation attestation) {
    this.processes = processes;
    this.attestation = attestation;
  }

  @Override
  public CompletableFuture<Caller> attest(int pid) {
    Optional<UnixPeer> peer = processes.peer(pid);
    if (peer.isEmpty()) {
      return CompletableFuture.failedFuture(
          new NoSuchElementException("there is no process " + pid));
    }
    ProcessKey process = attestation.identify(peer.get(), OptionalInt.empty());
    return attestation.attest(peer.get(), process);
  }

  @Override
  public boolean isAlive(ProcessKey process) {
    return processes.isAlive(process);
  }
}
