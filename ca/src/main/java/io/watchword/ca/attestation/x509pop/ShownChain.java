package io.watchword.ca.attestation.x509pop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// The certificates that a node showed, leaf first, and small enough to be verified. Immutable.
record ShownChain(List<X509Certificate> certificates) {
  // INVARIANT: no signature is verified before every key of the chain passed here.

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BigInteger MAX_EXPONENT = BigInteger.TWO.pow(32);
  private static final Set<Integer> CURVES = Set.of(256, 384, 521);
  private static final int MAX_BYTES = 16 * 1024;

  /// Reads `{"certificates": [BASE64, …]}`.
  static ShownChain read(byte[] evidence, X509popSettings limits) {
    JsonNode shown = json(evidence).path("certificates");
    if (!shown.isArray() || shown.isEmpty()) {
      throw new RefusedEvidenceException("no certificate was shown");
    }
    if (shown.size() > 1 + limits.maxIntermediates()) {
      throw new RefusedEvidenceException(
          "a chain of "
              + shown.size()
              + " certificates (max-intermediates: "
              + limits.maxIntermediates()
              + ")");
    }
    List<X509Certificate> chain = new ArrayList<>();
    for (JsonNode one : shown) {
      X509Certificate certificate = certificate(one.asText());
      check(certificate.getPublicKey(), limits.maxRsaKeySize());
      chain.add(certificate);
    }
    return new ShownChain(List.copyOf(chain));
  }

  X509Certificate leaf() {
    return certificates.getFirst();
  }

  private static void check(PublicKey key, int maxRsaKeySize) {
    switch (key) {
      case RSAPublicKey rsa -> {
        int bits = rsa.getModulus().bitLength();
        if (bits < 2048 || bits > maxRsaKeySize) {
          throw new RefusedEvidenceException(
              "an RSA key of " + bits + " bits (expected: 2048 to " + maxRsaKeySize + ")");
        }
        if (rsa.getPublicExponent().compareTo(MAX_EXPONENT) >= 0) {
          throw new RefusedEvidenceException("an RSA key with an exponent of more than 32 bits");
        }
      }
      case ECPublicKey ec -> {
        int bits = ec.getParams().getCurve().getField().getFieldSize();
        if (!CURVES.contains(bits)) {
          throw new RefusedEvidenceException("an EC key that is none of P-256, P-384 and P-521");
        }
      }
      default ->
          throw new RefusedEvidenceException(
              "a key of kind `" + key.getAlgorithm() + "` (expected: RSA or EC)");
    }
  }

  private static X509Certificate certificate(String base64) {
    try {
      byte[] der = Base64.getDecoder().decode(base64);
      if (der.length > MAX_BYTES) {
        throw new RefusedEvidenceException("a certificate of more than 16KiB");
      }
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new RefusedEvidenceException("what was shown is no certificate", e);
    }
  }

  private static JsonNode json(byte[] evidence) {
    try {
      return JSON.readTree(evidence);
    } catch (IOException e) {
      throw new RefusedEvidenceException("the evidence is no JSON", e);
    }
  }
}
