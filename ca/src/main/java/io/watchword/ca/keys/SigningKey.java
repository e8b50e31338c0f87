package io.watchword.ca.keys;

import java.security.PublicKey;

/// A key that can sign and cannot be read: where the private half lives is the back end's business.
/// Thread-safe.
public interface SigningKey {

  /// Its public half; the same object each time, so that what verifiers precompute on it is kept.
  PublicKey publicKey();

  /// JCA name of the signature algorithm it signs with, such as `SHA256withECDSA`.
  String signatureAlgorithm();

  /// The signature over `message`, in the encoding that certificates carry.
  ///
  /// @throws KeysException where the back end cannot sign now
  byte[] sign(byte[] message);

  /// Where it is kept, as the back end answers.
  KeyCustody custody(String purpose);
}
