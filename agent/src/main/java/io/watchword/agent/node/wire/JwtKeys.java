package io.watchword.agent.node.wire;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/// Public keys as the CA sends them. No state.
final class JwtKeys {

  private JwtKeys() {}

  /// The key of a SubjectPublicKeyInfo in DER; empty where it is neither EC nor RSA.
  static Optional<PublicKey> read(byte[] der) {
    for (String algorithm : new String[] {"EC", "RSA"}) {
      try {
        return Optional.of(
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der)));
      } catch (GeneralSecurityException e) {
        // Of the other kind, or of none that we know: said by the empty answer.
        continue;
      }
    }
    return Optional.empty();
  }
}
