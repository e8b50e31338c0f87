package io.watchword.agent.attestation;

import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;

/// Turns the peer of a Unix socket into a [Caller] with selectors. Asks the kernel only, never the
/// process itself (WE-14). Thread-safe.
///
/// Selectors: `unix:uid:N`, `unix:gid:N`, `unix:user:NAME`, `unix:group:NAME`,
/// `unix:supplementary_gid:N`, `unix:supplementary_group:NAME`, `unix:path:FILE`. User and group
/// are what the kernel noted when the peer connected; the rest is read from `/proc` and counts only
/// if the process is the same before and after.
public final class UnixAttestor {

  private final ProcessTable processes;
  private final AccountNames users;
  private final AccountNames groups;

  /// @param users of `/etc/passwd`
  /// @param groups of `/etc/group`
  public UnixAttestor(ProcessTable processes, AccountNames users, AccountNames groups) {
    this.processes = processes;
    this.users = users;
    this.groups = groups;
  }

  /// Which process connected: to be noted at once when it does.
  public ProcessKey identify(UnixPeer peer) {
    if (peer.pid() <= 0) {
      return new ProcessKey(0, 0);
    }
    OptionalLong start = processes.startTicks(peer.pid());
    // It ended before we looked. -1 is no start time: attestation will refuse it.
    return new ProcessKey(peer.pid(), start.orElse(-1));
  }

  /// What is true of the peer now.
  ///
  /// @param process as noted when the connection was accepted
  /// @throws AttestationException where that process has ended
  public Caller attest(UnixPeer peer, ProcessKey process) {
    Set<String> selectors = new LinkedHashSet<>();
    selectors.add("unix:uid:" + Integer.toUnsignedString(peer.uid()));
    selectors.add("unix:gid:" + Integer.toUnsignedString(peer.gid()));
    users.name(peer.uid()).ifPresent(name -> selectors.add("unix:user:" + name));
    groups.name(peer.gid()).ifPresent(name -> selectors.add("unix:group:" + name));
    if (process.isKnown()) {
      processes.executable(process.pid()).ifPresent(path -> selectors.add("unix:path:" + path));
      for (int gid : processes.groups(process.pid())) {
        selectors.add("unix:supplementary_gid:" + Integer.toUnsignedString(gid));
        groups.name(gid).ifPresent(name -> selectors.add("unix:supplementary_group:" + name));
      }
      // After reading on purpose: had the id been given to another process, this one is not alive.
      if (!processes.isAlive(process)) {
        throw new AttestationException(
            "process " + process.pid() + " has ended: who holds its connection is not known");
      }
    }
    return new Caller(process, peer, selectors);
  }
}
