package io.watchword.ca.keys;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks by AWS-LC, loaded on a thread of its own: nothing of the CA's start waits for it. Until
/// then, and where the platform has none, by bc-fips. Thread-safe: one volatile reference.
final class FastVerification implements Verification {
  private static final Logger LOG = LoggerFactory.getLogger(FastVerification.class);

  private volatile Verification current = Verification.validated();

  private FastVerification() {}

  static FastVerification start() {
    FastVerification fast = new FastVerification();
    Thread.ofPlatform().daemon().name("accp-load").start(fast::load);
    return fast;
  }

  @Override
  public String provider() {
    return current.provider();
  }

  @Override
  public PublicKey read(String algorithm, byte[] info) throws GeneralSecurityException {
    return current.read(algorithm, info);
  }

  @Override
  public boolean verify(
      String algorithm,
      Optional<AlgorithmParameterSpec> parameters,
      PublicKey key,
      byte[] message,
      byte[] signature)
      throws GeneralSecurityException {
    return current.verify(algorithm, parameters, key, message, signature);
  }

  private void load() {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      provider.assertHealthy();
      current = new ProviderVerification("accp", () -> provider);
    } catch (RuntimeException | LinkageError e) {
      LOG.atWarn()
          .setCause(e)
          .log("certificate requests are checked by bc-fips: the faster provider is not usable");
    }
  }
}
