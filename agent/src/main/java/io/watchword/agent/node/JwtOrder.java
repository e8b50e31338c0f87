package io.watchword.agent.node;

import java.util.List;
import java.util.Map;

/// A JWT-SVID asked for. Immutable.
///
/// @param entryId whose
/// @param audience whom it is meant for
/// @param values what stands for the variables of the entry's SPIFFE ID, by `type:key`
public record JwtOrder(String entryId, List<String> audience, Map<String, String> values) {

  /// Copies.
  public JwtOrder {
    audience = List.copyOf(audience);
    values = Map.copyOf(values);
  }
}
