package io.watchword.ca.keys;

import io.watchword.identity.x509.SignatureChecks;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

/// Reads public keys and checks signatures: of certificate requests, and of what the CA signed
/// itself. Thread-safe.
///
/// Never signs: the keys that do stay in their `SigningKeys`.
public interface Verification extends SignatureChecks {

  /// Who does it: `accp` or `bc-fips`.
  String provider();

  /// The key in `info`.
  ///
  /// @param algorithm `EC` or `RSA`
  /// @param info subject public key info, DER
  /// @throws GeneralSecurityException where it is no valid key of that kind
  PublicKey read(String algorithm, byte[] info) throws GeneralSecurityException;

  /// By the validated module alone.
  static Verification validated() {
    return new ProviderVerification("bc-fips", CryptoModule::provider);
  }

  /// By the fastest provider of this platform, and by the validated module until that is loaded.
  static Verification fastest() {
    return FastVerification.start();
  }
}
