package io.watchword.ca;

import io.watchword.ca.keys.EmbeddedRoots;
import io.watchword.ca.keys.KeyStoreFile;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.UpstreamAuthority;
import java.time.InstantSource;

/// The authority above us that a configuration asks for.
final class Upstreams {

  private Upstreams() {}

  static UpstreamAuthority of(
      CaConfig config, KeyStoreFile keys, SigningCertificates certificates, InstantSource clock) {
    return switch (config.keys()) {
      case CaConfig.Keys.Embedded _ ->
          new EmbeddedRoots(keys, certificates, KeyType.EC_P256, clock);
    };
  }
}
