package io.watchword.ca.attestation;

import io.watchword.identity.id.SpiffeId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The known agents. What is changed is on disk before a method returns.
public interface Nodes {

  /// The agent called `id`.
  Optional<Node> find(SpiffeId id);

  /// All of them, by ID.
  List<Node> all();

  /// A number that grows whenever the agent `id` changes. Costs nothing.
  long mark(SpiffeId id);

  /// Lets `node` in, in place of what was known under its ID: unless that one is banned, attested
  /// by other means, or attested at all where `again` is false. Of two at once the second sees the
  /// first.
  ///
  /// @return the one in its way; empty where `node` is in
  Optional<Node> admit(Node node, boolean again);

  /// Makes of the agent `id` what `change` makes of it; nobody else changes it meanwhile.
  ///
  /// @return what it is now; empty where there is none
  Optional<Node> change(SpiffeId id, UnaryOperator<Node> change);
}
