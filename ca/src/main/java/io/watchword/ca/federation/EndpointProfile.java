package io.watchword.ca.federation;

import io.watchword.identity.id.SpiffeId;

/// How a bundle endpoint proves who it is (SPIFFE Federation §5.2).
public sealed interface EndpointProfile {

  /// By a certificate for its host name that the web's authorities signed.
  record HttpsWeb() implements EndpointProfile {}

  /// By an X.509-SVID.
  ///
  /// @param endpoint whose SVID
  record HttpsSpiffe(SpiffeId endpoint) implements EndpointProfile {}

  /// As the specification spells it.
  default String label() {
    return switch (this) {
      case HttpsWeb _ -> "https_web";
      case HttpsSpiffe _ -> "https_spiffe";
    };
  }
}
