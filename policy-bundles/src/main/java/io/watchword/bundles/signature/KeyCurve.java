package io.watchword.bundles.signature;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import io.watchword.bundles.BundleKeyException;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;
import java.util.Optional;
import java.util.stream.Stream;

/// The curves we sign on, each with its one algorithm.
enum KeyCurve {
  P256("secp256r1", Curve.P_256, JWSAlgorithm.ES256),
  P384("secp384r1", Curve.P_384, JWSAlgorithm.ES384);

  private final String jdkName;
  private final Curve curve;
  private final JWSAlgorithm algorithm;

  KeyCurve(String jdkName, Curve curve, JWSAlgorithm algorithm) {
    this.jdkName = jdkName;
    this.curve = curve;
    this.algorithm = algorithm;
  }

  /// @throws BundleKeyException for any other curve
  static KeyCurve of(ECKey key, String where) {
    Curve curve = Curve.forECParameterSpec(key.getParams());
    return Stream.of(values())
        .filter(known -> known.curve.equals(curve))
        .findFirst()
        .orElseThrow(
            () ->
                new BundleKeyException(
                    "bundles/key-type",
                    where + " is on curve `" + curve + "` (expected: P-256 or P-384)"));
  }

  static Optional<KeyCurve> of(JWSAlgorithm algorithm) {
    return Stream.of(values()).filter(known -> known.algorithm.equals(algorithm)).findFirst();
  }

  String jdkName() {
    return jdkName;
  }

  Curve curve() {
    return curve;
  }

  JWSAlgorithm algorithm() {
    return algorithm;
  }

  ECParameterSpec parameters() {
    return curve.toECParameterSpec();
  }
}
