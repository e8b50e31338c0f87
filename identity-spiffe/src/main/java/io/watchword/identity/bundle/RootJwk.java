package io.watchword.identity.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.identity.x509.StrictX509Certificate;
import java.util.Base64;
import java.util.Optional;

/// One root as an element of a JWK set.
final class RootJwk {
  // [1] X509-SVID §6.1: `use` is there, `kid` is not, `x5c` has the one certificate; §6.2: what
  // follows the first is not looked at.

  private RootJwk() {}

  static ObjectNode print(ObjectNode jwk, StrictX509Certificate root) {
    PublicKeyJwk.print(jwk, root.getPublicKey()).put("use", "x509-svid");
    jwk.putArray("x5c").add(Base64.getEncoder().encodeToString(root.getEncoded()));
    return jwk;
  }

  /// The root of `jwk`; empty where it has no certificate.
  ///
  /// @throws IllegalArgumentException where the certificate is not written as one
  /// @throws io.watchword.identity.x509.MalformedCertificateException where it is none
  static Optional<StrictX509Certificate> read(JsonNode jwk) {
    JsonNode chain = jwk.path("x5c");
    if (chain.isMissingNode() || chain.isArray() && chain.isEmpty()) {
      return Optional.empty();
    }
    if (!chain.isArray() || !chain.get(0).isTextual()) {
      throw new IllegalArgumentException("it is no list of texts");
    }
    return Optional.of(
        StrictX509Certificate.parse(Base64.getDecoder().decode(chain.get(0).asText())));
  }
}
