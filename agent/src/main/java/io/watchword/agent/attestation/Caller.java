package io.watchword.agent.attestation;

import io.watchword.agent.attestation.plugin.Selector;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A local process whose properties were attested: made only by [WorkloadAttestation]. Immutable.
public final class Caller {

  private final ProcessKey process;
  private final UnixPeer peer;
  private final List<Selector> attested;
  private final Set<String> selectors;
  private final Set<String> failedTypes;

  /// @param attested what is true of it
  /// @param failedTypes of attestors that could not tell
  Caller(
      ProcessKey process,
      UnixPeer peer,
      Collection<Selector> attested,
      Collection<String> failedTypes) {
    this.process = process;
    this.peer = peer;
    this.attested = List.copyOf(new LinkedHashSet<>(attested));
    this.selectors =
        this.attested.stream().map(Selector::toString).collect(Collectors.toUnmodifiableSet());
    this.failedTypes = Set.copyOf(failedTypes);
  }

  /// Which process it is.
  public ProcessKey process() {
    return process;
  }

  /// Its user.
  public int uid() {
    return peer.uid();
  }

  /// What is true of it, in the order it was found, each once.
  public List<Selector> attested() {
    return attested;
  }

  /// What is true of it, as `unix:uid:1000`.
  public Set<String> selectors() {
    return selectors;
  }

  /// Types of attestors that could not tell what is true of it.
  public Set<String> failedTypes() {
    return failedTypes;
  }

  /// Whether every one of `required` is true of it; nothing required is nobody's.
  public boolean satisfies(Set<String> required) {
    // An entry without selectors would fit everybody: no such entry is ever meant.
    return !required.isEmpty() && selectors.containsAll(required);
  }

  /// Whether every one of `required` is true of it or would be for an attestor that failed to say.
  public boolean mightSatisfy(Set<String> required) {
    return !required.isEmpty()
        && required.stream()
            .allMatch(one -> selectors.contains(one) || failedTypes.contains(one.split(":", 2)[0]));
  }

  @Override
  public String toString() {
    return "pid " + process.pid() + " uid " + peer.uid() + " gid " + peer.gid();
  }
}
