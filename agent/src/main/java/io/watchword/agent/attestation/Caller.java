package io.watchword.agent.attestation;

import java.util.Set;

/// A local process whose properties were attested: made only by [UnixAttestor]. Immutable.
public final class Caller {

  private final ProcessKey process;
  private final UnixPeer peer;
  private final Set<String> selectors;

  Caller(ProcessKey process, UnixPeer peer, Set<String> selectors) {
    this.process = process;
    this.peer = peer;
    this.selectors = Set.copyOf(selectors);
  }

  /// Which process it is.
  public ProcessKey process() {
    return process;
  }

  /// Its user.
  public int uid() {
    return peer.uid();
  }

  /// What is true of it, as `unix:uid:1000`.
  public Set<String> selectors() {
    return selectors;
  }

  /// Whether every one of `required` is true of it; nothing required is nobody's.
  public boolean satisfies(Set<String> required) {
    // An entry without selectors would fit everybody: no such entry is ever meant.
    return !required.isEmpty() && selectors.containsAll(required);
  }

  @Override
  public String toString() {
    return "pid " + process.pid() + " uid " + peer.uid() + " gid " + peer.gid();
  }
}
