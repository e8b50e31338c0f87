package io.watchword.ca.attestation;

import io.watchword.identity.id.SpiffeId;
import java.util.List;
import java.util.Optional;

/// The known agents. What is put is on disk before `put` returns.
public interface Nodes {

  /// The agent called `id`.
  Optional<Node> find(SpiffeId id);

  /// All of them, by ID.
  List<Node> all();

  /// Remembers `node` in place of what was known under its ID.
  void put(Node node);
}
