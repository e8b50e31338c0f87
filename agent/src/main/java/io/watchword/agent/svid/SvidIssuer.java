package io.watchword.agent.svid;

import io.watchword.agent.node.SvidOrder;
import io.watchword.agent.node.SvidOutcome;
import java.util.List;

/// Who signs: the CA behind the node session. Thread-safe.
@FunctionalInterface
public interface SvidIssuer {

  /// An outcome for each order, each by itself.
  ///
  /// @throws io.watchword.agent.node.CaException where none was answered
  List<SvidOutcome> issue(List<SvidOrder> orders);
}
