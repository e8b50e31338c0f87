package io.watchword.ca.keys;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Checks by one provider of the JCA. Thread-safe.
///
/// Keys of authorities come as the JDK read them and are the same few in every check: each is read
/// anew for the provider once, and what it computes ahead for a key is kept with it.
final class ProviderVerification implements Verification {
  private static final int MAX_KEYS = 64;

  private final String name;
  private final Supplier<Provider> provider;
  private final Map<PublicKey, PublicKey> own = new ConcurrentHashMap<>();

  /// @param provider waited for at the first use
  ProviderVerification(String name, Supplier<Provider> provider) {
    this.name = name;
    this.provider = provider;
  }

  @Override
  public String provider() {
    return name;
  }

  @Override
  public PublicKey read(String algorithm, byte[] info) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm, provider.get())
        .generatePublic(new X509EncodedKeySpec(info));
  }

  @Override
  public boolean verify(
      String algorithm,
      Optional<AlgorithmParameterSpec> parameters,
      PublicKey key,
      byte[] message,
      byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(algorithm, provider.get());
    if (parameters.isPresent()) {
      verifier.setParameter(parameters.get());
    }
    verifier.initVerify(isOwn(key) ? key : translated(key));
    verifier.update(message);
    return verifier.verify(signature);
  }

  private boolean isOwn(PublicKey key) {
    return key.getClass().getPackageName().startsWith(ownPackages());
  }

  private String ownPackages() {
    return name.equals("accp") ? "com.amazon.corretto" : "org.bouncycastle";
  }

  private PublicKey translated(PublicKey key) throws GeneralSecurityException {
    PublicKey known = own.get(key);
    if (known != null) {
      return known;
    }
    PublicKey read = read(key.getAlgorithm(), key.getEncoded());
    if (own.size() >= MAX_KEYS) {
      own.clear();
    }
    own.put(key, read);
    return read;
  }
}
