package io.watchword.agent.sds.wire;

import io.watchword.agent.sds.SecretName;
import io.watchword.api.envoy.DiscoveryRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// What is asked for. Immutable.
///
/// @param names each once; none: all
record SecretRequest(List<SecretName> names) {

  private static final int MOST_NAMES = 100;

  SecretRequest {
    names = List.copyOf(names);
  }

  /// What is wrong with `request`, if anything is.
  static Optional<String> problem(DiscoveryRequest request) {
    if (!request.getTypeUrl().isEmpty() && !request.getTypeUrl().equals(SecretMessages.TYPE_URL)) {
      return Optional.of(
          "type `" + request.getTypeUrl() + "` (expected: `" + SecretMessages.TYPE_URL + "`)");
    }
    if (request.getResourceNamesCount() > MOST_NAMES) {
      return Optional.of(
          request.getResourceNamesCount() + " names (expected: at most " + MOST_NAMES + ")");
    }
    return request.getResourceNamesList().stream()
        .filter(name -> SecretName.parse(name).isEmpty())
        .findFirst()
        .map(
            name ->
                "resource name `"
                    + (name.length() > 100 ? name.substring(0, 100) + "…" : name)
                    + "` (expected: `default`, `ROOTCA`, `TRUSTED_CA`, `ALL`, a SPIFFE ID or a"
                    + " trust domain's ID)");
  }

  static SecretRequest of(DiscoveryRequest request) {
    List<SecretName> names = new ArrayList<>();
    for (String name : new LinkedHashSet<>(request.getResourceNamesList())) {
      SecretName.parse(name).ifPresent(names::add);
    }
    return new SecretRequest(names);
  }
}
