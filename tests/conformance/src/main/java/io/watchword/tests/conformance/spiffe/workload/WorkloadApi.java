package io.watchword.tests.conformance.spiffe.workload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Which Workload API is tested, and what is known about it.
///
/// @param address `unix:PATH` or `tcp://IP:PORT`
/// @param expected identities that this process has there, in order; empty where that is not told
/// @param audience of the JWT-SVIDs that are fetched
/// @param stranger a user without identity
/// @param change a command after which there is news
/// @param hold how long streams have to stay open
/// @param streams how many are open together
public record WorkloadApi(
    String address,
    List<String> expected,
    String audience,
    Optional<Integer> stranger,
    Optional<String> change,
    Duration hold,
    int streams) {

  /// Copies.
  public WorkloadApi {
    expected = List.copyOf(expected);
  }
}
