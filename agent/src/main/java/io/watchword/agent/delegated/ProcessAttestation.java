package io.watchword.agent.delegated;

import io.watchword.agent.attestation.Caller;
import io.watchword.agent.attestation.ProcessKey;
import java.util.concurrent.CompletableFuture;

/// What is true of a process that somebody else names. Thread-safe.
public interface ProcessAttestation {

  /// Attests it now; fails where there is no such process.
  CompletableFuture<Caller> attest(int pid);

  /// Whether it still runs.
  boolean isAlive(ProcessKey process);
}
