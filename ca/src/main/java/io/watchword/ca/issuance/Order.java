package io.watchword.ca.issuance;

import io.watchword.ca.csr.CertificateRequest;
import java.util.Map;

/// An order of a certificate for the workloads that an entry means.
///
/// @param values what stands for the places of the entry's SPIFFE ID, by `type:key`
public record Order(String entryId, Map<String, String> values, CertificateRequest request) {

  /// Copies the values.
  public Order {
    values = Map.copyOf(values);
  }
}
