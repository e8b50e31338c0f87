package io.watchword.agent.node;

import java.util.Map;

/// An SVID asked for.
///
/// @param entryId whose
/// @param values what stands for the variables of the entry's SPIFFE ID, by `type:key`
/// @param csr PKCS#10 in DER
public record SvidOrder(String entryId, Map<String, String> values, byte[] csr) {

  /// Copies the values.
  public SvidOrder {
    values = Map.copyOf(values);
  }
}
