package io.watchword.identity.x509;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;

/// Who does the arithmetic of a signature check. Which algorithms and keys are good enough is
/// decided before it is asked. Implementations are thread-safe.
@FunctionalInterface
public interface SignatureChecks {

  /// Whether `key` signed `message`.
  ///
  /// @param algorithm the JDK's name, such as `SHA256withECDSA`
  /// @param parameters of RSASSA-PSS; empty otherwise
  /// @throws GeneralSecurityException where key or signature are not of the algorithm
  boolean verify(
      String algorithm,
      Optional<AlgorithmParameterSpec> parameters,
      PublicKey key,
      byte[] message,
      byte[] signature)
      throws GeneralSecurityException;

  /// By the provider that the JVM prefers.
  static SignatureChecks ofTheJvm() {
    return (algorithm, parameters, key, message, signature) -> {
      Signature verifier = Signature.getInstance(algorithm);
      if (parameters.isPresent()) {
        verifier.setParameter(parameters.get());
      }
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    };
  }
}
