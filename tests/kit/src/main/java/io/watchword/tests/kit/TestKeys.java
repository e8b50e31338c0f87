package io.watchword.tests.kit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Key pairs for tests. RSA pairs are made once per size, because they take long; the others are
/// new each time. Thread-safe.
public final class TestKeys {

  private static final Map<String, List<KeyPair>> RSA = new ConcurrentHashMap<>();
  private static final AtomicInteger TURN = new AtomicInteger();

  private TestKeys() {}

  /// A new P-256 pair.
  public static KeyPair ec() {
    return ec("secp256r1");
  }

  /// A new pair on the named curve, `secp384r1` for example.
  public static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A new Ed25519 pair.
  public static KeyPair ed25519() {
    return generate("Ed25519", 255);
  }

  /// One of two RSA pairs of that size.
  public static KeyPair rsa(int bits) {
    List<KeyPair> pairs =
        RSA.computeIfAbsent(
            "RSA" + bits, k -> List.of(generate("RSA", bits), generate("RSA", bits)));
    return pairs.get(Math.floorMod(TURN.getAndIncrement(), pairs.size()));
  }

  /// A DSA pair of that size.
  public static KeyPair dsa(int bits) {
    return RSA.computeIfAbsent("DSA" + bits, k -> List.of(generate("DSA", bits))).getFirst();
  }

  private static KeyPair generate(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (!algorithm.equals("Ed25519")) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
