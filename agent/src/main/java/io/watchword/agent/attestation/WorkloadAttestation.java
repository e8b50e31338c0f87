package io.watchword.agent.attestation;

import io.watchword.agent.attestation.plugin.FailedAttestationException;
import io.watchword.agent.attestation.plugin.Selector;
import io.watchword.agent.attestation.plugin.Workload;
import io.watchword.agent.attestation.plugin.WorkloadAttestor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns the peer of a Unix socket into a [Caller]. Asks the kernel and the attestors, never the
/// process itself (WE-14). Thread-safe.
///
/// User and group are what the kernel noted when the peer connected. Everything else is read by
/// process id and counts only if that id meant the same process, of the same user, before and
/// after. An attestor that fails takes nothing away from what the others found.
public final class WorkloadAttestation implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkloadAttestation.class);

  private final ProcessTable processes;
  private final List<WorkloadAttestor> quick;
  private final List<WorkloadAttestor> slow;
  private final Executor workers;

  /// What one attestor said.
  private record Finding(String type, List<Selector> selectors, boolean failed) {}

  /// @param attestors each of a type of its own
  /// @param workers may block
  public WorkloadAttestation(
      ProcessTable processes, List<WorkloadAttestor> attestors, Executor workers) {
    this.processes = processes;
    this.quick = attestors.stream().filter(attestor -> !attestor.isSlow()).toList();
    this.slow = attestors.stream().filter(WorkloadAttestor::isSlow).toList();
    this.workers = workers;
  }

  /// Which process connected: to be noted at once when it does.
  ///
  /// @param peerHandle descriptor of that process, where the kernel gives one
  public ProcessKey identify(UnixPeer peer, OptionalInt peerHandle) {
    if (peer.pid() <= 0) {
      return new ProcessKey(0, 0);
    }
    OptionalLong start = processes.startTicks(peer.pid());
    // After reading on purpose: while the handle's process lives, nobody else can have its id.
    boolean isTheSame =
        peerHandle.isEmpty() || processes.isHandleOf(peerHandle.getAsInt(), peer.pid());
    // It ended before we looked. -1 is no start time: attestation will refuse it.
    return new ProcessKey(peer.pid(), isTheSame ? start.orElse(-1) : -1);
  }

  /// What is true of the peer now; done at once where no attestor has to wait. Fails with
  /// [AttestationException] where the process has ended, or changed its user.
  ///
  /// @param process as noted when the connection was accepted
  public CompletableFuture<Caller> attest(UnixPeer peer, ProcessKey process) {
    Workload workload = new Workload(process.pid(), peer.uid(), peer.gid());
    List<Finding> findings = new ArrayList<>();
    quick.forEach(attestor -> findings.add(ask(attestor, workload)));
    if (slow.isEmpty() || !process.isKnown()) {
      return finished(peer, process, findings);
    }
    List<CompletableFuture<Finding>> asked =
        slow.stream()
            .map(attestor -> CompletableFuture.supplyAsync(() -> ask(attestor, workload), workers))
            .toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              asked.forEach(one -> findings.add(one.join()));
              return finished(peer, process, findings);
            });
  }

  @Override
  public void close() {
    quick.forEach(WorkloadAttestor::close);
    slow.forEach(WorkloadAttestor::close);
  }

  private CompletableFuture<Caller> finished(
      UnixPeer peer, ProcessKey process, List<Finding> findings) {
    if (process.isKnown()) {
      // After reading on purpose: had the id been given to another process, this one is not alive.
      if (!processes.isAlive(process)) {
        return refused(
            "process " + process.pid() + " has ended: who holds its connection is not known");
      }
      if (!processes.isOfUser(process.pid(), peer.uid())) {
        return refused(
            "process "
                + process.pid()
                + " runs as another user than when it connected: it may connect again");
      }
    }
    List<Selector> selectors = new ArrayList<>();
    Set<String> failed = new LinkedHashSet<>();
    for (Finding finding : findings) {
      selectors.addAll(finding.selectors());
      if (finding.failed()) {
        failed.add(finding.type());
      }
    }
    return CompletableFuture.completedFuture(new Caller(process, peer, selectors, failed));
  }

  private static CompletableFuture<Caller> refused(String why) {
    return CompletableFuture.failedFuture(new AttestationException(why));
  }

  private static Finding ask(WorkloadAttestor attestor, Workload workload) {
    try {
      List<Selector> found = List.copyOf(attestor.attest(workload));
      // An attestor that spoke for others would forge what entries are tied to.
      if (found.stream().allMatch(one -> one.type().equals(attestor.type()))) {
        return new Finding(attestor.type(), found, false);
      }
      log.atError()
          .addKeyValue("attestor", attestor.type())
          .log("workload attestor found selectors of another type; none of them counts");
    } catch (FailedAttestationException e) {
      // Why, and never what else was found: selectors tell about workloads what a log must not.
      log.atWarn()
          .addKeyValue("attestor", attestor.type())
          .addKeyValue("pid", workload.pid())
          .log("workload attestor failed, entries that need it fit nobody: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("attestor", attestor.type())
          .addKeyValue("pid", workload.pid())
          .setCause(e)
          .log("workload attestor failed, entries that need it fit nobody");
    }
    return new Finding(attestor.type(), List.of(), true);
  }
}
